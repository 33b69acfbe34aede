"""The keys and buttons of the player, in a real browser; and not one request."""

import pytest
from browser import step_of, steps_about, text, wait_until

from autograd import Value, trace
from demos.lessons import mazur, sigmoid
from viz import player_page
from viz.labels import number
from viz.language import load


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


@pytest.mark.proof
def test_the_address_leads_to_a_step_and_follows_it(pages):
    page = pages(player_page(mazur.drawn()), hash="#step=12")
    assert step_of(page) == 12
    page.keyboard.press("n")
    assert page.url.endswith("#step=13")
    page.evaluate("window.location.hash = '#step=40'")
    wait_until(lambda: step_of(page) == 40)
    small = player_page(trace(Value(1.0) + 2 + 3))
    for odd, step in (("#step=999999", 5), ("#step=-3", 0), ("#step=x", 0), ("#%00<script>", 0)):
        assert step_of(pages(small, hash=odd)) == step


def test_search_finds_nodes_and_walks_through_them(page):
    page.keyboard.press("/")
    page.keyboard.type("sigmoid")
    assert text(page, "#hits") == "4 found"
    assert text(page, "#node-name") == "h1"
    page.keyboard.press("Enter")  # takes the hit that is shown
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


def test_there_is_no_empty_side_while_the_graph_goes_on_beyond_the_other(pages):
    page = pages(player_page(sigmoid.drawn()))
    gaps = """() => {
        const { graph } = gradwalk, [width] = graph.data.size.map((x) => x * graph.scale);
        return [graph.offset[0], graph.element.clientWidth - graph.offset[0] - width]; }"""
    for key in ("Home", "End", "b", "v", "End", "f", "v", "Home"):
        page.keyboard.press(key)
        left, right = page.evaluate(gaps)
        assert left <= 0.5 or right >= -0.5, key
        assert right <= 0.5 or left >= -0.5, key


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


@pytest.mark.proof
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
