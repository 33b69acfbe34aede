"""The command ``python -m demos``, installed as ``gradwalk``."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd.errors import AutogradError, FileError, RenderError
from viz import FORMATS, available_backends
from viz.language import Text, languages
from viz.page import is_page
from viz.saving import format_of

from .catalog import LESSONS, lesson
from .language import load, preferred_language
from .screen import Screen


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0, 1 for an error that is told, 130 for Ctrl-C; a wrong command line exits with 2.

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
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        _discard_output()  # the reader has gone, as in `| head`
        return 0
    except (AutogradError, OSError) as error:
        print(f"gradwalk: {error}", file=sys.stderr)
        if not isinstance(error, AutogradError):
            _discard_output()  # it cannot be written, as on a full disk
        return 1


def _discard_output() -> None:
    """Send what is still buffered nowhere; Python would complain once more while it shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(
        prog="gradwalk" if Path(sys.argv[0]).stem == "gradwalk" else "python -m demos",
        description="Lessons that walk through backpropagation.",
    )
    parser.add_argument("name", nargs="?", help="the lesson; without it, all are listed")
    parser.add_argument("--lang", choices=languages(), help="language (default: the system's)")
    parser.add_argument(
        "--out",
        type=Path,
        help="where to write the picture (default: NAME.svg); NAME.html makes it a page that plays",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a picture that is there already"
    )
    options = parser.parse_args(arguments)
    text = load(options.lang or preferred_language(os.environ))
    if options.name is None:
        if options.out or options.overwrite:
            parser.error("--out and --overwrite go with the name of a lesson")
        _list(text)
        return 0
    chosen = lesson(options.name)
    path = options.out or Path(f"{options.name}.svg")
    _check_writable(path)  # before the lesson, which may take a while
    screen = Screen(options.name, text)
    if os.path.lexists(path) and not options.overwrite:
        screen.write(chosen.drawn(), path, overwrite=False)  # an error, unless it holds just this
    screen.title()
    chosen.play(screen)
    screen.picture(chosen.drawn(), path, overwrite=options.overwrite)
    return 0


def _check_writable(path: Path) -> None:
    format = "html" if is_page(path) else format_of(path, ("html", *FORMATS))
    if format in ("png", "pdf") and "dot" not in available_backends():
        raise RenderError(
            f"a {format} needs Graphviz's dot program, which is not on PATH; "
            "install Graphviz, or choose a name that ends in .svg"
        )
    if not path.parent.is_dir():
        raise FileError(f"the folder {str(path.parent)!r} does not exist; make it first")


def _list(text: Text) -> None:
    print(text("list.heading"))
    for name in LESSONS:
        print(f"  {name:12} {text(f'{name}.title')}")
    print(f"\n{text('list.usage')}")


if __name__ == "__main__":
    sys.exit(main())
