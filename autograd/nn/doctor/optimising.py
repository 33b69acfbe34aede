"""An optimiser that moves other parameters than those of the model."""

from collections.abc import Iterator

from .case import Case
from .finding import ALARM, NOTICE, Finding


def look(case: Case) -> Iterator[Finding]:
    """Look for every parameter among those that the optimiser moves."""
    where = tuple(name for i, name in enumerate(case.names) if i not in case.moved)
    numbers = {"total": len(case.names)}
    if where and not case.moved:
        yield Finding("optimiser_elsewhere", ALARM, where, numbers)
    elif where:
        yield Finding("optimiser_partly", NOTICE, where, numbers)
