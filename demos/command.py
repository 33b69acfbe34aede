"""The command line: what may be asked for, in the language of the one who asks."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograd.language import DEFAULT, Text
from viz.labels import visible
from viz.language import languages
from viz.signs import Signs

from .language import load, preferred_language
from .tables.request import TABLE, TRAIN, TableRequest

CHECK = "check"
"""Stands where a lesson's name may: the exercises."""

PHOTOS = ("cats", "people")
PHOTOS_LESSON = "cat-or-person"
"""The options that name folders of photos, and the lesson they belong to."""

_FLAG = {"action": "store_true"}
OPTIONS: dict[str, dict[str, Any]] = {
    "lang": {"metavar": "|".join(languages())},
    "plain": _FLAG,
    "json": _FLAG,
    "steps": {"metavar": "3-7"},
    "part": {"metavar": "2"},
    "cats": {"metavar": "FOLDER"},
    "people": {"metavar": "FOLDER"},
    "target": {"metavar": "COLUMN"},
    "classes": _FLAG,
    "hidden": {"metavar": "16,16"},
    "epochs": {"metavar": "200"},
    "seed": {"metavar": "1"},
    "out": {"metavar": "FILE"},
    "overwrite": _FLAG,
    "ascii": _FLAG,
    "ambiguous": {"metavar": "1|2", "default": "1"},
}
"""The options by name; the help of each stands under ``command.help_<name>``."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes
    ----------
    name : str or None
        The lesson; `CHECK` for the exercises; None for the list of lessons.
    file : pathlib.Path or None
        The learner's file, for the exercises.
    text : Text
        The sentences of the language: all without a lesson, else those that it needs.
    signs : Signs
        What may be printed.
    out : pathlib.Path or None
        Where to write the picture.
    overwrite, plain, json : bool
        The options of these names.
    part : int or None
        The walk that is shown.
    steps : range or None
        The steps that are shown.
    folders : mapping of str to pathlib.Path
        The reader's photos, by the names of the options; none for most lessons.
    table : TableRequest or None
        The reader's table, for `TRAIN`.
    """

    name: str | None
    file: Path | None
    text: Text
    signs: Signs
    out: Path | None
    overwrite: bool
    plain: bool
    json: bool
    part: int | None
    steps: range | None
    folders: Mapping[str, Path] = field(default_factory=dict)
    table: TableRequest | None = None

    @property
    def wants_text(self) -> bool:
        """Whether text is asked for, and not the program of screens."""
        chosen = (self.file, self.out, self.part, self.steps)
        return self.plain or self.json or any(each is not None for each in chosen)


class WrongCommandError(Exception):
    """Something was asked for that there is not; the message says what there is."""


def parse(arguments: Sequence[str], lessons: Sequence[str], program: str) -> Request:
    """Read a command line.

    Raises
    ------
    WrongCommandError
        If it cannot be followed.
    SystemExit
        After printing the help, with code 0.

    Examples
    --------
    >>> request = parse(["sigmoid", "--steps", "3-7", "--lang", "ko"], ["sigmoid"], "gradwalk")
    >>> request.name, request.steps, request.text.language
    ('sigmoid', range(3, 8), 'ko')
    """
    language = _language(arguments)
    text = load(language, "")
    options = _options(_parser(text, program), arguments, text)
    if options.name in (None, CHECK, TRAIN):
        given = [
            f"--{key}" for key in ("out", "steps", "part") if getattr(options, key) is not None
        ]
        given += ["--overwrite"] if options.overwrite else []
        if options.name == TRAIN:  # which writes files, and has no steps
            given = [option for option in given if option not in ("--out", "--overwrite")]
        if given:
            raise WrongCommandError(text("command.needs_lesson", option=given[0]))
    if options.name == CHECK and options.file is None:
        raise WrongCommandError(text("command.needs_file"))
    if options.name not in (None, CHECK, TRAIN):
        if options.name not in lessons:
            known = [*lessons, CHECK, TRAIN]
            raise WrongCommandError(_unknown(text, "lesson", options.name, known))
        if options.file is not None:
            raise WrongCommandError(text("command.extra", argument=visible(options.file)))
    folders, table = _folders(options, text), _table(options, text)
    ambiguous = _one_of(text, "ambiguous", options.ambiguous, ("1", "2"))
    signs = Signs(options.ascii or not can_show_signs(sys.stdout), int(ambiguous))
    return Request(
        options.name,
        Path(options.file) if options.file is not None else None,
        load(language, options.name if options.name in lessons else None),
        signs,
        Path(options.out) if options.out is not None else None,
        options.overwrite,
        options.plain,
        options.json,
        _number(text, "part", options.part) if options.part is not None else None,
        _range(text, options.steps) if options.steps is not None else None,
        folders,
        table,
    )


