"""Pictures of every lesson, and README's among them: ``make gallery``.

The whole gallery goes to `build/gallery`, with an index page; README's pictures go to `docs`. All
are drawn by Graphviz as WebAssembly, which is the same on every machine, so that a test can see
whether `docs` is up to date.
"""

import html
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from matplotlib.figure import Figure

from autograd import Trace, Value
from autograd.errors import MissingExtraError
from autograd.files import write_atomically, write_folder
from autograd.nn import MLP
from autograd.replay import Program, replay
from demos.catalog import LESSONS, lesson
from demos.lessons import moons
from viz import available_backends, draw_dot, draw_program, frames, player_page, plots
from viz.language import languages
from viz.options import BACKWARD
from viz.plots.canvas import Plot
from viz.plots.saving import written
from viz.style import THEME_NAMES, THEMES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BUILD = ROOT / "build" / "gallery"

IN_ALL_FORMS = ("expression", "sigmoid", "mazur", "moons")
"""Drawn in every direction, theme and format; of the other lessons, a picture and a page."""

Drawn = Callable[[], str | bytes]


def svg(drawn: Value | Trace, **options: object) -> str:
    """A picture as SVG."""
    picture = draw_dot(drawn, **options)  # type: ignore[arg-type]  # each is one of its options
    text: str = picture.pipe("svg", encoding="utf-8", backend="wasm")
    return text


@cache
def all_moons() -> Value:
    """The loss of the moons over all points, with its gradients: 65,412 nodes."""
    loss, _ = moons.max_margin(moons.model(), *moons.data())
    loss.backward()
    return loss


def small_program() -> Program:
    """What a replay runs of a network 2-3-1 and its loss."""
    network = MLP(2, [3, 1], activation="tanh")
    f = replay(lambda x, y: (network(x) - y) ** 2, rows="mean", parameters=network.parameters())
    return f.program([[0.5, -0.5]], [1.0])


def readme(language: str) -> dict[str, Drawn]:
    """README's pictures, by the name of the file in `docs`."""
    neuron, four = lesson("sigmoid").drawn(), lesson("expression").drawn()
    return {
        f"sigmoid.{language}.svg": lambda: svg(
            neuron, rankdir="TB", theme="auto", language=language
        ),
        f"steps.{language}.svg": lambda: frames(
            four, theme="auto", language=language, backend="wasm"
        ).animation(),
        f"moons.{language}.svg": lambda: svg(
            all_moons(), detail="layer", theme="auto", language=language
        ),
        f"program.{language}.svg": lambda: draw_program(
            small_program(), theme="auto", language=language
        ).pipe("svg", encoding="utf-8", backend="wasm"),
    }


def pages(name: str) -> Iterator[tuple[str, Drawn]]:
    """A picture of a lesson, and the page that plays it, by the names of the files."""
    steps = lesson(name).drawn()
    for language in languages():
        yield (
            f"{name}.{language}.svg",
            lambda w=language: svg(steps, theme="auto", language=w),
        )
        yield (
            f"{name}.{language}.html",
            lambda w=language: player_page(steps, language=w, backend="wasm"),
        )


def forms(name: str) -> Iterator[tuple[str, Drawn]]:
    """Every other form of a lesson."""
    steps = lesson(name).drawn()
    for language in languages():
        for theme in THEME_NAMES:
            for rankdir in BACKWARD:
                yield (
                    f"{name}.{language}.{theme}.{rankdir}.svg",
                    lambda t=theme, r=rankdir, w=language: svg(
                        steps, theme=t, rankdir=r, language=w, legend=True
                    ),
                )
        for theme in ("light", "dark"):
            yield (
                f"{name}.{language}.{theme}.steps.svg",
                lambda t=theme, w=language: frames(
                    steps, theme=t, language=w, backend="wasm"
                ).animation(),
            )
        if "dot" in available_backends():
            for format in ("png", "pdf"):
                yield (
                    f"{name}.{language}.{format}",
                    lambda f=format, w=language: draw_dot(steps, language=w).pipe(f),
                )


def numbered() -> Iterator[Path]:
    """The steps of a lesson as numbered pictures, in a folder for each."""
    for name in IN_ALL_FORMS:
        steps = lesson(name).drawn()
        for language in languages():
            pictures = frames(steps, language=language, backend="wasm")
            yield pictures.save(BUILD / f"{name}.{language}.steps", overwrite=True)[-1]


