"""The sentences of pictures, steps and pages, from one TOML file a language, in `text/`.

How they are found and filled in says `autograd.language`.
"""

from pathlib import Path

import autograd.language
from autograd.language import Text

FOLDER = Path(__file__).parent / "text"


def languages() -> list[str]:
    """The languages there are, by their two-letter names.

    Examples
    --------
    >>> languages()
    ['en', 'ko']
    """
    return autograd.language.languages(FOLDER)


def load(language: str) -> Text:
    """Read the sentences of a language.

    Raises
    ------
    ChoiceError
        If there is no file of that name.

    Examples
    --------
    >>> load("ko")("picture.value")
    '값'
    """
    return autograd.language.load(FOLDER, language)
