"""What no keyboard sends, sent to the command in a real terminal: it goes on, or ends whole."""

import os
import random
import time

import pytest
from terminal import PATIENCE, Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")

proof = pytest.mark.proof

PASTE, END = b"\x1b[200~", b"\x1b[201~"
HARMLESS = {
    "bytes that are no UTF-8": b"\xff\xfe\xc3\x28\xed\xa0\x80\xf5\xc0\xaf",
    "half a letter": "가".encode()[:2],
    "Latin letters of an old terminal": "é".encode("latin-1") + "ü".encode("latin-1"),
    "half an escape sequence": b"\x1b[",
    "half a report of the mouse": b"\x1b[<0;5",
    "a paste without an end": PASTE + b"x" * 1000 + END[:3],
    "a paste of a megabyte": PASTE + b"x" * 2**20 + END,
    "a paste of lines": PASTE + b"q\n\x03\x04\x1a" * 50 + END,
    "a paste of escape sequences": PASTE + b"\x1b[A\x1b[48;1;1;1;1tq" * 50 + END,
    "the mouse all over": b"".join(
        b"\x1b[<%d;%d;%dM" % (35 + k % 2, 1 + k % 200, k % 70) for k in range(2000)
    ),
    "the mouse beyond the screen": b"\x1b[<35;99999;99999M\x1b[<35;-5;-5M\x1b[<99999;1;1M",
    "the mouse as it was long ago": b"\x1b[M\xff\xff\xff\x1b[M   ",
    "keys with numbers beyond all": b"\x1b[99999999999u\x1b[1114112u\x1b[55296u\x1b[1;99999999A",
    "reports nobody asked for": b"\x1b[24;80R\x1b[?2026;0$y\x1b[?1;2c\x1b[I\x1b[O\x1bP1$r0m\x1b\\",
    "a clipboard": b"\x1b]52;c;" + b"QUJD" * 50 + b"\x07",
    "focus that comes and goes": b"\x1b[I\x1b[O" * 200,
    "nothing": b"\0" * 4096,
    "the same key by the thousand": b"d" * 1000,
}
"""What must not end the program, whatever else it does."""

PART = b"\x1b[6~"
LEAVES = b"\x1b"


def walking(lesson="reuse", **options):
    """A lesson at its first walk."""
    terminal = Terminal(lesson, **options)
    terminal.wait_for(f"{lesson}: ")
    terminal.press(PART)
    terminal.wait_for("step 0 of")
    return terminal


def goes_on(terminal):
    """Leave what is open, and see that keys do what they did: the last one goes to the end."""
    terminal.press(END)
    at = len(terminal.written)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        terminal.read(0.2)  # alone: with what follows, escape would be another key
        terminal.press(LEAVES)
        terminal.read(0.2)
        terminal.press("\x1b[F")
        terminal.read(0.2)
        if b"4 of 4" in terminal.written[at:]:
            return
    raise AssertionError(f"no key does anything: {terminal.written[-800:]!r}")


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("bytes that are no UTF-8", "in a walk"),
        *(
            pytest.param(what, where, marks=proof)
            for what in HARMLESS
            for where in ("in a walk", "in a field")
            if where == "in a walk" or "paste" in what or "letter" in what
        ),
    ],
)
def test_what_is_no_key_is_passed_over(what, where, tried):
    tried("hostile keys", 1)
    with walking() as terminal:
        if where == "in a field":
            terminal.press("/")
            terminal.wait_for("Search a node")
        terminal.press(HARMLESS[what])
        goes_on(terminal)
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("lesson", ["reuse", "moons"])
def test_random_bytes_may_end_it_but_not_break_it(lesson, seed, tried):
    tried("hostile keys", 1)
    with Terminal(lesson) as terminal:
        terminal.wait_for(f"{lesson}: ")
        terminal.press(random.Random(seed).randbytes(4096))
        terminal.read(0.3)
        if terminal.process.poll() is None:
            terminal.signal("SIGTERM")
        assert terminal.end() in (0, 130, 143)


@pytest.mark.proof
@pytest.mark.parametrize("keys", ["n", "Q1\r", "?x", "s", "\x1b[6~\x1b[5~"])
def test_keys_by_the_thousand_while_it_computes_keep_it_from_nothing(keys, tried):
    tried("hostile keys", 1)
    with Terminal("moons") as terminal:
        terminal.wait_for("moons: ")
        terminal.press(2 * PART + keys.encode() * 1000)
        terminal.signal("SIGTERM")
        assert terminal.end() == 143
