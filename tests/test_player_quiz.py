"""Guesses in the player: right, wrong, and what they suggest; numbers as Python writes them."""

from math import inf, nan
from random import Random

import pytest
from browser import step_of, steps_about, text, wait_until

from autograd import Value, trace
from demos.lessons import mazur
from viz import player_page
from viz.labels import number
from viz.language import load
from viz.narration import short
from viz.quiz import answer, is_right, suspicion

# --- the quiz --------------------------------------------------------------------------------


def test_a_right_guess_reveals_the_number(page):
    page.keyboard.press("q")
    assert page.is_visible("#ask")
    first = mazur.drawn().forward[0]
    assert text(page, "#question") == f"{first.name} = {first.expression} = ?"
    page.keyboard.type(f"{first.result:.2g}")
    page.keyboard.press("Enter")
    assert step_of(page) == 1
    assert text(page, "#verdict") == f"Right: {first.name} = {short(first.result)}."
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    assert page.is_hidden("#ask")


def test_wrong_guesses_are_told_what_they_suggest(pages):
    x = Value(3.0, label="x")
    steps = trace(x * x)
    page = pages(player_page(steps), hash="#step=3")
    page.keyboard.press("q")
    assert text(page, "#question") == (
        "x * dv1/dv1 is added to what is there. What is dv1/dx then?"
    )
    english = load("en")
    for guess, key in [
        ("3", "overwritten"),
        ("12", "twice"),
        ("0", "sign"),
        ("4", "upstream_only"),
    ]:
        page.fill("#guess", guess)
        page.keyboard.press("Enter")
        assert text(page, "#verdict").startswith(english(f"quiz.{key}"))
        assert step_of(page) == 3
    assert text(page, "#verdict").endswith(
        english("quiz.hint_sum", before="3", local="3", upstream="1")
    )
    page.fill("#guess", "six")
    page.keyboard.press("Enter")
    assert text(page, "#verdict") == english("quiz.no_number")
    page.fill("#guess", "−6")
    page.keyboard.press("Enter")
    assert step_of(page) == 3
    page.fill("#guess", "6,1")
    page.keyboard.press("Enter")
    assert (step_of(page), text(page, "#verdict")) == (4, "Right: dv1/dx = 6.")
    assert text(page, "#score") == "0 of 1 right at the first try"
    assert text(page, "#question") == english("quiz.end")


def test_the_number_is_shown_when_asked_for(page):
    page.keyboard.press("b")
    page.click("#quiz")
    step = mazur.drawn().backward[0]
    page.click("#reveal")
    assert step_of(page) == 29
    assert text(page, "#verdict") == f"Answer: dE/d{step.arg_name} = {short(step.after)}."
    page.click("#quiz")


def test_while_following_the_quiz_asks_about_the_followed_node(page):
    steps = mazur.drawn()
    names = [line.name for line in steps.tape]
    index = names.index("h1")
    touched = steps_about(index, steps)
    before = page.evaluate("gradwalk.quiz.asked")
    page.evaluate(f"gradwalk.select({index})")
    page.keyboard.press("w")
    page.keyboard.press("q")
    page.keyboard.press("Escape")  # out of the field
    for i, k in enumerate(touched):
        step = steps.steps[k - 1]
        asked = f"dE/d{step.arg_name}" if step.kind == "backward" else step.name
        if step.kind == "backward":
            # What is to be multiplied can be seen, though the steps to there are jumped over.
            shown = text(page, f"#node{step.index} text:nth-of-type(3)")
            assert shown.removesuffix(" …") == f"grad {number(step.upstream)}"
        if i % 2:
            page.fill("#guess", repr(answer(step)))
            page.keyboard.press("Enter")
            page.evaluate("document.activeElement.blur()")
            assert text(page, "#verdict") == f"Right: {asked} = {short(answer(step))}."
        else:
            page.keyboard.press("n")
            assert text(page, "#verdict") == f"Answer: {asked} = {short(answer(step))}."
        assert step_of(page) == k
    assert text(page, "#question") == load("en")("quiz.end")
    page.keyboard.press("n")
    page.keyboard.press(" ")  # to play it again, from the start
    assert step_of(page) == 0
    page.keyboard.press(" ")
    assert page.evaluate("gradwalk.quiz.asked") == before + len(touched)
    page.keyboard.press("q")
    page.keyboard.press("Escape")
    page.keyboard.press("w")


def test_a_guess_and_its_tries_last_until_the_question_changes(page):
    page.keyboard.press("b")
    page.keyboard.press("q")
    score = text(page, "#score")
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    for change in ("select(3)", "nextLanguage()", "nextLanguage()", "follow()", "follow()"):
        page.fill("#guess", "1.0")
        page.evaluate(f"gradwalk.{change}")
        is_kept = change != "follow()"  # which asks for another step
        assert page.input_value("#guess") == ("1.0" if is_kept else ""), change
        assert page.evaluate("gradwalk.tries") == int(is_kept), change
    page.fill("#guess", "1.0")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    assert page.input_value("#guess") == ""
    assert text(page, "#score") == score
    page.keyboard.press("q")


def test_playing_waits_for_the_guess(pages):
    page = pages(player_page(trace(Value(3.0, label="x") * 2)))
    page.select_option("#speed", "4")
    page.keyboard.press("q")
    page.keyboard.press("Escape")
    page.click("#play")
    wait_until(lambda: page.get_attribute("#play", "aria-pressed") == "false")
    assert step_of(page) == 0
    assert text(page, "#verdict") == ""