def can_show(stream: object, text: str) -> bool:
    """Whether the encoding of a stream has all characters of a text.

    Examples
    --------
    >>> import io
    >>> can_show(io.TextIOWrapper(io.BytesIO(), "cp949"), "기울기"), can_show(None, "기울기")
    (True, False)
    """
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def can_show_signs(stream: object) -> bool:
    """Whether the encoding of a stream has the signs of pictures: boxes, arrows, ∂ and minus; ✓."""
    return can_show(stream, "─│╭╮╰╯├┤┬┴┼━►∂∇←→−…×✓✗")


def _language(arguments: Sequence[str]) -> str:
    """The language that is asked for, or else the system's; known before the rest is read.

    The system's is not taken where the output has no letters for it.
    """
    asked = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    asked.add_argument("--lang", nargs="?", const="")
    known = asked.parse_known_args([*arguments])[0].lang
    preferred = preferred_language(os.environ)
    if known is None:
        return preferred if can_show(sys.stdout, _name_of(preferred)) else DEFAULT
    if known not in languages():
        text = load(preferred, "")
        raise WrongCommandError(_unknown(text, "language", known, languages()))
    return str(known)


def _name_of(language: str) -> str:
    """What a language calls itself."""
    return load(language, "")("stepper.language")


def _options(
    parser: argparse.ArgumentParser, arguments: Sequence[str], text: Text
) -> argparse.Namespace:
    """The command line in its parts; what Python's parser would say in English is said here."""
    try:
        options, others = parser.parse_known_args(arguments)
    except argparse.ArgumentError as error:
        option = error.argument_name or ""
        raise WrongCommandError(text("command.needs_value", option=option)) from None
    if others and others[0].startswith("-"):
        known = ", ".join(f"--{name}" for name in (*OPTIONS, "help"))
        raise WrongCommandError(
            text("command.unknown_option", given=visible(others[0]), known=known)
        )
    if others:
        raise WrongCommandError(text("command.extra", argument=visible(others[0])))
    return options


def _parser(text: Text, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description=text("command.about"),
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    for name in ("name", "file"):
        parser.add_argument(name, nargs="?", help=text(f"command.help_{name}"))
    for name, settings in OPTIONS.items():
        parser.add_argument(f"--{name}", help=text(f"command.help_{name}"), **settings)
    parser.add_argument("-h", "--help", action="help", help=text("command.help_help"))
    return parser


def _folders(options: argparse.Namespace, text: Text) -> dict[str, Path]:
    """The folders of photos: all or none of them, and for their lesson only."""
    found = {key: given for key in PHOTOS if (given := getattr(options, key)) is not None}
    if found and options.name != PHOTOS_LESSON:
        option = f"--{next(iter(found))}"
        raise WrongCommandError(
            text("command.needs_photos_lesson", option=option, lesson=PHOTOS_LESSON)
        )
    if len(found) == 1:
        raise WrongCommandError(text("command.needs_both", lesson=PHOTOS_LESSON))
    return {key: Path(given) for key, given in found.items()}


def _table(options: argparse.Namespace, text: Text) -> TableRequest | None:
    """The table to train on, and how."""
    given = [key for key in TABLE if getattr(options, key) not in (None, False)]
    if options.name != TRAIN:
        if given:
            raise WrongCommandError(text("command.needs_train", option=f"--{given[0]}"))
        return None
    if options.file is None or options.target is None:
        raise WrongCommandError(text("command.needs_table"))
    chosen: dict[str, Any] = {"classes": options.classes}
    if options.hidden is not None:
        if not re.fullmatch(r"\d{1,4}(,\d{1,4})*", options.hidden, re.ASCII):
            raise WrongCommandError(text("command.hidden", given=visible(options.hidden)))
        chosen["hidden"] = tuple(int(size) for size in options.hidden.split(",") if int(size))
    for key in ("epochs", "seed"):
        if getattr(options, key) is not None:
            chosen[key] = _number(text, key, getattr(options, key))
    return TableRequest(Path(options.file), options.target, **chosen)


def _unknown(text: Text, kind: str, given: str, known: Iterable[str]) -> str:
    known = [*known]
    near = get_close_matches(given, known, n=1)
    suggestion = text("command.did_you_mean", name=near[0]) if near else ""
    return text(
        f"command.unknown_{kind}",
        given=visible(given),
        suggestion=suggestion,
        known=", ".join(known),
    )


def _one_of(text: Text, option: str, given: str, known: Sequence[str]) -> str:
    if given not in known:
        raise WrongCommandError(
            text("command.choice", option=option, given=visible(given), known=", ".join(known))
        )
    return given


def _number(text: Text, option: str, given: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", given, re.ASCII):
        raise WrongCommandError(text("command.number", option=option, given=visible(given)))
    return int(given)


def _range(text: Text, given: str) -> range:
    """The steps that ``3-7`` or ``5`` means."""
    found = re.fullmatch(r"([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?", given, re.ASCII)
    if not found or (found[2] and int(found[2]) < int(found[1])):
        raise WrongCommandError(text("command.range", given=visible(given)))
    return range(int(found[1]), int(found[2] or found[1]) + 1)
