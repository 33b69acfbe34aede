"""The doctor: why training does not work, in words, from measured numbers.

Entry point: `diagnose`, which gives a `Diagnosis`: a list of `Finding`.

What always holds:

- Nothing is changed: whatever is called, moved or stepped is a copy; gradients are computed beside
  the nodes; generators are put back.
- A finding rests on numbers that it carries, and says no more than they do.
- What is not looked at is listed, with what it would need.
- The same model and data give the same findings.

Absent on purpose: advice that is not measured, such as that a network has too few neurons, and any
look at validation data: a model that fits its training data is well here.
"""

from .finding import ALARM, NOTICE, Diagnosis, Finding
from .looking import diagnose

__all__ = ["ALARM", "NOTICE", "Diagnosis", "Finding", "diagnose"]
