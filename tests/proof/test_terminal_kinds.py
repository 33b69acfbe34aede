"""Terminals of all kinds, sizes and encodings, and streams that are none: screens, or text."""

import os
import re

import pytest
from terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")

proof = pytest.mark.proof


def in_full(cases, fast=()):
    """Cases that the proof tries; some of them each time."""
    return [each if each in fast else pytest.param(each, marks=proof) for each in cases]


GREYS = {*range(232, 256)}

# --- kinds ---------------------------------------------------------------------------------------

WITHOUT = [{"TERM": kind} for kind in ("dumb", None, "", "unknown")]

KINDS = ("linux", "vt100", "screen", "tmux-256color", "xterm-mono", "no-such-terminal")
WITH = [
    *({"TERM": kind} for kind in KINDS),
    {"NO_COLOR": "1"},
    *({"COLUMNS": a, "LINES": b} for a, b in [("0", "0"), ("-5", "x"), ("", ""), ("500", "200")]),
]


@pytest.mark.parametrize(
    "asked",
    in_full(
        [*((each, ()) for each in WITHOUT), ({}, ("--plain",)), ({}, ("--steps", "3"))],
        fast=[({"TERM": "dumb"}, ())],
    ),
)
def test_without_screens_a_terminal_gets_the_transcript(asked, tried):
    environment, arguments = asked
    tried("terminals", 1)
    with Terminal("expression", *arguments, **environment) as terminal:
        assert terminal.end() == 0
        assert b"   3  L = d*f = -8" in terminal.written
        assert b"\x1b[?" not in terminal.written


@pytest.mark.parametrize("environment", in_full(WITH))
def test_any_other_terminal_gets_screens(environment, tried):
    tried("terminals", 1)
    with Terminal("expression", **environment) as terminal:
        terminal.wait_for("expression: ")
        terminal.press("\x1b[6~n")
        terminal.wait_for("step 1 of 10")
        terminal.press("q")
        assert terminal.end() == 0
        colours = {int(number) for number in re.findall(rb"[34]8;5;(\d+)", terminal.written)}
        assert "NO_COLOR" not in environment or colours <= GREYS


# --- sizes ---------------------------------------------------------------------------------------

SIZES = [(8, 30), (5, 20), (1, 1), (1, 80), (24, 1), (2, 2), (13, 40), (14, 39), (3, 500), (200, 9)]


@pytest.mark.proof
@pytest.mark.parametrize("size", SIZES)
def test_a_terminal_that_is_too_small_works_once_it_is_large(size, tried):
    tried("terminals", 1)
    with Terminal("expression", size=size) as terminal:
        terminal.wait_for(r"\x1b\[\?1049h")
        terminal.press("\x1b[6~")
        terminal.read(0.3)
        at = len(terminal.written)
        terminal.resize(24, 80)
        terminal.wait_for("a\\*b|e = ", at)
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.proof
def test_a_terminal_without_a_size_is_taken_for_one_of_80_columns(tried):
    tried("terminals", 1)
    with Terminal("expression", size=(0, 0)) as terminal:
        terminal.wait_for("expression: ")
        terminal.press("\x1b[6~")
        terminal.wait_for("step 0 of 10")
        terminal.press("q")
        assert terminal.end() == 0


# --- encodings -----------------------------------------------------------------------------------

HANGUL = ("utf-8", "cp949", "euc-kr", "johab", "iso2022_kr")
LATIN = ("latin-1", "ascii", "ascii:strict", "cp437", "koi8-r:ignore", "big5:surrogateescape")


