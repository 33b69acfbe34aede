"""The player in a real browser: every key and button, every number, and not one request."""

import html
import json
import re
import time
from math import inf, nan
from random import Random

import pytest

from autograd import Value, trace
from autograd.nn import MLP, squared_error
from demos.lessons import mazur, sigmoid
from viz import player_page
from viz.labels import number
from viz.language import load
from viz.narration import narrate, short
from viz.page import player, style_sheet
from viz.quiz import answer, is_right, suspicion


@pytest.fixture(scope="module")
def pages(chromium, tmp_path_factory):
    """Open a page, in a window of its own; afterwards nothing may have been asked for or said."""
    folder = tmp_path_factory.mktemp("pages")
    contexts, heard = [], []

    def open_page(text, *, hash="", width=1280, height=800, **options):
        file = folder / f"{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append((message.type, message.text)))
        page.on("pageerror", lambda error: heard.append(("error", str(error))))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(f"file://{file}")
                else heard.append(("request", request.url))
            ),
        )
        page.goto(f"file://{file}{hash}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture(scope="module")
def mazur_page(pages):
    return pages(player_page(mazur.drawn()))


@pytest.fixture
def page(mazur_page):
    """Mazur's network, as it is when it is opened."""
    mazur_page.keyboard.press("Escape")
    mazur_page.keyboard.press("Escape")
    mazur_page.keyboard.press("Home")
    return mazur_page


def wait_until(is_so, seconds=5):
    """Wait for the browser; its own waiting would need a policy that allows eval."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def step_of(page):
    return int(page.input_value("#go"))


def text(page, selector):
    return page.text_content(selector)


def steps_about(index, steps):
    """The numbers of the steps that say something about a node."""
    return [
        k
        for k, step in enumerate(steps.steps, 1)
        if index in (getattr(step, "index", None), getattr(step, "arg", None))
        or (step.kind == "forward" and index in steps.tape[step.index].args)
    ]


# --- steps -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_step_says_what_the_trace_says(pages, language):
    steps = mazur.drawn()
    page = pages(player_page(steps, language=language))
    assert text(page, "#sentence") == load(language)("frames.start", count=80)
    for step in steps.steps:
        page.keyboard.press("ArrowRight")
        said = narrate(step, "E", load(language))
        assert text(page, "#sentence") == said.sentence
        assert text(page, "#total") == said.total
    assert step_of(page) == 80


def test_boxes_and_arrows_show_what_is_known_and_no_more(pages):
    steps = sigmoid.drawn()
    page = pages(player_page(steps))
    values = [line.node.data if line.op is None else None for line in steps.tape]
    gradients = [None] * len(steps.tape)
    flows = {}
    for k, step in enumerate([None, *steps.steps]):
        if step is not None:
            page.keyboard.press("n")
            match step.kind:
                case "forward":
                    values[step.index] = step.result
                case "seed":
                    gradients[step.index] = step.gradient
                case "backward":
                    gradients[step.arg] = step.after
                    flows[step.index, step.position] = step.contribution
        shown = page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('.node, .edge')]"
            ".map((g) => [g.id, [...g.querySelectorAll('text')].map((t) => t.textContent)]))"
        )
        for i in range(len(steps.tape)):
            _, value, gradient, *alerts = shown[f"node{i}"]
            assert value == f"value {'not yet' if values[i] is None else number(values[i])}"
            known = "not yet" if gradients[i] is None else number(gradients[i])
            assert gradient.removesuffix(" …") == f"grad {known}"
            assert not any(alerts)
        for line in steps.tape:
            for position, arg in enumerate(line.args):
                if isinstance(arg, int):
                    local, flow = shown[f"edge{line.index}-{position}"]
                    is_known = values[line.index] is not None
                    slope = line.node.db if position else line.node.da
                    assert local == (f"∂ {number(slope)}" if is_known else "")
                    known = flows.get((line.index, position))
                    assert flow == ("" if known is None else f"← {number(known)}"), k


def test_the_edge_of_the_step_is_lit_and_what_is_to_come_is_faint(page):
    steps = mazur.drawn()
    faint = "() => [...document.querySelectorAll('.node.todo')].map((g) => g.id)"
    lit = "() => [...document.querySelectorAll('.now')].map((g) => g.id)"
    assert len(page.evaluate(faint)) == sum(line.op is not None for line in steps.tape)
    page.keyboard.press("b")
    assert page.evaluate(faint) == []
    page.keyboard.press("n")
    step = steps.backward[0]
    assert set(page.evaluate(lit)) == {f"edge{step.index}-{step.position}", f"node{step.arg}"}


# --- keys and controls -----------------------------------------------------------------------


def test_keys_go_from_step_to_step(page):
    def press(key, step):
        page.keyboard.press(key)
        assert step_of(page) == step, key

    for key, step in [
        ("ArrowRight", 1),
        ("n", 2),
        ("ArrowLeft", 1),
        ("p", 0),
        ("p", 0),
        ("End", 80),
        ("n", 80),
        ("f", 1),
        ("b", 28),
        ("u", 73),
        ("Home", 0),
    ]:
        press(key, step)


def test_keys_work_with_korean_input_on(page):
    def press(key, code, shift=False):
        page.evaluate(
            "([key, code, shift]) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
            "{ key, code, shiftKey: shift, bubbles: true }))",
            [key, code, shift],
        )

    press("ㅜ", "KeyN")
    press("ㅜ", "KeyN")
    press("ㅔ", "KeyP")
    assert step_of(page) == 1
    press("ㅠ", "KeyB")
    assert step_of(page) == 28
    press("ㅜ", "KeyN", shift=True)
    assert page.is_visible("#node")
    press("ㅂ", "KeyQ")
    assert page.is_visible("#ask")
    page.keyboard.press("Escape")
    press("ㅂ", "KeyQ")


def test_g_and_a_number_go_to_a_step(page):
    page.keyboard.press("g")
    page.keyboard.type("42")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert step_of(page) == 42
    page.keyboard.press("n")
    assert step_of(page) == 43


def test_buttons_and_slider_do_what_keys_do(page):
    for button, step in [("next", 1), ("next", 2), ("previous", 1), ("last", 80), ("first", 0)]:
        page.click(f"#{button}")
        assert step_of(page) == step
    page.fill("#slider", "17")
    assert step_of(page) == 17
    assert page.get_attribute("#slider", "aria-valuetext") == "Step 17 of 80"
    page.focus("#slider")
    page.keyboard.press("ArrowRight")
    assert step_of(page) == 18
    page.click("#phases [data-kind=seed]")
    assert step_of(page) == 28
    assert page.get_attribute("#phases [data-kind=seed]", "aria-current") == "true"
    page.click("#first")
    assert page.is_disabled("#previous")
    assert not page.is_disabled("#next")


def test_a_button_keeps_the_focus_when_it_leads_no_further(page):
    for button, key, step in [("first", "n", 0), ("last", "p", 80), ("next", "p", 80)]:
        page.keyboard.press(key)
        page.focus(f"#{button}")
        for _ in range(2):
            page.keyboard.press("Enter")
            assert step_of(page) == step
        assert page.is_disabled(f"#{button}")
        assert page.evaluate("document.activeElement.id") == button
    for key in "uppq":
        page.keyboard.press(key)
    page.focus("#reveal")
    page.keyboard.press("Enter")  # after which comes an update, of which nothing is asked
    page.keyboard.press("Enter")
    assert step_of(page) == 72
    assert page.evaluate("document.activeElement.id") == "reveal"
    page.keyboard.press("q")
    page.evaluate("document.activeElement.blur()")


def test_it_plays_faster_and_stops_at_the_end(page):
    page.select_option("#speed", "1")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert page.input_value("#speed") == "4"
    page.fill("#slider", "78")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(" ")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    wait_until(lambda: step_of(page) == 80)
    assert page.get_attribute("#play", "aria-pressed") == "false"
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.input_value("#speed") == "1"


def test_the_address_leads_to_a_step_and_follows_it(pages):
    page = pages(player_page(mazur.drawn()), hash="#step=12")
    assert step_of(page) == 12
    page.keyboard.press("n")
    assert page.url.endswith("#step=13")
    page.evaluate("window.location.hash = '#step=40'")
    wait_until(lambda: step_of(page) == 40)
    for odd in ("#step=999999", "#step=-3", "#step=x", "#%00<script>"):
        assert step_of(pages(player_page(mazur.drawn()), hash=odd)) in (0, 80)


def test_search_finds_nodes_and_walks_through_them(page):
    page.keyboard.press("/")
    page.keyboard.type("sigmoid")
    assert text(page, "#hits") == "4 found"
    assert text(page, "#node-name") == "h1"
    page.keyboard.press("Enter")
    assert text(page, "#node-name") == "h2"
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    assert text(page, "#node-name") == "o1"
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert text(page, "#node-name") == "h1"
    assert page.locator("#rows tr:visible").count() == 4
    page.fill("#search", "")
    assert page.locator("#rows tr:visible").count() == 39
    page.fill("#search", "sum")  # no name, but a word of the rule of addition
    assert page.locator("#rows tr:visible").count() == 9
    page.fill("#search", "passes the gradient on to both sides")
    assert page.locator("#rows tr:visible").count() == 9  # the sums
    page.fill("#search", "no such node")
    assert text(page, "#hits") == "0 found"
    page.fill("#search", "")


def test_another_language_finds_anew_and_selects_nothing(page):
    page.fill("#search", "passes the gradient on to both sides")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.is_hidden("#node")
    page.keyboard.press("l")
    assert text(page, "#hits") == load("ko")("player.hits", count=0)
    page.keyboard.press("l")
    assert text(page, "#hits") == "9 found"
    assert page.locator("#rows tr:visible").count() == 9
    assert page.is_hidden("#node")
    page.fill("#search", "")


def test_a_node_is_selected_and_leads_to_where_its_number_comes_from(page):
    steps = mazur.drawn()
    page.keyboard.press("End")
    names = [line.name for line in steps.tape]
    page.evaluate("gradwalk.graph.fit()")
    page.locator(f"#node{names.index('w5')}").click()
    facts = text(page, "#node-facts")
    assert "parameter" in facts
    assert repr(steps.gradients[names.index("w5")]) in facts
    assert repr(steps.updates[4].after) in facts
    page.keyboard.press("Enter")
    last = max(
        i
        for i, step in enumerate(steps.steps, 1)
        if getattr(step, "index", None) == names.index("w5")
    )
    assert step_of(page) == last
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    last = max(
        i
        for i, step in enumerate(steps.steps, 1)
        if getattr(step, "arg", None) == names.index("w5")
    )
    assert step_of(page) == last
    page.keyboard.press("N")
    assert text(page, "#node-name") == names[names.index("w5") + 1]
    page.keyboard.press("P")
    assert text(page, "#node-name") == "w5"
    page.keyboard.press("Escape")
    assert page.is_hidden("#node")


def test_enter_and_space_press_the_focused_node(page):
    page.keyboard.press("End")
    for key, index in [("Enter", 3), (" ", 5)]:
        page.focus(f"#node{index}")
        page.keyboard.press(key)
        assert page.evaluate("gradwalk.selected") == index
        assert step_of(page) == 80
    assert page.get_attribute("#play", "aria-pressed") == "false"
    # Once it is selected, the keys mean what they mean elsewhere.
    page.keyboard.press("Enter")
    assert step_of(page) == page.evaluate("gradwalk.trace.origin(5, 80)") < 80
    page.keyboard.press(" ")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    page.keyboard.press(" ")


def test_following_a_node_stops_only_where_its_gradient_is_touched(page):
    steps = mazur.drawn()
    index = next(line.index for line in steps.tape if line.name == "h1")
    page.evaluate(f"gradwalk.select({index})")
    page.keyboard.press("w")
    assert page.get_attribute("#follow", "aria-pressed") == "true"
    expected = steps_about(index, steps)
    seen = []
    for _ in expected:
        page.keyboard.press("n")
        seen.append(step_of(page))
    assert seen == expected
    page.keyboard.press("n")  # it stays at the last of them
    assert step_of(page) == expected[-1]
    on_path = page.evaluate("() => [...document.querySelectorAll('.edge.path')].map((g) => g.id)")
    reached, edges = {index}, set()
    for line in steps.tape:
        for position, arg in enumerate(line.args):
            if arg in reached and isinstance(arg, int):
                reached.add(line.index)
                edges.add(f"edge{line.index}-{position}")
    assert set(on_path) == edges
    page.keyboard.press("w")


def test_the_table_has_every_node_and_is_walked_with_arrow_keys(page):
    steps = mazur.drawn()
    page.keyboard.press("End")
    rows = page.evaluate(
        "() => [...document.querySelectorAll('#rows tr')]"
        ".map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    assert len(rows) == len(steps.tape)
    updated = {step.index: step.after for step in steps.updates}
    for line, (name, expression, value, gradient) in zip(steps.tape, rows, strict=True):
        assert name == line.name
        assert expression == ("" if line.op is None else steps.tape.expression(line))
        assert value == number(updated.get(line.index, line.node.data))
        assert gradient == number(steps.gradients[line.index])
    page.keyboard.press("d")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert step_of(page) == 80
    assert text(page, "#node-name") == steps.tape[1].name
    page.fill("#search", "sigmoid")
    page.keyboard.press("Escape")
    page.keyboard.press("d")  # to the first row that is left
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert text(page, "#node-name") == "h2"
    page.fill("#search", "")


def test_the_picture_pans_and_zooms(page):
    def place():
        return page.evaluate("() => [gradwalk.graph.scale, ...gradwalk.graph.offset]")

    page.keyboard.press("0")
    fitted = place()
    page.keyboard.press("i")
    assert place()[0] == pytest.approx(1.25 * fitted[0])
    page.keyboard.press("o")
    assert place() == pytest.approx(fitted)
    page.keyboard.press("Shift+ArrowRight")
    assert place() == pytest.approx([fitted[0], fitted[1] - 40, fitted[2]])
    page.click("#fit")
    page.mouse.move(400, 300)
    page.mouse.down()
    page.mouse.move(450, 320, steps=3)
    page.mouse.up()
    assert place() == pytest.approx([fitted[0], fitted[1] + 50, fitted[2] + 20])
    before = page.evaluate("() => document.querySelector('#node3').getBoundingClientRect().x")
    page.mouse.wheel(0, -200)
    wait_until(lambda: place()[0] > 1.5 * fitted[0])
    assert (
        page.evaluate("() => document.querySelector('#node3').getBoundingClientRect().x") != before
    )
    page.click("#zoom-out")
    page.click("#zoom-in")
    page.keyboard.press("0")
    assert place() == pytest.approx(fitted)


def test_what_is_lit_is_brought_into_the_picture(page):
    page.evaluate(
        "() => { gradwalk.graph.fit(); gradwalk.graph.zoom(6); gradwalk.graph.pan(4000, 0); }"
    )
    for key in ("End", "b", "f"):
        page.keyboard.press(key)
        inside = page.evaluate(
            "() => { const s = document.querySelector('#stage').getBoundingClientRect();"
            "const n = document.querySelector('.node.now').getBoundingClientRect();"
            "return n.right > s.left && n.left < s.right && n.bottom > s.top && n.top < s.bottom; }"
        )
        assert inside
    page.keyboard.press("0")


def test_language_and_theme_change_in_place(page):
    page.keyboard.press("b")
    page.keyboard.press("l")
    assert page.get_attribute("html", "lang") == "ko"
    assert text(page, "#title") == "E의 계산 그래프"
    assert text(page, "#phases [data-kind=seed]") == "역전파"
    assert "기울기 아직" in text(page, "#node0")
    page.keyboard.press("l")
    assert text(page, "#title") == "computation graph of E"
    ground = "() => getComputedStyle(document.body).backgroundColor"
    themes = []
    for _ in range(3):
        themes.append((page.get_attribute("html", "data-theme"), page.evaluate(ground)))
        page.keyboard.press("t")
    assert themes == [
        ("auto", "rgb(255, 255, 255)"),
        ("light", "rgb(255, 255, 255)"),
        ("dark", "rgb(21, 24, 29)"),
    ]


def test_the_theme_follows_the_system_unless_told(pages):
    steps = sigmoid.drawn()
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert pages(player_page(steps), color_scheme="dark").evaluate(ground) == "rgb(21, 24, 29)"
    light = pages(player_page(steps, theme="light"), color_scheme="dark")
    assert light.evaluate(ground) == "rgb(255, 255, 255)"


def test_the_keys_are_listed(page):
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    listed = text(page, "#keys-list")
    assert "next step" in listed
    assert len(page.query_selector_all("#keys-list dt")) == len(load("en").table("keys"))
    page.keyboard.press("Escape")
    assert page.is_hidden("#keys")


def test_escape_leaves_one_thing_at_a_time(page):
    def is_open():
        return page.evaluate(
            "() => [gradwalk.isFollowing, gradwalk.selected !== null,"
            "document.body.classList.contains('present'), document.querySelector('#keys').open]"
        )

    for key in "vNw?":
        page.keyboard.press(key)
    for left in (
        [True, True, True, True],
        [True, True, True, False],
        [False, True, True, False],
        [False, False, True, False],
        [False, False, False, False],
    ):
        assert is_open() == left
        page.keyboard.press("Escape")
    for field in ("search", "guess", "go", "speed"):
        if field == "guess":
            page.keyboard.press("q")
        page.evaluate("gradwalk.select(3)")
        page.focus(f"#{field}")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.tagName") == "BODY"
        assert page.is_visible("#node")
    page.keyboard.press("q")


# --- the quiz --------------------------------------------------------------------------------


def test_a_right_guess_reveals_the_number(page):
    page.keyboard.press("q")
    assert page.is_visible("#ask")
    first = mazur.drawn().forward[0]
    assert text(page, "#question") == f"{first.name} = {first.expression} = ?"
    page.keyboard.type(f"{first.result:.2g}")
    page.keyboard.press("Enter")
    assert step_of(page) == 1
    assert text(page, "#verdict") == f"Right: {short(first.result)}."
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
    assert (step_of(page), text(page, "#verdict")) == (4, "Right: 6.")
    assert text(page, "#score") == "0 of 1 right at the first try"
    assert text(page, "#question") == english("quiz.end")


def test_the_number_is_shown_when_asked_for(page):
    page.keyboard.press("b")
    page.click("#quiz")
    step = mazur.drawn().backward[0]
    page.click("#reveal")
    assert step_of(page) == 29
    assert text(page, "#verdict") == f"It was {short(step.after)}."
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
        if step.kind == "backward":
            # What is to be multiplied can be seen, though the steps to there are jumped over.
            shown = text(page, f"#node{step.index} text:nth-of-type(3)")
            assert shown.removesuffix(" …") == f"grad {number(step.upstream)}"
        if i % 2:
            page.fill("#guess", repr(answer(step)))
            page.keyboard.press("Enter")
            page.evaluate("document.activeElement.blur()")
            assert text(page, "#verdict") == f"Right: {short(answer(step))}."
        else:
            page.keyboard.press("n")
            assert text(page, "#verdict") == f"It was {short(answer(step))}."
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
    assert text(page, "#verdict") == "Right: nan."


# --- numbers ---------------------------------------------------------------------------------


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


@pytest.mark.filterwarnings("ignore:the gradient of")
def test_what_is_not_finite_is_shown_as_it_is(pages):
    x = Value(0.0, label="x")
    page = pages(player_page(trace(x.sqrt() + 1)))
    page.keyboard.press("End")
    assert text(page, "#sentence") == "dv2/dx += 1/(2*v1) * dv2/dv1 = inf * 1 = inf"
    assert "grad ∞" in text(page, "#node0")
    assert "! not finite from here" in text(page, "#node0")


# --- for everybody ---------------------------------------------------------------------------


def test_everything_has_an_accessible_name(page):
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, [role], table, dialog')]
        .filter((e) => !e.closest('[hidden], [role=status]') && !(
            e.ariaLabel || e.textContent.trim() || e.labels?.length || e.title || e.caption))
        .map((e) => e.outerHTML)"""
    )
    assert unnamed == []
    named = page.locator("#graph").aria_snapshot()
    assert 'group "computation graph of E"' in named
    assert 'button "w1, value 0.1500, grad not yet"' in named
    assert 'button "o1: σ, value not yet, grad not yet"' in named
    page.keyboard.press("End")
    assert re.search(
        r'img "slope of E in v15: 1 = 1\.0, times gradient 1\.0 gives 1\.0"',
        page.locator("#graph").aria_snapshot(),
    )
    assert page.get_attribute("#said", "aria-live") == "polite"


