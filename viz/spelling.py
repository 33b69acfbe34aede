r"""How labels and names are spelled in DOT, each character meaning itself.

There ``\N``, ``&lt;`` and ``<b>`` would mean something. A label passes `viz.labels.visible` first.
"""

import re

import graphviz

# Graphviz replaces these by a character. "&amp;#1;" would not do: old versions read that as "&#1;"
# and write it into the SVG as it is, which is not XML. A "&" that begins none of these is a "&".
_LOOKS_LIKE_ENTITY = re.compile(r"&(?=#?\w+;)")


def escape(*lines: str) -> str:
    r"""Spell lines of text as a label or tooltip in DOT, each character meaning itself.

    Examples
    --------
    >>> print(escape(r"<b>\N", "R&D &lt;"))
    <b>\\N\nR&D \\u0026lt;
    """
    spelled = [_LOOKS_LIKE_ENTITY.sub(r"\\u0026", line).replace("\\", "\\\\") for line in lines]
    return graphviz.nohtml("\\n".join(spelled))  # type: ignore[no-any-return]  # no types there


def identifiers(names: list[str]) -> list[str]:
    """An identifier in DOT for each node: its name where possible, for it becomes the title.

    Examples
    --------
    >>> identifiers(["x", "x", "loss: bce"])
    ['x', 'x (1)', 'node 2']
    """
    ids: list[str] = []
    taken: set[str] = set()
    for i, name in enumerate(names):
        # A colon would begin a port; the others mean different things in titles and labels.
        ident = f"node {i}" if re.search(r'[\\:"<>&]', name) else name
        while ident in taken:
            ident += f" ({i})"
        taken.add(ident)
        ids.append(ident)
    return ids
