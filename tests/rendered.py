"""Small graphs for tests of rendering, and what is read from their pictures."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

SMALL = 'digraph small { x [label="값 x"]; x -> y; x -> y }'
# A layout that takes minutes: 300 nodes, each joined to ten others in no order.
ENDLESS = "digraph {" + "".join(f"{i % 300}->{i * i % 293};" for i in range(6000)) + "}"

MakeDot = Callable[[str], Path]


def nodes_and_edges(svg: bytes) -> tuple[list[str], list[str]]:
    titles: dict[str, list[str]] = {"node": [], "edge": [], "cluster": [], "caption": []}
    for group in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g"):  # noqa: S314 - our own
        title = group.findtext("{http://www.w3.org/2000/svg}title") or ""
        titles[group.attrib["class"].split()[0]].append(f"{group.attrib['id']}: {title}")
    return titles["node"], titles["edge"]


SMALL_DRAWN = ["node1: x", "node2: y"], ["edge1: x->y", "edge2: x->y"]
