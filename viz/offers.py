"""What a notebook gets of what an object offers to show."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

Bundle = dict[str, Any]
"""Data by MIME type."""


def offered(
    offers: Mapping[str, Callable[[], Any]],
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    by_default: Collection[str] | None = None,
) -> tuple[Bundle, list[Exception]]:
    """Make what is wanted of what is offered, by MIME type; and list what went wrong.

    Parameters
    ----------
    offers : mapping of str to callable
        How to make each.
    include, exclude : iterable of str, optional
        The MIME types wanted, and those not wanted whatever `include` says.
    by_default : collection of str, optional
        The ones that are wanted if `include` does not say; by default all.

    Examples
    --------
    >>> offered({"text/plain": lambda: "x", "image/png": lambda: 1 / 0}, exclude=["text/html"])
    ({'text/plain': 'x'}, [ZeroDivisionError('division by zero')])
    """
    wanted = set((by_default or offers) if include is None else include) - set(exclude or ())
    bundle: Bundle = {}
    failures: list[Exception] = []
    for mime_type, make in offers.items():
        if mime_type in wanted:
            try:
                bundle[mime_type] = make()
            except Exception as error:  # noqa: BLE001  a repr that raises hides all
                failures.append(error)
    return bundle, failures
