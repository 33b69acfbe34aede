"""A computation graph drawn in characters, for terminals: boxes, arrows, numbers at any moment.

`arrange` finds the places, once for a graph, by Graphviz; `fit` chooses how much of it, and in how
much detail, so that it fits into a window. `paint` paints a moment: rows of text with the names of
styles, which a terminal maps to colours, or `as_text` to nothing.

What always holds:

- No two boxes touch. Two arrows share a cell only where one crosses the other, or where they leave
  the same box as one line.
- Operands arrive in their order, `x*x` with two arrows.
- Nothing moves from one moment to another: boxes have room for every number they will hold.
- Whatever a style says, a character says too.
- Rows are exactly as wide as asked for, counted in cells of a terminal.

Absent on purpose: colours, keys and scrolling (the terminal's), folded graphs.
"""

from .arranging import Arrangement, Rect, arrange
from .fitting import fit
from .painting import Row, as_text, paint

__all__ = ["Arrangement", "Rect", "Row", "arrange", "as_text", "fit", "paint"]
