"""The colours of the stepper: those of the pictures (`viz.style`), by the names of styles.

Whatever a colour says, the signs say too: colours may be missing.
"""

from functools import cache

from rich.style import Style

from viz.style import KINDS, THEMES


@cache
def style_of(name: str, theme: str) -> Style:
    """The style of a name such as ``"arrow.negative lit"``, in the light or the dark theme.

    Examples
    --------
    >>> style_of("heading", "dark").bold, style_of("value lit", "dark").bgcolor.name
    (True, '#6b6200')
    """
    kind, *states = name.split() or [""]
    style = Style.parse(_looks(theme).get(kind, ""))
    if "lit" in states:
        style += Style(bold=True)
        if not kind.startswith(("arrow", "local")):
            style += Style(bgcolor=THEMES[theme].light)
    if "selected" in states:
        style += Style(reverse=True)
    return style


@cache
def _looks(theme: str) -> dict[str, str]:
    colours = THEMES[theme]
    boxes = {f"box.{kind}": colours.lines[kind] for kind in KINDS}
    return {
        **boxes,
        "box.output": colours.output,
        "name": f"bold {colours.text}",
        "value": colours.text,
        "gradient": colours.text,
        "todo": colours.muted,
        "hidden": colours.muted,
        "local": colours.muted,
        "alert": f"bold {colours.alert}",
        "arrow.positive": colours.positive,
        "arrow.negative": colours.negative,
        "arrow.zero": colours.neither,
        "arrow.waiting": colours.neither,
        "arrow.mixed": colours.neither,
        # What is said.
        "forward": colours.positive_text,
        "seed": colours.output,
        "backward": colours.negative_text,
        "update": colours.lines["activation"],
        "heading": "bold",
        "rule": f"italic {colours.muted}",
        "right": f"bold {colours.lines['activation']}",
        "wrong": f"bold {colours.alert}",
        "key": f"bold {colours.positive_text}",
        "now": "bold reverse",
    }
