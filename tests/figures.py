"""What tests of plots read from a figure."""

import math
import os
from pathlib import Path

import mpmath
import pytest
from matplotlib.colors import to_hex

from autograd import Value
from autograd.nn import MLP
from viz import plots
from viz.plots import canvas

ROOT = Path(__file__).parent.parent
HAS_HANGUL = any(font.name in canvas.HANGUL for font in canvas.fontManager.ttflist)
# As without a browser: skipped where there is no such font, but not in CI, which installs one.
needs_hangul = pytest.mark.skipif(
    not HAS_HANGUL and os.environ.get("CI") != "true", reason="no font with Hangul"
)
LANGUAGES = ["en", pytest.param("ko", marks=needs_hangul)]

# Values and slopes as textbooks have them, computed by mpmath alone.
EXACT = {
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), lambda x: mpmath.sech(x / 2) ** 2 / 4),
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    "relu": (lambda x: max(x, 0), lambda x: 1 if x > 0 else 0),
    "softplus": (lambda x: mpmath.log(1 + mpmath.exp(x)), lambda x: 1 / (1 + mpmath.exp(-x))),
    "silu": (
        lambda x: x / (1 + mpmath.exp(-x)),
        lambda x: (1 + mpmath.exp(-x) + x * mpmath.exp(-x)) / (1 + mpmath.exp(-x)) ** 2,
    ),
    "gelu": (lambda x: x * mpmath.ncdf(x), lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x)),
    "elu": (
        lambda x: x if x > 0 else mpmath.exp(x) - 1,
        lambda x: 1 if x > 0 else mpmath.exp(x),
    ),
}


def drawn(axes):
    """The points of the curve, without gaps."""
    x, y = axes.lines[0].get_data()
    return [(a, b) for a, b in zip(x, y, strict=True) if not math.isnan(b)]


def largest_error(points, exact):
    """The largest distance from the exact curve, over its size."""
    with mpmath.workdps(30):
        pairs = [(y, exact(mpmath.mpf(x))) for x, y in points]
    return float(max(abs(y - right) / max(abs(right), 1e-300) for y, right in pairs))


def points_of(axes):
    """Open and full points as (x, y, is it open), for axes on a light ground."""
    found = []
    for group in axes.collections:
        face = to_hex(group.get_facecolors()[0]) if len(group.get_facecolors()) else ""
        found += [(*map(float, xy), face == "#ffffff") for xy in group.get_offsets()]
    return sorted(found)


def shaded(axes):
    """From where to where the axes are shaded."""
    boxes = [p.get_path().transformed(p.get_patch_transform()) for p in axes.patches]
    return [(box.get_extents().x0, box.get_extents().x1) for box in boxes]


def said(figure):
    """The entries of the legend."""
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def entry(figure, start):
    return next(text for text in said(figure) if text.startswith(start))


def bowl(curvature=1.0):
    """A loss with its lowest point at (1, -2), and its parameters."""
    a, b = Value(0.5, label="w"), Value(0.25, label="b")
    return lambda: curvature * (a - 1) ** 2 + (b + 2) ** 2 + 0.5, a, b


POINTS = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, 0.5)]
SIDES = [-1, 1, -1, 1, -1]


def diagonal(x):
    return x[0] - 0.5 * x[1] - 0.3


HISTORY = {
    "loss": [2.0, 1.0, 0.01],
    "lr": [0.1, 0.1, 0.05],
    "validation loss": [2.1, 0.9, math.nan],
    "validation accuracy": [0.5, 0.9, 0.8],
}

EVERY = {
    "training": lambda **k: plots.training_curves(HISTORY, best_epoch=2, **k),
    "confusion": lambda **k: plots.confusion_matrix([0, 1, 1, 2], [0, 1, 2, 2], **k),
    "activation": lambda **k: plots.activation("relu", at=[1.0], **k),
    "activations": lambda **k: plots.activation("tanh", "relu", **k),
    "loss": lambda **k: plots.loss_curve({"a": [3.0, math.nan, 1.0], "b": [2.0, 1.0, 2.0]}, **k),
    "boundary": lambda **k: plots.decision_boundary(diagonal, POINTS, SIDES, resolution=8, **k),
    "surface": lambda **k: plots.loss_surface(*bowl(), path=[(0, 0), (1, 1)], resolution=8, **k),
    "gradients": lambda **k: plots.gradient_histogram(MLP(1, [2, 1]), **k),
}
