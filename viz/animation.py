"""Many pictures of one layout in one SVG that plays by itself.

It needs no script: each part of a picture is there once for each look it takes, and style sheet
animations show it while it lasts. All of them run for as long as the whole takes; one that is to
begin at picture s is started that much earlier or later. A viewer without animations shows the last
picture, and so does one whose reader prefers reduced motion.
"""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from .layout import Element, Layout, with_texts
from .style import theme_named
from .svg import (
    caption_parts,
    element_parts,
    group_attributes,
    tag,
    theme_of,
    write_document,
)

HOLD = 3
"""How many times as long as the others the last picture stays."""


def write_animation(
    layout: Layout,
    timelines: Mapping[str, Sequence[tuple[int, Element]]],
    captions: Sequence[Sequence[str]],
    seconds: float,
) -> str:
    """The SVG document.

    Parameters
    ----------
    layout : Layout
        Where everything is.
    timelines : mapping of str to sequence of (int, Element)
        By id: from which picture on an element looks how. What has none stays as it is.
    captions : sequence of sequence of str
        The lines beneath, for each picture.
    seconds : float
        How long each picture stays.
    """
    return _Animation(layout, len(captions), seconds).document(timelines, captions)


class _Animation:
    """Collects which intervals there are, for the style sheet."""

    def __init__(self, layout: Layout, count: int, seconds: float) -> None:
        self.layout = layout
        self.count = count
        self.seconds = seconds
        self.colours = theme_named(theme_of(layout))
        self.starts: set[int] = set()
        self.lengths: set[int] = set()

    def document(
        self,
        timelines: Mapping[str, Sequence[tuple[int, Element]]],
        captions: Sequence[Sequence[str]],
    ) -> str:
        content = [
            self.element(timelines.get(element.id) or [(0, element)])
            for element in self.layout.elements
        ]
        lines = self.layout.lines
        written = [caption_parts(with_texts(lines, texts), self.colours) for texts in captions]
        rows = zip(*written, strict=True)
        content.append(tag("g", {"class": "caption"}, "".join(map(self.varying, rows))))
        return write_document(self.layout, content, self.rules())

    def element(self, timeline: Sequence[tuple[int, Element]]) -> str:
        """A group whose parts come and go."""
        looks = dict(timeline)
        parts, current = [], timeline[0][1]
        for k in range(self.count):
            current = looks.get(k, current)
            parts.append(element_parts(current, self.colours))
        about = tag("title", {}, escape(current.about or current.name))
        varying = "".join(map(self.varying, zip(*parts, strict=True)))
        return tag("g", group_attributes(current), about + varying)

    def varying(self, looks: Sequence[str]) -> str:
        """One part of a picture: each of its looks, shown while it lasts."""
        pieces = []
        start = 0
        for k in range(1, self.count + 1):
            if k == self.count or looks[k] != looks[start]:
                if looks[start]:
                    pieces.append(self.shown(looks[start], start, k))
                start = k
        return "".join(pieces)

    def shown(self, look: str, start: int, end: int) -> str:
        """A look that is to be seen from one picture until before another."""
        if start == 0 and end == self.count:
            return look
        is_last = end == self.count
        length = end - start + (HOLD - 1 if is_last else 0)
        self.starts.add(start)
        self.lengths.add(length)
        hidden = {} if is_last else {"visibility": "hidden"}
        return tag("g", {"class": f"a s{start} d{length}", **hidden}, look)

    def rules(self) -> str:
        """The style sheet: one animation for each length, one delay for each start."""
        slots = self.count + HOLD - 1
        whole = slots * self.seconds
        rules = [
            f".a{{animation:{whole:g}s step-end infinite}}",
            *(
                f".s{s}{{animation-delay:{(s - slots) * self.seconds:g}s}}"
                for s in sorted(self.starts)
            ),
            *(
                f".d{d}{{animation-name:d{d}}}@keyframes d{d}{{0%{{visibility:visible}}"
                f"{100 * d / slots:.4f}%,100%{{visibility:hidden}}}}"
                for d in sorted(self.lengths)
            ),
            "@media (prefers-reduced-motion:reduce){.a{animation:none}}",
        ]
        return "".join(rules)
