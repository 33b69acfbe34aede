"""What holds for every plot: what is refused, theme and language, files, the extra."""

import io
import math
import os
import subprocess
import sys

import matplotlib as mpl
import pytest
from figures import (
    EVERY,
    LANGUAGES,
    ROOT,
    diagonal,
    needs_hangul,
    said,
)
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from autograd import Value, ops
from autograd.errors import (
    ChoiceError,
    DomainError,
    FileInTheWayError,
    InputTypeError,
    LengthError,
    MissingExtraError,
)
from autograd.nn import MLP, Update
from viz import plots
from viz.plots import canvas
from viz.plots.canvas import Plot, fonts
from viz.plots.saving import written
from viz.style import THEMES

# --- what is refused -------------------------------------------------------------------------


def surface(loss=lambda: 1 / 0, a=None, b=None, **options):
    """A surface, of a loss that must not be called unless one is given."""
    given = [Value(x) if p is None else p for x, p in ((0.5, a), (0.25, b))]
    return plots.loss_surface(loss, *given, **{"resolution": 3, **options})


def boundary(points, labels, model=diagonal):
    return plots.decision_boundary(model, points, labels, resolution=3)


W = Value(0.5)
REFUSED = [
    (lambda: plots.activation("sigmiod"), ChoiceError, "did you mean 'sigmoid'"),
    (lambda: plots.activation(abs), ChoiceError, "unknown activation"),
    (lambda: plots.activation("mul"), InputTypeError, r'pass \("mul", 2.0\)'),
    (lambda: plots.activation(("tanh", 2.0)), InputTypeError, "pass 'tanh'"),
    (lambda: plots.activation("tanh", at=[math.nan]), DomainError, "finite number, got nan"),
    (lambda: plots.activation("tanh", span=(1, 1)), DomainError, "span must rise"),
    (lambda: plots.activation("tanh", span=(0, 1e9)), DomainError, "at most 1000 wide"),
    (lambda: plots.activation("tanh", span=3), InputTypeError, "span must be two numbers"),
    (lambda: plots.loss_curve([]), LengthError, "the history has none"),
    (lambda: plots.loss_curve({}), LengthError, "the history has none"),
    (lambda: plots.loss_curve({"a": [1], "b": []}), LengthError, "series 'b' has none"),
    (lambda: plots.loss_curve([1.0], unit="day"), ChoiceError, "unknown unit 'day'"),
    (lambda: plots.loss_curve(1.0), InputTypeError, "loss_curve takes losses in order"),
    (lambda: plots.loss_curve(["1"]), InputTypeError, r"float\(text\)"),
    (lambda: plots.loss_curve({"a": [1, 0]}, log=True), DomainError, "got 0.0 at step 2 of 'a'; "),
    (lambda: plots.training_curves({"loss": []}), LengthError, "series 'loss' has none"),
    (lambda: plots.training_curves(3), InputTypeError, "training_curves takes.*or a Run of fit"),
    (lambda: plots.training_curves({"loss": [0]}, log=True), DomainError, "got 0.0 at epoch 1"),
    (lambda: plots.training_curves([1.0], best_epoch=2), DomainError, "from 0 .none. to 1.*got 2"),
    (lambda: plots.confusion_matrix([1], [0, 1]), LengthError, "1 predictions and 2 targets"),
    (lambda: plots.confusion_matrix([1], [2], classes="ab"), InputTypeError, "got 'ab'; pass a"),
    (lambda: plots.confusion_matrix([1], [0], classes=["a"]), LengthError, "name of one, 'a'"),
    (lambda: plots.confusion_matrix([1], [2], classes=["a", "b"]), DomainError, "got class 2"),
    (lambda: boundary([(1, 2)], [1, 0]), LengthError, "1 points and 2 labels"),
    (lambda: boundary([], []), LengthError, "needs points, got none"),
    (lambda: boundary([(1, 2, 3)], [1]), LengthError, "point 1 must be two numbers, got 3"),
    (lambda: boundary([(1, 2)] * 3, [0, 1, 2]), DomainError, "two classes apart, got 3"),
    (lambda: boundary([(1, math.inf)], [1]), DomainError, "point 1 must be a finite number"),
    (lambda: boundary([(1, 2)], ["1"]), InputTypeError, r"float\(text\)"),
    (lambda: boundary([(1, 2)], [1], list), InputTypeError, "score of the model takes a real"),
    (lambda: surface(b=1.0), InputTypeError, "b must be a Value, got float"),
    (lambda: surface(a=W * 1), InputTypeError, "a must be a leaf.*result of mul"),
    (lambda: surface(a=W, b=W), InputTypeError, "the same twice"),
    (lambda: surface(lambda: 2.0), DomainError, "2.0 everywhere.*at each call"),
    (lambda: surface(lambda: math.nan), DomainError, "no value anywhere"),
    (lambda: surface(lambda: ops.log(-1)), DomainError, "no value anywhere.*log needs x > 0"),
    (lambda: surface(lambda: None), InputTypeError, "return statement forgotten"),
    (lambda: surface(lambda: -W, W, log=True), DomainError, "needs losses > 0, got -"),
    (lambda: surface(path=[]), LengthError, "the path is empty"),
    (lambda: surface(path=[(0, 0), (math.nan, 1)]), DomainError, "position 1 of the path"),
    (lambda: surface(path=[0.5, 0.5]), InputTypeError, "position 0 of the path must be two"),
    (lambda: surface(path=[[]]), LengthError, "position 0 of the path must be two numbers, got 0"),
    (lambda: surface(path=[[Update("c", 1, 1, 1, 2)]]), LengthError, "moves neither parameter"),
    (lambda: surface(span=((0, 0), (0, 1))), DomainError, "span must be two that rise"),
    (lambda: surface(resolution=1), DomainError, "from 2 to 1000, got 1"),
    (lambda: surface(resolution=2.5), InputTypeError, "whole number, got float"),
    (lambda: plots.gradient_histogram([1.0]), InputTypeError, "a model or a loss, got list"),
    (lambda: plots.gradient_histogram(W * 2), LengthError, "role='parameter'"),
    (lambda: plots.gradient_histogram(MLP(1, [1]), nodes="all"), InputTypeError, "the loss"),
    (lambda: plots.gradient_histogram(MLP(1, [1]), nodes="al"), ChoiceError, "'all'"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused_with_what_to_do(call, error, message):
    with pytest.raises(error, match=message):
        call()
    assert (W.data, W.grad) == (0.5, None)


# --- all of them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "language"), [("light", "en"), pytest.param("dark", "ko", marks=needs_hangul)]
)
@pytest.mark.parametrize("name", EVERY)
def test_every_plot_is_drawn_in_its_theme_and_language(name, theme, language):
    before = mpl.rcParams.copy()  # dict() would load pyplot
    figure = EVERY[name](theme=theme, language=language)
    figure.draw_without_rendering()  # a character without a glyph would warn, which is an error
    assert isinstance(figure, Figure)
    assert mpl.rcParams.copy() == before
    assert "matplotlib.pyplot" not in sys.modules
    ground, text = THEMES[theme].ground.lower(), THEMES[theme].text.lower()
    assert to_hex(figure.get_facecolor()) == ground
    assert to_hex(figure._suptitle.get_color()) == text
    for axes in figure.axes[:1]:
        assert to_hex(axes.get_facecolor()) == ground
        assert to_hex(axes.xaxis.label.get_color()) == text
        labels = axes.get_xticklabels() + axes.get_yticklabels()
        assert {label.get_color().lower() for label in labels} == {THEMES[theme].muted.lower()}
        assert {tuple(label.get_fontfamily()) for label in labels} == {tuple(fonts(language))}
    words = figure.get_suptitle() + "".join(said(figure))
    is_korean = any("가" <= c <= "힣" for c in words)
    assert is_korean is (language == "ko")


@pytest.mark.parametrize("name", EVERY)
def test_an_unknown_theme_or_language_is_refused(name):
    with pytest.raises(ChoiceError, match="unknown theme 'drak'; did you mean 'dark'"):
        EVERY[name](theme="drak")
    with pytest.raises(ChoiceError, match="unknown language 'kr'"):
        EVERY[name](language="kr")


def test_settings_of_the_reader_change_nothing_and_stay():
    plain = written(EVERY["loss"](), "svg")
    with mpl.rc_context({"font.size": 30, "axes.linewidth": 5, "axes.unicode_minus": False}):
        mine = mpl.rcParams.copy()
        figure = EVERY["loss"]()
        assert written(figure, "svg") == plain
        assert mpl.rcParams.copy() == mine


def test_a_label_is_text_whatever_it_holds():
    name = "$\\frac{$ \n <b>"  # as mathematics it would not even parse
    figure = plots.loss_curve({name: [1.0]})
    assert "$\\frac{$ \\n <b>" in said(figure)[0]
    figure.draw_without_rendering()


def test_minus_signs_are_minus_signs():
    figure = plots.activation("tanh")
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert "−2" in labels
    assert "-2" not in labels


def test_without_a_font_for_it_korean_is_refused_and_not_drawn_as_boxes(monkeypatch):
    monkeypatch.setattr(canvas, "HANGUL", ("No Such Font",))
    with pytest.raises(MissingExtraError, match="apt-get install fonts-noto-cjk"):
        plots.activation("tanh", language="ko")
    assert fonts("en") == ["DejaVu Sans"]


# --- files and notebooks ---------------------------------------------------------------------


def small(language="en"):
    """A figure that is drawn fast, with clipping (whose ids are random if nobody sets them)."""
    figure = Plot("light", language, (2.0, 1.0))
    with figure.look():
        figure.head(figure.words("plots.loss_curve"))
        figure.subplots(subplot_kw={"xticks": [], "yticks": []}).plot([-1, 2], [3, 4], "-o")
    return figure


BEGINS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("format", BEGINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_the_same_bytes_each_time(format, language, tmp_path):
    files = [tmp_path / f"{k}.{format}" for k in range(2)]
    for file in files:
        figure = small(language)
        assert plots.save(figure, file) == file
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith(BEGINS[format])
    assert b"Date" not in first


def test_an_svg_says_what_it_shows_and_holds_no_version():
    text = written(small(), "svg").decode()
    assert "<title>loss while training</title>" in text
    assert mpl.__version__ not in text.split("<g ")[0]


def test_a_file_is_not_overwritten_unless_asked(tmp_path):
    file = tmp_path / "a.svg"
    file.write_text("mine")
    figure = small()
    with pytest.raises(FileInTheWayError):
        plots.save(figure, file)
    assert file.read_text() == "mine"
    plots.save(figure, file, overwrite=True)
    assert file.read_bytes() == written(figure, "svg")


def test_any_figure_can_be_saved_and_nothing_else(tmp_path):
    figure = Figure()
    figure.subplots().plot([1, 2])
    first = plots.save(figure, tmp_path / "own.svg").read_bytes()
    assert first.startswith(b"<?xml")
    assert plots.save(figure, tmp_path / "own.svg").read_bytes() == first
    with pytest.raises(InputTypeError, match=r"takes a figure.*viz\.render"):
        plots.save(Value(1.0), tmp_path / "a.svg")
    with pytest.raises(ChoiceError, match=r"One of: \.svg, \.png, \.pdf"):
        plots.save(figure, tmp_path / "a.dot")
    assert [file.name for file in tmp_path.iterdir()] == ["own.svg"]


def test_a_notebook_shows_a_plot():
    figure = small()
    bundle = figure._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert figure._repr_mimebundle_(exclude=["image/svg+xml"]) == {}


def test_a_reader_can_change_and_save_the_figure_as_any_other():
    figure = small()
    figure.axes[0].set_title("mine")
    file = io.BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight")
    assert file.getvalue().startswith(b"\x89PNG")


# --- the extra -------------------------------------------------------------------------------


def test_without_matplotlib_only_plots_are_missing_and_say_what_to_install():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import viz\n"
        "try:\n    from viz import plots\n"
        "except ImportError as error:\n    print(type(error).__name__, error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout.startswith("MissingExtraError viz.plots needs matplotlib")
    assert "pip install matplotlib (it is the extra gradwalk[plots])" in result.stdout
