"""PyPI's `autograd` (by HIPS) has this package's import name and installs into the same folder.

Whichever comes last overwrites ``__init__.py``. If that was gradwalk, this module says so. If it
was the other, nothing of ours runs any more on ``import autograd``; ``viz.clash`` tells then.
"""

import os
import warnings

FOREIGN_FILE = os.path.join(os.path.dirname(__file__), "numpy", "__init__.py")


def warn_of_mixed_folder() -> None:
    """Warn if files of PyPI's `autograd` lie in this folder.

    Costs one look at the disk: this runs in each ``import autograd``.

    Examples
    --------
    >>> warn_of_mixed_folder()
    """
    if os.path.exists(FOREIGN_FILE):
        warnings.warn(
            f"gradwalk and PyPI's `autograd` (by HIPS) are both installed in "
            f"{os.path.dirname(__file__)}. gradwalk was installed last and works; programs written "
            "for the other do not. Give each an environment of its own. To keep gradwalk here: "
            "python -m pip uninstall autograd gradwalk, then python -m pip install gradwalk "
            "(removing only the other would take gradwalk's __init__.py along)",
            RuntimeWarning,
            stacklevel=3,
        )
