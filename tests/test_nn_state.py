"""Model files: every bit comes back; what is damaged or does not fit changes nothing."""

import io
import json
import math
import pickle
import zipfile
from random import Random

import numpy as np
import pytest

from autograd import Value
from autograd.errors import ChoiceError, FileError, FileInTheWayError, StateError
from autograd.nn import MLP, Module, Neuron, load, save

SUFFIXES = (".json", ".npz")


def model(seed=0):
    return MLP(2, [3, 1], rng=Random(seed))


@pytest.fixture(params=SUFFIXES)
def path(request, tmp_path):
    return tmp_path / f"model{request.param}"


def refused(path, content, fresh=None, match="Nothing was changed"):
    """Whether loading this content raises StateError and leaves the model as it was."""
    fresh = fresh or model(1)
    before = fresh.state()
    path.write_bytes(content)
    with pytest.raises(StateError, match=match):
        load(fresh, path)
    assert fresh.state() == before


def test_every_bit_comes_back(path):
    first, second = model(1), model(2)
    for parameter, number in zip(
        first.parameters(),
        [0.1, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, math.pi],
        strict=False,
    ):
        parameter.data = number
    assert save(first, path) == path
    load(second, path)
    assert [x.hex() for x in second.state().values()] == [x.hex() for x in first.state().values()]


def test_the_same_model_gives_the_same_file(path, tmp_path):
    save(model(), path)
    other = save(model(), tmp_path / f"other{path.suffix}")
    assert path.read_bytes() == other.read_bytes()


def test_a_file_in_the_way_stays_unless_overwriting_was_asked_for(path):
    save(model(1), path)
    before = path.read_bytes()
    with pytest.raises(FileInTheWayError, match="pass overwrite=True"):
        save(model(2), path)
    assert path.read_bytes() == before
    save(model(2), path, overwrite=True)
    fresh = model(3)
    load(fresh, path)
    assert fresh.state() == model(2).state()


def test_names_in_any_script_come_back(path):
    class Line(Module):
        def __init__(self):
            self.기울기 = Value(2.0)

    first, second = Line(), Line()
    first.기울기.data = 0.5
    save(first, path)
    load(second, path)
    assert second.state() == {"기울기": 0.5}


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_model_that_is_not_finite_is_not_saved(path, bad):
    neuron = Neuron(2)
    neuron.w[1].data = bad
    with pytest.raises(StateError, match=f"a model with w2 = {bad} is not saved"):
        save(neuron, path)
    assert not path.exists()


@pytest.mark.parametrize("name", ["model", "model.pkl", "model.jsn"])
def test_another_suffix_is_refused(tmp_path, name):
    for act in (save, load):
        with pytest.raises(ChoiceError, match=r"unknown file suffix .* One of: \.json, \.npz"):
            act(model(), tmp_path / name)


def test_a_file_that_cannot_be_read_is_a_file_error(path):
    with pytest.raises(FileError, match=r"cannot read .*no such file") as caught:
        load(model(), path)
    assert caught.value.errno == 2
    with pytest.raises(FileError, match="cannot read"):
        load(model(), f"a\0b{path.suffix}")


def test_a_file_of_another_model_says_what_does_not_fit(path):
    save(MLP(2, [3, 2]), path)
    message = r"model\.\w+': the state does not fit this MLP; unexpected: layer2\.neuron2\.w1, "
    refused(path, path.read_bytes(), match=message)


def test_a_file_changed_by_hand_loads_without_its_checksum(tmp_path):
    path, neuron = tmp_path / "neuron.json", Neuron(1, init="zeros")
    save(neuron, path)
    content = json.loads(path.read_text())
    content["parameters"]["b"] = 2.5
    refused(path, json.dumps(content).encode(), Neuron(1), "leave the checksum out.*othing was")
    del content["checksum"]
    path.write_text(json.dumps(content))
    load(neuron, path)
    assert neuron.b.data == 2.5


