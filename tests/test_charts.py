"""Plots in characters: golden texts, and the numbers that can be read from them."""

import math
import os
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from charted import DIGIT, POINTS, RING, circle, corners
from sklearn import metrics as theirs
from wcwidth import wcswidth

from autograd.errors import ChoiceError, DomainError, InputTypeError, LengthError
from viz.charts import boundary_text, confusion_text, loss_chart, picture_text
from viz.charts.dots import DASHES, LETTERS, Dots, sample
from viz.charts.scale import Scale, round_step

GOLDEN = Path(__file__).with_name("golden")

DECAY = [2.0 * math.exp(-k / 8) + 0.03 for k in range(40)]
OVERFIT = [2.1 * math.exp(-k / 6) + 0.1 + 0.01 * k for k in range(40)]
HISTORY = {
    "loss": DECAY,
    "lr": [0.1] * 40,
    "validation loss": [*OVERFIT[:20], math.nan, *OVERFIT[21:]],
}
THREE = [0, 1, 1, 2, 2, 2, 0, 2], [0, 1, 2, 2, 2, 2, 1, 0]
CHARTS = {
    "losses": lambda **k: loss_chart(HISTORY, **k),
    "losses_linear": lambda **k: loss_chart({"A": DECAY, "B": OVERFIT}, height=8, log=False, **k),
    "confusion": lambda **k: confusion_text(*THREE, classes=["cat", "사람", "a\nb"], **k),
    "boundary": lambda **k: boundary_text(circle, POINTS, RING, (50, 12), **k),
    "picture": lambda *, language, **k: picture_text(DIGIT / 16, **k),
}


# --- golden texts --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_the_golden_ones(name, ascii, language):
    """With GRADWALK_REWRITE_GOLDEN=1 they are written anew, to be looked at."""
    file = GOLDEN / f"chart_{name}_{'ascii' if ascii else 'unicode'}_{language}.txt"
    text = CHARTS[name](ascii=ascii, language=language) + "\n"
    if os.environ.get("GRADWALK_REWRITE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", CHARTS)
def test_ascii_means_ascii_but_for_letters(name, language):
    text = CHARTS[name](ascii=True, language=language)
    assert {unicodedata.category(c) for c in text if not c.isascii()} <= {"Lo"}
    text.encode("cp949")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("width", [24, 37, 60, 200])
def test_no_line_is_wider_than_asked_for(width, ascii, language):
    options = {"ascii": ascii, "language": language}
    texts = [
        loss_chart(HISTORY, width=width, **options),
        loss_chart({"a rather long name of a series": DECAY}, width=width, **options),
        picture_text(DIGIT / 16, width, ascii=ascii),
    ]
    for text in texts:
        assert max(map(wcswidth, text.split("\n"))) <= width
    text = boundary_text(circle, POINTS, RING, (width, 9), **options)
    assert max(map(wcswidth, text.split("\n")[1:-3])) == width


# --- losses --------------------------------------------------------------------------------------


def plotted(text, letters="*o+x"):
    """By letter, the places of its cells: columns from the axis, rows from below; and the ticks."""
    rows = [
        line.partition("|") if "|" in line else line.partition("+") for line in text.split("\n")
    ]
    rows = [row for row in rows if row[1] and "-" not in row[2]]
    found = {c: [] for c in letters}
    ticks = {}
    for height, (left, _, cells) in enumerate(reversed(rows)):
        if left.strip():
            ticks[height] = float(left)
        for column, cell in enumerate(cells):
            if cell in found:
                found[cell].append((column, height))
    return found, ticks


@pytest.mark.parametrize("log", [False, True])
def test_numbers_can_be_read_from_a_loss_chart(log):
    numbers = [3.0 * 0.8**k for k in range(30)]
    text = loss_chart(numbers, ascii=True, height=40, width=80, log=log)
    found, ticks = plotted(text.rpartition("\n")[0])
    places = found["*"]
    last = max(column for column, _ in places)
    (low, a), (high, b) = min(ticks.items()), max(ticks.items())
    write = math.log if log else float
    for column, height in places:
        shown = write(a) + (write(b) - write(a)) * (height - low) / (high - low)
        position = column * 29 / last
        before, after = numbers[math.floor(position)], numbers[math.ceil(position)]
        row = (write(b) - write(a)) / (high - low)
        assert write(after) - 1.01 * row <= shown <= write(before) + 1.01 * row


def test_each_number_has_its_cell_in_a_wide_chart():
    numbers = [1.0, 5.0, 2.0, 4.0, 3.0]
    text = loss_chart(numbers, ascii=True, height=9, width=24)
    found, ticks = plotted(text.rpartition("\n")[0])
    assert ticks == {8: 5.0, 6: 4.0, 4: 3.0, 2: 2.0, 0: 1.0}
    room = 24 - len("step") - 2
    assert {(round(k * (room - 1) / 4), round(2 * (y - 1))) for k, y in enumerate(numbers)} <= set(
        found["*"]
    )


