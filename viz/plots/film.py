"""What a model decided at each of its snapshots, as numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from autograd.errors import DomainError, InputTypeError, LengthError, RangeError
from autograd.nn import Module, Snapshots

from ..numbers import Grid, Pair, checked_resolution, pair, spans_around
from ..regions import (
    Classes,
    Places,
    check_labels,
    checked_classes,
    decided,
    grid_of,
    leads,
    scores_at,
    scores_replayed,
)

_MOST = 300


@dataclass(frozen=True)
class Film:
    """What a model decided at each of its snapshots.

    Attributes
    ----------
    places, classes
        The points, and the class of each.
    xs, ys : array
        Where the grid has its columns and rows.
    epochs : list of int
        Of the snapshots.
    leads : list of array of shape (classes, rows, columns)
        For each snapshot, by how much each class is ahead at each place of the grid.
    found : list of array
        For each snapshot, the class of each point, as the model decides.
    """

    places: Places
    classes: Classes
    xs: Grid
    ys: Grid
    epochs: list[int]
    leads: list[Grid]
    found: list[Classes]


def evaluated(
    frames: Snapshots,
    x: Iterable[Pair],
    y: Any,
    *,
    threshold: float,
    span: tuple[Pair, Pair] | None,
    resolution: int,
    replay: bool,
) -> Film:
    """Evaluate the model at each snapshot; afterwards it has the parameters it had."""
    states = _checked_states(frames)
    places = [pair(point, f"point {k}") for k, point in enumerate(x, start=1)]
    classes = checked_classes(y, len(places))
    across = up = checked_resolution(resolution)
    xs, ys, grid = grid_of(spans_around(places, span), across, up)
    scores = _scorer(frames.model, threshold, replay)
    before = frames.model.state()
    film = Film(places, classes, xs, ys, list(states), [], [])
    try:
        for state in states.values():
            frames.model.load(state)
            found = scores(grid)
            film.leads.append(leads(found).T.reshape(-1, up, across))
            film.found.append(decided(scores(places)))
    finally:
        frames.model.load(before)
    check_labels(classes, len(film.leads[0]))
    return film


def _checked_states(frames: Snapshots) -> dict[int, dict[str, float]]:
    if not isinstance(frames, Snapshots):
        raise InputTypeError(
            f"boundary_animation plays Snapshots, got {type(frames).__name__}; pass one to fit in "
            "callbacks, and then here"
        )
    count = len(frames.states)
    if count > _MOST:
        every = frames.every * -(-count // _MOST)
        raise LengthError(
            f"at most {_MOST} snapshots are played, got {count}; take fewer: "
            f"Snapshots(every={every})"
        )
    return frames.states


def _scorer(model: Module, threshold: float, replay: bool) -> Callable[[Places], Grid]:
    """What gives the scores at places, with the parameters that the model has then."""
    if not replay:
        return lambda places: scores_at(model, places, threshold)
    from autograd.replay import replay as replayed  # noqa: PLC0415  needs the extra `fast`

    program = replayed(model, rows="each")

    def scores(places: Places) -> Grid:
        try:
            return scores_replayed(program, places, threshold)
        except (DomainError, RangeError):  # at one place at least; which, calling tells
            return scores_at(model, places, threshold)

    return scores