@pytest.mark.parametrize(
    ("encoding", "language"),
    [
        ("cp949", "ko"),
        *(pytest.param(encoding, "ko", marks=proof) for encoding in HANGUL + LATIN),
        *(pytest.param(encoding, "en", marks=proof) for encoding in ("ascii", "iso2022_kr")),
    ],
)
def test_an_encoding_without_our_signs_gets_others(encoding, language, tried):
    tried("terminals", 1)
    arguments = ["expression", "--lang", language]
    with Terminal(*arguments, PYTHONIOENCODING=encoding, NO_COLOR="1") as terminal:
        terminal.wait_for("expression: ")
        terminal.press("nn")
        terminal.wait_for(r"\d\.0000")
        terminal.press("q")
        assert terminal.end() == 0
        if encoding in HANGUL:
            shown = "기울기".encode(encoding).removeprefix(b"\x1b$)C")  # once, by ISO 2022
            assert (shown in terminal.written) is (language == "ko")
        else:
            terminal.written.decode(encoding.partition(":")[0])


@pytest.mark.parametrize("encoding", in_full(["utf-16", "utf-32", "utf-7", "cp037"]))
def test_an_encoding_in_which_no_terminal_is_steered_gets_the_transcript(encoding, tried):
    tried("terminals", 1)
    with Terminal("expression", PYTHONIOENCODING=encoding, NO_COLOR="1") as terminal:
        assert terminal.end() == 0
        assert "L = d*f = -8".encode(encoding)[-2:] in terminal.written
        assert "\x1b[?1049h".encode(encoding)[2:] not in terminal.written


LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "LANG": "ko_KR.EUC-KR"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "ko_KR.EUC-KR", "PYTHONUTF8": "0"},
    {"LC_ALL": "xx", "PYTHONUTF8": "0"},
]


@pytest.mark.proof
@pytest.mark.parametrize("environment", LOCALES)
def test_any_locale_will_do(environment, tried):
    tried("terminals", 1)
    with Terminal("expression", "--lang", "ko", **environment) as terminal:
        terminal.wait_for("expression: ")
        terminal.press("\x1b[6~")
        terminal.wait_for(r"\d\.0000")
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.proof
def test_with_ascii_signs_nothing_else_is_written_but_hangul(tried):
    tried("terminals", 1)
    with Terminal("expression", "--lang", "ko", "--ascii") as terminal:
        terminal.wait_for("expression: ")
        terminal.press("nnb")
        terminal.wait_for(r"\d\.0000")
        terminal.press("?")
        terminal.read(0.5)
        terminal.press(" ")
        terminal.read(0.5)
        terminal.press("wq")
        assert terminal.end() == 0
        shown = terminal.written.decode()
        assert {c for c in shown if not c.isascii() and not "가" <= c <= "힣"} == set()
        assert "기울기" in shown


# --- streams -------------------------------------------------------------------------------------

STREAMS = {
    "no input": 'exec "$@" </dev/null >"$0" 2>&1',
    "input from a pipe": 'echo q | "$@" >"$0" 2>&1',
    "input closed": 'exec "$@" <>"$0" >&0 2>&1 <&-',
    "errors elsewhere": 'exec "$@" <>"$0" >&0 2>/dev/null',
    "errors closed": 'exec "$@" <>"$0" >&0 2>&-',
    "output through a pipe": '"$@" <>"$0" 2>&0 | cat >"$0"',
    "output elsewhere": 'exec "$@" <>"$0" 2>&0 >/dev/null',
    "output closed": 'exec "$@" <>"$0" 2>&0 >&-',
    "all closed": 'exec "$@" <&- >&- 2>&-',
    "a reader of one line": '"$@" <>"$0" 2>&0 | head -n 1 >"$0"',
    "no reader": '"$@" <>"$0" 2>&0 | true',
}

UNSEEN = ("output elsewhere", "output closed", "all closed", "a reader of one line", "no reader")


@pytest.mark.proof
@pytest.mark.parametrize("streams", STREAMS)
def test_where_a_stream_is_no_terminal_text_is_printed(streams, tried):
    tried("terminals", 1)
    with Terminal("expression", streams=STREAMS[streams]) as terminal:
        assert terminal.end() == 0
        assert b"\x1b[?" not in terminal.written
        assert (b"L = d*f = -8" in terminal.written) is (streams not in UNSEEN)
