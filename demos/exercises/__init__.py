"""Exercises: a learner's own engine is run, check by check, and told what fails first and why.

`check` is the entry point. `checks` and `operators` hold the graded series, as data of the types in
`series`; `children` runs each level in a process of its own, in which `runner` loads the learner's
file; `grading` compares what came with what is right and finds the mistake behind it; `showing`
puts it into words.

The learner's file is never imported here. It is no sandbox: the file runs with the reader's rights,
as ``python my_engine.py`` would.
"""

from pathlib import Path

from ..progress import load
from ..transcript import PlainConsole, Transcript
from ..writing import Words
from .checks import SERIES
from .grading import LIMIT, grade, read_source
from .showing import Screen, Wording, to_json

__all__ = ["check"]


def check(file: Path, words: Words, *, json: bool = False, limit: float = LIMIT) -> bool:
    """Check a learner's engine, print what was found, and keep how far it came.

    Parameters
    ----------
    file : pathlib.Path
        A Python file with a class ``Value``.
    words : Words
        The sentences, and the signs to write them with.
    json : bool
        Whether to print JSON.
    limit : float
        Seconds that each level may take.

    Returns
    -------
    bool
        Whether it passed everything.

    Raises
    ------
    FileError
        If the file cannot be read.
    """
    wording = Wording(words, file, read_source(file, words.text), limit)
    results = grade(file, limit)
    if json:
        found, passed = to_json(wording, results)
        print(found)
    else:
        console = PlainConsole(highlight=False, soft_wrap=True)
        passed = Screen(Transcript(words, console), wording, console.width).show(results)
    load().pass_levels(passed)
    return passed == len(SERIES)
