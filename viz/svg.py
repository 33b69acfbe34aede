"""A layout as SVG: text that can be selected, a name and an id for everything, no script.

Colours stand in attributes, which every viewer reads; only the theme "auto" adds a style sheet, for
readers whose system is dark. Elements carry their DOT classes, and a few of those mean something
here: a kind of box makes its first line bold and the words before its numbers pale; a sign colours
what flows along an arrow; ``todo`` makes an element faint, ``now`` lights it up.
"""

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from .layout import Element, Layout, Line, Shape
from .style import FONT, KINDS, THEME_NAMES, THEMES, Theme, theme_named

_ANCHOR = "middle"
"""Where most lines of text are anchored; others say so."""

SVG_START = b'<svg xmlns="http://www.w3.org/2000/svg" id="graph" class="gradwalk'
"""How a picture of a graph of ours begins."""

_DASHES = {"dashed": "5,3", "dotted": "1,3"}


def write_svg(layout: Layout) -> str:
    r"""The picture of a layout, as an SVG document. Ids and classes are those of DOT.

    Examples
    --------
    >>> from viz.layout import read_layout
    >>> from viz.rendering import render_dot
    >>> print(write_svg(read_layout(render_dot("digraph { x }", "json")))[:42])
    <svg xmlns="http://www.w3.org/2000/svg" id
    """
    colours = theme_named(theme_of(layout))
    content = [write_element(element, colours) for element in layout.elements]
    if any(line.text for line in layout.lines):
        content.append(
            tag("g", {"class": "caption"}, "".join(caption_parts(layout.lines, colours)))
        )
    return write_document(layout, content)


def write_document(layout: Layout, content: Iterable[str], rules: str = "", name: str = "") -> str:
    """An SVG document with this content, and these rules in its style sheet.

    Style sheets hold for a whole page, into which several pictures may be copied: rules have to ask
    for a class of the root, such as `name`.
    """
    font = next((line.font for element in layout.elements for line in element.lines), FONT)
    root = {
        "xmlns": "http://www.w3.org/2000/svg",
        "id": layout.id,
        "class": " ".join(filter(None, ("gradwalk", *layout.classes, name))),
        "width": f"{layout.width:g}pt",
        "height": f"{layout.height:g}pt",
        "viewBox": f"0 0 {layout.width:g} {layout.height:g}",
        "role": "graphics-document",
        "font-family": _family(font),
        "text-anchor": _ANCHOR,
    }
    head = [tag("title", {}, escape(layout.title)), tag("desc", {}, escape(layout.about))]
    if theme_of(layout) == "auto":
        rules = dark_rules() + rules
    if rules:
        head.append(tag("style", {}, rules))
    if layout.ground != "none":
        ground = {"class": "ground", "width": "100%", "height": "100%", "fill": layout.ground}
        head.append(tag("rect", ground))
    return tag("svg", root, "\n".join(["", *head, *content, ""])) + "\n"


def theme_of(layout: Layout) -> str:
    """The theme, which DOT text keeps among the classes of the graph."""
    return next((name for name in layout.classes if name in THEME_NAMES), "light")


def write_element(element: Element, theme: Theme) -> str:
    """One node, edge or cluster, as a group that has its name."""
    title = tag("title", {}, escape(element.about or element.name))
    return tag("g", group_attributes(element), title + "".join(element_parts(element, theme)))


def group_attributes(element: Element) -> dict[str, str]:
    """What the group of an element says of it."""
    return {
        "id": element.id,
        "class": class_of(element),
        "role": "graphics-symbol",
    }


def class_of(element: Element) -> str:
    """The classes of an element, of which its colours in the dark follow."""
    return " ".join((element.kind, *element.classes))


def element_parts(element: Element, theme: Theme) -> list[str]:
    """The light around an element, its outlines, and each of its lines; empty what is not there."""
    light = [write_light(shape, theme) for shape in element.shapes]
    outlines = [write_shape(shape) for shape in element.shapes]
    outlines += [write_shape(shape, "head") for shape in element.heads]
    drawn = "".join(outlines)
    if "todo" in element.classes:
        drawn = tag("g", {"opacity": "0.3"}, drawn)
    rows = row_classes(element)
    is_lit = "now" in element.classes
    lines = [
        write_line(x, row, theme, has_halo=is_lit and element.kind == "edge")
        for x, row in zip(element.lines, rows, strict=True)
    ]
    return ["".join(light) if is_lit else "", drawn, *lines]


def caption_parts(lines: Iterable[Line], theme: Theme) -> list[str]:
    """The lines beneath a picture; the first says where we are, and is paler than the others."""
    return [write_line(x, "" if i else "word", theme) for i, x in enumerate(lines)]


