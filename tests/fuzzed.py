"""What the tests with made-up inputs share: Hypothesis that counts, and what an error has to be."""

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


def spliced(content, random, other=b""):
    """A file of which a piece is gone, doubled, elsewhere, or of another file."""
    source = random.choice([content, other or content])
    begin, end = sorted(random.randrange(len(source) + 1) for _ in range(2))
    left, right = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:left] + source[begin:end] + content[random.choice([left, right]) :]