def test_a_chart_says_the_lowest_and_what_is_not_finite():
    lines = loss_chart([2.0, math.inf, 0.5, -math.inf, math.nan, math.nan, 0.75]).split("\n")
    assert lines[-4:] == [
        "lowest 0.5 (step 3)",
        "∞ (1, first at step 2)",
        "−∞ (1, first at step 4)",
        "NaN (2, first at step 5)",
    ]
    nothing = loss_chart([math.nan], ascii=True, first=7)
    assert nothing.split("\n")[-1] == "NaN (1, first at step 7)"
    assert not plotted(nothing)[0]["*"]


def test_the_losses_of_a_run_are_drawn_by_epoch_and_nothing_else():
    run = type("Run", (), {"history": HISTORY})()
    assert loss_chart(run) == loss_chart(HISTORY) == loss_chart(dict(HISTORY, accuracy=[0.5] * 40))
    assert "learning rate" not in loss_chart(run)
    assert "epoch" in loss_chart(run)
    assert "step" in loss_chart({"A": DECAY})


def test_what_is_not_finite_breaks_the_line():
    found, _ = plotted(loss_chart([1.0, 1.0, math.nan, 1.0, 1.0], ascii=True, width=24, height=3))
    columns = {column for column, _ in found["*"]}
    assert columns == set(range(5)) | set(range(13, 18))


def test_lines_differ_without_colour():
    assert len(set(DASHES)) == len(DASHES)
    samples = [sample(k, ascii=False) for k in range(len(DASHES))]
    assert len(set(samples)) == len(samples)
    both = loss_chart({"A": [1.0, 1.0], "B": [2.0, 2.0]}, height=3).split("\n")
    upper, lower = both[1], both[3]
    assert upper.strip().split(" ", 2)[0] == "2"
    dots = {
        line: sum((ord(c) - 0x2800).bit_count() for c in line if c >= "\u2800") for line in both
    }
    assert dots[lower] > 1.5 * dots[upper] > 0


def test_where_lines_cross_the_first_is_seen():
    dots = Dots(3, 1, ascii=True)
    dots.line([(0, 0), (1, 0)], 0)
    dots.line([(0, 0), (2, 0)], 1)
    assert dots.lines() == ["**o"]


def test_dots_are_those_of_braille():
    names = {}
    for x in range(2):
        for y in range(4):
            dots = Dots(1, 1, ascii=False)
            dots.line([(x, y)], 0)
            names[x, y] = unicodedata.name(dots.lines()[0])
    # Unicode numbers the dots downwards, the last row 7 and 8.
    assert names == {
        (x, y): f"BRAILLE PATTERN DOTS-{n}"
        for (x, y), n in zip(sorted(names), (1, 2, 3, 7, 4, 5, 6, 8), strict=True)
    }


@pytest.mark.parametrize("height", [3, 12])
@pytest.mark.parametrize(
    "numbers",
    [
        [1e308, -1e308],
        [1e308],
        [5e-324, 1.0],
        [5e-324],
        [0.0],
        [-1.0],
        [1e15, 1e15 + 0.125],
        [1e9, 1e-9],
        [1.0, 1.0 + 1e-12],
    ],
)
def test_numbers_of_any_size_have_a_chart(numbers, height):
    for log in (None, False):
        text = loss_chart(numbers, height=height, ascii=True, log=log)
        assert "*" in text
        assert len({len(line.split("|")[0]) for line in text.split("\n")[1:] if "|" in line}) <= 1


@pytest.mark.parametrize("log", [False, True])
def test_axes_have_round_numbers_that_hold_all(log):
    rng = np.random.default_rng(0)
    for _ in range(300):
        numbers = 10.0 ** rng.uniform(-8, 8) * rng.uniform(0.001, 1.0, size=3)
        scale = Scale.around(numbers.tolist(), log)
        assert scale.low <= min(numbers)
        assert scale.high >= max(numbers)
        for x in (*scale.ticks(6), *([scale.low, scale.high] if log else [])):
            assert float(f"{x:.3g}") == pytest.approx(x, rel=1e-12)
            assert -1e-9 <= scale.share(x) <= 1 + 1e-9
        assert 1 <= len(scale.ticks(6)) <= 7
    assert [round_step(x) for x in (1.0, 1.1, 2.0, 3.0, 9.0)] == [1.0, 2.0, 2.0, 5.0, 10.0]


# --- what was taken for which --------------------------------------------------------------------


