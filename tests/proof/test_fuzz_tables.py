"""Tables made up by Hypothesis: read as Python's csv module reads them, or one clear error."""

import codecs
import csv
import io
import math

import pytest
from fuzzed import each, is_clear, spliced
from hypothesis import strategies as st

from autograd.data import read_csv
from autograd.errors import AutogradError

some = pytest.mark.parametrize("count", [25, pytest.param(3_000, marks=pytest.mark.proof)], ids=str)

NUMBERS = st.sampled_from(
    ["1", "-2.5", "+.5", "6E2", "1e308", " 3 ", '"4"', "0", "7.", "-0.0", "1e-400", "0" * 400]
) | st.floats(allow_nan=False, allow_infinity=False).map(repr)
TEXTS = st.sampled_from(
    ["red", "가", '"a,b"', '"a""b"', '"two\nlines"', '"\r\n"', "na", "x;y", "x\ty", "3,14", "é"]
)
ODD = st.sampled_from(
    ["", " ", "nan", "-inf", "1e999", "1_000", "１２", '"', '"open', 'a"b', '"a"b', "\0", "\ufeff",
     "\x1b[2J", "\u2028", "\x85", "\x1c", "\v", "\r", "9" * 5_000 + "x", "x" * 140_000, "=1+1",
     "\udc80", "'", "\\", "0x10", "1e5", "True", "null", "1,5", "\u202e"]
) | st.text(max_size=4)  # fmt: skip


ENCODINGS = ["utf-8", "utf-16", "utf-7", "cp949", "idna", "unicode_escape", "hex", "\0"]
MARKS = [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"PK\3\4", b"\xff"]


@st.composite
def tables(draw):
    """A table as bytes, and how to read it; about half of them have something odd."""
    width, is_odd = draw(st.integers(2, 4)), draw(st.booleans())
    header = ["a", "b", "c", '"d, e"'][:width]
    lines = st.lists(NUMBERS, min_size=width - 1, max_size=width - 1)
    targets = draw(st.sampled_from([NUMBERS, TEXTS]))
    rows = [header] + [[*draw(lines), draw(targets)] for _ in range(draw(st.integers(2, 4)))]
    target = header[-1].strip('"')
    if is_odd:
        misplace(draw, rows)
    delimiter, end = draw(st.sampled_from(",,;\t|")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(delimiter.join(row) for row in rows) + end * draw(st.integers(0, 2))
    given = {
        "target": target,
        "delimiter": delimiter,
        "decimal": ".",
        "classes": draw(st.sampled_from([None, True])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "cp949"])),
        "features": draw(st.sampled_from([None, ["a"]])),
    }
    content = text.encode(given["encoding"], "replace")
    if is_odd:
        content = draw(st.sampled_from(MARKS)) + content
        if draw(st.booleans()):
            content = spliced(content, draw(st.randoms(use_true_random=False)))
        name, other = draw(st.sampled_from(OTHERWISE))
        given[name] = other
    return content, given


def misplace(draw, rows):
    """Put something odd into a table."""
    row = draw(st.sampled_from(rows))
    match draw(st.sampled_from(["cell", "cell", "cell", "longer", "shorter", "blank", "name"])):
        case "cell":
            row[draw(st.integers(0, len(row) - 1))] = draw(ODD)
        case "longer":
            row.append(draw(ODD))
        case "shorter":
            row.pop()
        case "blank":
            row.clear()
        case "name":
            rows[0] = rows[0] * 2


OTHERWISE = [
    *(("target", name) for name in ("a", "", "\0", "z")),
    *(("delimiter", mark) for mark in (None, None, None, ";", "\n", '"', "é")),
    *(("decimal", mark) for mark in ",;"),
    *(("classes", given) for given in (False, ["red", "가"], ["1"])),
    *(("encoding", name) for name in ENCODINGS),
    *(("features", names) for names in (["b", "a"], ["\x1b"], [])),
]


def as_csv_reads(content, given, delimiter):
    """Names and rows of cells, by Python's csv module alone."""
    encoding = "utf-8-sig" if given["encoding"] == "utf-8" else given["encoding"]
    text = io.StringIO(content.decode(encoding), newline="")
    reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True, strict=True)
    names, *rows = [[cell.strip() for cell in row] for row in reader]
    while rows[-1] in ([], [""]):
        rows.pop()
    return names, rows


