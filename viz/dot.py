"""From what a picture shows to DOT text: shapes, colours and lines for boxes and arrows.

Building is pure: nothing is drawn before the `Picture` is asked to (`viz.rendering`).
"""

from .labels import columns, escape, identifiers
from .options import Options
from .picture import Picture
from .style import FONT, FONT_SIZE, KINDS, SMALL, arrow, box
from .view import Arrow, Box, View

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

_DENSE = 60
"""Arrows from which on, if there are twice as many as boxes, they are drawn thin and without text:
it would take more room than all else. Pointing at an arrow shows it."""


def picture_of(view: View, options: Options, format: str = "svg") -> Picture:
    """Draw a view."""
    picture = Picture(view.title, format=format, filename="graph.gv", shown=view)
    is_dense = len(view.arrows) > max(_DENSE, 2 * len(view.boxes))
    _set_attributes(picture, view, options, is_dense)
    names = identifiers([box.name for box in view.boxes])
    ids = {box.id: name for box, name in zip(view.boxes, names, strict=True)}
    arrows: dict[str, list[Arrow]] = {}
    for each in view.arrows:
        arrows.setdefault(each.head, []).append(each)
    for each_box in view.boxes:
        add_box(picture, each_box, ids[each_box.id], options)
        for each in arrows.get(each_box.id, ()):
            add_arrow(picture, each, ids, options, is_dense=is_dense)
    if options.legend:
        _add_legend(picture, view, options)
    return picture


def _set_attributes(picture: Picture, view: View, options: Options, is_dense: bool) -> None:
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
        nodesep="0.15" if is_dense else "0.3",
        ranksep="1.5" if is_dense else "0.3",
        bgcolor=colours.ground,
        tooltip=escape(view.about),
        **words,
        fontsize=str(SMALL),
        labeljust="l",
        **({"label": caption} if caption else {}),
    )
    picture.attr("node", fontsize=str(FONT_SIZE), height="0", **words)
    picture.attr("edge", fontsize=str(SMALL), arrowsize="0.4" if is_dense else "0.6", **words)


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
    *,
    is_dense: bool = False,
) -> None:
    """Add an arrow between two boxes."""
    look = arrow(shown.sign, shown.share, options.colours)
    if is_dense:
        # Thin; and what matters little does not pull boxes out of line.
        look |= {"penwidth": f"{1.6 * shown.share + 0.2:.2g}", "weight": f"{20 * shown.share:.0f}"}
    picture.edge(
        names[shown.tail],
        names[shown.head],
        escape(*arrow_lines(shown.rows, options.rankdir)) if shown.rows and not is_dense else None,
        id=shown.id,
        **{"class": shown.sign},
        tooltip=escape(shown.about),
        **look,
    )


def arrow_lines(rows: tuple[str, ...], rankdir: str) -> tuple[str, ...]:
    """Lines of an arrow's label, with room beside an upright arrow.

    None above a level one: a blank line would push the label away from its own arrow and next
    to the one above, which then seems to be meant.
    """
    if rankdir in ("LR", "RL"):
        return rows
    return tuple(f"{2 * NO_BREAK_SPACE}{row} " for row in rows)


def _add_legend(picture: Picture, view: View, options: Options) -> None:
    """Add a box of each kind there is, and an arrow of each sign, beside the first boxes.

    They are no cluster of Graphviz: with one in it, operands are not drawn in their order any more.
    """
    text = options.text
    kinds = {shown.kind for shown in view.boxes} - {"more"}
    signs = {shown.sign for shown in view.arrows}
    words = {"more": text("legend.title")}
    words |= {kind: text(f"picture.{kind}") for kind in KINDS if kind in kinds}
    # Names no node can have (`identifiers`).
    boxes = [
        Box(f"legend-{kind}", f"legend & {kind}", kind, (word,), word, ())
        for kind, word in words.items()
    ]
    arrows = [
        Arrow(f"legend-{sign}", f"from & {sign}", f"to & {sign}", (word,), word, sign, 0.3)
        for sign, word in text.table("legend").items()
        if sign in signs
    ]
    parts: list[Box | Arrow] = [*boxes, *arrows]
    for part in reversed(parts) if options.rankdir in ("LR", "RL") else parts:  # from the bottom up
        if isinstance(part, Box):
            add_box(picture, part, part.name, options)
        else:
            for end in (part.tail, part.head):
                picture.node(end, "", shape="point", style="invis", width="0")
            add_arrow(picture, part, {part.tail: part.tail, part.head: part.head}, options)
