"""The one SVG that plays all frames, in a real browser."""

import re

import pytest
from pictures import SVG, caption, groups, parsed, square, texts

from autograd import Value, primitive, trace
from autograd.errors import (
    FileInTheWayError,
)
from autograd.ops import TABLE
from demos.lessons import sigmoid
from viz import draw_dot, frames, player_page


def visible_at(page, k, seconds=1.0):
    """What a browser shows of an animation in the middle of its k-th picture: texts by id."""
    return page.evaluate(
        """([time]) => {
        const found = {};
        for (const each of document.getAnimations()) { each.pause(); each.currentTime = time; }
        for (const g of document.querySelectorAll('g[id], g.caption')) {
            found[g.id || 'caption'] = [...g.querySelectorAll('text')]
                .filter((t) => getComputedStyle(t).visibility === 'visible')
                .map((t) => t.textContent);
            found[`${g.id || 'caption'} lit`] = [...g.querySelectorAll('.light')]
                .some((t) => getComputedStyle(t).visibility === 'visible');
        }
        return found; }""",
        [1000 * (k + 0.5) * seconds],
    )


@pytest.fixture(scope="module")
def playing(chromium, tmp_path_factory):
    file = tmp_path_factory.mktemp("animation") / "page.html"
    pictures = frames(sigmoid.drawn())
    file.write_text(
        f"<!doctype html><meta charset=utf-8>{pictures.animation(1.0)}", encoding="utf-8"
    )
    page = chromium.new_page()
    page.goto(f"file://{file}")
    yield page, pictures
    page.close()


def test_a_browser_plays_every_frame_in_its_time(playing):
    page, pictures = playing
    count = len(pictures)
    for k in range(count + 2):  # the last one stays three times as long
        shown = visible_at(page, k)
        root = parsed(pictures[min(k, count - 1)])
        assert shown.pop("caption lit") is False
        assert shown.pop("caption") == caption(root)
        for id, group in groups(root).items():
            assert shown.pop(id) == texts(group)
            assert shown.pop(f"{id} lit") == ("now" in group.get("class").split())
        assert shown == {}


def test_it_begins_again_after_the_last(playing):
    page, pictures = playing
    whole = len(pictures) + 2
    assert visible_at(page, whole) == visible_at(page, 0)
    timings = page.evaluate("() => document.getAnimations().map((a) => a.effect.getTiming())")
    assert {timing["duration"] for timing in timings} == {1000 * whole}
    assert {timing["iterations"] for timing in timings} <= {None, float("inf")}  # as JSON has it


def test_without_animation_the_last_picture_is_shown(chromium, tmp_path):
    pictures = frames(sigmoid.drawn())
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{pictures.animation()}", encoding="utf-8")
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(f"file://{file}")
    assert page.evaluate("() => document.getAnimations().length") == 0
    shown = visible_at(page, 0)
    for id, group in groups(parsed(pictures[-1])).items():
        assert shown[id] == texts(group)
    page.close()
    # A viewer without style sheets sees the same: the rest is hidden by attributes.
    root = parsed(pictures.animation())
    for hidden in root.findall(f".//{SVG}g[@visibility='hidden']/.."):
        for g in hidden.findall(f"{SVG}g[@visibility='hidden']"):
            hidden.remove(g)
    last = groups(parsed(pictures[-1]))
    assert {id: texts(g) for id, g in groups(root).items()} == {
        i: texts(g) for i, g in last.items()
    }


def strokes_at(page, k):
    """The colours of all lines that are to be seen in the k-th picture, by id and place."""
    return page.evaluate(
        """([time]) => {
        for (const each of document.getAnimations()) { each.pause(); each.currentTime = time; }
        return [...document.querySelectorAll('g[id] path, g[id] text')]
            .map((e) => [e, getComputedStyle(e)])
            .filter(([, style]) => style.visibility === 'visible')
            .map(([e, { stroke, fill }]) => [e.closest('g[id]').id, stroke, fill]); }""",
        [1000 * (k + 0.5)],
    )


@pytest.mark.proof
def test_in_the_dark_every_picture_has_the_colours_of_the_dark_one(chromium, tmp_path):
    pages = []
    for theme in ("auto", "dark"):
        file = tmp_path / f"{theme}.html"
        picture = frames(sigmoid.drawn(), theme=theme).animation(1.0)
        file.write_text(f"<!doctype html><meta charset=utf-8>{picture}", encoding="utf-8")
        pages.append(chromium.new_page(color_scheme="dark"))
        pages[-1].goto(f"file://{file}")
    seen = set()
    for k in range(len(frames(sigmoid.drawn()))):
        auto, dark = (strokes_at(page, k) for page in pages)
        assert auto == dark
        seen |= {stroke for _, stroke, _ in auto}
    assert len(seen) > 8
    for page in pages:
        page.close()


@pytest.mark.proof
def test_two_animations_in_one_page_do_not_disturb_one_another(chromium, tmp_path):
    one, other = frames(square()), frames(sigmoid.drawn())
    for order in ((one, other), (other, one)):
        file = tmp_path / "page.html"
        body = "".join(f"<div>{each.animation(1.0)}</div>" for each in order)
        file.write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
        page = chromium.new_page()
        page.goto(f"file://{file}")
        for k in (0, 2, 5, 11):
            for place, each in enumerate(order):
                shown = page.evaluate(
                    """([time, place]) => {
                    for (const a of document.getAnimations()) { a.pause(); a.currentTime = time; }
                    const root = document.querySelectorAll('svg')[place];
                    return [...root.querySelectorAll('.caption text')]
                        .filter((t) => getComputedStyle(t).visibility === 'visible')
                        .map((t) => t.textContent); }""",
                    [1000 * (k + 0.5), place],
                )
                now = k % (len(each) + 2)
                assert shown == each.captions[min(now, len(each) - 1)]
        page.close()


def test_the_animation_is_one_file_without_a_script(tmp_path):
    path = frames(square()).animate(tmp_path / "square.svg")
    text = path.read_text(encoding="utf-8")
    root = parsed(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not re.search(r"<script|javascript|href|url\(|@import", text)
    with pytest.raises(FileInTheWayError):
        frames(square()).animate(path, seconds=2.0)


def test_a_slice_of_them_is_a_list():
    pictures = frames(square())
    assert pictures[1:3] == [pictures[1], pictures[2]]


def test_a_primitive_that_was_taken_out_of_the_table_is_played_too():
    primitive(lambda x, z: 2 * x, samples=[0.5], name="squared")(lambda x: x * x)
    steps = trace(TABLE["squared"](Value(3.0, label="x")))
    del TABLE["squared"]
    assert "dv1/dx += 2*x * dv1/dv1 = 6 * 1 = 6" in frames(steps)[3]
    assert "squared" in player_page(steps)
    assert "squared" in draw_dot(steps, detail="layer").source


def test_a_notebook_shows_one_of_them_as_a_picture():
    picture = frames(square())[2]
    assert picture._repr_svg_() == picture
    assert parsed(picture).tag == f"{SVG}svg"


def test_a_notebook_shows_them_playing():
    bundle = frames(square())._repr_mimebundle_()
    assert sorted(bundle) == ["image/svg+xml", "text/plain"]
    assert "@keyframes" in bundle["image/svg+xml"]
    assert frames(square())._repr_mimebundle_(include=["text/plain"]) == {
        "text/plain": "<Frames of v1: 5 pictures>"
    }
