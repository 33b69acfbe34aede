"""The command in a real terminal as people use it: alone, from a shell, told to end at any time."""

import os
import re
import signal
import sys
import time

import pytest
from terminal import Terminal, modes_on

from demos.__main__ import main

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")

proof = pytest.mark.proof


def opened(*arguments, **options):
    """The lesson sigmoid at its first walk."""
    terminal = Terminal("sigmoid", *arguments, **options)
    terminal.wait_for("You will see")
    terminal.press("n")
    terminal.wait_for("step 0 of")
    return terminal


# --- lessons -------------------------------------------------------------------------------------


@pytest.mark.proof
def test_a_lesson_is_walked_through_and_left(tried):
    tried("terminals", 1)
    with opened() as terminal:
        terminal.press("\x1b[C")
        at = terminal.wait_for("step 1 of 15")
        terminal.press("n")
        at = terminal.wait_for("step 2 of 15", at)
        terminal.press("\x1b[D")
        terminal.wait_for("step 1 of 15", at)
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.proof
def test_the_course_opens_a_lesson_and_comes_back(tried):
    tried("terminals", 1)
    with Terminal() as terminal:
        at = terminal.wait_for("lessons done")
        terminal.press("\x1b[H\r")
        at = terminal.wait_for("You will see", at)
        terminal.read(1.0)
        terminal.press("q")
        terminal.wait_for("lessons done", at)
        terminal.read(0.3)
        terminal.press("q")
        assert terminal.end() == 0


# --- while it starts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("SIGINT", 0.25),
        *(pytest.param("SIGINT", k / 25, marks=proof) for k in range(25)),
        *(pytest.param("SIGTERM", k / 5, marks=proof) for k in range(5)),
    ],
)
def test_a_signal_while_it_starts_leaves_no_traceback(name, seconds, tried):
    tried("terminals", 1)
    # From our first line on; before that, Python's own start would show one.
    code = "import sys, demos.__main__ as m; print('begun', flush=True); sys.exit(m.main())"
    with Terminal("sigmoid", command=("-c", code)) as terminal:
        terminal.wait_for("begun")
        time.sleep(seconds)
        terminal.signal(name)
        # Before our handler is there, a signal ends it. And CPython ends itself by an interrupt,
        # though that was handled, if it passed through exec() of a text on its way, as it may
        # during an import: a shell calls both 130.
        number = getattr(signal, name)
        assert terminal.end() in (128 + number, -number)


@pytest.mark.parametrize("told", [KeyboardInterrupt(), SystemExit(143)])
def test_a_signal_that_something_else_wraps_is_one(told, monkeypatch):
    def run(_):
        try:
            raise told
        except BaseException as error:
            raise RuntimeError("Error calling __set_name__") from error

    monkeypatch.setattr("demos.running.run", run)
    assert main(["sigmoid"]) == (130 if isinstance(told, KeyboardInterrupt) else 143)


def test_a_signal_that_ends_in_an_error_of_the_system_is_one(monkeypatch):
    def answer(_):
        try:
            raise SystemExit(143)
        finally:
            raise OSError(5, "the terminal has gone")

    monkeypatch.setattr("demos.running._answer", answer)
    assert main(["sigmoid"]) == 143


# --- what trains and checks ----------------------------------------------------------------------

SLOW = "import time\nopen({!r}, 'w').close()\ntime.sleep(30)\nclass Value:\n    pass\n"
TABLE = "x,y,kind\n" + "".join(f"{k % 7},{k % 5},{'ab'[k % 2]}\n" for k in range(200))
TRAIN = ("train", "table.csv", "--target", "kind", "--epochs", "9999", "--hidden", "4")
AT_WORK = {
    "a lesson": (("moons", "--plain"), r"\d+/100"),
    "a training": (TRAIN, r"\d+/9999"),
    "a check": (("check", "engine.py"), "====="),
    "a check in Korean": (("check", "engine.py", "--lang", "ko"), "====="),
}
# After its first epoch, a training that is interrupted tells what it is worth so far: 0.
TOLD = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "a closed window": 129, "Ctrl-C": 130}


def at_work(what, state_folder):
    """A terminal in which something computes."""
    arguments, said = AT_WORK[what]
    state_folder.mkdir(exist_ok=True)
    begun = state_folder / "begun"
    (state_folder / "engine.py").write_text(SLOW.format(str(begun)))
    (state_folder / "table.csv").write_text(TABLE)
    terminal = Terminal(*arguments)
    terminal.wait_for(said)
    while "check" in what and not begun.exists() and terminal.process.poll() is None:
        terminal.read(0.02)
    return terminal


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("a check", "SIGTERM"),
        *(pytest.param(what, how, marks=proof) for what in AT_WORK for how in TOLD),
    ],
)
def test_what_is_at_work_ends_when_it_is_told_to(what, how, state_folder, tried):
    tried("terminals", 1)
    with at_work(what, state_folder) as terminal:
        if how == "Ctrl-C":
            terminal.press("\x03")
        elif how == "a closed window":
            terminal.hang_up()
        else:
            terminal.signal(how)
        code = terminal.end()
        assert code == TOLD[how] or (code, TOLD[how], what) == (0, 130, "a training")