def row_classes(element: Element) -> Iterator[str]:
    """What each line of text of an element is: "name", "row", "local", "flow", or nothing."""
    of_box = not set(KINDS).isdisjoint(element.classes)
    for i, line in enumerate(element.lines):
        if "more" in element.classes:
            yield "word"
        elif of_box:
            yield "name" if i == 0 else "alert" if line.text.startswith("! ") else "row"
        elif element.kind == "edge" and element.classes:
            yield "local" if i == 0 else f"flow {element.classes[0]}"
        else:
            yield ""


def write_shape(shape: Shape, name: str = "") -> str:
    """One outline."""
    dash = _DASHES.get(shape.style) if shape.stroke != "none" else None
    return tag(
        "path",
        {
            "class": name,
            "d": shape.path,
            "fill": shape.fill,
            "stroke": shape.stroke,
            "stroke-width": f"{shape.width:g}" if shape.width != 1.0 else "",
            "stroke-dasharray": dash or "",
        },
    )


def write_light(shape: Shape, theme: Theme) -> str:
    """A band of light behind an outline."""
    return tag(
        "path",
        {
            "class": "light",
            "d": shape.path,
            "fill": "none",
            "stroke": theme.light,
            "stroke-width": f"{shape.width + 8:g}",
            "stroke-linejoin": "round",
            "stroke-linecap": "round",
        },
    )


def write_line(line: Line, row: str, theme: Theme, *, has_halo: bool = False) -> str:
    """One line of text; of the rows of a box, the word is paler than the number.

    A halo in the colour of the ground keeps it legible where it touches the light.
    """
    if not line.text:
        return ""
    color, weight, content = line.color, "", escape(line.text)
    word, blank, rest = line.text.partition(" ")
    match row.split():
        case ["name"]:
            weight = "bold"
        case ["alert"]:
            color, weight = theme.alert, "bold"
        case ["row"] if blank:
            pale = f'<tspan class="word" fill="{theme.muted}">{escape(word)}</tspan>'
            content = f"{pale} {escape(rest)}"
        case ["local" | "word"]:
            color = theme.muted
        case ["flow", sign]:
            texts = {"positive": theme.positive_text, "negative": theme.negative_text}
            color = texts.get(sign, theme.muted)
    halo = {"stroke": theme.ground, "stroke-width": "3", "paint-order": "stroke"}
    attributes = {
        "class": f"{row} halo" if has_halo else row,
        "x": f"{line.x:g}",
        "y": f"{line.y:g}",
        "font-size": f"{line.size:g}",
        "fill": color,
        "font-weight": weight,
        "text-anchor": line.anchor if line.anchor != _ANCHOR else "",
        "xml:space": "preserve" if line.text != " ".join(line.text.split()) else "",
        **(halo if has_halo else {}),
    }
    return tag("text", attributes, content)


def dark_rules() -> str:
    """The style sheet of the theme "auto", for pictures of that theme only."""
    theme = THEMES["dark"]
    filled, drawn = "path:not([fill=none])", "path:not(.light):not([stroke=none])"
    rules = [
        (".ground", f"fill:{theme.ground}"),
        ("text", f"fill:{theme.text}"),
        (":is(.word,.local,.flow)", f"fill:{theme.muted}"),
        (".alert", f"fill:{theme.alert}"),
        (".light", f"stroke:{theme.light}"),
        (".halo", f"stroke:{theme.ground}"),
        (".flow.positive", f"fill:{theme.positive_text}"),
        (".flow.negative", f"fill:{theme.negative_text}"),
        (f".edge {drawn}", f"stroke:{theme.neither}"),
        (f".edge {filled}", f"fill:{theme.neither}"),
    ]
    for sign, color in (("positive", theme.positive), ("negative", theme.negative)):
        rules += [
            (f".edge.{sign} {drawn}", f"stroke:{color}"),
            (f".edge.{sign} {filled}", f"fill:{color}"),
        ]
    for kind in KINDS:
        rules += [
            (f".{kind} {filled}", f"fill:{theme.fills[kind]}"),
            (f".{kind} {drawn}", f"stroke:{theme.lines[kind]}"),
        ]
    rules.append((f".output {drawn}", f"stroke:{theme.output}"))
    body = "".join(f".gradwalk.auto {selector}{{{rule}}}" for selector, rule in rules)
    return f"@media (prefers-color-scheme:dark){{{body}}}"


def tag(name: str, attributes: Mapping[str, str], content: str | None = None) -> str:
    """An element of SVG; attributes without a value are left out."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def _family(font: str) -> str:
    """The font with what to take where it is missing."""
    return "Helvetica,Arial,sans-serif" if font == FONT else f"{font},sans-serif"
