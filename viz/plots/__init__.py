"""Curves and surfaces: what a graph cannot show, drawn by matplotlib.

Entry points: `activation` (a function and its slope), `loss_curve`, `decision_boundary`,
`loss_surface` (with the path of an optimiser), `gradient_histogram`. Each returns a
`matplotlib.figure.Figure`, which notebooks show; `save` writes it.

What always holds:

- The colours are those of `viz.style`, the words those of `viz.language`; whatever a colour says, a
  shape, a line or a word says too.
- A slope comes from the table of primitives, as in every other picture.
- What cannot be drawn - NaN, infinity, a gradient not computed, a place without a value - is
  counted and said, not left out.
- Nothing of the caller's changes: models are evaluated without recording, parameters get their
  numbers back, gradients and matplotlib's settings stay as they are.

Absent on purpose: pyplot and its state, and styles: a figure is an ordinary one, so its axes can be
changed.

It needs matplotlib, which comes with the extra ``plots``. ``import viz`` does not import it.
"""

from importlib import import_module

from autograd.errors import MissingExtraError

try:
    import_module("matplotlib")  # asked for here, so that one message says it all
except ImportError:
    raise MissingExtraError(
        "viz.plots needs matplotlib, which is not installed; install it into this environment: "
        "python -m pip install matplotlib (it is the extra gradwalk[plots])"
    ) from None

from .boundary import decision_boundary
from .confusion import confusion_matrix
from .curves import activation
from .histogram import gradient_histogram
from .history import loss_curve
from .learning import boundary_animation
from .saving import FORMATS, save
from .surface import loss_surface
from .training import training_curves

__all__ = [
    "FORMATS",
    "activation",
    "boundary_animation",
    "confusion_matrix",
    "decision_boundary",
    "gradient_histogram",
    "loss_curve",
    "loss_surface",
    "save",
    "training_curves",
]