def test_the_whole_page_can_be_reached_with_tab(page):
    page.keyboard.press("End")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("() => document.activeElement.id || document.activeElement.tagName"))
    assert {"language", "theme", "quiz", "help", "zoom-in", "fit", "search", "TR"} <= seen
    assert {"slider", "first", "previous", "play", "go", "speed", "node0"} <= seen
    page.evaluate("document.activeElement.blur()")


def test_with_reduced_motion_nothing_glides(pages):
    steps = sigmoid.drawn()
    gliding = "() => getComputedStyle(document.querySelector('#node0 .fill')).transitionDuration"
    assert pages(player_page(steps), reduced_motion="reduce").evaluate(gliding) == "0s"
    assert pages(player_page(steps), reduced_motion="no-preference").evaluate(gliding) == "0.25s"


def test_a_narrow_window_has_one_column(pages):
    page = pages(player_page(sigmoid.drawn()), width=390, height=800)
    stage, aside = page.locator("#stage").bounding_box(), page.locator("aside").bounding_box()
    assert aside["y"] >= stage["y"] + stage["height"] - 1
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def covered(page, selector):
    """How many pixels of an element lie under the footer, or above the window."""
    return page.evaluate(
        "(selector) => { const box = document.querySelector(selector).getBoundingClientRect();"
        "const footer = document.querySelector('footer').getBoundingClientRect();"
        "return Math.max(box.bottom - footer.top, -box.top); }",
        selector,
    )


