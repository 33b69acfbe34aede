"""What the command does: text or screens, errors as a line, an exit code."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd.errors import AutogradError

from .catalog import LESSONS
from .command import Request, WrongCommandError, parse
from .ending import ending_on_signals, told_to_end
from .stepper.terminal import has_screens


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0; 1 for an error that is told, or an engine that fails a check; 2 for a command line that
    cannot be followed; 130 for Ctrl-C.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; the process's own if not given.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115  closed by the caller: `>&-`
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # where Hangul cannot be encoded
    try:
        program = "gradwalk" if Path(sys.argv[0]).stem == "gradwalk" else "python -m demos"
        with ending_on_signals():
            given = sys.argv[1:] if arguments is None else arguments
            code = _answer(parse(given, LESSONS, program))
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        return 0  # the reader has gone, as in `| head`
    except (AutogradError, OSError, WrongCommandError) as error:
        if (told := told_to_end(error)) is not None:
            return told
        print(f"gradwalk: {error}", file=sys.stderr)
        return 2 if isinstance(error, WrongCommandError) else 1


def _answer(request: Request) -> int:
    if request.wants_text or not has_screens(os.environ):
        from .printing import print_request  # noqa: PLC0415  the stepper need not wait for it

        return print_request(request)
    from .stepper.app import walk  # noqa: PLC0415  nor what is printed for the stepper

    return walk(request)
