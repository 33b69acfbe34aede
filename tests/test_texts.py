"""The sentences learners read: every language says the same things, about the same numbers."""

import re
import string
import tomllib
import unicodedata

import pytest

import demos.language
import viz.language
from autograd import ops
from autograd.errors import ChoiceError
from demos.catalog import LESSONS
from demos.language import load
from viz.language import DEFAULT, languages

# A particle that is spelt by the sound before it: which number or name that is, nobody knows yet.
PARTICLE = re.compile(r"\}(?:은|는|이|가|을|를|과|와|으로|로)")


def raw_sentences(language):
    """Every sentence by its path, as it stands in the files (English rules: in the table)."""
    found = {}
    files = [viz.language.FOLDER / f"{language}.toml"]
    files += sorted((demos.language.FOLDER / language).glob("*.toml"))
    for file in files:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        for table, entries in tables.items():
            for key, sentence in entries.items():
                assert f"{table}.{key}" not in found
                found[f"{table}.{key}"] = sentence
    if language == DEFAULT:
        found |= {f"rules.{op.name}": op.rule for op in ops.TABLE.values()}
    return found


def placeholders(sentence):
    """Each name in braces with its conversion and format, in the order of the alphabet."""
    return sorted(
        (name, conversion or "", spec or "")
        for _, name, spec, conversion in string.Formatter().parse(sentence)
        if name is not None
    )


# Read while tests are collected: a test may add a primitive of its own to the table.
RAW = {language: raw_sentences(language) for language in languages()}
PATHS = {language: set(sentences) for language, sentences in RAW.items()}
TRANSLATIONS = sorted(set(languages()) - {DEFAULT})


def test_there_is_english_and_korean():
    assert {"en", "ko"} <= set(languages())


def test_the_lessons_speak_the_languages_of_the_pictures():
    assert sorted(path.name for path in demos.language.FOLDER.iterdir()) == languages()


@pytest.mark.parametrize("language", languages())
def test_each_lesson_has_its_file(language):
    names = {file.stem for file in (demos.language.FOLDER / language).iterdir()}
    assert names == {*LESSONS, *demos.language.COMMON}
    for name in LESSONS:
        assert load(language, name).paths() >= {f"{name}.title", f"{name}.intro"}
        # They stand on the first screen, before the lesson has computed anything.
        assert placeholders(RAW[language][f"{name}.title"]) == []
        assert placeholders(RAW[language][f"{name}.intro"]) == []


@pytest.mark.parametrize("language", languages())
def test_what_is_checked_here_is_what_is_shown(language):
    text = load(language)
    for path, sentence in RAW[language].items():
        table, _, key = path.partition(".")
        if table != "rules":
            assert text.table(table)[key] == sentence.strip("\n")
    assert all(text.rule(op) == RAW[language][f"rules.{op.name}"] for op in map(op_of, RULES))


RULES = sorted(path for path in RAW[DEFAULT] if path.startswith("rules."))


def op_of(path):
    return ops.TABLE[path.removeprefix("rules.")]


def test_a_primitive_of_ones_own_has_its_rule_in_its_own_words():
    own = ops.Op("own", abs, (lambda x, z: 1.0,), ("x",), "It does what it does.", ((1.0,),))
    assert load("ko").rule(own) == "It does what it does."


def test_an_unknown_language_is_refused():
    with pytest.raises(ChoiceError, match=r"unknown language 'kr'.*One of: en, ko"):
        viz.language.load("kr")


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_sentences_of_english(language):
    missing = PATHS[DEFAULT] - PATHS[language]
    extra = PATHS[language] - PATHS[DEFAULT]
    assert (missing, extra) == (set(), set())


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_shows_the_same_numbers_in_the_same_format(language):
    one, other = RAW[language], RAW[DEFAULT]
    shared = one.keys() & other.keys()
    assert [path for path in shared if placeholders(one[path]) != placeholders(other[path])] == []


@pytest.mark.parametrize("language", languages())
def test_no_sentence_is_empty_and_all_are_nfc(language):
    sentences = RAW[language].items()
    assert [path for path, sentence in sentences if not sentence.strip()] == []
    assert [path for path, s in sentences if not unicodedata.is_normalized("NFC", s)] == []


@pytest.mark.parametrize("language", languages())
def test_no_particle_depends_on_how_a_number_is_spoken(language):
    assert [path for path, s in RAW[language].items() if PARTICLE.search(s)] == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [("{x}는", True), ("{x:.3f}으로", True), ("{x}에서는", False), ("{x}의 값을", False)],
)
def test_a_particle_after_a_number_is_noticed(sentence, wrong):
    assert bool(PARTICLE.search(sentence)) is wrong


@pytest.mark.parametrize("language", languages())
def test_every_rule_is_one_line_with_a_full_stop(language):
    rules = {path: s for path, s in RAW[language].items() if path.startswith("rules.")}
    assert len(rules) == len([path for path in PATHS[DEFAULT] if path.startswith("rules.")])
    assert [path for path, s in rules.items() if not s.endswith(".") or "\n" in s] == []