def test_in_a_small_window_the_footer_covers_nothing_one_types_in(page):
    for width, height in [(390, 800), (800, 390), (1280, 390)]:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("window.scrollTo(0, 0)")
        assert page.evaluate("document.querySelector('footer').offsetHeight") <= 0.2 * height
        page.click("#quiz")
        assert page.evaluate("document.activeElement.id") == "guess"
        assert covered(page, "#guess") <= 0
        page.keyboard.type("77")
        for _ in range(2):
            page.keyboard.press("Enter")
            assert text(page, "#verdict")
            assert covered(page, "#verdict") <= 0
        for expected in ("check", "reveal", "search"):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.id") == expected
            assert covered(page, ":focus") <= 0
        page.click("#quiz")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_in_a_frame_the_quiz_does_not_move_what_is_around_it(pages):
    frame = html.escape(player_page(sigmoid.drawn()))
    page = pages(
        "<!doctype html><body style='padding:400px 0 2000px'>"
        f"<iframe sandbox='allow-scripts' width=390 height=640 srcdoc=\"{frame}\"></iframe>"
    )
    inside = page.frame_locator("iframe")
    inside.locator("#quiz").click()
    assert page.evaluate("window.scrollY") == 0
    page.keyboard.press("7")  # for which the browser itself scrolls to the field
    assert inside.locator("#guess").input_value() == "7"


