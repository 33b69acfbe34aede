"""Where Graphviz puts things, read from its JSON: paths and lines of text, by element.

Graphviz's ``json`` format lists, for each node and edge, the operations that draw it (in the
language of its xdot format). Both backends write it alike, so what is made from it - pictures,
frames, pages - has the same structure whichever drew the graph.

References
----------
Graphviz documentation, "Output formats": json, xdot.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

MARGIN = 6.0
"""Room around the drawing, in points."""

GAP = 1.0
"""Between the text of a level arrow and the arrow; Graphviz leaves from -1 to 7."""

BENEATH = 6.0
"""Between a picture and the lines beneath it, besides what Graphviz leaves."""

TEXT_NEAR_HEAD = "gradwalk_text"
"""An attribute of our own, for the text of a long arrow: Graphviz hands it on undrawn."""

_OTHER_TEXT = ("_xldraw_", "_hldraw_", "_tldraw_")  # beside an element, at an arrow's head and tail
_STYLES = ("solid", "dashed", "dotted", "bold", "invis")


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline.

    Attributes
    ----------
    path : str
        Path data of SVG; points are rounded to tenths.
    fill, stroke : str
        Colours, or "none".
    width : float
        Of the stroke, in points.
    style : str
        "solid", "dashed" or "dotted".
    """

    path: str
    fill: str
    stroke: str
    width: float
    style: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.

    Attributes
    ----------
    x, y : float
        Where its anchor and its base line are.
    anchor : str
        "start", "middle" or "end".
    width : float
        How wide Graphviz took it to be.
    size : float
        Of the font, in points.
    font, color, text : str
        What is written, and how.
    """

    x: float
    y: float
    anchor: str
    width: float
    size: float
    font: str
    color: str
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """A node, an edge or a cluster.

    Attributes
    ----------
    kind : str
        "node", "edge" or "cluster".
    id : str
        As in DOT, or made from the kind and the next number that is free.
    classes : tuple of str
        As in DOT.
    name, about : str
        The name in DOT, and the tooltip.
    shapes, heads : tuple of Shape
        Its outlines; of an edge, the line, and the arrowheads.
    lines : tuple of Line
        Its text.
    """

    kind: str
    id: str
    classes: tuple[str, ...]
    name: str
    about: str
    shapes: tuple[Shape, ...] = ()
    heads: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A graph with a place for everything in it.

    Attributes
    ----------
    width, height : float
        In points.
    title, about : str
        The name in DOT, and the tooltip.
    id : str
        As in DOT.
    classes : tuple of str
        As in DOT.
    ground : str
        The colour behind it, or "none".
    elements : tuple of Element
        In the order in which they are drawn: clusters, edges, nodes.
    lines : tuple of Line
        The text below (or above) the graph.
    """

    width: float
    height: float
    title: str
    about: str
    id: str
    classes: tuple[str, ...]
    ground: str
    elements: tuple[Element, ...]
    lines: tuple[Line, ...] = field(default=())


def read_layout(answer: bytes, backslash: str = "\\") -> Layout:
    """Read what Graphviz answered in its ``json`` format.

    Parameters
    ----------
    answer : bytes
        The JSON.
    backslash : str
        The character that stood for a backslash in the DOT text.

    Raises
    ------
    ValueError
        If it is no such answer.

    Examples
    --------
    >>> from viz.rendering import render_dot
    >>> layout = read_layout(render_dot("digraph { x -> y }", "json"))
    >>> [(element.kind, element.id, element.name) for element in layout.elements]
    [('edge', 'edge1', 'x->y'), ('node', 'node1', 'x'), ('node', 'node2', 'y')]
    """
    try:
        graph = json.loads(answer, parse_float=_finite, parse_constant=_finite)
        return _Reader(graph, backslash).layout()
    except (AttributeError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"not a layout: {error!r}") from error


