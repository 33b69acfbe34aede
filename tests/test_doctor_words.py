"""What the doctor says: a lesson and sentences for each finding, the same in every language."""

import unicodedata
from pathlib import Path

import pytest
from test_texts import PARTICLE, placeholders

from autograd.errors import ChoiceError
from autograd.language import load, read
from autograd.nn import MLP, SGD, diagnose, squared_error
from autograd.nn.doctor import Diagnosis, Finding
from autograd.nn.doctor.finding import FOLDER, LESSONS
from autograd.nn.doctor.looking import _CHECKS
from demos.catalog import LESSONS as THERE
from viz.language import languages
from viz.signs import columns

THIS = Path(__file__).name
RAW = {language: read(FOLDER / f"{language}.toml") for language in languages()}
PARTS = ("title", "measured", "why", "remedy")

DEAD = Finding("dead", "alarm", ("layer1.neuron2",), {"total": 3, "samples": 9}, {"layer1": 2 / 3})
FEW = Finding("optimiser_partly", "notice", tuple(f"w{i}" for i in range(1, 11)), {"total": 20})


def test_the_doctor_speaks_the_languages_of_the_pictures():
    assert sorted(file.stem for file in FOLDER.iterdir()) == languages()


def test_each_finding_has_a_lesson_that_there_is():
    assert set(LESSONS.values()) <= set(THERE)


@pytest.mark.parametrize("language", languages())
def test_each_finding_and_each_look_has_its_sentences_and_no_other_is_there(language):
    wanted = {f"{kind}.{part}" for kind in LESSONS for part in PARTS}
    wanted |= {f"looked.{check.name}" for check in _CHECKS}
    wanted |= {f"report.without_{need}" for check in _CHECKS for need in check.needs}
    found = {path for path in RAW[language] if not path.startswith("report.")}
    found |= {path for path in RAW[language] if path.startswith("report.without_")}
    assert found == wanted


def test_all_languages_say_the_same_of_the_same_numbers():
    english = {path: placeholders(sentence) for path, sentence in RAW["en"].items()}
    for sentences in RAW.values():
        assert {path: placeholders(sentence) for path, sentence in sentences.items()} == english


@pytest.mark.parametrize("language", languages())
def test_sentences_are_nfc_one_line_and_free_of_particles_after_numbers(language):
    for path, sentence in RAW[language].items():
        assert unicodedata.is_normalized("NFC", sentence), path
        assert sentence == sentence.strip() != ""
        assert "\n" not in sentence, path
        assert not PARTICLE.search(sentence), path


def test_each_finding_is_provoked_by_a_test():
    files = Path(__file__).parent.glob("test_doctor*.py")
    tests = "".join(file.read_text(encoding="utf-8") for file in files if file.name != THIS)
    assert [kind for kind in LESSONS if f'"{kind}"' not in tests] == []


def test_a_report_says_the_worst_first_and_what_was_not_looked_at():
    model = MLP(2, [2, 1], init="zeros")
    part = SGD(model.layers[1].parameters(), lr=0.1)
    found = diagnose(model, optimiser=part)
    assert [finding.kind for finding in found] == ["all_zero", "optimiser_partly"]
    assert repr(found) == "<Diagnosis: all_zero, optimiser_partly>"
    lines = str(found).splitlines()
    assert lines[0] == "Found: 1 that keep training from working, 1 worth a look."
    assert lines[2] == "ALARM: a model of zeros"
    assert lines[3] == "    All 9 parameters are 0."
    assert "    To see it happen: python -m demos symmetry" in lines
    assert "notice: parameters that the optimiser does not move" in lines
    assert any(line.startswith("Not looked at, since there were no data: ") for line in lines)


def test_a_clean_bill_says_what_was_looked_at():
    model = MLP(1, [3, 1], activation="tanh")
    data = [[-1.0], [0.0], [1.0]], [1.0, 0.0, 1.0]
    found = diagnose(model, data, loss=squared_error)
    assert found.is_healthy
    assert list(found) == []
    lines = str(found).splitlines()
    assert lines[:2] == ["Nothing wrong was found.", "Looked at 3 of 3 samples."]
    assert "gradients layer by layer" in " ".join(lines)
    assert "Not looked at, since there was no optimiser: " in str(found)


def test_numbers_by_layer_stand_below_what_they_belong_to():
    text = Diagnosis((DEAD,), ("units",), {}, 9, 90).text()
    assert "1 of 3 relus are off for all of 9 samples: layer1.neuron2." in " ".join(text.split())
    assert "\n      layer1  0.667\n" in text
    many = Finding("dead", "alarm", (), {"total": 3, "samples": 9}, {str(i): 1 for i in range(20)})
    assert "\n      ... 8 more\n" in Diagnosis((many,), (), {}).text()


def test_many_names_are_cut_short_and_counted():
    measured, _, _ = FEW.sentences()
    assert measured.endswith("optimiser: w1, w2, w3, w4, w5, w6 and 4 more.")
    assert "w6 외 4개" in FEW.sentences("ko")[0]


@pytest.mark.parametrize("language", languages())
def test_lines_fit_a_terminal_of_a_hundred_columns(language):
    text = Diagnosis((DEAD, FEW), tuple(check.name for check in _CHECKS), {}, 9, 90).text(language)
    assert max(map(columns, text.splitlines())) <= 100
    if language == "en":
        assert text.isascii()


def test_findings_are_found_by_kind():
    found = Diagnosis((DEAD, FEW), (), {})
    assert ("dead" in found, "vanishing" in found, len(found)) == (True, False, 2)
    assert found["dead"] is DEAD
    assert (found.alarms, found.is_healthy) == ((DEAD,), False)
    with pytest.raises(KeyError, match="vanishing"):
        found["vanishing"]


def test_a_language_there_is_not_is_refused():
    with pytest.raises(ChoiceError, match=r"unknown language 'fr'.*One of: en, ko"):
        Diagnosis((DEAD,), (), {}).text("fr")
    assert load(FOLDER, "ko") is load(FOLDER, "ko")