def test_print_shows_the_step_and_the_table_and_no_buttons(pages):
    page = pages(player_page(mazur.drawn()), hash="#step=30", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.is_visible("#graph")
    assert page.is_visible("#sentence")
    assert page.locator("#rows tr:visible").count() == 39
    assert page.locator("button:visible").count() == 0
    background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_on_paper_all_of_the_graph_is_shown_and_then_the_view_returns(pages):
    page = pages(player_page(mazur.drawn()))
    place = "() => document.querySelector('#graph > g:last-of-type').getAttribute('transform')"
    page.evaluate("gradwalk.graph.zoom(3)")
    before = page.evaluate(place)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    lines = page.evaluate(
        "() => [...document.querySelectorAll('.stroke')].map((e) => getComputedStyle(e).display)"
    )
    assert set(lines) == {"inline"}
    inside = page.evaluate("""() => {
        const sheet = document.querySelector('#graph').getBoundingClientRect();
        return [...document.querySelectorAll('.node')].every((node) => {
            const box = node.getBoundingClientRect();
            return box.left >= sheet.left - 1 && box.right <= sheet.right + 1
                && box.top >= sheet.top - 1 && box.bottom <= sheet.bottom + 1; }); }""")
    assert inside
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(place) == before


def test_for_a_projector_there_are_graph_and_sentence_only(page):
    page.keyboard.press("b")
    page.keyboard.press("v")
    assert page.is_visible("#graph")
    assert page.is_hidden("#all")
    assert page.is_hidden("header")
    size = page.evaluate("() => getComputedStyle(document.querySelector('#sentence')).fontSize")
    assert float(size.removesuffix("px")) > 25
    page.keyboard.press("n")
    assert step_of(page) == 29
    page.keyboard.press("v")
    assert page.is_visible("header")


def test_without_javascript_the_page_says_so(pages):
    page = pages(player_page(trace(Value(1.0) + 1)), java_script_enabled=False)
    assert "needs JavaScript" in page.inner_text("noscript")


# --- one file, and safe ----------------------------------------------------------------------


def test_three_hundred_nodes_fit_into_150_kilobytes(pages):
    model = MLP(4, [7, 7, 1], activation="tanh", rng=Random(0))
    loss = squared_error(model([0.1, 0.2, 0.3, 0.4]), 1.0)
    steps = trace(loss)
    assert 280 <= len(steps.tape) <= 320
    page = player_page(steps)
    assert len(page.encode()) * 300 / len(steps.tape) <= 150_000
    opened = pages(page)
    opened.keyboard.press("End")
    assert step_of(opened) == len(steps)


def test_the_policy_allows_the_script_and_the_style_sheet_and_nothing_else():
    text = player_page(trace(Value(1.0) + 1))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]{44}'", rules["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/=]{44}'", rules["style-src"])
    assert set(rules) == {"default-src", "script-src", "style-src", "base-uri", "form-action"}
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)
    assert style_sheet() in text


