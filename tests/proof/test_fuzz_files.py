"""Model files and checkpoints, damaged in every way: refused, or they mean the same.

Whatever is in a file, loading it changes all of a model or nothing, and runs no code.
"""

import io
import json
import pickle
import zipfile
from contextlib import suppress
from random import Random

import numpy as np
import pytest
from fuzzed import ANY_TEXT, JSON, each, is_clear, spliced
from hypothesis import strategies as st
from test_checkpoint import network, trained

from autograd.errors import StateError
from autograd.nn import MLP, EarlyStopping, checksum, load, save
from autograd.nn.fitting.checkpoint import Checkpoint

KINDS = ("json", "npz", "large npz", "checkpoint")
SETTINGS = {"epochs": 2, "stopping": EarlyStopping(patience=50)}

few = pytest.mark.parametrize("count", [15, pytest.param(1_000, marks=pytest.mark.proof)], ids=str)
counts = pytest.mark.parametrize(
    "count", [30, pytest.param(10_000, marks=pytest.mark.proof)], ids=str
)


class Kind:
    """A file of one kind: what is in it, and what a program finds that opens it.

    The large archive is read in pieces, so that its parts are read before their checksums.
    """

    def __init__(self, kind, folder):
        self.path = folder / f"{kind}.{'npz' if 'npz' in kind else 'json'}"
        self.is_checkpoint = kind == "checkpoint"
        hidden = 15 if kind.startswith("large") else 3
        saved, self.model = (MLP(2, [hidden, 1], rng=Random(seed)) for seed in (0, 1))
        if self.is_checkpoint:
            trained(self.path, **SETTINGS)
        else:
            save(saved, self.path)
        self.content = self.path.read_bytes()
        self.meaning = self.opened()
        assert self.meaning is not None

    def opened(self):
        """What was loaded; None if it was refused as it should be.

        Of a checkpoint that is all it says: `fit` has changed nothing before it knows that.
        """
        before = self.model.state()
        try:
            if self.is_checkpoint:
                return Checkpoint(self.path, {}).found
            load(self.model, self.path)
        except StateError as error:
            is_clear(error, "othing was changed")
            assert self.model.state() == before
            return None
        found = self.model.state()
        self.model.load(before)
        return found

    def resumed(self):
        """The numbers of a model after a run that goes on from a checkpoint; None as above."""
        model = network()
        before = model.state()
        try:
            trained(self.path, model=model, **SETTINGS)
        except StateError as error:
            is_clear(error, "othing was changed")
            assert model.state() == before
            return None
        return model.state()

    def check(self, content):
        """See that a damaged file is refused, and left as it is, or means the same."""
        self.path.write_bytes(content)
        found = self.opened()
        assert found in (None, self.meaning)
        if found is None:
            assert self.path.read_bytes() == content
        return found is not None


@pytest.fixture(params=KINDS)
def kind(request, tmp_path):
    return Kind(request.param, tmp_path)


@pytest.mark.parametrize(
    "step", [311, pytest.param(1, marks=pytest.mark.proof)], ids=["some", "every byte"]
)
def test_a_file_cut_off_anywhere_is_refused(kind, step, tried):
    ends = range(0, len(kind.content) - 1, step)
    tried("truncated", len(ends))
    assert not any(kind.check(kind.content[:end]) for end in ends)


@counts
def test_a_file_with_flipped_bits_is_refused_or_means_the_same(kind, count, tried):
    random, harmless = Random(count), 0
    tried("bit flips", count)
    for _ in range(count):
        content = bytearray(kind.content)
        for _ in range(random.choice([1, 1, 1, 4])):
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        harmless += kind.check(content)
    assert harmless < count / 2  # a space that became another, 1e5 that became 1E5, a time stamp


@counts
def test_a_file_with_pieces_elsewhere_is_refused_or_means_the_same(kind, count, tried, tmp_path):
    (tmp_path / "others").mkdir()
    random, others = Random(count), [b"", *(Kind(k, tmp_path / "others").content for k in KINDS)]
    count //= 3
    tried("misshapen", count)
    harmless = sum(
        kind.check(spliced(kind.content, random, random.choice(others))) for _ in range(count)
    )
    assert harmless < count / 4  # nothing was put in the place of nothing


# --- documents that say something else -----------------------------------------------------------


def places(part, path=()):
    """Where something stands in a document: paths of keys, from the whole to the numbers."""
    yield path
    if isinstance(part, dict):
        for key, inner in part.items():
            yield from places(inner, (*path, key))


def changed(document, path, new, name=None):
    """The same document with something else in one place, or under another name."""
    if not path:
        return new
    key, *rest = path
    copy = dict(document)
    if rest:
        copy[key] = changed(copy[key], rest, new, name)
    elif name is None:
        copy[key] = new
    else:
        copy[name] = copy.pop(key)
    return copy


