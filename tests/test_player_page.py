"""The page of the player: for everybody, in one file, and safe."""

import html
import json
import re
from random import Random

import pytest
from browser import step_of, text

from autograd import Value, trace
from autograd.nn import MLP, squared_error
from demos.lessons import mazur, sigmoid
from viz import player_page
from viz.page import player, style_sheet

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


@pytest.mark.proof
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


@pytest.mark.proof
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


@pytest.mark.proof
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


@pytest.mark.proof
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


@pytest.mark.proof
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
