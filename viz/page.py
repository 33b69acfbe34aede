"""A trace as one web page that plays it: no network, no library, nothing beside the one file.

The page is made of the files in `player/`: a skeleton, a style sheet, and a program that holds the
trace (`trace.js`), draws it (`graph.js`), asks (`quiz.js`), shows a moment (`page.js`) and reacts
(`controls.js`). This module puts them together with the data of a trace: places from Graphviz,
numbers from the trace, colours from `viz.style`, sentences from `viz.language`, misconceptions from
`viz.quiz`. The program decides nothing of that on its own, but rounds numbers itself
(`numbers.js`), as Python does.
"""

import base64
import hashlib
import html
import json
import os
import re
from collections.abc import Iterable
from functools import cache
from math import isfinite
from pathlib import Path
from string import Template
from typing import Any

from autograd import Trace
from autograd.errors import ChoiceError, InputTypeError
from autograd.files import as_path, write_atomically
from autograd.language import DEFAULT
from autograd.op import Op
from autograd.trace import BackwardStep, ForwardStep, SeedStep, Step

from .alerts import find_alerts
from .dot import picture_of
from .labels import operation, visible
from .language import languages, load
from .layout import Element, Layout
from .narration import WIDE
from .options import Options
from .outlines import leading_of, outlines_of, relative_path
from .playback import play, roomy_view
from .quiz import MISCONCEPTIONS, TOLERANCE
from .rendering import lay_out
from .state import after, edges_into, recorded, slope
from .style import DASHES, KINDS, THEMES, Theme, arrow, kind_of
from .view import Drawing

FOLDER = Path(__file__).parent / "player"
PROGRAM = ("numbers.js", "trace.js", "quiz.js", "graph.js", "controls.js", "page.js")

_TABLES = ("picture", "steps", "frames", "player", "keys", "quiz")
"""Sentences that the page uses; of rules and warnings, it uses those of its graph."""

Row = list[Any]


def player(
    trace: Trace,
    path: str | os.PathLike[str] = "player.html",
    *,
    overwrite: bool = False,
    rankdir: str = "LR",
    theme: str = "auto",
    numbers: str = ".4f",
    language: str = DEFAULT,
    backend: str | None = None,
    timeout: float = 30.0,
) -> Path:
    """Write a web page that plays a trace step by step.

    It is one file that needs nothing else, no network either. One can step forwards and backwards,
    jump, play, pan and zoom, search, follow one node's gradient, look at all numbers in a table,
    guess the next number, and change the language. Its key ``?`` lists the keys. An address that
    ends in ``#step=12`` opens it at step 12.

    Parameters
    ----------
    trace : Trace
        The steps (`autograd.trace`).
    path : str or path-like
        The file, whose name ends in ``.html``.
    overwrite : bool
        Whether a file that is there, with other content, may be replaced.
    rankdir, numbers
        As in `viz.draw_dot`.
    theme, language : str
        What the page begins with: "auto", "light" or "dark"; "en" or "ko".
    backend, timeout
        As in `viz.render_dot`.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    InputTypeError
        If it is no Trace.
    ChoiceError
        If an option is unknown, or the name does not end in ``.html``.
    RenderError
        If there are more than 2,000 nodes, or no backend could place the graph in time.
    FileError
        If the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     player(trace(x * x), folder + "/square.html").name
    'square.html'
    """
    path = as_path(path)
    if not is_page(path):
        raise ChoiceError(f"a player is a web page; end the name {str(path)!r} in .html")
    page = player_page(
        trace,
        rankdir=rankdir,
        theme=theme,
        numbers=numbers,
        language=language,
        backend=backend,
        timeout=timeout,
    )
    return write_atomically(path, page, overwrite=overwrite)


def is_page(path: Path) -> bool:
    """Whether a file name is that of a web page.

    Examples
    --------
    >>> is_page(Path("sigmoid.html")), is_page(Path("sigmoid.svg"))
    (True, False)
    """
    return path.suffix.lower() in (".html", ".htm")


