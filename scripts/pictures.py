"""The pictures in README, one for each language: ``make pictures`` draws them anew."""

from pathlib import Path

from demos.lessons import sigmoid
from viz import render
from viz.language import languages

DOCS = Path(__file__).parent.parent / "docs"


def draw(language: str, folder: Path = DOCS) -> Path:
    """Draw the sigmoid neuron with its loss downwards, to be read at the width of a page."""
    return render(
        sigmoid.with_gradients(),
        folder / f"sigmoid.{language}.svg",
        overwrite=True,
        rankdir="TB",
        backend="wasm",  # which is the same on every machine
        language=language,
    )


if __name__ == "__main__":
    for language in languages():
        print(draw(language))
