"""The language of a lesson: its sentences, and those that pictures and steps bring with them.

The sentences of the lessons stand in `text/`, one TOML file a language; `viz.language` says how
they are found, and has those of the steps, the pictures and the primitives.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from viz.language import DEFAULT, Text, languages
from viz.language import load as load_pictures

FOLDER = Path(__file__).parent / "text"


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
def load(language: str) -> Text:
    """Read the sentences of a language.

    Examples
    --------
    >>> load("en")("screen.wrote", path="sigmoid.svg")
    'Wrote sigmoid.svg.'
    """
    return load_pictures(language).with_file(FOLDER / f"{language}.toml")