def player_page(
    trace: Trace,
    *,
    rankdir: str = "LR",
    theme: str = "auto",
    numbers: str = ".4f",
    language: str = DEFAULT,
    backend: str | None = None,
    timeout: float = 30.0,
) -> str:
    """The text of the page that `player` writes; the parameters are the same."""
    if not isinstance(trace, Trace):
        raise InputTypeError(
            f"a player takes a Trace, got {type(trace).__name__}; pass autograd.trace(loss)"
        )
    options = Options(rankdir, theme, numbers, language=language)
    # Room for the words of each language, since the reader may change it.
    moments = [
        moment
        for each in languages()
        for moment in play(trace, Options(rankdir, theme, numbers, language=each))
    ]
    view = roomy_view(trace, moments, options)
    source = picture_of(view, options).source
    layout = lay_out(source, ids=view.ids, backend=backend, timeout=timeout)
    data = json.dumps(_data(trace, layout, options), ensure_ascii=False, separators=(",", ":"))
    style = style_sheet()
    return Template(_file("player.html")).substitute(
        language=language,
        theme=theme,
        title=html.escape(layout.title),
        no_script=html.escape(options.text("player.no_script")),
        style=style,
        style_hash=_hash(style),
        data=data.replace("<", "\\u003c"),  # so that no label can end the element
        script=_program(),
        script_hash=_hash(_program()),
    )


# --- the data ----------------------------------------------------------------------------------


def _data(trace: Trace, layout: Layout, options: Options) -> dict[str, Any]:
    """All that the page knows; tables are rows under the names of their columns."""
    lines = trace.tape
    shapes: dict[str, int] = {}
    elements = {element.id: element for element in layout.elements}
    used = {line.op.name: line.op for line in lines if line.op is not None}
    alerts = _alerts(trace)
    told = {name for both in alerts.values() for names in both for name in names}
    return {
        "size": [layout.width, layout.height],
        "language": options.language,
        "numbers": options.numbers,
        "back": options.backward,
        "kinds": KINDS,
        "signs": tuple(DASHES),
        "flat": [name for name, op in used.items() if op.flat],
        "texts": {
            language: _texts(language, used.values(), sorted(told)) for language in languages()
        },
        "quiz": {
            "tolerance": TOLERANCE,
            "misconceptions": {
                kind: [[wrong.name, wrong.weights] for wrong in wrongs]
                for kind, wrongs in MISCONCEPTIONS.items()
            },
        },
        "nodes": _table(
            "name symbol kind output op expression args value shape x y",
            _nodes(trace, elements, shapes, options),
        ),
        "alerts": alerts,
        "shapes": [json.loads(shape) for shape in shapes],
        "leading": leading_of(layout),
        "edges": _table(
            "head position path x y local rule sign width", _edges(trace, elements, options)
        ),
        "steps": [_step(step) for step in trace.steps],
    }


def _table(columns: str, rows: list[Row]) -> dict[str, Any]:
    return {"columns": columns.split(), "rows": rows}


def _texts(language: str, used: Iterable[Op], alerts: Iterable[str]) -> dict[str, str]:
    """The sentences of one language, by path."""
    text = load(language)
    found = {
        f"{table}.{key}": sentence
        for table in _TABLES
        for key, sentence in text.table(table).items()
    }
    found |= {f"alerts.{name}": text(f"alerts.{name}", number="") for name in alerts}
    return found | {f"rules.{op.name}": text.rule(op) for op in used}


def _nodes(
    trace: Trace, elements: dict[str, Element], shapes: dict[str, int], options: Options
) -> list[Row]:
    lines = trace.tape
    drawing = Drawing(lines, after(trace), options)
    rows = []
    for line in lines:
        element = elements[f"node{line.index}"]
        x, y, outlines = outlines_of(element)
        shape = json.dumps([outlines, [round(text.y - y, 1) for text in element.lines]])
        kind = kind_of(line)
        rows.append(
            [
                drawing.names[line.index],
                operation(line.op, line.args, options.numbers) if line.op else "",
                KINDS.index(kind),
                int(drawing.is_output(line, kind)),
                line.op.name if line.op else "",
                visible(lines.expression(line), WIDE) if line.op else "",
                [[_float(arg)] if isinstance(arg, float) else arg for arg in line.args],
                _float(trace.values[line.index]),
                shapes.setdefault(shape, len(shapes)),
                x,
                y,
            ]
        )
    return rows


