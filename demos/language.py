"""The language of a lesson: its sentences, and those that pictures and steps bring with them.

The sentences of the lessons stand in `text/`, a folder a language, a TOML file a lesson;
`viz.language` says how they are found, and has those of the steps, pictures and primitives.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from autograd.language import DEFAULT, Text
from viz.language import languages
from viz.language import load as load_pictures

FOLDER = Path(__file__).parent / "text"
COMMON = ("check", "command", "course", "screen", "stepper", "train")
"""The files that belong to no lesson; each of the others has the name of one."""


def preferred_language(environment: Mapping[str, str]) -> str:
    """The first language that LC_ALL, LC_MESSAGES or LANG names and that we have; else English.

    Examples
    --------
    >>> preferred_language({"LANG": "ko_KR.UTF-8"}), preferred_language({"LANG": "C"})
    ('ko', 'en')
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        name = environment.get(variable, "")
        if name:
            language = re.split(r"[_.@]", name)[0]
            return language if language in languages() else DEFAULT
    return DEFAULT


@cache
def load(language: str, lesson: str | None = None) -> Text:
    """Read the sentences of a language.

    Parameters
    ----------
    language : str
        Its two-letter name.
    lesson : str, optional
        The only lesson whose sentences are needed; by default those of all are read.

    Examples
    --------
    >>> load("en")("screen.wrote", path="sigmoid.svg")
    'Wrote sigmoid.svg.'
    """
    text = load_pictures(language)
    for file in sorted((FOLDER / language).glob("*.toml")):
        if lesson in (None, file.stem) or file.stem in COMMON:
            text = text.with_file(file)
    return text
