"""The lessons: their numbers are the published ones, and the command behaves."""

import json
import math

import pytest
from lessons import QUICK, gradients, parts_of, printed, run, walks_of, words_of

from autograd import Value, tape, trace
from autograd.errors import ChoiceError
from demos.__main__ import main
from demos.catalog import LESSONS, lesson
from demos.exercises.checks import SERIES
from demos.language import load
from demos.lessons import expression, mazur, moons, sigmoid
from demos.nudge import nudged
from demos.parts import Line, Lines, Say, Walk, Work
from demos.stepper.quizzing import Quiz
from demos.stepper.tour import Steps, Tour
from viz import draw_dot
from viz.signs import columns

# --- published numbers -----------------------------------------------------------------------


def test_expression_gives_the_numbers_of_the_lecture():
    loss = expression.build()
    values = {line.name: line.node.data for line in trace(loss).tape}
    assert values == {"a": 2, "b": -3, "c": 10, "f": -2, "e": -6, "d": 4, "L": -8}
    assert gradients(loss) == {"a": 6, "b": -4, "c": -2, "f": 4, "e": -2, "d": -2, "L": 1}


def test_expression_steps_uphill_as_in_the_lecture(capsys):
    assert main(["expression", "--lang", "en"]) == 0
    assert "from -8 to -7.2865" in capsys.readouterr().out
    assert expression.uphill().data == pytest.approx(-7.286496, abs=1e-12)


def test_sigmoid_neuron_gives_the_numbers_of_cs231n():
    f = sigmoid.neuron()
    found = gradients(f)
    assert f.args[0].data == 1.0
    assert f.data == 0.7310585786300049
    expected = {"w0": -0.1966119, "w1": -0.3932239, "w2": 0.1966119}
    expected |= {"x0": 0.3932239, "x1": -0.5898358}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=5e-8)


def test_losses_on_the_neuron():
    squared = sigmoid.squared_error(sigmoid.neuron())
    entropy = sigmoid.cross_entropy(sigmoid.neuron())
    f = 0.7310585786300049
    assert squared.data == pytest.approx(0.5 * (1 - f) ** 2, rel=1e-15)
    assert gradients(squared)["z"] == pytest.approx((f - 1) * f * (1 - f), rel=1e-14)
    assert gradients(entropy)["z"] == pytest.approx(f - 1, rel=1e-14)


def test_a_saturated_neuron_learns_from_cross_entropy_only():
    squared, entropy = sigmoid.saturated()
    assert (f"{squared:.1e}", f"{entropy:.5f}") == ("-4.5e-05", "-0.99995")


def test_mazur_gives_every_published_number():
    w, after_one = mazur.train(1)
    before = mazur.error(mazur.weights())
    assert f"{before.data:.9f}" == "0.298371109"
    first, second = mazur.outputs(before)
    assert (f"{first:.8f}", f"{second:.9f}") == ("0.75136507", "0.772928465")
    assert [f"{x.data:.9g}" for x in w] == [
        "0.149780716",
        "0.199561432",
        "0.249751144",
        "0.299502287",
        "0.35891648",
        "0.408666186",
        "0.51130127",
        "0.561370121",
    ]
    assert f"{after_one.data:.9f}" == "0.291027774"


def test_the_article_sends_the_gradient_through_updated_weights():
    assert f"{mazur.slip():.9f}" == "0.291027924"


@pytest.mark.proof
def test_mazur_after_ten_thousand_steps():
    _, root = mazur.train(10_000)
    assert f"{root.data:.6e}" == "3.510188e-05"
    assert [f"{o:.8f}" for o in mazur.outputs(root)] == ["0.01591362", "0.98406427"]


def test_moons_starts_as_the_published_run_of_micrograd():
    network = moons.model()
    assert len(network.parameters()) == 337
    run = list(moons.train(network, 2))
    assert run[0].loss == pytest.approx(0.8958441028683222, rel=1e-14)
    assert run[1].loss == pytest.approx(1.723590533697202, rel=1e-14)