# --- from a shell --------------------------------------------------------------------------------

BASH = "/bin/bash"
SHELL = {"python": (), "command": (BASH, "--norc", "--noprofile", "-i"), "PS1": "ready> "}
COMMAND = f"{sys.executable} -m demos"

needs_bash = pytest.mark.skipif(not os.path.exists(BASH), reason="no bash")


@needs_bash
@pytest.mark.proof
@pytest.mark.parametrize("is_sent_back", [False, True])
def test_a_shell_stops_a_lesson_and_has_it_in_front_again(is_sent_back, tried):
    tried("terminals", 1)
    with Terminal(**SHELL) as terminal:
        terminal.wait_for("ready> ")
        terminal.press(f"{COMMAND} reuse\r")
        terminal.wait_for("reuse: ")
        terminal.press("\x1b[6~")
        at = terminal.wait_for("step 0 of 4")
        terminal.press("\x1a")
        at = terminal.wait_for(r"Stopped[\s\S]*ready> ", at)
        assert modes_on(terminal.written.rpartition(b"Stopped")[0]) == set()
        if is_sent_back:  # it may not draw there: it is stopped once more
            terminal.press("bg\r")
            at = terminal.wait_for("ready> ", at)
            terminal.read(0.5)
            terminal.press("\r")
            at = terminal.wait_for("Stopped", at)
        terminal.press("fg\r")
        at = terminal.wait_for(r"\x1b\[\?1049h[\s\S]*step 0 of 4", at)
        terminal.press("q")
        terminal.wait_for("ready> ", at)
        terminal.press("exit $?\r")
        assert terminal.end() == 0


@needs_bash
@pytest.mark.proof
def test_a_shell_stops_a_training_and_its_cursor_is_shown(state_folder, tried):
    tried("terminals", 1)
    state_folder.mkdir()
    (state_folder / "table.csv").write_text(TABLE)
    with Terminal(**SHELL) as terminal:
        terminal.wait_for("ready> ")
        terminal.press(f"{COMMAND} {' '.join(TRAIN)}\r")
        at = terminal.wait_for(r"\d+/9999")
        terminal.press("\x1a")
        at = terminal.wait_for(r"Stopped[\s\S]*ready> ", at)
        assert re.findall(rb"\x1b\[\?25([hl])", terminal.written)[-1] == b"h"
        terminal.press("fg\r")
        at = terminal.wait_for(r"\d+/9999", at)
        terminal.press("\x03")
        terminal.wait_for("ready> ", at)
        terminal.press("exit\r")
        assert terminal.end() in (0, 130)  # by when the training was interrupted


@pytest.mark.proof
def test_it_may_be_told_to_go_on_again_and_again_while_it_draws(tried):
    tried("terminals", 1)
    with opened() as terminal:
        for k in range(40):
            terminal.press("\x1b[C\x1b[D" * 5)
            terminal.read(k / 1000)
            terminal.signal("SIGCONT")
        terminal.read(0.5)
        at = len(terminal.written)
        terminal.press("\x1b[H")
        terminal.read(0.5)
        terminal.press("n")
        terminal.wait_for("step 1 of 15", at)
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.proof
def test_a_window_that_is_closed_while_it_is_stopped_ends_it(tried):
    tried("terminals", 1)
    with opened() as terminal:
        terminal.stop("Ctrl-Z")
        terminal.hang_up()
        assert terminal.end() == 129


# It lets go of its terminal, whose end it is then not told; and looks for it as often as is said.
LETS_GO = """
import fcntl, signal, sys, termios
import demos.stepper.app
demos.stepper.app.PATIENCE = {}
signal.signal(signal.SIGHUP, signal.SIG_IGN)
fcntl.ioctl(0, termios.TIOCNOTTY)
from demos.__main__ import main
sys.exit(main())
"""


def playing_without_a_terminal(seconds):
    """A lesson that plays, some time after its window was closed and it was not told."""
    terminal = Terminal("mazur", command=("-c", LETS_GO.format(seconds)))
    terminal.wait_for("mazur: ")
    terminal.press("\x1b[6~ +++")
    terminal.wait_for("step [1-9] of")
    terminal.hang_up()
    time.sleep(5)  # in which it would draw fifty times
    return terminal


@pytest.mark.proof
def test_a_window_that_is_closed_without_a_signal_ends_it(tried):
    tried("terminals", 1)
    with playing_without_a_terminal(3) as terminal:
        assert terminal.end() == 129


@pytest.mark.proof
def test_a_signal_ends_it_also_when_nothing_can_be_written_any_more(tried):
    tried("terminals", 1)
    with playing_without_a_terminal(30) as terminal:
        terminal.signal("SIGTERM")
        assert terminal.end() == 143
