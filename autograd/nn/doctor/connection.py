"""Parameters that the loss does not depend on, and operations that let no gradient through."""

from collections.abc import Iterator
from typing import Any

from .case import Case
from .finding import ALARM, NOTICE, Finding


def look(case: Case) -> Iterator[Finding]:
    """Look for every parameter in the graphs of the losses."""
    found: Any = case.measured  # it is there: what this look needs says so
    numbers = {"total": len(case.names), "samples": len(case.rows)}
    where = tuple(name for i, name in enumerate(case.names) if i not in found.reached)
    if where:  # as the rows of a table that only some samples ask for
        severity = ALARM if case.is_whole else NOTICE
        yield Finding("unconnected", severity, where, numbers)
    if found.blocks:
        yield Finding("blocked", ALARM, tuple(found.blocks), numbers)
