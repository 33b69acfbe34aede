"""What the tests with made-up inputs share: Hypothesis that counts, and what an error has to be."""

import unicodedata
from functools import cache
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Of all characters there are: controls, lone surrogates and those that stand for none too."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
    | st.sampled_from([10**400, -(10**4000), 5e-324, 1e308, "1.0", "\x1b[2J", "x" * 5000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
"""What JSON can say, and Python's NaN and Infinity."""


def each(tried, claim, count, strategy, check):
    """Check as many examples as asked for, the same in each run; say how many there were."""
    done = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None,
              suppress_health_check=[*HealthCheck])  # fmt: skip
    @given(strategy)
    def run(example):
        done.append(1)
        check(example)

    try:
        run()
    finally:
        tried(claim, len(done))


def is_clear(error, says=""):
    """See that an error is one message that can be shown: nothing in it moves a cursor."""
    text = str(error)
    assert says in text
    assert text.isprintable(), ascii(text)
    assert 10 < len(text) < 1000, text


HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Categories of characters that cannot be seen, or that move what comes after them."""


def is_harmless(text):
    """See that a text of several lines has nothing hidden but ends of lines and joined letters."""
    text.encode("utf-8")
    bad = {c for c in {*text} if unicodedata.category(c) in HIDDEN}
    assert bad <= {"\n", "\u200c", "\u200d"}, ascii("".join(bad))


def spliced(content, random, other=b""):
    """A file of which a piece is gone, doubled, elsewhere, or of another file."""
    source = random.choice([content, other or content])
    begin, end = sorted(random.randrange(len(source) + 1) for _ in range(2))
    left, right = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:left] + source[begin:end] + content[random.choice([left, right]) :]


PIECES = [
    *("\\N", "\\G", "\\l", "\\\\", '"', "'", "`", "<", ">", "&", "|", "{", "}", "\n", "\r", "\t"),
    *('"]; evil [label="x', "\\", "<<b>x</b>>", "->", "--", ":", ";", "[", "]", "/*", "//", "#"),
    *("<b>", "</text>", "</svg>", "</script>", "<!--", "-->", "]]>", "<?xml", "<![CDATA["),
    *("&#0;", "&amp;", "&lt", "&#x1b;", "&nbsp;", "javascript:", "onload=", "href=", "style="),
    *("%s", "${x}", "{name}", "{0}", "{{", "\\u001b", "\\x1b", '","', "null", "[bold]", "[/]"),
    *("\0", "\x1b[2J", "\x1b]0;t\a", "\x1b[31m", "\x9b31m", "\x7f", "\x85", "\b", "\r\n", "\x1b(0"),
    *("\u202e", "\u2066", "\u200f", "\ufeff", "\u2028", "\u00ad", "\u061c", "\U000e0041", "\u180e"),
    *("\ud800", "\udfff", "\ud83d", "\ufffe", "\U0010ffff", "\ue000", "\U000f0000", "\u0378"),
    *("가", "\u1112\u1161\u11ab", "é", "e\u0301", "z" + "\u0301" * 50, "👩\u200d🔬", "א", "ا"),
    *("ｗ", " ", "\u00a0", "\u3000", "w", "x1", "layer1.neuron3.w2", "loss", "node0", "edge1-0"),
]  # fmt: skip
"""What means something in DOT, XML, HTML, JSON or Rich, to a terminal or in Unicode."""


@cache
def texts(count):
    """Texts of all characters, as Hypothesis draws them."""
    found = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None)
    @given(ANY_TEXT)
    def run(text):
        found.append(text)

    run()
    return found


def labels(seed, count, drawn):
    """Hostile labels, some of them a megabyte long: pieces and drawn texts, in any order."""
    random = Random(seed)
    for _ in range(count):
        parts = random.choices(PIECES, k=random.randint(0, 5))
        parts.insert(random.randint(0, len(parts)), random.choice(drawn))
        label = "".join(parts) or "empty"
        yield label * (1_000_000 // len(label)) if random.random() < 0.0002 else label
