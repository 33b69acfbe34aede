"""Importing this module makes sure that ``import autograd`` finds gradwalk's.

PyPI's `autograd` (by HIPS) has the same import name. Where both are installed, the last one won;
where gradwalk is installed editable, the other one wins. Without this check a learner would read
``cannot import name 'Value' from 'autograd'``.
"""

import autograd

if not hasattr(autograd, "Value"):
    # A folder left behind without its __init__.py has a path but no file.
    found = autograd.__file__ or ", ".join(autograd.__path__)
    raise ImportError(
        f"`import autograd` does not find gradwalk's package but {found}. PyPI's `autograd` (by "
        "HIPS) has the same import name, so an environment can hold only one of the two. For "
        "gradwalk: python -m pip uninstall autograd gradwalk, then python -m pip install gradwalk "
        "(in a clone: make clean, then make demo)"
    )