def _finite(text: str) -> float:
    """A number that has a place in a picture."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no place")
    return number


class _Reader:
    """Reads drawing operations, moving the origin to the upper left corner."""

    def __init__(self, graph: Mapping[str, Any], backslash: str) -> None:
        self.graph = graph
        self.backslash = backslash
        x0, y0, x1, y1 = map(_finite, graph["bb"].split(","))
        self.width, self.height = x1 - x0 + 2 * MARGIN, y1 - y0 + 2 * MARGIN
        self.right, self.down = MARGIN - x0, y1 + MARGIN
        self.is_level = graph.get("rankdir", "TB") in ("LR", "RL")

    def layout(self) -> Layout:
        graph = self.graph
        objects = graph.get("objects", [])
        in_order = sorted(objects, key=lambda item: item["_gvid"])
        edges = sorted(graph.get("edges", []), key=lambda item: item["_gvid"])
        name = "" if graph["name"].startswith("%") else graph["name"]  # "%3": it has none
        root = self.text(graph.get("id", "graph0"), name)
        elements = [
            *(
                self.element("cluster", item, item["name"])
                for item in in_order
                if "_draw_" in item and "nodes" in item
            ),
            *(
                self.element(
                    "edge",
                    item,
                    f"{objects[item['tail']]['name']}->{objects[item['head']]['name']}",
                )
                for item in edges
            ),
            *(self.element("node", item, item["name"]) for item in in_order if "pos" in item),
        ]
        count: Counter[str] = Counter()
        taken = {root, *(element.id for element in elements)}
        for i, element in enumerate(elements):
            count[element.kind] += 1
            if not element.id:
                while (id := f"{element.kind}{count[element.kind]}") in taken:
                    count[element.kind] += 1
                elements[i] = replace(element, id=id)
        grounds = [shape.fill for shape in self.shapes(graph.get("_draw_", ()))]
        if graph.get("bgcolor") == "transparent":  # which xdot writes as white
            grounds = []
        beneath = [
            replace(line, y=line.y + BENEATH) for line in self.lines(graph.get("_ldraw_", ()))
        ]
        return Layout(
            round(self.width, 1),
            round(self.height + (BENEATH if beneath else 0.0), 1),
            self.text(name),
            self.text(graph.get("tooltip", ""), name),
            root,
            tuple(graph.get("class", "").split()),
            grounds[0] if grounds else "none",
            tuple(elements),
            tuple(beneath),
        )

    def element(self, kind: str, item: Mapping[str, Any], name: str) -> Element:
        lines = tuple(self.lines(item.get("_ldraw_", ())))
        if kind == "edge" and "_draw_" in item:
            lines = lines or self.near_head(item)
            if lines and self.is_level:
                lines = self.settled(lines, item["_draw_"])
        others = (operation for key in _OTHER_TEXT for operation in item.get(key, ()))
        return Element(
            kind,
            self.text(item.get("id", ""), name),
            tuple(item.get("class", "").split()),
            self.text(name),
            self.text(item.get("tooltip", ""), name),
            tuple(self.shapes(item.get("_draw_", ()))),
            tuple(self.shapes([*item.get("_hdraw_", ()), *item.get("_tdraw_", ())])),
            (*lines, *self.lines([*others])),
        )

    def near_head(self, item: Mapping[str, Any]) -> tuple[Line, ...]:
        """The text that an arrow keeps for here, where few other arrows are: near its head."""
        if not item.get(TEXT_NEAR_HEAD):
            return ()
        points, *_ = (op["points"] for op in item["_draw_"] if op["op"] == "b")
        end = points[-1]
        size = float(item.get("fontsize", 9.0))
        texts = self.text(item[TEXT_NEAR_HEAD]).split("\n")
        width = 0.55 * size * max(map(len, texts))
        away = 0.75 * width if self.is_level else 2.0 * size
        x, y = next(
            (point for point in reversed([*_along(points)]) if math.dist(point, end) > away),
            points[0],
        )
        if not self.is_level:
            x += 0.75 * width
        place = round(x + self.right, 1), round(self.down - y, 1)
        font, color = item.get("fontname", "Times"), item.get("fontcolor", "#000000")
        return tuple(
            Line(
                place[0], place[1] + round(1.2 * size * i, 1), "middle", width, size, font, color, t
            )
            for i, t in enumerate(texts)
        )

    def settled(
        self, lines: tuple[Line, ...], operations: Sequence[Mapping[str, Any]]
    ) -> tuple[Line, ...]:
        """The text of a level arrow, put right above it, so that it is clear whose it is."""
        half = max(line.width for line in lines) / 2
        middle = lines[0].x
        gap = GAP + max((shape.width for shape in self.shapes(operations)), default=0.0) / 2
        over = [
            self.down - y
            for operation in operations
            if operation["op"] == "b"
            for x, y in _along(operation["points"])
            if middle - half <= x + self.right <= middle + half
        ]
        if not over:
            return lines
        last = lines[-1]
        bottom = last.y + 0.2 * last.size  # where a comma ends
        down = round(max(-8.0, min(min(over) - gap - bottom, 8.0)), 1)
        return tuple(replace(line, y=round(line.y + down, 1)) for line in lines)

    def text(self, attribute: str, name: str = "") -> str:
        """What an attribute of DOT says: its escapes are still in it."""
        known = {"n": "\n", "l": "\n", "r": "\n", "N": name, "E": name, "G": name}
        said = re.sub(r"\\(.)", lambda m: known.get(m[1], m[1]), attribute, flags=re.DOTALL)
        return said.replace(self.backslash, "\\")

    def shapes(self, operations: Sequence[Mapping[str, Any]]) -> Iterator[Shape]:
        stroke, fill, width, style = "#000000", "none", 1.0, "solid"
        for operation in operations:
            match operation["op"]:
                case "c":
                    stroke = _color(operation)
                case "C":
                    fill = _color(operation)
                case "S":
                    if found := re.fullmatch(r"setlinewidth\(([\d.]+)\)", operation["style"]):
                        width = float(found[1])
                    elif operation["style"] in _STYLES:
                        style = operation["style"]
                case "P" | "p" | "L" | "b" | "B" | "E" | "e" as letter:
                    inside = fill if letter in "PBE" else "none"
                    if style != "invis":
                        yield Shape(self.path(letter, operation), inside, stroke, width, style)

    def path(self, letter: str, operation: Mapping[str, Any]) -> str:
        if letter in "Ee":
            x, y, rx, ry = operation["rect"]
            left, middle = self.point((x - rx, y)).split(",")
            across = f"{_short(rx)},{_short(ry)} 0 1,0 "
            return f"M{left},{middle}a{across}{_short(2 * rx)},0a{across}{_short(-2 * rx)},0Z"
        first, *rest = map(self.point, operation["points"])
        return f"M{first}{'C' if letter in 'Bb' else 'L'}{' '.join(rest)}" + (
            "Z" if letter in "PpB" else ""
        )

    def point(self, point: Sequence[float]) -> str:
        return f"{_short(point[0] + self.right)},{_short(self.down - point[1])}"

    def lines(self, operations: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
        size, font, color = 14.0, "Times", "#000000"
        for operation in operations:
            match operation["op"]:
                case "F":
                    size, font = float(operation["size"]), operation["face"]
                case "c":
                    color = _color(operation)
                case "T":
                    x, y = operation["pt"]
                    yield Line(
                        round(x + self.right, 1),
                        round(self.down - y, 1),
                        {"l": "start", "c": "middle", "r": "end"}[operation["align"]],
                        float(operation["width"]),
                        size,
                        font,
                        color,
                        operation["text"].replace(self.backslash, "\\"),
                    )


def _along(points: Sequence[Sequence[float]]) -> Iterator[tuple[float, float]]:
    """Points along a chain of cubic Bezier curves, 20 for each."""
    for i in range(0, len(points) - 3, 3):
        a, b, c, d = points[i : i + 4]
        for t in (k / 20 for k in range(21)):
            u = 1.0 - t
            weights = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            x, y = (
                sum(w * p[k] for w, p in zip(weights, (a, b, c, d), strict=True)) for k in (0, 1)
            )
            yield x, y


def _color(operation: Mapping[str, Any]) -> str:
    """A colour as SVG has it, the first of a gradient; a transparent one has an alpha of 00."""
    text = operation["color"] if "color" in operation else operation["stops"][0]["color"]
    return "none" if text == "transparent" or (len(text) == 9 and text.endswith("00")) else text


def _short(x: float) -> str:
    text = f"{x:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def with_texts(lines: Sequence[Line], texts: Sequence[str]) -> tuple[Line, ...]:
    """The same lines with other texts; those for which there is none are empty."""
    pairs = zip_longest(lines, texts[: len(lines)], fillvalue="")
    return tuple(replace(line, text=text) for line, text in pairs if isinstance(line, Line))