def _alerts(trace: Trace) -> dict[str, list[list[str]]]:
    """What is wrong with a node: from its value on, and from its whole gradient on."""
    lines = trace.tape
    early = find_alerts(lines, recorded(lines, [None] * len(lines), trace.values))
    late = find_alerts(lines, after(trace))
    return {
        str(i): [[alert.name for alert in found.get(i, ())] for found in (early, late)]
        for i in sorted({*early, *late})
    }


def _edges(trace: Trace, elements: dict[str, Element], options: Options) -> list[Row]:
    lines = trace.tape
    drawing = Drawing(lines, after(trace), options)
    signs = tuple(DASHES)
    rows = []
    for line in lines:
        for k, arg in edges_into(line):
            element = elements[f"edge{line.index}-{k}"]
            shown = drawing.arrow(line, k, arg)
            look = arrow(shown.sign, shown.share, options.colours)
            text = element.lines[0]
            rows.append(
                [
                    line.index,
                    k,
                    relative_path(element.shapes[0].path),
                    round(text.x),
                    round(text.y),
                    _float(slope(line, k)),
                    visible(drawing.rule(line, k), WIDE),
                    signs.index(shown.sign),
                    float(look["penwidth"]),
                ]
            )
    return rows


def _step(step: Step) -> Row:
    match step:
        case ForwardStep():
            return [0, step.index]
        case SeedStep():
            return [1, step.index, _float(step.gradient)]
        case BackwardStep():
            numbers = [_float(step.contribution), _float(step.after)]
            return [2, step.index, step.position, *numbers]
    numbers = [_float(x) for x in (step.before, step.gradient, step.after)]
    return [3, step.index, visible(step.name), *numbers]


def _float(x: float) -> float | int | str:
    """A float in JSON, as short as it goes; NaN and infinity, which JSON has not, as texts."""
    if not isfinite(x):
        return repr(x)
    return int(x) if x.is_integer() and abs(x) < 2**53 and str(x) != "-0.0" else x


# --- the other parts of the page ---------------------------------------------------------------


@cache
def style_sheet() -> str:
    """The style sheet, with the colours of the themes as variables."""
    light, dark = (_variables(THEMES[name], name) for name in ("light", "dark"))
    kinds = "".join(
        f"#graph .{kind}{{--fill:var(--{kind}-fill);--stroke:var(--{kind}-line)}}" for kind in KINDS
    )
    return (
        f":root{{{light}}}:root[data-theme=dark]{{{dark}}}"
        f"@media (prefers-color-scheme:dark){{:root[data-theme=auto]{{{dark}}}}}"
        f"@media print{{:root,:root[data-theme]{{{light}}}}}\n"
        f"{kinds}#graph .output{{--stroke:var(--output)}}\n{_file('player.css')}"
    )


def _variables(theme: Theme, name: str) -> str:
    colours = {
        "ground": theme.ground,
        "text": theme.text,
        "muted": theme.muted,
        "alert": theme.alert,
        "light": theme.light,
        "on-light": theme.text,
        "output": theme.output,
        "path": f"{theme.output}55",
        "edge": f"{theme.neither}66",
        "button": theme.fills["operation"],
        "focus": theme.positive,
        "positive": theme.positive,
        "negative": theme.negative,
        "neither": theme.neither,
        "positive-text": theme.positive_text,
        "negative-text": theme.negative_text,
        **{f"{kind}-fill": colour for kind, colour in theme.fills.items()},
        **{f"{kind}-line": colour for kind, colour in theme.lines.items()},
    }
    return f"color-scheme:{name};" + ";".join(
        f"--{key}:{colour}" for key, colour in colours.items()
    )


@cache
def _program() -> str:
    """The program, in a scope of its own."""
    parts = "\n".join(_file(name) for name in PROGRAM)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


@cache
def _file(name: str) -> str:
    """A file of the page, without its comments and indents, which are a quarter of it."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("// "))


def _hash(content: str) -> str:
    """What the content security policy calls an inline script or style sheet."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