@pytest.mark.proof
def test_moons_reproduces_the_published_run_of_micrograd():
    run = list(moons.train(moons.model()))
    assert run[0].loss == pytest.approx(0.8958441028683222, rel=1e-14)
    assert run[0].accuracy == 0.5
    assert run[99].loss == pytest.approx(0.010978370135492717, rel=1e-13)
    assert run[99].accuracy == 1.0


# --- what is shown ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", QUICK)
def test_a_lesson_prints_a_title_numbered_steps_and_no_signs_of_the_terminal(name, language):
    lines = printed(name, language)
    assert lines[0] == f"{name}: {load(language)(f'{name}.title')}"
    for walk in walks_of(name):
        (first, _), *_ = words_of(name, language).step(walk.trace, 1)
        assert first.startswith("   1  ")
        assert first in lines
    assert "\x1b" not in "".join(lines)
    wide = [line for line in lines if columns(line.rstrip()) > 80]
    assert len(wide) <= len(lines) // 20, wide  # a few formulas are longer


@pytest.mark.parametrize("name", QUICK)
def test_what_a_lesson_draws_is_one_of_its_walks(name):
    assert lesson(name).drawn().steps in [walk.trace.steps for walk in walks_of(name)]


@pytest.mark.parametrize("name", QUICK)
def test_a_lesson_says_what_it_is_and_walks_through_graphs_that_can_be_read(name):
    assert parts_of(name)[0] == Say("intro")
    assert walks_of(name)
    assert all(len(walk.trace.tape) <= 45 for walk in walks_of(name))


def test_work_that_a_lesson_has_finished_is_still_shown_on_its_page():
    def parts():
        lines = Lines(map(Line, "abc"))
        yield Work(3, lines)
        lines.finish()
        yield Say("end")

    page = Tour(parts()).read(0)
    work, end = page.parts
    assert [line.key for line in work.lines] == ["a", "b", "c"]
    assert end == Say("end")


