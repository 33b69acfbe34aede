"""Graphs in characters: what a sketch shows at each moment, and how it says so."""

import os
import unicodedata
from pathlib import Path

import pytest
from graphs import network
from rich.cells import cell_len
from test_viz_labels import HOSTILE

from autograd import Value, trace
from autograd.errors import ChoiceError, DomainError
from demos.lessons import expression, mazur, sigmoid
from viz.alerts import find_alerts
from viz.labels import number
from viz.playback import lit_by, state_after
from viz.signs import columns, plain
from viz.sketch import arrange, as_text, fit, paint
from viz.sketch.charset import BORDERS, PLAIN_BORDERS
from viz.style import KINDS

GOLDEN = Path(__file__).with_name("golden")

LESSONS = {"expression": expression, "sigmoid": sigmoid, "mazur": mazur}
FORMS = {
    "tall": {"style": "tall", "labels": True},
    "flat": {"style": "flat", "labels": False},
    "plain": {"style": "tall", "labels": True, "ascii": True},
    "plain_flat": {"style": "flat", "labels": False, "ascii": True},
}


def painted(steps, moment=None, *, light=False, **how):
    """The text of one moment; the last, if none is given."""
    moment = len(steps) if moment is None else moment
    lit = lit_by(steps.tape, steps.steps[moment - 1]) if light else frozenset()
    return as_text(paint(arrange(steps, **how), state_after(steps, moment), lit=lit))


def square():
    x = Value(3.0, label="x", role="input")
    return trace(x * x)


def width(row):
    return sum(columns(text) for text, _ in row)


def styles(rows):
    return {style for row in rows for _, style in row}


def rectangle(rows, box):
    """The text inside a box, cut out of rows in which every character takes one cell."""
    lines = ["".join(text for text, _ in row) for row in rows]
    return [line[box.x : box.x + box.width] for line in lines[box.y : box.y + box.height]]


