"""Training: the loop around forward, backward and step, with all that a long run needs.

Entry points: `fit`, which gives a `Run`; `predict`. Beside them `EarlyStopping`, `Callback`,
`Snapshots`, and `metrics`.

What always holds:

- The same seed, data and settings give the same bits, in one go or interrupted and resumed.
- On replay the numbers are those on Values, to rounding.
- What cannot be trained on is refused before the first step, by row and column.
- Ctrl-C ends a run after the step it is in, and nothing that was learnt is lost.
"""

from . import metrics
from .callbacks import Callback
from .fit import fit
from .run import Run
from .snapshots import Snapshots
from .steps import predict
from .stopping import EarlyStopping

__all__ = ["Callback", "EarlyStopping", "Run", "Snapshots", "fit", "metrics", "predict"]
