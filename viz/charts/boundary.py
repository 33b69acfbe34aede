"""What a model of two inputs decides over the plane, in characters."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from autograd.errors import InputTypeError, LengthError
from autograd.language import Text

from ..classes import checked_names, named, percent
from ..language import load
from ..numbers import Pair, finite, pair, spans_around, whole
from ..regions import (
    NOWHERE,
    Classes,
    Model,
    Places,
    check_labels,
    checked_classes,
    decided,
    grid_of,
    scores_at,
)
from ..signs import Signs
from .frame import column_ticks, framed, margin_of, row_ticks
from .scale import Scale

MARKS = "oxaenrth"
"""What points of each class are drawn with; a capital letter where the model is wrong."""

FILLS = " ░·▒:-~^"
LETTERS = " .:-=~^_"
UNKNOWN = "?"


def boundary_text(
    model: Model,
    x: Iterable[Pair],
    y: Any,
    size: tuple[int, int] = (60, 20),
    *,
    classes: Iterable[str] = (),
    threshold: float = 0.0,
    span: tuple[Pair, Pair] | None = None,
    ascii: bool = False,
    language: str = "en",
) -> str:
    """Draw what a model decides over the plane, with the points it was to tell apart on top.

    The ground says for which class the model decides. A point is a letter of its class, a capital
    one where the model is wrong; of points in one cell, a wrong one is shown. A question mark is
    where the model has no value.

    Parameters
    ----------
    model : callable
        Takes a list of two floats and gives one score, or a list of one for each class. It is
        called without recording.
    x : iterable of pair
        The points: an array of shape (samples, 2), say.
    y : iterable of int
        The class of each: 0, 1 and so on, or -1 and 1.
    size : tuple of int
        Columns and rows, from 24 by 3 on; the axis below and the legend come on top.
    classes : iterable of str
        What the classes are called, in the order of their numbers.
    threshold : float
        Above it, a single score is for class 1: 0 for scores, 0.5 for probabilities.
    span : pair of pairs, optional
        From where to where, across and up; by default around the points.
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
        If there are no points, not as many labels, or more classes than there are letters.
    DomainError
        If a label is of no class, or the model has no value anywhere.
    ChoiceError
        If the language is unknown.

    Examples
    --------
    >>> points, labels = [(0, 0), (4, 0), (0, 2), (4, 2)], [0, 1, 0, 0]
    >>> print(boundary_text(lambda x: x[0] - 2, points, labels, (24, 5), ascii=True))
    what the model decides: 3 of 4 right, 75.0 %
    x2
     2 +  o       .......O..
       |          ..........
       |          ..........
       |          ..........
     0 +  o       .......x..
       +--+------+-------+--
    x1    0      2       4
      o    class 0: 3
    ..x..  class 1: 1
     O X   capital letter: wrong
    """
    words, signs = load(language), Signs(ascii=ascii)
    width, rows = _checked_size(size)
    places = [pair(point, f"point {k}") for k, point in enumerate(x, start=1)]
    labels = checked_classes(y, len(places))
    level = finite(threshold, "threshold")
    given = checked_names(classes)
    sides = spans_around(places, span)
    across, up = (Scale(*side) for side in sides)
    left = row_ticks(up, rows, signs)
    columns = width - margin_of([*left.values(), "x1"], signs)

    *_, grid = grid_of(sides, columns, rows)
    scores = scores_at(model, grid, level)
    names = named(given, scores.shape[1], words)
    _check_count(len(names), labels)
    fills = (LETTERS if ascii else FILLS)[: len(names)] + UNKNOWN  # which NOWHERE, -1, is the last
    ground = decided(scores).reshape(rows, columns)[::-1]  # the first row is the highest
    cells = [[fills[k] for k in row] for row in ground.tolist()]
    found = decided(scores_at(model, places, level))
    _put_points(cells, places, labels, found, across, up)

    right = int((found == labels).sum())
    share = percent(right / len(places))
    title = words("classes.regions", right=right, total=len(places), share=share)
    below = column_ticks(across, columns, signs, least_step=0.0)
    plotted = framed(["".join(row) for row in cells], left, below, "x1", columns, signs)
    legend = list(_legend(words, names, labels, fills))
    if right < len(places):
        legend.append(" O X   " + words("classes.capital"))
    if NOWHERE in ground:
        legend.append(f"{UNKNOWN * 5}  " + words("classes.no_value"))
    return "\n".join(map(signs.shown, [title, "x2", *plotted, *legend]))


def _checked_size(size: object) -> tuple[int, int]:
    if not isinstance(size, tuple) or len(size) != 2:
        raise InputTypeError(f"size is (columns, rows), got {size!r:.40}; (60, 20) is usual")
    return whole(size[0], "columns", 24, 1000, 60), whole(size[1], "rows", 3, 200, 20)


def _check_count(count: int, labels: Classes) -> None:
    if count > len(MARKS):
        raise LengthError(
            f"at most {len(MARKS)} classes have letters, got {count}; use viz.plots, which has "
            "colours and shapes"
        )
    check_labels(labels, count)


def _put_points(
    cells: list[list[str]],
    places: Places,
    labels: Classes,
    found: Classes,
    across: Scale,
    up: Scale,
) -> None:
    """Put the letters of the points over the ground, wrong ones last."""
    is_wrong = found != labels
    for k in np.argsort(is_wrong, kind="stable").tolist():
        column, row = across.share(places[k][0]), 1.0 - up.share(places[k][1])
        if 0.0 <= column <= 1.0 and 0.0 <= row <= 1.0:
            mark = MARKS[labels[k]]
            line = cells[round(row * (len(cells) - 1))]
            line[round(column * (len(line) - 1))] = mark.upper() if is_wrong[k] else mark


def _legend(words: Text, names: list[str], labels: Classes, fills: str) -> Iterator[str]:
    """What each class is drawn with."""
    for k, name in enumerate(names):
        count = int((labels == k).sum())
        sample = f"{fills[k] * 2}{MARKS[k]}{fills[k] * 2}"
        yield f"{sample}  " + words("classes.points", name=name, count=count)
