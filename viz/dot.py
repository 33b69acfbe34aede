"""From what a picture shows to DOT text: shapes, colours and lines for boxes and arrows.

Building is pure: nothing is drawn before the `Picture` is asked to (`viz.rendering`).
"""

from .layout import TEXT_NEAR_HEAD
from .options import Options
from .picture import Picture
from .signs import columns
from .spelling import escape, identifiers
from .style import DASHES, FONT, FONT_SIZE, KINDS, LOOKS, SMALL, arrow, box
from .view import Arrow, Box, Part, View, crowding

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

_DISTANCES = {
    "normal": {"nodesep": "0.3", "ranksep": "0.3"},
    "dense": {"nodesep": "0.15", "ranksep": "1.5", "nslimit": "1"},
    "long": {"nodesep": "0.3", "ranksep": "0.9", "nslimit": "1"},
}
"""In inches, by how crowded a picture is (`viz.view.crowding`).

Where arrows are many, they are thin and have no text: it would take more room than all else. Where
they are long, their text is no label, and `viz.layout` puts it near the head of each: to find room
for it would take Graphviz minutes. The limit saves its last touch, and most of its time. Pointing
at an arrow shows its numbers in any case.
"""


def picture_of(
    view: View, options: Options, format: str = "svg", caption_size: int = SMALL
) -> Picture:
    """Draw a view, with its caption in this size."""
    # A title is an identifier: there a backslash is one, unless a quotation mark comes after it.
    title = view.title.replace("\\", "\\\\")
    picture = Picture(title, format=format, filename="graph.gv", shown=view)
    density = crowding(view)
    _set_attributes(picture, view, options, density, caption_size)
    names = identifiers([box.name for box in view.boxes])
    ids = {box.id: name for box, name in zip(view.boxes, names, strict=True)}
    arrows: dict[str, list[Arrow]] = {}
    for each in view.arrows:
        arrows.setdefault(each.head, []).append(each)
    for each_box in view.boxes:
        add_box(picture, each_box, ids[each_box.id], options)
        for each in arrows.get(each_box.id, ()):
            add_arrow(picture, each, ids, options, density)
    for part in view.parts:
        _add_part(picture, part, ids, options)
    if options.legend:
        _add_legend(picture, view, options)
    return picture


def _set_attributes(
    picture: Picture, view: View, options: Options, density: str, caption_size: int
) -> None:
    """What holds for the whole graph, for all boxes and for all arrows."""
    colours = options.colours
    caption = "".join(escape(line) + r"\l" for line in view.caption.splitlines())
    words = {"fontname": FONT, "fontcolor": colours.text}
    picture.attr(
        "graph",
        id="graph",
        **{"class": options.theme},
        rankdir=options.rankdir,
        ordering="in",  # operands in their order
        **_DISTANCES[density],
        bgcolor=colours.ground,
        tooltip=escape(view.about),
        **words,
        fontsize=str(caption_size),
        labeljust="l",
        **({"label": caption} if caption else {}),
    )
    picture.attr("node", fontsize=str(FONT_SIZE), height="0", **words)
    arrowsize = "0.4" if density == "dense" else "0.6"
    picture.attr("edge", fontsize=str(SMALL), arrowsize=arrowsize, **words)


def add_box(picture: Picture, shown: Box, name: str, options: Options) -> None:
    """Add a box under a name."""
    longest = max(shown.rows, key=columns)
    picture.node(
        name,
        escape(*shown.rows),
        id=shown.id,
        **{"class": f"{shown.kind} output" if shown.is_output else shown.kind},
        tooltip=escape(shown.about),
        **box(shown.kind, longest, options.colours, is_output=shown.is_output),
    )


