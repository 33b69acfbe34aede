"""What gradwalk needs: each with a reason and a range, under a licence that is free for all."""

import re
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import dependencies  # noqa: E402  found by the line above

FREE = re.compile(
    r"(0BSD|Apache-2\.0( WITH LLVM-exception)?|BSD-[23]-Clause|CC0-1\.0|EPL-2\.0|MIT|MIT-CMU|"
    r"MPL-2\.0|PSF-2\.0|Python-2\.0|Unlicense|Zlib|ISC|HPND)"
)

REQUIREMENTS = dependencies.requirements()


def test_there_are_as_many_requirements_as_lines_that_name_one():
    text = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    assert len(REQUIREMENTS) == len(re.findall(r"^    [\w\[\]-]+ >= ", text, re.MULTILINE)) > 20


@pytest.mark.parametrize(("extra", "text", "reason"), REQUIREMENTS, ids=lambda x: x)
def test_a_requirement_has_a_reason_and_a_lower_bound(extra, text, reason):
    operators = [bound.operator for bound in Requirement(text).specifier]
    assert ">=" in operators
    assert set(operators) <= {">=", "<"}
    assert len(reason) > 15, f"no reason stands above {text} in setup.cfg"
    row = f"| `{text}` | {extra or 'always'} | {reason} | "
    assert row in (ROOT / "DEPENDENCIES.md").read_text(encoding="utf-8"), "make dependencies"


def test_what_users_get_is_free_for_everybody():
    found = dependencies.brought_along(["gradwalk[all]"])
    assert {"numpy", "textual", "rich", "wasmtime", "matplotlib", "llvmlite", "onnx"} <= set(found)
    for name, licence in found.items():
        parts = re.split(r" (?:AND|OR) ", licence.replace("(", "").replace(")", ""))
        assert all(map(FREE.fullmatch, parts)), (name, licence)
    listed = (ROOT / "DEPENDENCIES.md").read_text(encoding="utf-8")
    assert [name for name in found if name not in listed.lower() and name != "gradwalk"] == []


def test_a_licence_that_is_not_free_would_be_noticed():
    for licence in ("GPL-3.0-only", "not stated", "Proprietary", "MIT AND Commons-Clause"):
        assert not all(map(FREE.fullmatch, licence.split(" AND ")))
