"""How large the gradients are, layer by layer."""

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from autograd import Tape, Value, tape
from autograd.errors import InputTypeError, LengthError, unknown_choice
from autograd.nn import Module

from ..folding import layer_of, owners
from ..labels import MINUS, visible
from ..numbers import Grid
from ..style import Theme
from .canvas import Look, Plot

NODES = ("parameters", "all")
Group = list[float | None]
_BINS = 40


def gradient_histogram(
    of: Module | Value | Tape,
    *,
    nodes: str = "parameters",
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw how many gradients there are of each size, a row for each layer.

    Across: the size of a gradient in powers of ten. Up: how many there are, positive ones blue,
    negative ones orange and hatched, on top. Above each row: the layer, how many gradients it has,
    and how many of them are 0, not computed yet, or not finite: these have no place in the row.

    Parameters
    ----------
    of : Module, Value or Tape
        A model; or a loss, whose graph holds the parameters. Nothing is computed: call
        ``loss.backward()`` first.
    nodes : str
        "parameters", or "all" for all nodes of a graph.
    theme : str
        "light" or "dark".
    language : str
        "en" or "ko".

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    LengthError
        If there are no parameters.
    InputTypeError
        If `of` is none of these, or a model of which all nodes are asked for.
    ChoiceError
        If `nodes`, the theme or the language is unknown.

    Examples
    --------
    >>> from autograd.nn import MLP
    >>> model = MLP(2, [3, 1])
    >>> (model([1.0, 2.0]) ** 2).backward()
    >>> [axes.get_title("left")[:6] for axes in gradient_histogram(model).axes]
    ['layer1', 'layer2']
    """
    if nodes not in NODES:
        raise unknown_choice("kind of nodes", nodes, NODES)
    groups = _groups(of, nodes)
    finite = [abs(g) for group in groups.values() for g in group if g and math.isfinite(g)]
    exponents = [math.log10(size) for size in finite] or [-1.0, 0.0]
    low, high = math.floor(min(exponents)), math.ceil(max(exponents))
    edges = np.linspace(low, max(high, low + 1), _BINS + 1)
    plot = Plot(theme, language, (7.2, 1.4 + 1.35 * len(groups)))
    with plot.look():
        plot.head(plot.words("plots.gradients"))
        rows = plot.subplots(len(groups), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for axes, (name, group) in zip(rows, groups.items(), strict=True):
            layer = visible(name) if name else plot.words("fold.model")
            axes.set_title(f"{layer}: {_said(plot, group)}")
            axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
            _bars(axes, group, edges, _looks(plot.colours))
        across = rows[-1].xaxis
        across.set_label_text(plot.words("plots.size"))
        across.set_major_locator(MaxNLocator(8, integer=True))
        across.set_major_formatter(FuncFormatter(_power))
        rows[-1].set_xlim(edges[0], edges[-1])
        plot.supylabel(plot.words("plots.count"), fontsize=10.5)
        plot.explain(
            Patch(label=plot.words(f"plots.{sign}"), linewidth=0, **look)
            for sign, look in _looks(plot.colours).items()
        )
    return plot


def _groups(of: Module | Value | Tape, nodes: str) -> Mapping[str, Group]:
    """The gradients of each layer, in the order of the model or the graph."""
    if isinstance(of, Module):
        if nodes == "all":
            raise InputTypeError(
                "a model has parameters only, and all nodes were asked for; pass the loss, whose "
                "graph has them all"
            )
        named = of.named_parameters()
        pairs: list[tuple[str | None, float | None]] = [
            (path.rpartition(".")[0], parameter.grad) for path, parameter in named
        ]
    elif isinstance(of, Value | Tape):
        lines = tape(of) if isinstance(of, Value) else of
        found = owners(lines)
        last = {owner: i for i, owner in enumerate(found)}  # a layer is done before the next is
        order = sorted(range(len(lines)), key=lambda i: (last[found[i]], i))
        pairs = [
            (found[i], lines[i].node.grad)
            for i in order
            if nodes == "all" or lines[i].node.role == "parameter"
        ]
    else:
        raise InputTypeError(
            f"gradient_histogram takes a model or a loss, got {type(of).__name__}; pass a Module "
            "or the Value that backward() was called on"
        )
    if not pairs:
        raise LengthError(
            "there are no parameters to show; give leaves role='parameter', or pass nodes='all'"
        )
    wholes = {path.rpartition(".")[0] for path, _ in pairs if path}
    groups: dict[str, Group] = {}
    for path, gradient in pairs:
        groups.setdefault(layer_of(path, wholes) if path else "", []).append(gradient)
    return groups


def _said(plot: Plot, group: Group) -> str:
    """How many gradients there are, and how many have no place in the row."""
    counts = {
        "zeros": sum(g == 0.0 for g in group),
        "not_computed": sum(g is None for g in group),
        "infinite": sum(g is not None and not math.isfinite(g) for g in group),
    }
    parts = [plot.words("plots.total", count=len(group))]
    parts += [plot.words(f"plots.{name}", count=n) for name, n in counts.items() if n]
    return ", ".join(parts)


def _looks(theme: Theme) -> dict[str, Look]:
    """Negative ones are hatched: without colour, both are grey."""
    return {
        "positive": {"facecolor": theme.positive},
        "negative": {"facecolor": theme.negative, "hatch": "////", "edgecolor": theme.ground},
    }


def _bars(axes: Axes, group: Group, edges: Grid, looks: dict[str, Look]) -> None:
    """Stack the negative gradients on the positive ones."""
    below = np.zeros(len(edges) - 1)
    finite = [g for g in group if g and math.isfinite(g)]
    for sign, look in looks.items():
        sizes = [math.log10(abs(g)) for g in finite if (g > 0.0) == (sign == "positive")]
        counts = np.histogram(sizes, edges)[0]
        widths = np.diff(edges)
        axes.bar(edges[:-1], counts, widths, below, align="edge", linewidth=0, zorder=2, **look)
        below = below + counts


def _power(exponent: float, _: int | None = None) -> str:
    """A power of ten as the other pictures write it.

    Examples
    --------
    >>> _power(-3.0), _power(0.0)
    ('1e−3', '1')
    """
    return f"1e{exponent:.0f}".replace("-", MINUS) if exponent else "1"
