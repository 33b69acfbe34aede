"""What was aimed at, and whether it was reached: the end of a measurement's report."""

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A number that was aimed at.

    Attributes
    ----------
    what : str
        What is counted, in what unit.
    measured, wanted : float
        What came out, and the bound.
    at_most : bool
        Whether the bound is an upper one.
    why : str
        Why it may be missed, and what was tried.
    """

    what: str
    measured: float
    wanted: float
    at_most: bool = False
    why: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it was reached."""
        if self.at_most:
            return self.measured <= self.wanted
        return self.measured >= self.wanted

    @property
    def outcome(self) -> str:
        """Whether it was reached, and if not, by how much it was missed."""
        if self.is_met:
            return "met"
        return f"missed by {100 * abs(self.measured / self.wanted - 1.0):.0f} %"


def targets(*rows: Target) -> list[str]:
    """A table of targets, and beneath it why some were missed."""
    lines = ["", "| target | | measured | |", "|---|---:|---:|---|"]
    for row in rows:
        bound = f"at {'most' if row.at_most else 'least'} {row.wanted:,g}"
        lines.append(f"| {row.what} | {bound} | {row.measured:,.3g} | {row.outcome} |")
    for row in rows:
        if not row.is_met:
            lines += ["", *textwrap.wrap(f"Missed: {row.what}. {row.why}", 100)]
    return lines
