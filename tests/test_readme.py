"""README in both languages: its picture, links and commands are true; its examples are doctests."""

import doctest
import importlib.util
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from stepper import walking

from demos.catalog import LESSONS
from viz.language import languages

WRITERS = r"render\(|player\(|pictures\.(save|animate)\(|plots\.save\("
ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "ko": ROOT / "README.ko.md"}
each = pytest.mark.parametrize("text", [p.read_text(encoding="utf-8") for p in READMES.values()])


def gallery():
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "scripts" / "gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said(svg):
    """All that a picture says, in its order: ids, names, texts; not where things stand."""
    root = ET.fromstring(svg)  # noqa: S314  our own
    return [
        (element.tag, element.get("id"), element.get("class"), (element.text or "").strip())
        for element in root.iter()
        if element.tag != "{http://www.w3.org/2000/svg}style"
    ]


def test_there_is_one_in_each_language():
    assert set(READMES) == set(languages())


@pytest.mark.parametrize(
    "name",
    ["sigmoid", *(pytest.param(n, marks=pytest.mark.proof) for n in ("steps", "program", "moons"))],
)
def test_the_pictures_are_those_that_make_gallery_draws(name):
    # Byte by byte in CI; another release of Graphviz may place things elsewhere.
    readme = gallery().readme
    for language, path in READMES.items():
        file = f"{name}.{language}.svg"
        assert f"](docs/{file})" in path.read_text(encoding="utf-8")
        assert said((ROOT / "docs" / file).read_text(encoding="utf-8")) == said(
            readme(language)[file]()
        )


@pytest.mark.usefixtures("one_backend")
@pytest.mark.parametrize("language", languages())
def test_the_screen_is_one_of_the_stepper(language):
    text = READMES[language].read_text(encoding="utf-8")
    begin = text.index("\n sigmoid: ") + 1
    screen = text[begin : text.index("\n```", begin)]
    with walking(size=(92, screen.count("\n") + 1), language=language) as s:
        shown = "\n".join(row.rstrip() for row in s.press("g").answer("7").rows)
    if os.environ.get("GRADWALK_REWRITE_GOLDEN") == "1":
        READMES[language].write_text(text.replace(screen, shown), encoding="utf-8", newline="\n")
    assert screen == shown


def test_there_are_no_other_pictures():
    drawn = {name for language in languages() for name in gallery().readme(language)}
    assert {path.name for path in (ROOT / "docs").glob("*.svg")} == drawn


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


@pytest.mark.parametrize(
    "path",
    READMES.values(),
    ids=READMES,
)
@pytest.mark.proof
def test_every_line_of_code_runs_those_that_write_files_too(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8").replace("# doctest: +SKIP", "")
    test = doctest.DocTestParser().get_doctest(text, {}, path.name, str(path), 0)
    written = [example.source for example in test.examples if re.match(WRITERS, example.source)]
    assert len(written) >= 5
    for example in test.examples:
        if example.source in written:  # what they return is a path, or a list of them
            example.source = f"_ = {example.source}"
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "y.svg",
        "dark.svg",
        "steps",
        "steps.svg",
        "steps.html",
        "loss.svg",
        "training.svg",
        "flowers.py",
    }