def documents(whole):
    """Documents like one, with up to three places changed."""
    change = st.tuples(st.sampled_from([*places(whole)]), JSON, st.none() | ANY_TEXT)

    def made(changes):
        document = whole
        for path, new, name in changes:
            with suppress(LookupError, TypeError, ValueError):  # the place is gone already
                document = changed(document, path, new, name)
        return document

    return st.lists(change, min_size=1, max_size=3).map(made)


def sealed(document):
    """A document with the checksum of what it says, as whoever means harm would write it."""
    if isinstance(document, dict):
        document = {**document, checksum.FIELD: checksum.checksum(document)}
    return json.dumps(document).encode()


@few
def test_a_sealed_document_with_other_parts_is_refused_or_loaded_as_a_whole(tmp_path, count, tried):
    kind = Kind("json", tmp_path)
    names = kind.meaning.keys()

    def check(document):
        kind.path.write_bytes(sealed(document))
        found = kind.opened()
        assert found is None or found == document["parameters"]
        assert found is None or found.keys() == names

    each(tried, "misshapen", count, documents(json.loads(kind.content)), check)


@few
def test_a_sealed_checkpoint_with_other_parts_is_refused_or_resumed(tmp_path, count, tried):
    kind = Kind("checkpoint", tmp_path)

    def check(document):
        kind.path.write_bytes(sealed(document))
        found = kind.resumed()
        assert found is None or found.keys() == kind.meaning["model"].keys()

    each(tried, "misshapen", count, documents(json.loads(kind.content)), check)


NESTED = ("[", '{"a":', '{"format":', '{"parameters":[', "[[],", '{"":[')


@pytest.mark.parametrize("kind", ["json", "checkpoint"], indirect=True)
def test_deep_nesting_is_refused(kind, tried):
    contents = [
        content[:at] + (opening * depth).encode() + content[at:]
        for content in (b"", kind.content)
        for opening in NESTED
        for depth in (1, 100_000)
        for at in {0, len(content) // 2, len(content)}
    ]
    tried("misshapen", len(contents))
    assert not any(kind.check(content) for content in contents)


# --- archives that say something else ------------------------------------------------------------


class Trap:
    def __reduce__(self):
        return (pytest.fail, ("the file ran code",))


TRAP = pickle.dumps(Trap())
PARTS = ("format", "version", "names", "values")


def array(header, data, version=1):
    """The bytes of a numpy file with any header."""
    size = len(header).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + size + header + data


def header(descr, order, shape, tail):
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}{tail}"
    return text.encode("latin-1", "replace")[:65_000]


HEADERS = st.builds(
    header,
    st.sampled_from(["'<f8'", "'>f8'", "'<U1'", "'<U19'", "'|O'", "'<i8'", "'|S9'", "'a4'",
                     "'M8[s]'", "'V8'", "[('a', '<f8')]", "[]", "None", "'", "'<f8', 'descr': '|O'",
                     "(" * 99 + ")" * 99]),
    st.sampled_from(["False", "True", "0", "'"]),
    st.sampled_from(["()", "(2,)", "(13,)", "(-1,)", "(2L,)", "(1" + "0" * 30 + ",)", "(True,)",
                     "(10000000000,)", "(2, 1)", "2", "(", "(2,", f"({'9' * 5000},)", "exit()"]),
    st.sampled_from(["\n", "", "\0", "}", "{", "#", "\\", '"""', "\n\n x", " " * 20_000]),
) | st.binary(max_size=30)  # fmt: skip
DATA = st.sampled_from([b"", TRAP, bytes(8), bytes(104), b"\xff" * 104]) | st.binary(max_size=30)
ARRAYS = st.builds(array, HEADERS, DATA, st.sampled_from([1, 2, 3, 9])) | st.just(TRAP)
MEMBERS = st.lists(
    st.tuples(st.sampled_from([f"{x}.npy" for x in (*PARTS, "\x1b[2J", "../values")]), ARRAYS),
    max_size=3,
)


@pytest.mark.filterwarnings("ignore")  # of numpy, that an archive is old; and of names twice
@few
def test_an_archive_with_other_parts_is_refused_and_runs_no_code(tmp_path, count, tried):
    kind = Kind("npz", tmp_path)
    with zipfile.ZipFile(io.BytesIO(kind.content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def check(members):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name, data in [*({**parts, **dict(members)}.items()), *members[2:]]:
                archive.writestr(name, data)
        kind.path.write_bytes(content.getvalue())
        found = kind.opened()
        assert found is None or found.keys() == kind.meaning.keys()

    each(tried, "misshapen", count, MEMBERS, check)


def test_what_pickle_would_run_is_never_run(kind, tried):
    objects = io.BytesIO()
    values = np.array([Trap()] * 13)
    np.savez(objects, format=values, version=values, names=values, values=values)
    contents = [TRAP, objects.getvalue(), TRAP + kind.content, kind.content + TRAP]
    with pytest.raises(pytest.fail.Exception, match="ran code"):
        pickle.loads(TRAP)
    tried("misshapen", len(contents))
    for content in contents:
        kind.check(content)