def document(**changes):
    good = {"format": "gradwalk parameters", "version": 1, "parameters": {"w1": 1.0, "b": 2.0}}
    return json.dumps({**good, **changes}).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value"),
        (b"\xff\xfe", "codec can't decode"),
        (b"[1, 2]", "it does not hold an object"),
        (b"[" * 100_000, ""),
        (b'{"w1": 1.0, "b": 2.0}', "its format is not 'gradwalk parameters'"),
        (document(version=2), "its version is 2, and this gradwalk reads 1"),
        (document(version=None), "its version is None"),
        (document(extra=1), "its fields are extra, format, parameters, version"),
        (document(parameters=[1.0]), "its parameters are no object"),
        (document(parameters={"w1": "1.0", "b": 2.0}), "w1 is '1.0', not a number"),
        (document(parameters={"w1": True, "b": 2.0}), "w1 is True, not a number"),
        (document(parameters={"w1": [1.0], "b": 2.0}), r"w1 is \[1.0\], not a number"),
        (document(parameters={"w1": math.nan, "b": 2.0}), "not a finite number: w1 = nan"),
        (document().replace(b"1.0", b"1e999"), "not a finite number: w1 = inf"),
        (document().replace(b"1.0", b"1" + b"0" * 400), "not a finite number: w1 = 1000"),
        (document().replace(b"1.0", b"1" + b"0" * 5000), "Exceeds the limit"),
        (document().replace(b'"b"', b'"w1"'), "two entries of one name"),
        (document(parameters={"w1": 1.0}), "missing: b"),
        (document(parameters={"\x1b[2J": "x"}), r"\(\\x1b\[2J is 'x', not a number"),
        (document(parameters={"\ud800": 1.0}), r"unexpected: \\ud800"),
        (document(**{"\x1b[2J": 1}), r"its fields are \\x1b\[2J, format"),
    ],
)
def test_json_that_is_no_model_is_refused(tmp_path, content, reason):
    refused(tmp_path / "model.json", content, Neuron(1), match=f"(?s){reason}.*Nothing was changed")


def archive(**changes):
    arrays = {
        "format": np.array("gradwalk parameters"),
        "version": np.array(1),
        "names": np.array(["w1", "b"]),
        "values": np.array([1.0, 2.0]),
        **changes,
    }
    content = io.BytesIO()
    np.savez(content, **{name: array for name, array in arrays.items() if array is not None})
    return content.getvalue()


class Trap:
    def __reduce__(self):
        return (pytest.fail, ("the file ran code",))


def array_file(header):
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


def zipped(data, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", **options) as file:
        file.writestr("values.npy", data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "File is not a zip file"),
        (archive(version=np.array(2)), "its version is 2"),
        (archive(format=np.array("other")), "its format is not"),
        (archive(extra=np.array(1)), "its fields are extra, format, parameters, version"),
        (archive(version=None), "version"),
        (archive(names=None), "names"),
        (archive(names=np.array(["w1"])), "names and values do not go together"),
        (archive(names=np.array([1, 2])), "names and values do not go together"),
        (archive(names=np.array(["b", "b"])), "two entries of one name"),
        (archive(values=np.array([1.0, 2.0], np.float32)), "values are float32, not float64"),
        (archive(values=np.array([1.0, np.nan])), "not a finite number: b = nan"),
        (archive(values=np.array([Trap(), Trap()])), "allow_pickle=False"),
        (pickle.dumps({"w1": 1.0}), "File is not a zip file"),
        (zipped(b"no array"), ""),
        (zipped(array_file(b"{'descr': '<f8', 'fortran_order': False, 'shape': (2,)\n")), "EOF in"),
        (zipped(array_file(b"{'descr': '<f8', 'fortran_order': False, 'shape': (%d,), }" % 10**30)),
         "too large"),
        (zipped(bytes(10_000_000), compression=zipfile.ZIP_DEFLATED), "unpacks to more than it"),
        (
            zipped(b"\x93NUMPY\x01\x00\x4e\x00{'descr': '<f8', 'fortran_order': False, "
                   b"'shape': (10000000000000,), }\n"),
            "",
        ),
    ],
)  # fmt: skip
def test_npz_that_is_no_model_is_refused_and_runs_no_code(tmp_path, content, reason):
    refused(tmp_path / "model.npz", content, Neuron(1), match=f"(?s){reason}.*Nothing was changed")
