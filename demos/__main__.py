"""The command ``python -m demos``, installed as ``gradwalk``."""

import sys
from collections.abc import Sequence

from .ending import let_go, told_to_end


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0; 1 for an error that is told; 2 for a command line that cannot be followed; 130 for Ctrl-C,
    and 128 more than the number of another signal that ends it.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; the process's own if not given.
    """
    try:
        from .running import run  # noqa: PLC0415  here, Ctrl-C may come while it is imported

        return run(arguments)
    except BaseException as error:
        if (code := told_to_end(error)) is not None:
            return code
        raise
    finally:
        let_go()


if __name__ == "__main__":
    sys.exit(main())