def add_arrow(
    picture: Picture,
    shown: Arrow,
    names: dict[str, str],
    options: Options,
    density: str = "normal",
) -> None:
    """Add an arrow between two boxes."""
    look = arrow(shown.sign, shown.share, options.colours)
    text = escape(*arrow_lines(shown.rows, options.rankdir)) if shown.rows else None
    if density == "dense":
        # Thin; and what matters little does not pull boxes out of line.
        look |= {"penwidth": f"{1.6 * shown.share + 0.2:.2g}", "weight": f"{20 * shown.share:.0f}"}
        text = None
    elif density == "long" and text:
        look[TEXT_NEAR_HEAD], text = text, None
    picture.edge(
        names[shown.tail],
        names[shown.head],
        text,
        id=shown.id,
        **{"class": shown.sign},
        tooltip=escape(shown.about),
        **look,
    )


def _add_part(picture: Picture, part: Part, names: dict[str, str], options: Options) -> None:
    """Add a frame around boxes that are there."""
    look, colours = LOOKS["part"], options.colours
    with picture.subgraph(name=f"cluster {part.id}") as frame:
        frame.attr(
            id=part.id,
            **{"class": "part"},
            label=escape(part.title),
            tooltip=escape(part.title),
            style=look.style,
            color=colours.lines["part"],
            fillcolor=colours.fills["part"],
            penwidth=f"{look.width:g}",
            fontsize=str(FONT_SIZE),
        )
        for box_id in part.boxes:
            frame.node(names[box_id])


def arrow_lines(rows: tuple[str, ...], rankdir: str) -> tuple[str, ...]:
    """Lines of an arrow's label, with room beside an upright arrow.

    None above a level one: a blank line would push the label away from its own arrow and next
    to the one above, which then seems to be meant.
    """
    if rankdir in ("LR", "RL"):
        return rows
    return tuple(f"{2 * NO_BREAK_SPACE}{row} " for row in rows)


def _explained(view: View, options: Options) -> tuple[str, ...]:
    """What the signs in boxes and at arrows mean, as far as the picture has them."""
    text = options.text
    shown: list[Box | Arrow] = [*view.boxes, *view.arrows]
    rows = "\n".join(row for each in shown for row in each.rows)
    signs = {
        "local": "∂",
        "flow": f"\n{options.backward} ",
        "width": f"\n{options.backward} ",
        "norm": "‖",
        "alert": "\n! ",
    }
    explained = (
        text(f"legend.{name}", arrow=options.backward)
        for name, sign in signs.items()
        if sign in rows
    )
    return (text("legend.title"), *explained)


def _add_legend(picture: Picture, view: View, options: Options) -> None:
    """Add a box of each kind there is, and an arrow of each sign, beside the first boxes.

    They are no cluster of Graphviz: with one in it, operands are not drawn in their order any more.
    An arrow leads to its word and has no label: one label makes room for labels everywhere.
    """
    text = options.text
    kinds = {shown.kind for shown in view.boxes} - {"more"}
    signs = {shown.sign for shown in view.arrows}
    # Names no node can have (`identifiers`).
    boxes = [
        Box("legend-more", "legend & more", "more", _explained(view, options), "", ()),
        *(
            Box(f"legend-{kind}", f"legend & {kind}", kind, (word,), word, ())
            for kind in KINDS
            if kind in kinds and (word := text(f"picture.{kind}"))
        ),
    ]
    if any(shown.is_output for shown in view.boxes):
        word = text("legend.output")
        boxes.append(
            Box("legend-output", "legend & output", "leaf", (word,), word, (), is_output=True)
        )
    arrows = [
        Arrow(f"legend-{sign}", f"from & {sign}", f"to & {sign}", (), word, sign, 0.3)
        for sign in DASHES
        if sign in signs - {"hidden"} and (word := text(f"legend.{sign}"))
    ]
    parts: list[Box | Arrow] = [*boxes, *arrows]
    for part in reversed(parts) if options.rankdir in ("LR", "RL") else parts:  # from the bottom up
        if isinstance(part, Box):
            add_box(picture, part, part.name, options)
        else:
            start, word = f"from-{part.id}", part.about
            picture.node(part.tail, "", id=start, shape="point", style="invis", width="0")
            add_box(
                picture, Box(f"to-{part.id}", "", "more", (word,), word, ()), part.head, options
            )
            add_arrow(picture, part, {part.tail: part.tail, part.head: part.head}, options)