def test_an_update_is_not_asked_for(page):
    page.keyboard.press("u")
    page.keyboard.press("q")
    assert page.is_disabled("#check")
    assert page.evaluate("document.querySelector('#guess').readOnly")
    assert text(page, "#question") == load("en")("quiz.nothing")
    page.keyboard.press("q")


def test_the_page_judges_guesses_as_python_does(mazur_page):
    steps = mazur.drawn()
    random = Random(4)
    cases = []
    for k, step in enumerate(steps.steps):
        number = answer(step)
        if number is None:
            continue
        guesses = [number * random.choice([1, -1, 2, 0.5, 1.019, 1.021]) for _ in range(4)]
        guesses += [0.0, 1.0, getattr(step, "local", 1.0), getattr(step, "contribution", -1.0)]
        for guess in guesses:
            right = is_right(guess, number)
            cases.append(
                (
                    k,
                    guess,
                    right,
                    None if right else suspicion(step, guess, steps.tape[-1].node.data),
                )
            )
    found = mazur_page.evaluate(
        "(cases) => cases.map(([k, guess]) => {"
        "const q = gradwalk.quiz, s = gradwalk.trace.steps[k];"
        "const right = q.isRight(guess, q.answer(s));"
        "return [k, guess, right, right ? null : q.suspicion(s, guess)]; })",
        [case[:2] for case in cases],
    )
    assert [tuple(each) for each in found] == cases
    assert len({case[3] for case in cases}) > 5


def test_the_page_and_python_agree_on_what_is_not_finite(mazur_page):
    numbers = [nan, inf, -inf, 0.0, -1.0, 5e-324, 1.7e308]
    pairs = [[guess, number] for guess in numbers for number in numbers]
    found = mazur_page.evaluate(
        "(pairs) => pairs.map(([guess, number]) => gradwalk.quiz.isRight(guess, number))", pairs
    )
    assert found == [is_right(*pair) for pair in pairs]
    assert found == [guess is number for guess, number in pairs]


def test_a_guess_is_read_as_the_page_and_python_write_numbers(mazur_page):
    written = [
        [nan, "nan", "NaN", " NAN "],
        [inf, "inf", "Inf", "∞", "+inf", "infinity"],
        [-inf, "-inf", "−inf", "−∞", "-∞", "−INF"],
        [-1.5e-7, "-1.5e-07", "−1.5e−7", "-1,5E-7"],
        [None, "", "six", "info", "∞∞", "nan1", "1.2.3"],
    ]
    for meant, *texts in written:
        found = mazur_page.evaluate("(texts) => texts.map(gradwalk.read)", texts)
        assert [repr(each) for each in found] == [repr(meant)] * len(texts), texts


@pytest.mark.filterwarnings("ignore:the gradient of")
def test_infinity_and_nan_can_be_guessed(pages):
    x = Value(0.0, label="x")
    page = pages(player_page(trace(x.sqrt() * 0)))
    page.keyboard.press("q")
    for guess in ("0", "0", "1", "0"):
        page.keyboard.type(guess)
        page.keyboard.press("Enter")
    page.keyboard.type("∞")  # of inf * 0
    page.keyboard.press("Enter")
    assert text(page, "#verdict") != load("en")("quiz.no_number")
    page.keyboard.type("NaN")
    page.keyboard.press("Enter")
    assert text(page, "#verdict") == "Right: dv2/dx = nan."


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.proof
def test_the_page_rounds_as_python_does(mazur_page):
    random = Random(7)
    numbers = [
        0.0,
        -0.0,
        0.03125,
        2.5,
        0.5,
        999_999.99999,
        1e-4,
        9.9999e-5,
        1e16,
        5e-324,
        1.8e308 / 2,
    ]
    numbers += [random.uniform(-2, 2) * 10.0 ** random.randint(-12, 12) for _ in range(2000)]
    numbers += [random.randrange(10**7) / 2.0 ** random.randrange(1, 24) for _ in range(2000)]
    for spec in (".4f", ".2f", ".0f", ".6g", ".1g", ".17g", ".3e", ".0e", "r"):
        found = mazur_page.evaluate(
            "([numbers, spec]) => numbers.map((x) => gradwalk.number(x, spec))", [numbers, spec]
        )
        assert found == [number(x, spec) for x in numbers]
    found = mazur_page.evaluate("(numbers) => numbers.map((x) => gradwalk.short(x))", numbers)
    assert found == [short(x) for x in numbers]
    odd = mazur_page.evaluate(
        "() => [NaN, Infinity, -Infinity]"
        ".flatMap((x) => [gradwalk.number(x, '.4f'), gradwalk.short(x)])"
    )
    assert odd == ["NaN", "nan", "∞", "inf", "−∞", "-inf"]


@pytest.mark.proof
@pytest.mark.filterwarnings("ignore:the gradient of")
def test_what_is_not_finite_is_shown_as_it_is(pages):
    x = Value(0.0, label="x")
    page = pages(player_page(trace(x.sqrt() + 1)))
    page.keyboard.press("End")
    assert text(page, "#sentence") == "dv2/dx += 1/(2*v1) * dv2/dv1 = inf * 1 = inf"
    assert "grad ∞" in text(page, "#node0")
    assert "! not finite from here" in text(page, "#node0")