def number(cell, decimal):
    """The number that a cell says as everyone would read it, and not only Python."""
    assert cell.isascii()
    assert "_" not in cell
    found = float(cell.replace(decimal, "."))
    assert math.isfinite(found)
    return found


def says_the_same(data, content, given):
    """Whether a data set holds what csv reads, with one of the delimiters it may have."""
    for delimiter in given["delimiter"] or ",;\t":
        try:
            names, rows = as_csv_reads(content, given, delimiter)
        except csv.Error:
            continue
        wanted = given["features"] or [name for name in names if name != given["target"]]
        if data.features != tuple(wanted):
            continue
        if not {*wanted, given["target"]} <= {*names} or {*map(len, rows)} != {len(names)}:
            continue
        columns = [names.index(name) for name in wanted]
        x = [[number(row[c], given["decimal"]) for c in columns] for row in rows]
        cells = [row[names.index(given["target"])] for row in rows]
        if data.classes:
            y = [data.classes.index(cell) for cell in cells]
        else:
            y = [number(cell, given["decimal"]) for cell in cells]
        return data.x.tolist() == x and data.y.tolist() == y
    return False


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # of the encoding unicode_escape
@some
def test_a_made_up_table_is_read_as_csv_does_or_refused_in_one_sentence(tmp_path, count, tried):
    path, read = tmp_path / "made.csv", []

    def check(table):
        content, given = table
        path.write_bytes(content)
        try:
            data = read_csv(path, **given)
        except AutogradError as error:
            is_clear(error)
        else:
            read.append(1)
            assert says_the_same(data, content, given)

    each(tried, "tables", count, tables(), check)
    assert len(read) > count / 8


@some
def test_bytes_are_refused_in_one_sentence(tmp_path, count, tried):
    path = tmp_path / "bytes.csv"

    def check(content):
        path.write_bytes(content)
        for encoding in ("utf-8", "latin-1", "utf-16", "cp949"):
            try:
                data = read_csv(path, "b", encoding=encoding)
            except AutogradError as error:
                is_clear(error)
            else:
                assert says_the_same(data, content, GIVEN | {"encoding": encoding})

    each(tried, "tables", count, BYTES, check)


GIVEN = {"target": "b", "delimiter": None, "decimal": ".", "features": None}
BYTES = st.binary(max_size=60) | st.lists(
    st.sampled_from([b"a", b"b", b",", b";", b"\n", b"\r", b'"', b"1", b"2.5", b" ", b"\xb0\xa1",
                     b"\0", b"a,b\n", b"1,2\n", b"1,x\n"]),
    max_size=12,
).map(b"".join)  # fmt: skip


LARGE = {
    "columns": lambda n: ",".join(f"c{i}" for i in range(5 * n)) + ",b\n" + "1," * 5 * n + "2\n",
    "rows": lambda n: "a,b\n" + "1,2\n" * n,
    "classes": lambda n: "a,b\n" + "".join(f"1,k{i}\n" for i in range(n)),
    "cells": lambda n: f"a,b\n1,{'x' * n}\n",
    "digits": lambda n: f"a,b\n1,{'1' * n}\n{'1' * (n // 9)}x,1\n",
    "blank lines": lambda n: "a,b\n" + "\n" * n + "1,2\n",
    "quotation marks": lambda n: "a,b\n" + '"' * n + ",1\n",
    "open quotation marks": lambda n: "a,b\n" + '"\n' * (n - 1) + "1,2\n",
    "ragged": lambda n: "a,b\n" + "1,2\n" * n + "1\n",
    "no header": lambda n: "1," * n + "\n",
}


@pytest.mark.parametrize("size", [1_000, pytest.param(200_000, marks=pytest.mark.proof)])
@pytest.mark.parametrize("what", LARGE)
def test_a_large_table_is_read_or_refused_at_once(tmp_path, what, size, tried):
    path = tmp_path / "large.csv"
    path.write_text(LARGE[what](size))
    tried("tables", 1)
    try:
        data = read_csv(path, "b")
    except AutogradError as error:
        is_clear(error)
        assert what not in ("columns", "rows", "classes")
    else:
        assert data.x.size in (5 * size, size, 2)
