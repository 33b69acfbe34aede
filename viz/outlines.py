"""Shapes of a laid-out picture as short path data, in whole points: the page draws from these."""

import re
from typing import Any

from .layout import Element, Layout


def points_of(path: str) -> list[tuple[float, float]]:
    """The points of path data, control points included."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def outlines_of(element: Element) -> tuple[int, int, list[list[Any]]]:
    """The middle of a box, and its outlines relative to it: path data, and whether it is filled."""
    points = [point for shape in element.shapes for point in points_of(shape.path)]
    x, y = (round((min(p[k] for p in points) + max(p[k] for p in points)) / 2) for k in (0, 1))

    def moved(shape_path: str) -> str:
        def move(found: re.Match[str]) -> str:
            return f"{round(float(found[1])) - x},{round(float(found[2])) - y}"

        return re.sub(r"(-?[\d.]+),(-?[\d.]+)", move, shape_path)

    return x, y, [[moved(s.path), int(s.fill != "none")] for s in element.shapes]


def relative_path(path: str) -> str:
    """Path data of a chain of curves in whole points, each from where the last ended."""
    (x, y), *rest = [(round(px), round(py)) for px, py in points_of(path)]
    pieces = [f"M{x},{y}c"]
    for i in range(0, len(rest), 3):
        pieces.append(" ".join(f"{px - x},{py - y}" for px, py in rest[i : i + 3]))
        x, y = rest[i : i + 3][-1]
    return pieces[0] + " ".join(pieces[1:])


def leading_of(layout: Layout) -> float:
    """The distance between the two lines of an arrow."""
    for element in layout.elements:
        if element.kind == "edge" and len(element.lines) > 1:
            return round(element.lines[1].y - element.lines[0].y, 1)
    return 0.0
