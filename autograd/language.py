"""Text: sentences that people read, from TOML files, one for each language.

A sentence is found by its path, ``"steps.flow"``, and takes names and numbers in braces. Those of
the primitives stand in the table of primitives in English, and in ``[rules]`` in the file of every
other language; so do the engine's messages that lessons show, in ``[errors]``, and the words of a
program's listing, in ``[listing]``. Whoever has sentences has a folder of such files: to add a
language is to add a file to each; tests list what is missing.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .errors import AutogradError, unknown_choice
from .op import Op

DEFAULT = "en"


class Text:
    """The sentences of one language.

    Parameters
    ----------
    language : str
        Its two-letter name.
    sentences : mapping of str to str
        The sentences by path.

    Examples
    --------
    >>> text = Text("en", {"steps.start": "d{root}/d{root} = 1"})
    >>> text("steps.start", root="L")
    'dL/dL = 1'
    """

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, path: str, /, **inserted: Any) -> str:
        """The sentence at `path`, with names, numbers and errors in their places."""
        for name, given in inserted.items():
            if isinstance(given, AutogradError):
                inserted[name] = self.error(given)
        return self._sentences[path].format(**inserted)

    def __contains__(self, path: str) -> bool:
        """Whether there is a sentence at `path`."""
        return path in self._sentences

    def rule(self, op: Op) -> str:
        """What a primitive does in the backward pass; one of the reader's own in its own words.

        Examples
        --------
        >>> from autograd import ops
        >>> Text("en", {}).rule(ops.neg)
        'A minus sign turns the sign of the gradient.'
        """
        return self._sentences.get(f"rules.{op.name}", op.rule)

    def listed(self, words: str, /, **inserted: Any) -> str:
        """Words of a program's listing (`autograd.replay.listing`), names and numbers in them.

        Examples
        --------
        >>> text = Text("ko", {"listing.for each row": "행마다"})
        >>> text.listed("for each row"), Text("en", {}).listed("for each row")
        ('행마다', 'for each row')
        """
        return self._sentences.get(f"listing.{words}", words).format(**inserted)

    def error(self, error: AutogradError) -> str:
        """What an error says; in English, if it is none of those that lessons show.

        Examples
        --------
        >>> from autograd.errors import NOT_DEFINED, DomainError
        >>> error = DomainError.of(NOT_DEFINED, op="sqrt", got="x = -1.0", where="sqrt(x)")
        >>> Text("en", {}).error(error)
        'sqrt is not defined for x = -1.0 in sqrt(x)'
        """
        template = self._sentences.get(f"errors.{error.template}")
        if template is None:
            return str(error)
        inserted = error.inserted.items()
        return template.format(
            **{name: self._sentences.get(f"errors.{given}", given) for name, given in inserted}
        )

    def table(self, name: str) -> dict[str, str]:
        """The sentences whose path starts with `name`, as they stand in the file.

        Examples
        --------
        >>> Text("ko", {"picture.value": "값"}).table("picture")
        {'value': '값'}
        """
        start = f"{name}."
        return {p.removeprefix(start): s for p, s in self._sentences.items() if p.startswith(start)}

    def with_file(self, file: Path) -> "Text":
        """These sentences and those of a file."""
        return Text(self.language, {**self._sentences, **read(file)})

    def paths(self) -> set[str]:
        """The paths of all sentences."""
        return set(self._sentences)


def languages(folder: Path) -> list[str]:
    """The languages that a folder has files of, by their two-letter names."""
    return sorted(file.stem for file in folder.glob("*.toml"))


def load(folder: Path, language: str) -> Text:
    """Read the sentences of a language from a folder, once.

    Raises
    ------
    ChoiceError
        If there is no file of that name.
    """
    if language not in tuple(languages(folder)):
        raise unknown_choice("language", language, languages(folder))
    return _load(folder, language)


@cache
def _load(folder: Path, language: str) -> Text:
    return Text(language, read(folder / f"{language}.toml"))


def read(file: Path) -> dict[str, str]:
    """The sentences of a file by path, ``table.key``."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        f"{table}.{key}": sentence.strip("\n")
        for table, entries in tables.items()
        for key, sentence in entries.items()
    }
