"""Columns align and paragraphs fit, whatever script they are in."""

import random
import unicodedata

import pytest
from wcwidth import wcswidth, wcwidth

from viz.signs import GAP, Signs

LETTERS = [
    *"abz019 +=-*().,:",
    *"가나다힣ㄱ기울기",  # Hangul takes two cells
    *"漢字かなカナ，。",
    *"αβσ∂→←─│×÷·…±°",  # one or two, depending on the font
    *"éñü",
    "e\u0301",  # a letter and its accent
    "가\u0301",
    "😀",
    "🧮",
    "\u200b",  # no width
]


def mixed(rng, most=14):
    return "".join(rng.choice(LETTERS) for _ in range(rng.randrange(1, most)))


def cells(text, ambiguous):
    """How wide a terminal shows a text: by wcwidth, an implementation of its own."""
    wide = sum(unicodedata.east_asian_width(c) == "A" and wcwidth(c) == 1 for c in text)
    return wcswidth(text) + wide * (ambiguous - 1)


@pytest.mark.parametrize("ambiguous", [1, 2])
def test_columns_of_five_thousand_mixed_strings_align(ambiguous):
    rng = random.Random(20)
    signs = Signs(ambiguous=ambiguous)
    for _ in range(500):
        rows = [(mixed(rng), mixed(rng)) for _ in range(5)]
        rows = [tuple(signs.shown(cell) for cell in row) for row in rows]
        lines = signs.aligned(rows, [False, True])
        first = max(cells(one, ambiguous) for one, _ in rows)
        last = max(cells(other, ambiguous) for _, other in rows)
        for line, (one, other) in zip(lines, rows, strict=True):
            room = first + GAP + last - cells(one, ambiguous) - cells(other, ambiguous)
            assert line == f"{one}{' ' * room}{other}".rstrip()


@pytest.mark.parametrize("ambiguous", [1, 2])
@pytest.mark.parametrize("width", [8, 20, 33])
def test_a_paragraph_is_no_wider_than_asked_but_for_a_word_that_is(ambiguous, width):
    rng = random.Random(width)
    signs = Signs(ambiguous=ambiguous)
    for _ in range(200):
        text = " ".join(mixed(rng).replace(" ", "") or "a" for _ in range(12))
        lines = signs.paragraph(text, width)
        assert " ".join(lines).split() == signs.shown(text).split()
        for line in lines:
            assert cells(line, ambiguous) <= width or " " not in line.strip()


def test_a_table_has_one_width_in_both_languages():
    rows = [("leaf", "값"), ("가중치", "1")]
    lines = Signs().aligned(rows, [False, True])
    assert [cells(line, 1) for line in lines] == [6 + GAP + 2] * 2
