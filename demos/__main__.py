"""The command ``python -m demos``, installed as ``gradwalk``."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd.errors import AutogradError
from viz.labels import visible
from viz.narration import WIDE

from .catalog import LESSONS, lesson
from .command import Request, WrongCommandError, parse
from .saving import check_writable, save
from .transcript import PlainConsole, Selection, Transcript, to_json
from .writing import Words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0; 1 for an error that is told; 2 for a command line that cannot be followed; 130 for Ctrl-C.

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
        code = _run(parse(sys.argv[1:] if arguments is None else arguments, LESSONS, program))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        _discard_output()  # the reader has gone, as in `| head`
        return 0
    except (AutogradError, OSError, WrongCommandError) as error:
        print(f"gradwalk: {error}", file=sys.stderr)
        if isinstance(error, OSError) and not isinstance(error, AutogradError):
            _discard_output()  # it cannot be written, as on a full disk
        return 2 if isinstance(error, WrongCommandError) else 1


def _discard_output() -> None:
    """Send what is still buffered nowhere; Python would complain once more while it shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(request: Request) -> int:
    if request.name is None:
        _list(request)
        return 0
    words = Words(request.name, request.text, request.signs)
    chosen = lesson(request.name)
    if request.out:
        check_writable(request.out, request.text)
        if os.path.lexists(request.out) and not request.overwrite:  # fine, if it holds just this
            save(chosen.drawn(), request.out, request.text, overwrite=False)
    selection = Selection(request.part, request.steps)
    if request.json:
        print(to_json(words, chosen.parts(), selection))
        return 0
    transcript = Transcript(words, PlainConsole(highlight=False, soft_wrap=True))
    transcript.title()
    transcript.show(chosen.parts(), selection)
    if request.out:
        sys.stdout.flush()
        save(chosen.drawn(), request.out, request.text, overwrite=request.overwrite)
        for line in words.signs.paragraph(request.text("screen.legend"), 100):
            transcript.line(line)
        transcript.line(request.text("screen.wrote", path=visible(str(request.out), WIDE)))
    return 0


def _list(request: Request) -> None:
    print(request.text("course.heading"))
    for name in LESSONS:
        print(f"  {name:12} {request.text(f'{name}.title')}")
    print(f"\n{request.text('course.usage')}")


if __name__ == "__main__":
    sys.exit(main())
