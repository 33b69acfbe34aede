"""What tests read from pictures."""

from xml.etree import ElementTree as ET

import pytest

from autograd import Value, trace

SVG = "{http://www.w3.org/2000/svg}"
BACKENDS = ["wasm", pytest.param("dot", marks=pytest.mark.needs_dot)]


def square():
    x = Value(3.0, label="x", role="input")
    return trace(x * x)


def parsed(text):
    return ET.fromstring(text)  # noqa: S314  our own


def drawn(picture, **options):
    return parsed(picture.pipe("svg", **options))


def groups(root):
    return {g.get("id"): g for g in root.iter(f"{SVG}g") if g.get("id")}


def texts(group):
    return ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]


def caption(root):
    return texts(root.find(f"{SVG}g[@class='caption']"))
