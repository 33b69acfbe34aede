"""The sentences of the lessons, from one TOML file a language.

A sentence is found by its path, ``"sigmoid.title"``, and takes numbers in braces, ``{loss:.4f}``.
The sentence of each primitive, ``"rules.sigmoid"``, stands in the table of primitives in English,
and those of pictures in `viz.words`; in every other language both stand in the file.
Adding a language is adding a file to `text/`; a test lists what is missing or extra.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any

from autograd import ops
from viz import Words

FOLDER = Path(__file__).parent / "text"
DEFAULT = "en"


def languages() -> list[str]:
    """The languages there are, by their two-letter names.

    Examples
    --------
    >>> languages()
    ['en', 'ko']
    """
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


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


class Text:
    """The sentences of one language.

    Examples
    --------
    >>> text = load("en")
    >>> text("steps.wrote", path="sigmoid.svg")
    'Wrote sigmoid.svg.'
    """

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, path: str, /, **numbers: Any) -> str:
        """The sentence at `path`, with the numbers in their places."""
        return self._sentences[path].format(**numbers)

    def words(self) -> Words:
        """The words of pictures."""
        return Words(**{f.name: self._sentences[f"picture.{f.name}"] for f in fields(Words)})

    def paths(self) -> set[str]:
        """The paths of all sentences."""
        return set(self._sentences)


@cache
def load(language: str) -> Text:
    """Read the sentences of a language."""
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    if language == DEFAULT:
        tables["picture"] = asdict(Words())
        tables["rules"] = {op.name: op.rule for op in ops.TABLE.values()}
    sentences = {
        f"{table}.{key}": sentence.strip("\n")
        for table, entries in tables.items()
        for key, sentence in entries.items()
    }
    return Text(language, sentences)
