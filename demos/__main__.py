"""The command ``python -m demos``, installed as ``gradwalk``."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd.errors import AutogradError

from .catalog import LESSONS, lesson
from .language import Text, languages, load, preferred_language
from .screen import Screen


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 for an error that is told, 130 for Ctrl-C.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; the process's own if not given.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # where Hangul cannot be encoded
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except AutogradError as error:
        sys.stdout.flush()
        print(f"gradwalk: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader has gone, as in `| head`. Python would complain once more while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(arguments: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m demos", description="Lessons that walk through backpropagation."
    )
    parser.add_argument("name", nargs="?", help="the lesson; without it, all are listed")
    parser.add_argument("--lang", choices=languages(), help="language (default: the system's)")
    parser.add_argument("--out", type=Path, help="where to write the picture (default: NAME.svg)")
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a picture that is there already"
    )
    options = parser.parse_args(arguments)
    text = load(options.lang or preferred_language(os.environ))
    if options.name is None:
        _list(text)
        return 0
    chosen = lesson(options.name)
    screen = Screen(options.name, text)
    screen.title()
    root = chosen.play(screen)
    screen.picture(root, options.out or Path(f"{options.name}.svg"), overwrite=options.overwrite)
    return 0


def _list(text: Text) -> None:
    print(text("list.heading"))
    for name in LESSONS:
        print(f"  {name:12} {text(f'{name}.title')}")
    print(f"\n{text('list.usage')}")


if __name__ == "__main__":
    sys.exit(main())
