"""What is shown of a Value, a Trace or a run: text, and what an installed package adds to it.

The engine draws nothing. A package that can announces a function under the entry point group
``gradwalk.display``, by the name of the class it shows; `viz` does (setup.cfg). It is called with
the object, `include` and `exclude`, and returns data by MIME type. `ProgressBar` stands there for
the bar that shows how far a training is.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

GROUP = "gradwalk.display"

Bundle = dict[str, Any]


def mime_bundle(
    shown: object,
    name: str,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
) -> Bundle:
    """Return what a notebook shows, by MIME type. Never raises: a repr that fails hides all.

    Parameters
    ----------
    shown : object
        What to show.
    name : str
        The name of its class, under which packages announce themselves.
    include, exclude : iterable of str, optional
        The MIME types wanted, and those not wanted whatever `include` says.

    Examples
    --------
    >>> mime_bundle(2.5, "Nobody", exclude=["image/svg+xml"])
    {'text/plain': '2.5'}
    """
    include = None if include is None else set(include)
    exclude = set(exclude or ())
    bundle: Bundle = {}
    try:
        display = announced(name)
        if display is not None:
            bundle = dict(display(shown, include, exclude))
    except Exception:  # noqa: BLE001  whatever is missing or broken there, the text remains
        bundle = {}
    if "text/plain" not in exclude and (include is None or "text/plain" in include):
        bundle.setdefault("text/plain", repr(shown))
    return bundle


@cache
def announced(name: str) -> Callable[..., Any] | None:
    """What an installed package announces under a name, if one does.

    Examples
    --------
    >>> announced("Nobody") is None
    True
    """
    # Here and not at the top: it costs 20 ms, and only a notebook needs it.
    from importlib.metadata import entry_points  # noqa: PLC0415

    for entry in entry_points(group=GROUP, name=name):
        return entry.load()  # type: ignore[no-any-return]
    return None
