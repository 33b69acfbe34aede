"""Whatever a label holds, it is text: it breaks no picture and puts nothing into it."""

import math
import re
from xml.etree import ElementTree as ET

import graphviz
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Value
from viz import draw_dot
from viz.labels import number, visible
from viz.signs import columns
from viz.spelling import escape, identifiers

SVG = "{http://www.w3.org/2000/svg}"

HOSTILE = [
    '"',
    '"]; evil [label="x',
    '\\"',
    "\\",
    "\\\\",
    "ends in \\",
    "\\N \\G \\L \\n \\l \\r \\E",
    "a|b{c}<d>",
    "{a|b}",
    "<b>bold</b>",
    "<<b>bold</b>>",
    "<script>alert(1)</script>",
    "</text></svg><script>alert(1)</script>",
    "]]><!-- --> <?xml?>",
    "&lt;b&gt; &amp; &#60; &#1; &#x0; &nbsp; &bogus;",
    "R&D",
    "javascript:alert(1)",
    "http://example.org/?a=b&c=d",
    "a:b:n",
    "x -> y",
    "x--y",
    "node",
    "-1.5",
    "two\nlines\r\tand a tab",
    "bell \a null \0 escape \x1b[31m delete \x7f next \x85",
    "left \u202e to right \u2066 and \u200f",
    "line \u2028 separators \u2029",
    "lone \ud800 surrogates \udfff",
    "not a character \uffff \ufffe \U0001ffff",
    "가중치",
    "\u1100\u1161",  # one syllable in two letters
    "👩\u200d🔬 scientist",
    "z" + "\u0301" * 500,
    " ",
    "\u00a0",
    "x" * 1_000_000,
    "가" * 100_000,
    "\u202e\ud800" * 1000,
]


def drawn(label):
    """The SVG of ``x*x + 1`` with that label on x, parsed."""
    x = Value(3.0, label=label, role="input")
    y = x * x + 1
    y.backward()
    return ET.fromstring(draw_dot(y).pipe(backend="wasm"))  # noqa: S314 - our own text


def check(label):
    root = drawn(label)
    classes = [g.get("class").split()[0] for g in root.iter(f"{SVG}g")]
    assert (classes.count("node"), classes.count("edge")) == (3, 3)
    for element in root.iter():
        assert element.tag in {f"{SVG}{tag}" for tag in ALLOWED}, element.tag
        for name in element.attrib:
            assert not name.rpartition("}")[2].lower().startswith(("on", "href", "style"))
    box = next(g for g in root.iter(f"{SVG}g") if g.get("id") == "node0")
    texts = ["".join(text.itertext()) for text in box.iter(f"{SVG}text")]
    assert texts[-2:] == ["value 3.0000", "grad 6.0000"]
    assert len(texts) == 3
    return texts[0]


ALLOWED = ("svg", "g", "title", "desc", "rect", "path", "text", "tspan")


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: ascii(label[:20]))
def test_a_hostile_label_is_drawn_as_the_text_it_is(label):
    text = check(label)
    expected = re.sub(r"&(?=#?\w+;)", r"\\u0026", visible(label))
    assert text.strip() == expected.strip()


@pytest.mark.parametrize("label", ["a\\", "a\\\\", 'a\\"', 'a"', "\\N", "R&D &lt;", "<b>"])
def test_the_title_has_the_label_of_the_result_as_it_is(label):
    y = Value(3.0).sin()
    y.label = label
    root = ET.fromstring(draw_dot(y).pipe(backend="wasm"))  # noqa: S314 - our own text
    assert root.findtext(f"{SVG}title") == f"computation graph of {label}"


def test_what_looks_like_an_entity_is_no_entity():
    assert check("R&D &lt; &#1;") == r"R&D \u0026lt; \u0026#1;"


def test_a_label_in_angle_brackets_is_no_html():
    picture = graphviz.Digraph()
    picture.node("x", escape("<<b>x</b>>"))
    assert '[label="<<b>x</b>>"]' in picture.source


@pytest.mark.proof
@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
def test_no_label_breaks_the_picture(label):
    check(label)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=200), st.integers(8, 60))
def test_a_visible_text_is_one_line_that_fits(label, width):
    text = visible(label, width)
    assert columns(text) <= width
    assert all(c.isprintable() or c in "\u200c\u200d" or c.isspace() for c in text)
    assert not set(text) & set("\n\r\t\v\f\x85\u2028\u2029\u202e\u2066")
    text.encode("utf-8")


def test_what_cannot_be_seen_becomes_an_escape():
    assert visible("a\nb\u202ec\ud800d\0e\ufefff") == r"a\nb\u202ec\ud800d\x00e\ufefff"
    assert visible("\r\t") == r"\r\t"


def test_a_syllable_in_pieces_is_put_together():
    assert visible("\u1112\u1161\u11ab") == "한"


def test_a_long_text_keeps_its_ends():
    assert visible("layer12.neuron345.weights.w67", 20) == "layer12.neur…hts.w67"
    assert visible("x" * 1_000_000, 11) == "xxxxxx…xxxx"


def test_identifiers_differ_even_where_labels_look_alike():
    names = ["a", "a", "a (1)", "node 4", "b:c", "b:c", "node 5"]
    assert len(set(identifiers(names))) == len(names)


def test_two_nodes_of_one_label_stay_two_nodes():
    a, b = Value(1.0, label="w" * 100 + "1" * 100), Value(2.0, label="w" * 101 + "1" * 99)
    source = draw_dot(a + b).source
    assert source.count("id=node") == 3


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0.0000"),
        (-0.0, "0.0000"),
        (0.7310585786, "0.7311"),
        (-1.5, "−1.5000"),
        (220.0, "220.0000"),
        (999_999.99999, "1.000e6"),
        (1e6, "1.000e6"),
        (0.001, "0.0010"),
        (0.00099, "9.900e−4"),
        (1.2e-9, "1.200e−9"),
        (-5e-324, "−4.941e−324"),
        (1.7976931348623157e308, "1.798e308"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_written_as_lectures_do(x, text):
    assert number(x) == text


@pytest.mark.parametrize(
    ("spec", "x", "text"),
    [
        (".2f", 0.1, "0.10"),
        (".2f", 0.09, "9.0e−2"),
        (".1f", 0.1, "0.1"),
        (".1f", 0.09, "9e−2"),
        (".0f", 1.0, "1"),
        (".0f", 0.9, "9e−1"),
        (".6g", 1e7, "1e7"),
        (".6g", 123456.0, "123456"),
        (".3e", 1e7, "1.000e7"),
        ("r", 3, "3.0"),
        ("r", np.float64(0.1), "0.1"),
    ],
)
def test_a_number_that_fits_is_written_as_asked(spec, x, text):
    assert number(x, spec) == text


@given(st.floats(-1e308, 1e308))
def test_a_written_number_is_never_far_from_the_number(x):
    written = float(number(x).replace("−", "-"))
    # Half of the last digit: of four decimals at 0.001, of four digits in powers of ten.
    assert written == pytest.approx(x, rel=0.0501, abs=0)
    assert (written == 0.0) == (x == 0.0)