def test_a_script_put_in_by_a_label_does_not_run(pages):
    evil = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>"
    x = Value(2.0, label=evil)
    y = x * Value(3.0, label="javascript:alert(1)\u202e")
    y.label = '"><svg onload=alert(1)>${1+1}{name}'
    page = pages(player_page(trace(y)))
    for _ in range(4):
        page.keyboard.press("n")
    assert "owned" not in page.title()
    assert page.locator("img, iframe, script:not(#data)").count() == 1
    assert "</script><script>" in text(page, "#rows tr th") or "…" in text(page, "#rows tr th")
    page.fill("#search", "<script>")


def test_it_is_written_whole_or_not_at_all(tmp_path):
    steps = trace(Value(1.0) + 1)
    path = player(steps, tmp_path / "page.html")
    assert path.read_text(encoding="utf-8") == player_page(steps)
    path.write_text("mine")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        player(steps, path)
    assert path.read_text() == "mine"
    with pytest.raises(ValueError, match=r"end the name '.*page\.svg' in \.html"):
        player(steps, tmp_path / "page.svg")
    with pytest.raises(TypeError, match="takes a Trace, got Value"):
        player(Value(1.0), tmp_path / "other.html")


def test_the_same_trace_gives_the_same_page():
    assert player_page(mazur.drawn(), backend="wasm") == player_page(mazur.drawn(), backend="wasm")


def test_the_data_of_the_page_are_json(mazur_page):
    data = json.loads(mazur_page.text_content("#data"))
    assert len(data["nodes"]["rows"]) == 39