# --- golden sketches -------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lesson", LESSONS)
def test_sketches_of_the_lessons_are_the_golden_ones(lesson, form):
    steps = LESSONS[lesson].drawn()
    middle = len(steps) * 2 // 3
    text = "".join(
        f"step {k}\n{painted(steps, k, light=k > 0, backend='wasm', **FORMS[form])}\n\n"
        for k in (0, middle, len(steps))
    )
    file = GOLDEN / f"sketch_{lesson}_{form}.txt"
    if os.environ.get("GRADWALK_REWRITE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.needs_dot
def test_both_backends_give_a_sketch_and_the_same_again():
    steps = sigmoid.drawn()
    for backend in ("dot", "wasm"):
        first, second = (painted(steps, backend=backend) for _ in range(2))
        assert first == second


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_moment_shows_the_numbers_of_the_trace(lesson, form):
    steps = LESSONS[lesson].drawn()
    sketch = arrange(steps, backend="wasm", **FORMS[form])
    write = plain if sketch.ascii else str
    nabla, more = ("g", "+") if sketch.ascii else ("∇", "…")
    for k in (*range(0, len(steps), 1 + len(steps) // 15), len(steps)):
        state = state_after(steps, k)
        rows = paint(sketch, state)
        for i, box in sketch.boxes.items():
            value, gradient = state.values[i], state.gradients[i]
            grows = gradient is not None and i in state.awaiting
            expected = [
                "?" if value is None else write(number(value)),
                (nabla + ("?" if gradient is None else write(number(gradient))))
                + (more if grows else ""),
            ]
            inside = rectangle(rows, box)[1:-1]
            assert " ".join(line[1:-1] for line in inside).split() == expected


def test_an_arrow_says_its_slope_when_the_result_is_known_and_then_what_flowed_back():
    steps = square()
    first, computed, _, flowed, last = (painted(steps, k) for k in range(5))
    assert ("∂" in first, "←" in first) == (False, False)
    assert (computed.count("∂3.0000"), "←" in computed) == (2, False)
    assert (flowed.count("←3.0000►"), flowed.count("▻")) == (1, 1)
    assert last.count("←3.0000►") == 2


def test_a_gradient_that_was_not_computed_is_no_zero():
    assert "0.0000" not in painted(square(), 2)
    assert "∇3.0000…" in painted(square(), 3)
    assert "∇6.0000 " in painted(square(), 4)


def test_an_update_shows_the_new_number():
    steps = mazur.drawn()
    assert "0.3589" in painted(steps)
    assert "0.3589" not in painted(steps, len(steps) - 8)


def test_numbers_that_are_not_finite_are_said_to_be_so():
    steps = trace(Value(float("inf"), "x") * -1.0)
    assert "−∞" in painted(steps)
    assert "-inf" in painted(steps, ascii=True)


# --- signs ------------------------------------------------------------------------------------


def test_the_sign_of_a_flow_is_told_without_colour():
    x = Value(2.0, "x")
    steps = {sign: trace(x * factor) for sign, factor in (("─", 3.0), ("╌", -3.0), ("┈", 0.0))}
    for sign, each in steps.items():
        assert f"{sign}►" in painted(each, labels=False)
        assert "─▻" in painted(each, 1, labels=False)
    plain_signs = [painted(each, labels=False, ascii=True) for each in steps.values()]
    assert [
        sign in text for sign, text in zip(("-->", "~~>", "..>"), plain_signs, strict=True)
    ] == [True] * 3


def test_what_is_lit_is_heavy_whatever_its_colour():
    lit = painted(square(), 1, light=True)
    assert lit.count("┏ v1: × ") == 1
    assert "━━▻┃" in lit.replace("∂3.0000", "")
    assert "┏" not in painted(square(), 1)
    assert "#" in painted(square(), 1, light=True, ascii=True)


def test_only_the_lit_one_of_two_arrows_that_part_is_heavy():
    steps = square()
    sketch = arrange(steps, labels=False)
    one, other = (as_text(paint(sketch, state_after(steps, 0), lit={f"edge1-{k}"})) for k in (0, 1))
    assert "│━┯▻║" in one
    assert "╰▻║" in one
    assert "│━┱▻║" in other
    assert "┗▻║" in other


@pytest.mark.parametrize("borders", [BORDERS, PLAIN_BORDERS], ids=["unicode", "ascii"])
def test_every_kind_of_box_has_a_border_of_its_own(borders):
    assert len(set(borders.values())) == len(borders)
    x, w = Value(2.0, "x", role="input"), Value(3.0, "w", role="parameter")
    loss = ((x * w).tanh() - Value(1.0, "y")) * 2
    loss.role = "loss"
    steps = trace(loss + 0.0)
    sketch = arrange(steps, ascii=borders is PLAIN_BORDERS)
    rows = paint(sketch, state_after(steps, 0))
    found = set()
    for i, box in sketch.boxes.items():
        kind = sketch.words[i].kind
        first, value, _, last = rectangle(rows, box)
        corners = first[0] + first[-1] + value[0] + last[:2] + last[-1]
        left, _, right, side, low_left, bottom, low_right = borders[kind]
        assert corners == left + right + side + low_left + bottom + low_right
        found.add(kind)
    assert found == set(borders) - {"lit"}
    assert {f"box.{kind}" for kind in found} < styles(rows)


def test_styles_are_words_a_terminal_can_look_up():
    steps = mazur.drawn()
    sketch = arrange(steps, backend="wasm")
    found = set()
    for k in range(0, len(steps) + 1, 1 + len(steps) // 15):
        lit = lit_by(steps.tape, steps.steps[k - 1]) if k else ()
        found |= styles(paint(sketch, state_after(steps, k), lit=lit, selected=1, alerts={2}))
    words = {word for style in found for word in style.split()}
    signs = ("positive", "negative", "waiting", "mixed")
    assert words <= {
        *(f"box.{kind}" for kind in (*KINDS, "output")),
        *(f"arrow.{sign}" for sign in signs),
        *("name", "value", "gradient", "todo", "local", "alert", "lit", "selected"),
    }
    assert {"local lit", "box.parameter selected", "alert", "arrow.negative lit"} <= found


def test_a_selected_box_has_its_name_in_brackets():
    rows = paint(arrange(square()), state_after(square(), 0), selected=0)
    assert "[x]" in as_text(rows)
    assert "[v1" not in as_text(rows)


def test_what_is_wrong_is_marked_where_it_is():
    steps = trace(Value(-30.0, "x").sigmoid())
    state = state_after(steps, len(steps))
    sketch = arrange(steps)
    text = as_text(paint(sketch, state, alerts=find_alerts(steps.tape, state)))
    assert "σ ═══!╗" in text  # saturated
    assert "x ───────!┐" in text  # vanished


# --- windows and focus -------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_window_is_a_part_of_the_whole(form):
    steps = mazur.drawn()
    sketch = arrange(steps, backend="wasm", **FORMS[form])
    state = state_after(steps, 50)
    whole = ["".join(text for text, _ in row) for row in paint(sketch, state)]
    assert [len(row) for row in whole] == [sketch.width] * sketch.height
    for x, y, w, h in ((0, 0, 30, 9), (37, 5, 48, 15), (90, 10, 33, 7), (101, 2, 1, 9)):
        part = [
            "".join(text for text, _ in row) for row in paint(sketch, state, window=(x, y, w, h))
        ]
        assert part == [row[x : x + w] for row in whole[y : y + h]]


def test_a_window_beyond_the_sketch_is_blank():
    rows = paint(arrange(square()), state_after(square(), 0), window=(-3, -2, 60, 20))
    assert [width(row) for row in rows] == [60] * 20
    assert rows[0] == ((" " * 60, ""),)
    assert "x" in as_text(rows)


def test_what_is_not_drawn_is_counted():
    _, loss = network(samples=3)
    steps = trace(loss)
    weight = next(line.index for line in steps.tape if len(line.name) > 3 and line.op is None)
    sketch = arrange(steps, [weight])
    operands, uses = sketch.hidden[weight]
    assert (operands, uses) == (0, 3)
    assert "3┄" in as_text(paint(sketch, state_after(steps, 0)))
    result = arrange(steps, [len(steps.tape) - 1], ascii=True)
    assert "*.1--" in as_text(paint(result, state_after(steps, 0)))


def test_fit_gives_the_most_detailed_that_fits():
    steps = expression.drawn()
    found = [fit(steps, w, h, backend="wasm") for w, h in ((80, 20), (79, 20), (90, 12), (40, 9))]
    assert [(len(f.boxes), f.style, f.labels) for f in found] == [
        (7, "tall", True),
        (7, "tall", False),
        (7, "flat", False),
        (3, "tall", True),
    ]
    for sketch, (w, h) in zip(found, ((80, 20), (79, 20), (90, 12), (40, 9)), strict=True):
        assert sketch.width <= w
        assert sketch.height <= h


def test_fit_shortens_names_before_it_leaves_out_nodes():
    steps = trace(network(samples=3)[1])
    sketch = fit(steps, 48, 15, [len(steps.tape) // 2], backend="wasm")
    assert (sketch.style, sketch.labels) == ("tall", False)
    assert sketch.width <= 48
    assert all(columns(words.heading.partition(":")[0]) <= 7 for words in sketch.words.values())


def test_fit_draws_what_is_around_the_centre():
    steps = mazur.drawn()
    for i in (0, 12, 30):
        sketch = fit(steps, 48, 15, [i], backend="wasm")
        assert i in sketch.boxes
        assert len(sketch.boxes) > 1
    tiny = fit(steps, 5, 2, [12], backend="wasm")
    assert (tiny.style, 12 in tiny.boxes) == ("flat", True)


def test_a_cell_tells_whose_box_it_is_in():
    sketch = arrange(expression.drawn())
    for i, box in sketch.boxes.items():
        assert sketch.at(box.x, box.y) == i
        assert sketch.at(box.x + box.width - 1, box.y + box.height - 1) == i
        assert sketch.at(box.x + box.width, box.y) is None


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(ChoiceError, match="tall"):
        arrange(square(), style="wide")
    with pytest.raises(DomainError, match="instructions 0 to 1, got 2"):
        arrange(square(), [0, 2])
    with pytest.raises(DomainError, match="got -1"):
        fit(square(), 80, 24, [-1])
    with pytest.raises(DomainError, match="one instruction or more"):
        arrange(square(), [])
    with pytest.raises(DomainError, match="moments 0 to 4, got 5"):
        state_after(square(), 5)


# --- labels and characters ---------------------------------------------------------------------


@pytest.mark.parametrize("ascii", [False, True])
def test_no_label_moves_the_cursor_or_widens_a_row(ascii):
    leaves = [Value(1.0, label) for label in HOSTILE]
    total = leaves[0]
    for leaf in leaves[1:]:
        total = total + leaf
    steps = trace(total)
    sketch = arrange(steps, range(60), style="flat", labels=False, ascii=ascii, backend="wasm")
    rows = paint(sketch, state_after(steps, len(steps)))
    assert {width(row) for row in rows} == {sketch.width}
    text = as_text(rows).replace("\n", "")
    assert {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} == set()


def test_wide_letters_take_two_cells_and_are_never_cut_in_half():
    steps = trace(Value(1.0, "가중치") * Value(2.0, "편향"))
    sketch = arrange(steps)
    state = state_after(steps, 0)
    assert "┌ 가중치 ┐" in as_text(paint(sketch, state))
    for x in range(sketch.width):
        for row in paint(sketch, state, window=(x, 0, 6, sketch.height)):
            assert width(row) == 6


@pytest.mark.parametrize(
    "label",
    ["가중치", "ｗ", "重み", "e\u0301", "น้ำหนัก", "👩\u200d🔬", "❤\ufe0f", "א", "\u0301x"],
    ids=ascii,
)
def test_a_terminal_counts_the_cells_of_a_row_as_we_do(label):
    steps = trace(Value(1.0, label) * Value(2.0, "x"))
    sketch = arrange(steps)
    for row in paint(sketch, state_after(steps, 0)):
        assert cell_len("".join(text for text, _ in row)) == sketch.width


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_plain_form_is_ascii(lesson):
    steps = LESSONS[lesson].drawn()
    sketch = arrange(steps, ascii=True, backend="wasm")
    for k in range(0, len(steps) + 1, 1 + len(steps) // 15):
        lit = lit_by(steps.tape, steps.steps[k - 1]) if k else ()
        assert as_text(paint(sketch, state_after(steps, k), lit=lit)).isascii()


def test_plain_text_keeps_letters_and_spells_signs():
    assert plain("∂ −0.5 × σ′ ÷ √x → …") == "d -0.5 * sigmoid' / sqrtx -> ..."
    assert plain("가중치 × 값") == "가중치 * 값"


def test_in_ascii_lines_that_cross_do_not_look_like_a_fork():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    steps = trace((x * y) + (x.sin() * y))
    unicode, ascii = (painted(steps, 0, ascii=ascii, labels=False) for ascii in (False, True))
    assert unicode.count("┼") == 1
    assert ascii.count("-|-") + ascii.count("+|-") + ascii.count("-|+") >= 1
    assert ascii.count(")") == len(arrange(steps).arrows)


def test_every_sign_of_our_texts_and_operations_has_a_plain_form():
    root = Path(__file__).parent.parent
    text = "".join(
        file.read_text(encoding="utf-8")
        for file in (root / "autograd" / "ops.py", *root.glob("*/text/en.toml"))
    )
    left = {c for c in plain(text) if not c.isascii()}
    assert left <= set("한국어")  # the name of the other language