@pytest.mark.parametrize(("count", "width"), [(2, 80), (6, 80), (10, 80), (30, 80), (30, 300)])
def test_a_table_holds_what_sklearn_counts(count, width):
    rng = np.random.default_rng(count)
    targets = np.append(np.arange(count), rng.integers(count, size=400))
    scores = rng.normal(size=(len(targets), count)) + 2.5 * np.eye(count)[targets]
    taken = scores.argmax(axis=1)
    wanted = theirs.confusion_matrix(targets, taken)
    recall = theirs.recall_score(targets, taken, average=None)
    title, _, *table = confusion_text(scores, targets, width=width, ascii=True).split("\n")
    accuracy = theirs.accuracy_score(targets, taken)
    assert title.endswith(f"{wanted.trace()} of {len(targets)} right, {100 * accuracy:.1f} %")
    is_list = (count, width) == (30, 80)
    rows = [line.split() for line in table[1 if is_list else 2 :]]
    assert len(rows) == count
    for k, row in enumerate(rows):
        assert row[0] == str(k)
        if is_list:
            assert row[1:3] == [
                f"[{wanted[k, k]}]",
                f"{100 * recall[k]:.1f}".replace("100.0", "100"),
            ]
            pairs = " ".join(row[4:]).split(", ")
            more = [int(p.split()[0]) for p in pairs if p.endswith("more")]
            named = {int(a): int(b) for a, b in (p.split(": ") for p in pairs if ":" in p)}
            assert all(wanted[k, j] == n for j, n in named.items())
            wrong = wanted[k].sum() - wanted[k, k]
            assert sum(named.values()) + sum(more) == wrong
            assert max(named.values(), default=0) == max(np.delete(wanted[k], k))
        else:
            cells = [int(c.strip("[]").replace(".", "0")) for c in row[1 : count + 1]]
            assert cells == wanted[k].tolist()
            assert row[count + 1] == f"{100 * recall[k]:.1f}".replace("100.0", "100")
    assert max(map(len, table)) <= width


def test_columns_have_numbers_where_names_are_too_wide():
    names = [f"a rather long name {k}" for k in range(5)]
    text = confusion_text(range(5), range(5), classes=names)
    assert "0    1    2    3    4" in text or "0   1   2   3   4" in text
    assert "4 a rather long name 4" in text
    wide = confusion_text(range(5), range(5), classes=names, width=200).split("\n")[3]
    assert all(name in wide for name in names)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_columns_are_aligned_where_letters_are_wide(language):
    lines = confusion_text(*THREE, classes=["고양이", "b", "사람"], language=language).split("\n")[
        3:
    ]
    ends = {wcswidth(line) for line in lines}
    assert len(ends) == 1
    brackets = [wcswidth(line[: line.index("]")]) for line in lines[1:]]
    assert brackets == sorted(brackets)
    header = lines[0]
    assert wcswidth(header[: header.index("고양이") + 3]) == brackets[0]


def test_a_class_without_samples_has_no_share():
    text = confusion_text([0, 0], [0, 0], classes=["a", "b"])
    assert text.split("\n")[-1].split() == ["b", "·", "[·]", "–"]
    assert "2 of 2 right, 100 %" in text


# --- what is refused -----------------------------------------------------------------------------

REFUSED = [
    (lambda: loss_chart([]), LengthError, "the history has none"),
    (lambda: loss_chart(3), InputTypeError, "loss_chart takes losses in order"),
    (lambda: loss_chart([1.0], width=23), DomainError, "width must be from 24 to 1000, got 23"),
    (lambda: loss_chart([1.0], height=2), DomainError, "height must be from 3 to 200, got 2"),
    (lambda: loss_chart([1.0], height=9.5), InputTypeError, "height must be a whole number"),
    (lambda: loss_chart([1.0, 0.0], log=True), DomainError, "needs losses > 0, got 0.0 at step 2"),
    (lambda: loss_chart([1.0], unit="day"), ChoiceError, "unknown unit 'day'"),
    (lambda: loss_chart([1.0], language="kr"), ChoiceError, "unknown language 'kr'"),
    (
        lambda: loss_chart({str(k): [1.0] for k in range(9)}),
        LengthError,
        "at most 8 lines are told apart, got 9",
    ),
    (lambda: confusion_text([1], [0, 1]), LengthError, "1 predictions and 2 targets"),
    (lambda: confusion_text([1], [1], classes=["a", "b"], width=9), DomainError, "width must be"),
    (lambda: boundary_text(circle, [], []), LengthError, "got 0 points and 0 labels"),
    (lambda: boundary_text(circle, POINTS, RING, 60), InputTypeError, "size is .columns, rows."),
    (lambda: boundary_text(circle, POINTS, RING, (9, 9)), DomainError, "columns must be from 24"),
    (lambda: boundary_text(circle, [(0, 0)], [2]), DomainError, "among 2 classes.*got label 2"),
    (lambda: boundary_text(lambda x: [0.0], [(0, 0)], [0]), InputTypeError, "list of 1"),
    (lambda: boundary_text(lambda x: [0.0] * 9, [(0, 0)], [0]), LengthError, "at most 8 classes"),
    (lambda: boundary_text(lambda x: math.nan, [(0, 0)], [0]), DomainError, "no value anywhere"),
    (lambda: boundary_text(circle, [(0, 0)], [0], classes=["a"]), LengthError, "name of one"),
    (
        lambda: boundary_text(corners, [(0, 0)], [0], classes=["a", "b"]),
        LengthError,
        "3 classes need as many names, got 2",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused_with_what_to_do(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_more_lines_than_letters_cannot_be_asked_for():
    assert len(set(LETTERS)) == 8
    assert loss_chart({str(k): [1.0 + k] for k in range(8)}, ascii=True).count("@@@@") == 1