def test_work_that_failed_fails_again_where_the_lesson_goes_on():
    def work():
        yield None
        raise ValueError("no result")

    lines = Lines(work())
    assert next(lines) is None
    for read in (lambda: next(lines), lines.finish, lambda: next(lines)):
        with pytest.raises(ValueError, match="no result"):
            read()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_lesson_writes_the_picture_it_names(language, tmp_path):
    done = run("expression", "--lang", language, "--out", "e.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "e.svg" in done.stdout.splitlines()[-1]
    assert (tmp_path / "e.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
    assert "\x1b" not in done.stdout  # a pipe gets no colours


def test_transcript_shows_every_step_of_the_trace_with_its_numbers():
    lines = printed("sigmoid")
    third = lines[lines.index("3. With the cross-entropy, L = -log(f)") :]
    shown = [line for line in third if line[:6].strip().isdigit()]
    steps = trace(sigmoid.cross_entropy(sigmoid.neuron())).steps
    assert len(shown) == len(steps)
    for number, (line, step) in enumerate(zip(shown, steps, strict=True), start=1):
        assert line.startswith(f"{number:4}  ")
        if step.kind == "backward":
            product = f"{step.local:.6g} * {step.upstream:.6g} = {step.contribution:.6g}"
            assert product in line
    for step in steps:
        if step.kind == "backward" and step.before:
            total = f"{step.before:.6g} + {step.contribution:.6g} = {step.after:.6g}"
            assert f"added to what was there: {total}" in "\n".join(third)


def test_picture_and_transcript_show_the_same_graph(tmp_path):
    run("sigmoid", "--out", "sigmoid.svg", cwd=tmp_path)
    loss = sigmoid.cross_entropy(sigmoid.neuron())
    loss.backward()
    assert (tmp_path / "sigmoid.svg").read_bytes() == draw_dot(loss).pipe()


def test_the_list_names_every_lesson(tmp_path):
    for language, usage in (("en", "NAME"), ("ko", "이름")):
        done = run("--lang", language, cwd=tmp_path)
        assert done.returncode == 0
        assert all(f"  {name} " in done.stdout for name in LESSONS)
        assert usage in done.stdout


def test_the_course_is_given_to_other_programs(capsys):
    assert main(["--json", "--lang", "ko"]) == 0
    course = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in course["lessons"]] == list(LESSONS)
    assert course["lessons"][0]["title"] == load("ko")(f"{LESSONS[0]}.title")
    assert course["exercises"] == {"passed": 0, "count": len(SERIES)}


def test_steps_of_a_lesson_are_given_to_other_programs(capsys):
    assert main(["sigmoid", "--part", "2", "--steps", "3-4", "--json"]) == 0
    given = json.loads(capsys.readouterr().out)
    (walk,) = given["parts"]
    second = walks_of("sigmoid")[1].trace
    assert [step["step"] for step in walk["steps"]] == [3, 4]
    for step in walk["steps"]:
        (line, _), *_ = words_of("sigmoid").step(second, step["step"])
        assert line.split(maxsplit=1)[1] == step["sentence"]
        assert step["result"] == second.steps[step["step"] - 1].result


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--steps", "1-99"], "there is no step 99: steps go from 1 to 21"),
        (["--part", "4"], "there is no walk 4: this lesson has 3"),
        (["--steps", "7-3"], "got '7-3'"),
        (["--steps", "0"], "got '0'"),
        (["--part", "x"], "--part takes a number from 1, got 'x'"),
        (["--ambiguous", "3"], "--ambiguous is one of 1, 2, got '3'"),
        (["--lang", "kr"], "unknown language 'kr'; there are: en, ko"),
        (["more"], "'more' is one name too many"),
        (["a", "b"], "'b' is one name too many"),
        (["--step", "3"], "unknown option '--step'; there are: --lang, --plain, --json, --steps"),
        (["--out"], "--out needs a value after it"),
        (["--out", ""], "unknown ending of the file name ''"),
    ],
)
def test_what_there_is_not_is_told_in_one_line(options, says, capsys):
    assert main(["sigmoid", *options]) in (1, 2)
    printed, errors = capsys.readouterr()
    assert says in errors
    assert "  1  " not in printed
    assert len(errors.splitlines()) == 1


def test_a_lesson_that_there_is_not_is_told_with_the_nearest():
    with pytest.raises(ChoiceError, match="did you mean 'sigmoid'"):
        lesson("sigmiod")


def test_a_nudge_that_leads_where_nothing_is_defined_gives_nothing():
    steps = tape(Value(0.5, label="x").log())
    assert nudged(steps, 0, -0.25) == pytest.approx(-math.log(2.0))
    assert nudged(steps, 0, -0.5) is None


def test_each_tenth_step_of_moons_is_shown_and_the_last():
    shown = [k for k in range(moons.STEPS) if moons._line(moons.Progress(k, 1.0, 0.5, 0.1))]
    assert shown == [*range(0, moons.STEPS, 10), moons.STEPS - 1]


def test_a_quiz_asks_nothing_where_the_walk_ends():
    quiz, steps, text = Quiz(), Steps(Walk(Value(3.0) * 2.0)), words_of("mazur").text
    steps.go(len(steps.trace))
    assert quiz.question(steps, text) is None
    assert quiz.guess("6", steps, text) == quiz.give_up(steps, text)
    assert quiz.asked == 0


def test_every_lesson_has_its_module_and_says_first_what_it_is():
    for name in LESSONS:
        assert lesson(name).__doc__.splitlines()[0].endswith(".")


def test_the_language_follows_the_environment(tmp_path):
    assert "강의" in run(cwd=tmp_path, env={"LC_ALL": "ko_KR.UTF-8"}).stdout
    assert "lessons done" in run(cwd=tmp_path, env={"LC_ALL": "fr_FR.UTF-8"}).stdout
