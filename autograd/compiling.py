"""What mypyc, which compiles some modules of this package, is told; without it nothing happens."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ("mypyc_attr",)

if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr
else:

    def mypyc_attr(**_: Any) -> Callable[[type], type]:
        """Tell the compiler how a class is used; in Python the class stays as it is."""
        return lambda kind: kind
