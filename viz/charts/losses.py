"""Losses of a training as lines in characters."""

import math
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from autograd.errors import LengthError
from autograd.language import Text

from ..history import (
    LOWEST,
    Named,
    best_of,
    called,
    check_positive,
    checked_unit,
    losses_of,
    series_of,
    spans_decades,
)
from ..labels import number
from ..language import load
from ..numbers import whole
from ..signs import Signs
from .dots import LETTERS, Dot, Dots, sample
from .frame import column_ticks, framed, margin_of, row_ticks
from .scale import Scale


def loss_chart(
    history: Any,
    *,
    width: int = 60,
    height: int = 12,
    log: bool | None = None,
    unit: str | None = None,
    first: int = 1,
    ascii: bool = False,
    language: str = "en",
) -> str:
    """Draw how one or several losses went, in characters.

    A line for each series, told apart by its dashes, or in ASCII by its letters. Below stands the
    lowest number of each, and how many are not finite, which break the line.

    Parameters
    ----------
    history : Run, mapping of str to iterable of float, or iterable of float
        What `fit` gave, or its ``history``, of which the losses are drawn; or losses in order, or
        several series by name.
    width, height : int
        The size in cells, from 24 by 3 on; the axis below and the legend come on top.
    log : bool, optional
        Whether the scale of losses is logarithmic; by default if they are positive and span two
        decades.
    unit : str, optional
        What is counted: "step" or "epoch"; by default epochs of a run, and else steps.
    first : int
        The count at the first number.
    ascii : bool
        Whether to use ASCII alone.
    language : str
        "en" or "ko".

    Returns
    -------
    str
        Lines, without a newline at the end.

    Raises
    ------
    LengthError
        If there is no series, one is empty, or they are more than eight.
    DomainError
        If the scale is logarithmic and a loss is not positive, or the size is out of bounds.
    ChoiceError
        If the unit or language is unknown.

    Examples
    --------
    >>> print(loss_chart([4.0, 2.0, 1.0, 0.5, 0.25], width=24, height=5, ascii=True))
    loss
       4 +**
         |  *
       2 +   ****
         |       ****
       0 +           *******
         +----+--------+----
    step      2        4
    lowest 0.25 (step 5)
    """
    words, signs = load(language), Signs(ascii=ascii)
    width, height = whole(width, "width", 24, 1000, 60), whole(height, "height", 3, 200, 12)
    several = series_of(history, "loss_chart")
    unit = checked_unit(unit, several)
    several = losses_of(several)
    if len(several) > len(LETTERS):
        raise LengthError(
            f"at most {len(LETTERS)} lines are told apart, got {len(several)}; leave some out"
        )
    if log:
        check_positive(several, unit, first)
    is_log = spans_decades(several) if log is None else log
    finite = [y for numbers in several.values() for y in numbers if math.isfinite(y)]
    up = Scale.around(finite or [1.0], is_log)
    across = Scale(first, first + max(1, *(len(y) - 1 for y in several.values())))
    left, name = row_ticks(up, height, signs), words(f"plots.{unit}")
    room = width - margin_of([*left.values(), name], signs)
    dots = Dots(room, height, ascii=ascii)
    for which, numbers in enumerate(several.values()):
        for points in _unbroken(numbers, first, across, up, dots):
            dots.line(points, which)
    title = words("plots.loss")
    below = column_ticks(across, room, signs, least_step=1.0)
    return "\n".join(
        [
            words("history.log_scale", name=title) if is_log else title,
            *framed(dots.lines(), left, below, name, room, signs),
            *_legend(several, words, unit, first, signs, width),
        ]
    )


def _unbroken(
    numbers: list[float], first: int, across: Scale, up: Scale, dots: Dots
) -> Iterator[list[Dot]]:
    """The places of numbers in a row that are all finite."""
    pairs = enumerate(numbers, start=first)
    for is_finite, group in groupby(pairs, key=lambda pair: math.isfinite(pair[1])):
        if is_finite:
            yield [
                (
                    round(across.share(count) * (dots.width - 1)),
                    round((1.0 - min(max(up.share(y), 0.0), 1.0)) * (dots.height - 1)),
                )
                for count, y in group
            ]


def _legend(
    several: Named, words: Text, unit: str, first: int, signs: Signs, width: int
) -> Iterator[str]:
    """Which line is which, and what is to be said of it."""
    for which, (label, numbers) in enumerate(several.items()):
        start = f"{sample(which, ascii=signs.ascii)} " if label else ""
        name = f"{called(words, label)}: " if label else ""
        for sentence in _said(numbers, words, unit, first):
            for line in signs.paragraph(name + sentence, width - len(start)):
                yield start + line
                start = " " * len(start)
            name = ""


def _said(numbers: list[float], words: Text, unit: str, first: int) -> Iterator[str]:
    """The lowest number, and how many are not finite."""
    counted = {"unit": words(f"plots.{unit}")}
    k = best_of(numbers, LOWEST)
    if k is not None:
        yield words("plots.lowest", loss=number(numbers[k], ".4g"), count=first + k, **counted)
    for kind in ("∞", "−∞", "NaN"):
        where = [k for k, y in enumerate(numbers, start=first) if number(y) == kind]
        if where:
            about = {"number": kind, "count": len(where), "first": where[0]}
            yield words("plots.not_finite", **about, **counted)
