"""Findings, and the diagnosis that is made of them, as data and in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ...language import DEFAULT, Text, load
from .report import report

FOLDER = Path(__file__).parent / "text"

ALARM, NOTICE = "alarm", "notice"
"""Training will not work so; it may be worth a look."""

LESSONS = {
    "not_finite_parameters": "stability",
    "not_finite_gradients": "stability",
    "not_finite_slopes": "stability",
    "not_finite_data": "stability",
    "failing": "stability",
    "target_range": "softmax",
    "target_refused": "losses",
    "class_missing": "softmax",
    "one_class": "losses",
    "gradients_multiple": "zerograd",
    "gradients_summed": "zerograd",
    "gradients_kept": "zerograd",
    "optimiser_elsewhere": "update",
    "optimiser_partly": "update",
    "unconnected": "stale",
    "blocked": "activations",
    "all_zero": "symmetry",
    "equal_neurons": "symmetry",
    "dead": "dead",
    "saturated": "saturated",
    "vanishing": "vanish",
    "exploding": "vanish",
    "inputs_spread": "rate",
    "inputs_centre": "rate",
    "inputs_size": "rate",
    "rate_high": "rate",
    "rate_low": "rate",
    "loss_rising": "rate",
    "loss_swinging": "rate",
}
"""The lesson of each kind of finding; the worst first, of those that are as grave."""

_SHOWN = 6  # names that a sentence lists before it says how many more there are


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    kind : str
        A key of `LESSONS`.
    severity : str
        ``"alarm"``: training will not work so; or ``"notice"``.
    where : tuple of str
        The paths, rows or columns.
    numbers : mapping of str to (number or str)
        What was measured.
    table : mapping of str to number
        The same by layer, column or class, where there are many.

    Examples
    --------
    >>> finding = Finding("dead", "notice", ("layer1.neuron3",), {"units": 16, "samples": 100})
    >>> finding.lesson
    'dead'
    >>> finding.title()
    'dead relus'
    """

    kind: str
    severity: str
    where: tuple[str, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    table: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def lesson(self) -> str:
        """The lesson to read: ``python -m demos`` with its name shows it."""
        return LESSONS[self.kind]

    def title(self, language: str = DEFAULT) -> str:
        """What it is, in a few words."""
        return load(FOLDER, language)(f"{self.kind}.title")

    def sentences(self, language: str = DEFAULT) -> tuple[str, str, str]:
        """What was measured, why it matters, and what to do."""
        text = load(FOLDER, language)
        inserted = {"where": listing(self.where, text), "count": len(self.where), **self.numbers}
        measured, why, remedy = (
            text(f"{self.kind}.{part}", **inserted) for part in ("measured", "why", "remedy")
        )
        return measured, why, remedy


@dataclass(frozen=True)
class Diagnosis:
    """What `diagnose` found, worst first.

    Attributes
    ----------
    findings : tuple of Finding
        Empty where nothing was found.
    looked_at : tuple of str
        What was looked at.
    left_out : mapping of str to str
        What was not, and what it would have needed: "data", "loss", "optimiser", "run" or "finite".
    samples, total : int
        How many samples were looked at, and how many there are.

    Examples
    --------
    >>> from autograd.nn import MLP, diagnose
    >>> diagnosis = diagnose(MLP(2, [4, 1], init="zeros"))
    >>> diagnosis
    <Diagnosis: all_zero>
    >>> diagnosis.is_healthy, diagnosis["all_zero"].lesson
    (False, 'symmetry')
    """

    findings: tuple[Finding, ...]
    looked_at: tuple[str, ...]
    left_out: Mapping[str, str]
    samples: int = 0
    total: int = 0

    @property
    def alarms(self) -> tuple[Finding, ...]:
        """The findings that keep training from working."""
        return tuple(f for f in self.findings if f.severity == ALARM)

    @property
    def is_healthy(self) -> bool:
        """Whether there is no alarm; there may be notices."""
        return not self.alarms

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __contains__(self, kind: object) -> bool:
        """Whether there is a finding of that kind."""
        return any(finding.kind == kind for finding in self.findings)

    def __getitem__(self, kind: str) -> Finding:
        """The finding of that kind.

        Raises
        ------
        KeyError
            If there is none.
        """
        for finding in self.findings:
            if finding.kind == kind:
                return finding
        raise KeyError(kind)

    def text(self, language: str = DEFAULT) -> str:
        """All of it in words: each finding, worst first, and what was looked at.

        Parameters
        ----------
        language : str
            Its two-letter name.

        Raises
        ------
        ChoiceError
            If there are no sentences in that language.

        Examples
        --------
        >>> from autograd.nn import MLP, diagnose
        >>> print(diagnose(MLP(2, [4, 1])).text("ko").splitlines()[0])
        문제를 찾지 못했습니다.
        """
        return report(self, load(FOLDER, language))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        kinds = ", ".join(finding.kind for finding in self.findings)
        return f"<Diagnosis: {kinds or 'nothing found'}>"


def listing(names: tuple[str, ...], text: Text) -> str:
    """Some names, and how many more there are.

    Examples
    --------
    >>> listing(tuple("abcdefgh"), load(FOLDER, "en"))
    'a, b, c, d, e, f and 2 more'
    """
    shown = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    return text("report.more", names=shown, count=more) if more > 0 else shown
