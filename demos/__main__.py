"""The command ``python -m demos``, installed as ``gradwalk``."""

import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0; 1 for an error that is told; 2 for a command line that cannot be followed; 130 for Ctrl-C.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; the process's own if not given.
    """
    try:
        from .running import run  # noqa: PLC0415  here, Ctrl-C may come while it is imported

        return run(arguments)
    except BaseException as error:
        if _was_interrupted(error):
            return 128 + signal.SIGINT
        raise


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: while a class is being made, Python 3.11 wraps what comes."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


if __name__ == "__main__":
    sys.exit(main())
