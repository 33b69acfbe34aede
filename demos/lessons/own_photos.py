"""The reader's own photos: what the lesson cat-or-person tells of two folders of them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from viz.labels import visible

from ..models.photos import PHOTO_SIZE, Photos, read_photos
from ..models.pictures import (
    Array,
    centred,
    chances,
    folds,
    grey_picture,
    judged,
    learn,
    network,
    wrong,
)
from ..parts import Heading, Line, Lines, Part, Picture, Pixels, Say, Table, Work

NAMES = ("cat", "person")
SEED, HIDDEN, RATE, EPOCHS, FOLDS = 0, 8, 0.01, 40, 5

FEW = 50
"""Fewer photos of a kind than these are called few."""

SHOWN, LISTED = 8, 20
"""So many photos are shown, and so many files named that were left out."""


def photo_parts(cats: Path, people: Path) -> Iterator[Part]:
    """Photos in two folders, and how well a network tells those apart that it has not seen."""
    photos = read_photos((cats, people))
    counts = {name: int((photos.classes == i).sum()) for i, name in enumerate(("cats", "people"))}
    yield Say("intro")
    yield Heading("folders")
    yield Say("photos_read", {"size": PHOTO_SIZE, **counts})
    first = np.argsort(photos.classes, kind="stable")
    some = [*first[: SHOWN // 2], *first[counts["cats"] :][: SHOWN // 2]]
    yield Pixels(tuple(_photo(photos, row, f"file_{NAMES[photos.classes[row]]}") for row in some))
    yield from _left_out(photos)
    yield Heading("folds")
    count = min(FOLDS, *counts.values())
    inputs = PHOTO_SIZE * PHOTO_SIZE
    yield Say("folds_why", {"folds": count, "pixels": inputs, "hidden": HIDDEN, "epochs": EPOCHS})
    answers = np.zeros((len(photos.classes), 2))
    lines = Lines(_tried(photos, answers, count))
    yield Work(count, lines)
    yield Heading("photos_result")
    lines.finish()
    yield from _result(photos, answers, counts)
    yield from _mistakes(photos, answers)
    yield Say("photos_end", {"size": PHOTO_SIZE})


def _left_out(photos: Photos) -> Iterator[Part]:
    """What was in the folders and is not used."""
    if photos.others:
        yield Say("others", {"count": len(photos.others), "names": _listed(photos.others)})
    if photos.copies:
        names = [f"{copy} (= {first})" for copy, first in photos.copies]
        yield Say("copies", {"count": len(names), "names": _listed(names)})


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")


def _tried(photos: Photos, answers: Array, count: int) -> Iterator[Line]:
    """Fold by fold: learn from all others, and answer those of the fold."""
    x, y = centred(photos.greys), photos.classes
    fold = folds(y, count, SEED)
    for number in range(count):
        model, held = network(x.shape[1], HIDDEN, SEED), fold == number
        for _ in learn(model, x[~held], y[~held], rate=RATE, epochs=EPOCHS, replay=True):
            answers[held] = chances(model, x[held])
        right = int((answers[held].argmax(axis=1) == y[held]).sum())
        yield Line("fold", {"number": number + 1, "right": right, "count": int(held.sum())})


def _result(photos: Photos, answers: Array, counts: dict[str, int]) -> Iterator[Part]:
    """How many are right, and what can be concluded from so many."""
    found = judged(answers, photos.classes)
    guess = max(counts.values()) / found["count"]
    yield Say("photos_right", found)
    yield Say("better" if found["low"] > guess else "no_better", {"guess": guess})
    if min(counts.values()) < FEW:
        yield Say("few", {"few": FEW, "width": found["high"] - found["low"], **counts})


def _mistakes(photos: Photos, answers: Array) -> Iterator[Part]:
    """The photos that are answered wrongly, by file; the surest mistakes as pictures too."""
    rows = wrong(answers, photos.classes)
    if not len(rows):
        yield Say("none_wrong")
        return
    yield Say("photos_wrong", {"count": len(rows)})
    percent = np.round(100.0 * answers, 1).tolist()
    cells = tuple((photos.names[row], *percent[row]) for row in rows)
    yield Table(("file", "as_cat", "as_person"), cells)
    yield Pixels(tuple(_photo(photos, row, "file_alone") for row in rows[:SHOWN]))


def _photo(photos: Photos, row: int, key: str) -> Picture:
    return grey_picture(
        photos.greys[row], Line(key, {"file": visible(Path(photos.names[row]).name, 16)})
    )
