"""What atheris feeds with bytes, led by which lines of ours they reach.

``python guided.py TARGET FOLDER -runs=N …`` begins with the seeds of a target, which it writes to
FOLDER, and hands all options to libFuzzer. An exception that comes out of a target is a fault.
"""

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["autograd", "viz"]):
        for module in ("autograd.data", "autograd.nn.fitting.checkpoint", "viz.graph", "viz.svg"):
            import_module(module)  # with counters in it, which it keeps when it is imported below

import graphviz
from fuzzed import PIECES, is_clear

from autograd import Value, formula, tape, trace
from autograd.data import read_csv
from autograd.errors import ChoiceError, StateError, TableError
from autograd.formula import printable
from autograd.nn import Neuron, load, save
from autograd.nn.fitting.checkpoint import Checkpoint
from viz import draw_dot
from viz.labels import visible
from viz.layout import Line
from viz.signs import columns
from viz.spelling import escape
from viz.style import THEMES
from viz.svg import write_line

HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Targets:
    """The functions that are tried, with a folder for their files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.neurons = [Neuron(2, rng=Random(seed)) for seed in (0, 1)]

    def seeds(self, name):
        """Bytes that are right, to begin with."""
        if name in ("json", "npz"):
            path = save(self.neurons[0], self.folder / f"seed.{name}", overwrite=True)
            return [path.read_bytes()]
        if name == "checkpoint":
            path = self.folder / "seed.run"
            path.unlink(missing_ok=True)
            state = {"progress": {}, "model": {"w": 0.5}, "optimiser": {}, "stopping": None}
            Checkpoint(path, {"seed": 0}).write(state)
            return [path.read_bytes()]
        if name == "table":
            return [b"a,b\n1,2\n3,4.5\n", b'"a" ; b\n1;x\n"2";"y;""\n"\n', b"a\tb\r\n1\t2\r\n\r\n"]
        return [piece.encode("utf-8", "surrogatepass") for piece in PIECES]

    def opened(self, data, name, open_file):
        """Give bytes in a file to what opens it; it reads them, or says in a sentence why not."""
        path = self.folder / name
        path.write_bytes(data)
        before = self.neurons[1].state()
        errors = (TableError, ChoiceError) if name == "made.csv" else StateError
        try:
            return open_file(path)
        except errors as error:
            is_clear(error)
            assert self.neurons[1].state() == before
            return None

    def json(self, data):
        """A model file."""
        self.opened(data, "made.json", lambda path: load(self.neurons[1], path))

    def npz(self, data):
        """A model file as an archive."""
        self.opened(data, "made.npz", lambda path: load(self.neurons[1], path))

    def checkpoint(self, data):
        """A checkpoint."""
        self.opened(data, "made.run", lambda path: Checkpoint(path, {"seed": 0}))

    def table(self, data):
        """A table."""
        found = self.opened(data, "made.csv", lambda path: read_csv(path, "b"))
        assert found is None or len(found.x) == len(found.y)

    def label(self, data):
        """A label, as it is shown, spelled in DOT and written into an SVG."""
        text = visible(text_of(data))
        assert columns(text) <= 32
        assert not HIDDEN.search(text)
        assert not HIDDEN.search(printable(text_of(data)))
        # In DOT an identifier, or in quotation marks, and inside no lone one and no lone backslash.
        quoted = graphviz.quoting.quote(escape(text))
        if quoted.startswith('"'):
            inner = re.fullmatch(r'"((?:[^"\\]|\\["\\])*)"', quoted)[1]
        else:
            inner = re.fullmatch(r"[^\W\d]\w*|-?(?:\.\d+|\d+(?:\.\d*)?)", quoted)[0]
        without_entities = re.sub(r"&(?=#?\w+;)", r"\\u0026", text)
        assert re.sub(r"\\(.)", r"\1", inner) == without_entities
        line = Line(1.0, 2.0, "middle", 3.0, 11.0, "Helvetica", "#000000", text)
        if text:
            element = ET.fromstring(write_line(line, "name", THEMES["light"]))  # noqa: S314  ours
            assert "".join(element.itertext()) == text

    def picture(self, data):
        """Two labels in a picture's DOT text, a formula, a tape and a trace as JSON."""
        half = len(data) // 2
        x = Value(0.5, label=text_of(data[:half]))
        y = x.sin()
        y.label = text_of(data[half:])
        source = draw_dot(y).source
        assert source.count("\n") == 8
        assert source.count(" id=") == 3 + 1
        for said in (formula(y), str(tape(y)), source.replace("\n", "").replace("\t", "")):
            assert not HIDDEN.search(said.replace("\n", ""))
        assert json.loads(trace(y).to_json())[0]["name"] == tape(y)[1].name


def text_of(data):
    """Bytes as text; what is no UTF-8 becomes halves of surrogate pairs."""
    return data.decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    name, folder, *options = sys.argv[1:]
    targets = Targets(folder)
    corpus = Path(folder, "corpus")
    corpus.mkdir()
    for i, seed in enumerate(targets.seeds(name)):
        (corpus / f"seed{i}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, str(corpus)], getattr(targets, name))
    atheris.Fuzz()
