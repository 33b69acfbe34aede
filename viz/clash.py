"""Importing this module makes sure that ``import autograd`` finds gradwalk's.

PyPI's `autograd` (by HIPS) has the same import name. Where both are installed, the last one won;
where gradwalk is installed editable, the other one wins. Without this check a learner would read
``cannot import name 'Value' from 'autograd'``. The package is looked at and not imported: that
would be most of what the command does before it can answer Ctrl-C.
"""

from importlib.machinery import SourceFileLoader
from importlib.util import find_spec

spec = find_spec("autograd")
loader = spec.loader if spec is not None else None
if isinstance(loader, SourceFileLoader) and "gradwalk" not in (loader.get_source("autograd") or ""):
    found = loader.path
elif spec is not None and spec.origin is None:
    # A folder left behind without its __init__.py.
    found = ", ".join(spec.submodule_search_locations or ())
else:
    found = ""
if found:
    raise ImportError(
        f"`import autograd` does not find gradwalk's package but {found}. PyPI's `autograd` (by "
        "HIPS) has the same import name, so an environment can hold only one of the two. For "
        "gradwalk: python -m pip uninstall autograd gradwalk, then python -m pip install gradwalk "
        "(in a clone: make clean, then make demo)"
    )
