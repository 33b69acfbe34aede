"""Plots in characters, for terminals and wherever there is no screen.

Entry points: `loss_chart` (losses of a training), `confusion_text` (what was taken for which),
`picture_text` (a grey picture), `boundary_text` (what a model of two inputs decides). Each returns
a text of several lines, without colour.

What always holds:

- No line is wider than was asked for, counted in cells of a terminal, of which Hangul takes two;
  only a list of very many or long confusions is as wide as it has to be.
- With ``ascii=True`` nothing but ASCII is used, apart from the letters of the language and of names
  from outside.
- The numbers are those of `viz.plots`: both read `viz.history`, `viz.classes` and `viz.regions`.
- What cannot be shown, such as NaN, is counted and said.

Absent on purpose: colour, and motion; `viz.plots` has both, where there is matplotlib.
"""

from .boundary import boundary_text
from .confusion import confusion_text
from .losses import loss_chart
from .picture import picture_text

__all__ = ["boundary_text", "confusion_text", "loss_chart", "picture_text"]
