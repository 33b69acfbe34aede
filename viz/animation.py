"""Many pictures of one layout in one SVG that plays by itself.

It needs no script: each part of a picture is there once for each look it takes, and style sheet
animations show it while it lasts. All of them run for as long as the whole takes; one that is to
begin at picture s is started that much earlier or later. A viewer without animations shows the last
picture, and so does one whose reader prefers reduced motion.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from xml.sax.saxutils import escape

from .layout import Element, Layout, with_texts
from .style import theme_named
from .svg import (
    caption_parts,
    class_of,
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
        content.append(tag("g", {"class": "caption"}, self.varying([*enumerate(written)])))
        # Two animations in one page, with rules of the same names, would play each other's.
        name = "k" + sha256("".join(content).encode()).hexdigest()[:8]
        return write_document(self.layout, content, self.rules(name), name)

    def element(self, timeline: Sequence[tuple[int, Element]]) -> str:
        """A group whose parts come and go.

        Its classes are those it always has. The outlines, whose colours follow from the others in
        the theme "auto", stand in groups of their own.
        """
        always = [x for x in timeline[0][1].classes if all(x in e.classes for _, e in timeline)]
        has_dark_rules = theme_of(self.layout) == "auto"
        moments = []
        for k, current in timeline:
            light, outlines, *lines = element_parts(current, self.colours)
            if has_dark_rules and len(current.classes) > len(always):
                outlines = tag("g", {"class": class_of(current)}, outlines)
            moments.append((k, [light, outlines, *lines]))
        last = replace(timeline[-1][1], classes=tuple(always))
        about = tag("title", {}, escape(last.about or last.name))
        return tag("g", group_attributes(last), about + self.varying(moments))

    def varying(self, moments: Sequence[tuple[int, Sequence[str]]]) -> str:
        """Parts of a picture: each of their looks, shown while it lasts.

        `moments` are the pictures from which on they look otherwise, and how.
        """
        starts, looks = zip(*moments, strict=True)
        pieces = []
        for part in zip(*looks, strict=True):
            changes = [i for i in range(len(part)) if i == 0 or part[i] != part[i - 1]]
            ends = [starts[i] for i in changes[1:]] + [self.count]
            for i, end in zip(changes, ends, strict=True):
                if part[i]:
                    pieces.append(self.shown(part[i], starts[i], end))
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

    def rules(self, name: str) -> str:
        """The style sheet."""
        return play_rules(name, self.count, self.seconds, self.starts, self.lengths)


def play_rules(
    name: str, count: int, seconds: float, starts: Iterable[int], lengths: Iterable[int]
) -> str:
    """A style sheet: one animation for each length, one delay for each start.

    Parameters
    ----------
    name : str
        The class of the whole.
    count : int
        How many pictures there are; the last one stays longer, see `HOLD`.
    seconds : float
        How long each of the others stays.
    starts, lengths : iterable of int
        The numbers in the classes ``s...`` and ``d...`` of what comes and goes: at which picture,
        for how many.
    """
    slots = count + HOLD - 1
    rules = [
        f".{name} .a{{animation:{slots * seconds:g}s step-end infinite}}",
        *(f".{name} .s{s}{{animation-delay:{(s - slots) * seconds:g}s}}" for s in sorted(starts)),
        *(
            f".{name} .d{d}{{animation-name:{name}d{d}}}"
            f"@keyframes {name}d{d}{{0%{{visibility:visible}}"
            f"{100 * d / slots:.4f}%,100%{{visibility:hidden}}}}"
            for d in sorted(lengths)
        ),
        f"@media (prefers-reduced-motion:reduce){{.{name} .a{{animation:none}}}}",
    ]
    return "".join(rules)
