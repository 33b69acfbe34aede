"""Pictures of few pixels in characters: every pixel is there, and every line fits."""

import io
import json
from itertools import pairwise

import numpy as np
import pytest
from rich.color import Color
from rich.console import Console

from demos.language import load
from demos.parts import Line, Picture, Pixels
from demos.pixels import Sheet, is_painted, painted
from demos.transcript import PlainConsole, Selection, Transcript, to_json
from demos.writing import Words
from viz.signs import Signs

ASCII, WIDE = Signs(ascii=True), Signs(ambiguous=2)
GREYS = np.random.RandomState(0).randint(0, 256, (16, 16)) / 255.0


def picture(greys, key="leaf"):
    return Picture(tuple(map(tuple, np.asarray(greys, dtype=float).tolist())), Line(key))


def lines(part, captions=None, *, signs=None, colours=False, width=80):
    captions = captions or [p.caption.key for p in part.pictures]
    return Sheet(signs or Signs(), colours, width).lines(part, captions)


def colours_of(line, style):
    """Of each character that has some: its colour, and that of its ground, as greys from 0 to 1."""
    text = painted(line, style)
    found = []
    for span in text.spans:
        style = Console().get_style(span.style)
        pair = [each and each.get_truecolor().red / 255.0 for each in (style.color, style.bgcolor)]
        found += [pair] * (span.end - span.start)
    return text.plain, found


def rebuilt(part, width=80):
    """The pixels that half blocks show: the upper of each line, and the lower."""
    rows = []
    for line, style in lines(part, colours=True, width=width):
        if is_painted(style):
            plain, found = colours_of(line, style)
            assert set(plain) <= {"▀", " "}
            rows += [[above for above, _ in found], [below for _, below in found]]
    return np.array(rows, dtype=float)


def test_half_blocks_have_the_grey_of_every_pixel():
    assert rebuilt(Pixels((picture(GREYS),))) == pytest.approx(GREYS, abs=1e-12)


def test_pictures_of_up_to_8_pixels_across_are_drawn_twice_as_large():
    small = rebuilt(Pixels((picture(GREYS[:8, :8]),)))
    assert small.shape == (16, 16)
    assert small[::2, ::2] == pytest.approx(GREYS[:8, :8], abs=1e-12)
    assert (small[::2] == small[1::2]).all()
    assert (small[:, ::2] == small[:, 1::2]).all()


def test_below_an_odd_number_of_rows_there_is_nothing():
    shown = rebuilt(Pixels((picture(GREYS[:3, :9]),)))
    assert shown[:3] == pytest.approx(GREYS[:3, :9], abs=1e-12)
    assert np.isnan(shown[3]).all()


@pytest.mark.parametrize("signs", [Signs(), ASCII, WIDE])
def test_without_colours_a_lighter_pixel_is_never_a_less_full_character(signs):
    (row, _), *_ = lines(Pixels((picture([np.linspace(0.0, 1.0, 40)]),)), signs=signs)
    shades = " ░▒▓█" if signs == Signs() else " .:-=+*#%@"
    pixels = [row.ljust(80)[i : i + 2] for i in range(0, 80, 2)]
    levels = [shades.index(pair[0]) for pair in pixels]
    assert all(pair[0] == pair[1] for pair in pixels)
    assert levels == sorted(levels)
    assert set(levels) == set(range(len(shades)))


@pytest.mark.parametrize("signs", [Signs(), ASCII, WIDE])
@pytest.mark.parametrize("colours", [True, False])
def test_a_sign_is_a_sign_everywhere(signs, colours):
    numbers = [-1.0, -0.6, -0.59, -0.2, -0.19, 0.0, 0.19, 0.2, 0.59, 0.6, 1.0]
    part = Pixels((picture([numbers]),), signed=True)
    (row, style), *_ = lines(part, signs=signs, colours=colours)
    assert row.ljust(22) == "---- - -       + +++++"
    assert is_painted(style) is (colours and signs == Signs())


def test_colours_of_signs_tell_them_apart():
    part = Pixels((picture([[-1.0, -0.3, 0.0, 0.3, 1.0]]),), signed=True)
    (row, style), *_ = lines(part, colours=True)
    grounds = [Console().get_style(span.style).bgcolor for span in painted(row, style).spans]
    assert len(set(grounds)) == 5
    white = Color.parse("#ffffff").get_truecolor()
    for ground in grounds:  # contrast as of WCAG 2.1, which asks for 4.5
        light, dark = (luminance(colour) for colour in (white, ground.get_truecolor()))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour):
    parts = np.array([colour.red, colour.green, colour.blue]) / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("signs", [Signs(), ASCII, WIDE])
@pytest.mark.parametrize("colours", [True, False])
@pytest.mark.parametrize("width", [40, 75])
@pytest.mark.parametrize("count", [1, 5, 8])
def test_no_line_is_wider_than_there_is_room_and_captions_are_below(signs, colours, width, count):
    captions = [f"고양이 사진 {i} → 사람" for i in range(count)]
    found = lines(
        Pixels((picture(np.full((8, 8), 0.7)),) * count),
        captions,
        signs=signs,
        colours=colours,
        width=width,
    )
    assert max(signs.columns(line) for line, _ in found) <= width
    text = [line for line, _ in found]
    assert sum(line.count("고양이") for line in text) == count
    first = next(line for line in text if "고양이" in line)
    places = [signs.columns(first[:m]) for m in range(len(first)) if first[m:].startswith("고양이")]
    assert len({b - a for a, b in pairwise(places)}) <= 1
    if signs.is_plain:
        assert all(c.isascii() or "가" <= c <= "힣" for line in text for c in line)


def test_lines_are_equally_full():
    part = Pixels((picture(np.zeros((8, 8))),) * 5)
    captions = [f"p{i}" for i in range(5)]
    rows = [line.split() for line, _ in lines(part, captions, width=80) if "p" in line]
    assert rows == [["p0", "p1", "p2"], ["p3", "p4"]]


# --- where they are shown --------------------------------------------------------------------

PART = Pixels((picture(GREYS[:8, :8]), picture(GREYS[8:, 8:], "value")))


def printed(part, language="en", **options):
    out = io.StringIO()
    console = PlainConsole(file=out, highlight=False, soft_wrap=True, width=80, **options)
    words = Words("columns", load(language), Signs())
    Transcript(words, console).show([part])
    return out.getvalue()


def test_a_pipe_gets_shades_and_what_they_mean():
    text = printed(PART)
    assert "\x1b" not in text
    assert "▀" not in text
    assert "the fuller a character, the lighter the pixel" in text
    assert "픽셀" in printed(PART, "ko")
    assert text.splitlines()[8].split() == ["leaf", "value"]


def test_a_terminal_gets_greys_and_needs_no_legend():
    text = printed(PART, force_terminal=True, color_system="truecolor")
    grey = round(255 * GREYS[0, 0])
    assert f"38;2;{grey};{grey};{grey};48;2;{grey};{grey};{grey}m▀" in text
    assert "fuller" not in text


def test_json_has_the_numbers():
    words = Words("xor", load("ko"), Signs())
    part = Pixels((picture(GREYS[:8, :8], "hand"), picture(GREYS[8:, 8:], "luck")))
    (part,) = json.loads(to_json(words, [part], Selection()))["parts"]
    assert part["part"] == "pixels"
    assert part["signed"] is False
    captions = [each["caption"] for each in part["pictures"]]
    assert captions == [load("ko")(f"xor.{key}") for key in ("hand", "luck")]
    assert np.array(part["pictures"][0]["rows"]) == pytest.approx(GREYS[:8, :8], abs=0)
