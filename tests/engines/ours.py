"""The engine of this project, as a learner would bring it."""

from autograd import Value

__all__ = ["Value"]
