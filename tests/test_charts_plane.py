"""Greys and decisions in characters: what stands in each cell."""

import math

import numpy as np
import pytest
from charted import POINTS, RING, circle, corners

from autograd.errors import DomainError, InputTypeError, LengthError
from viz.charts import boundary_text, picture_text

# --- pictures ------------------------------------------------------------------------------------


def test_a_picture_of_two_cells_a_pixel_shows_each_pixel():
    for shades, ascii in ((" ░▒▓█", False), (" .:-=+*#%@", True)):
        steps = np.arange(len(shades)) / (len(shades) - 1)
        text = picture_text([steps, steps[::-1]], ascii=ascii)
        line = "".join(2 * c for c in shades)
        assert text == f"{line}\n{line[::-1]}"


def test_a_smaller_picture_is_the_mean_of_what_a_cell_covers():
    rng = np.random.default_rng(1)
    pixels = rng.random((60, 90))
    lines = picture_text(pixels, 30, ascii=True).split("\n")
    means = pixels.reshape(10, 6, 30, 3).mean(axis=(1, 3))
    wanted = np.rint(9 * means).astype(int)
    assert lines == ["".join(" .:-=+*#%@"[k] for k in row) for row in wanted.tolist()]
    assert len(picture_text(np.ones((64, 64))).split("\n")) == 32  # at most 64 wide if not asked


def test_a_cell_that_covers_parts_of_pixels_weighs_them():
    assert picture_text([[1.0, 0.0, 0.0]], 2, ascii=True) == "*" + " "  # 2/3 of the first


@pytest.mark.parametrize(
    ("pixels", "error", "message"),
    [
        ([0.5, 0.5], LengthError, r"got shape \(2,\); pass pixels.reshape"),
        (np.zeros((0, 3)), LengthError, r"got shape \(0, 3\)"),
        ([[0.0, 16.0]], DomainError, "from 0 to 1, got 16; divide by the largest"),
        ([[math.nan]], DomainError, "from 0 to 1, got nan"),
        ([["a"]], InputTypeError, "the pixels are numbers, got 'a'"),
        ([[1.0], [1.0, 2.0]], LengthError, "rows of one length"),
    ],
)
def test_what_is_no_picture_is_refused(pixels, error, message):
    with pytest.raises(error, match=message):
        picture_text(pixels)


# --- decisions -----------------------------------------------------------------------------------


def cells_of(text, rows):
    """The plotted cells, upper row first, with the blanks that a line does not end with."""
    lines = text.split("\n")[2 : 3 + rows]
    start = max(lines[-1].find("+"), lines[-1].find("└")) + 1
    return [line[start:].ljust(len(lines[-1]) - start) for line in lines[:-1]]


def test_the_ground_is_what_the_model_decides():
    span = ((-2.0, 2.0), (-1.5, 1.5))
    text = boundary_text(circle, [(9.0, 9.0)], [0], (45, 13), span=span, ascii=True)
    cells = cells_of(text, 13)
    (width,) = {len(row) for row in cells}
    for y, row in zip(np.linspace(1.5, -1.5, 13), cells, strict=True):
        for x, cell in zip(np.linspace(-2.0, 2.0, width), row, strict=True):
            assert cell == (" ."[int(circle([x, y]) > 0.0)])


def test_of_several_scores_the_largest_decides():
    span = ((-1.0, 1.0), (-1.0, 1.0))
    text = boundary_text(corners, [(9.0, 9.0)], [0], (40, 9), span=span, ascii=True)
    cells = cells_of(text, 9)
    for y, row in zip(np.linspace(1.0, -1.0, 9), cells, strict=True):
        for x, cell in zip(np.linspace(-1.0, 1.0, len(row)), row, strict=True):
            scores = corners([x, y])
            assert scores[" .:".index(cell)] == max(scores)


def test_points_stand_where_they_are_and_wrong_ones_are_capitals():
    points = [(-1.0, -1.0), (1.0, 1.0), (1.0, -1.0), (0.0, 0.0)]
    span = ((-1.0, 1.0), (-1.0, 1.0))
    text = boundary_text(lambda x: x[0], points, [-1, 1, -1, 1], (35, 5), span=span, ascii=True)
    cells = cells_of(text, 5)
    assert [cells[4][0], cells[0][-1], cells[4][-1]] == ["o", "x", "O"]
    assert cells[2][round((len(cells[2]) - 1) / 2)] == "X"  # 0 is not above the threshold
    assert text.startswith("what the model decides: 2 of 4 right, 50.0 %\n")
    assert text.split("\n")[-3:] == [
        "  o    class 0: 2",
        "..x..  class 1: 2",
        " O X   capital letter: wrong",
    ]


def test_of_points_in_one_cell_a_wrong_one_is_shown():
    text = boundary_text(lambda x: -1.0, [(0, 0)] * 3, [0, 1, 0], (30, 5))
    assert "X" in "".join(cells_of(text, 5))


def test_where_the_model_has_no_value_there_is_a_question_mark():
    text = boundary_text(
        lambda x: math.nan if x[0] < 0 else x[1], [(-1.0, 1.0), (1.0, 1.0)], [1, 1], (40, 5)
    )
    row = cells_of(text, 5)[0]
    assert row[0] == "?"
    assert row[-1] != "?"
    assert text.split("\n")[-1] == "?????  no value"
    assert "1 of 2 right" in text  # where nothing is decided, nothing is right


def test_names_of_classes_are_texts_from_outside():
    text = boundary_text(circle, POINTS, RING, classes=["a\x1b[31m", "사람"], language="ko")
    assert "a\\x1b[31m" in text
    assert "\x1b" not in text