def folded() -> Iterator[tuple[str, Drawn]]:
    """The moons over all points, as finely as there is."""
    for language in languages():
        for detail in ("neuron", "layer"):
            yield (
                f"all-moons.{language}.{detail}.svg",
                lambda d=detail, w=language: svg(all_moons(), detail=d, language=w, legend=True),
            )
        yield (
            f"all-moons.{language}.module.svg",
            lambda w=language: svg(all_moons(), module="layer1.neuron1", language=w),
        )
        yield (
            f"all-moons.{language}.around.svg",
            lambda w=language: svg(all_moons(), around="layer3.neuron1", hops=3, language=w),
        )


def curves() -> dict[str, Callable[..., Figure]]:
    """A plot of each kind, by name."""
    network, history, path = moons.model(), [], []
    points, classes = moons.data()
    for progress in moons.train(network, 20):
        history.append(progress.loss)
        a, b = network.parameters()[:2]
        path.append((a.data, b.data))

    def loss() -> Value:
        return moons.max_margin(network, points[:10], classes[:10])[0]

    return {
        "activation": partial(plots.activation, "sigmoid", at=[-1.5, 0.5]),
        "kink": partial(plots.activation, ("leaky_relu", 0.1)),
        "activations": partial(plots.activation, "sigmoid", "tanh", "relu", "gelu"),
        "loss-curve": partial(plots.loss_curve, {"moons": history}, log=True),
        "boundary": partial(plots.decision_boundary, network, points, classes, resolution=30),
        "surface": partial(plots.loss_surface, loss, a, b, path=path, resolution=15),
        "gradients": partial(plots.gradient_histogram, network),
    }


def plotted() -> Iterator[tuple[str, Drawn]]:
    """Each plot in every language that there is a font for, and in both themes."""
    kinds = curves()
    for language in languages():
        try:
            Plot("light", language, (1.0, 1.0))
        except MissingExtraError as error:
            print(f"no plots in {language!r}: {error}", file=sys.stderr)
            continue
        for name, draw in kinds.items():
            for theme in THEMES:
                yield (
                    f"plot-{name}.{language}.{theme}.svg",
                    lambda d=draw, t=theme, w=language: written(
                        d(theme=t, language=w), "svg"
                    ).decode(),
                )


def index(names: Iterable[str]) -> str:
    """A page that shows all pictures, by lesson, and leads to all other files."""
    parts = []
    for lesson_name, group in groupby(sorted(names), key=lambda name: name.partition(".")[0]):
        items = []
        for name in group:
            label = html.escape(name)
            is_shown = name.endswith((".svg", ".png"))
            shown = f'<img src="{label}" alt="" loading="lazy">' if is_shown else ""
            items.append(f'<li><a href="{label}">{label}</a>{shown}</li>')
        parts.append(f"<h2>{lesson_name}</h2><ul>{''.join(items)}</ul>")
    style = "li{margin:1em 0}img{display:block;max-width:100%;max-height:40em}"
    return (
        "<!doctype html><meta charset=utf-8><title>gradwalk gallery</title>"
        f"<style>{style}</style><h1>gradwalk gallery</h1>{''.join(parts)}\n"
    )


def main() -> None:
    """Draw everything."""
    everything = {**dict(folded()), **dict(plotted())}
    for name in LESSONS:
        everything |= dict(pages(name))
    for name in IN_ALL_FORMS:
        everything |= dict(forms(name))
    BUILD.parent.mkdir(exist_ok=True)
    drawn = {}
    for name, draw in everything.items():
        print(name, file=sys.stderr)
        drawn[name] = draw()
    write_folder(BUILD, drawn, overwrite=True)
    frames_of = [str(path.relative_to(BUILD)) for path in numbered()]
    write_atomically(BUILD / "index.html", index([*drawn, *frames_of]), overwrite=True)
    for language in languages():
        for name, draw in readme(language).items():
            print(write_atomically(DOCS / name, draw(), overwrite=True).relative_to(ROOT))
    print((BUILD / "index.html").relative_to(ROOT))


if __name__ == "__main__":
    main()
