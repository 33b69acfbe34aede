"""README in both languages: its picture, links and commands are true; its examples are doctests."""

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from demos.catalog import LESSONS
from viz.language import languages

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "ko": ROOT / "README.ko.md"}
each = pytest.mark.parametrize("text", [p.read_text(encoding="utf-8") for p in READMES.values()])


def pictures():
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "scripts" / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(svg):
    return [t.text for t in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_there_is_one_in_each_language():
    assert set(READMES) == set(languages())


@pytest.mark.parametrize("language", languages())
def test_the_picture_is_the_one_the_lesson_draws(language, tmp_path):
    drawn = pictures().draw(language, tmp_path)
    assert f"](docs/{drawn.name})" in READMES[language].read_text(encoding="utf-8")
    shown = (ROOT / "docs" / drawn.name).read_text(encoding="utf-8")
    assert words(shown) == words(drawn.read_text(encoding="utf-8"))


@each
def test_links_lead_somewhere(text):
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) >= 5
    assert [link for link in links if not (ROOT / link).exists()] == []


@each
def test_every_lesson_is_named(text):
    assert all(f"`python -m demos {name}`" in text for name in LESSONS)


@each
def test_every_make_target_named_exists(text):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)", text):
        assert f"\n{target}:" in makefile


def test_both_languages_show_the_same_code():
    code = {}
    for language, path in READMES.items():
        lines = re.findall(r"^>>> .*|^\.\.\. .*", path.read_text(encoding="utf-8"), re.MULTILINE)
        code[language] = [line.split("  #")[0].rstrip() for line in lines]
    assert code["en"] == code["ko"]
    assert len(code["en"]) > 20
