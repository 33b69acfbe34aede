"""The sentences learners read: every language says the same things, about the same numbers."""

import math
import re
import string
import tomllib
import unicodedata

import pytest

import demos.language
import viz.language
from autograd import errors, ops
from autograd.errors import ChoiceError
from autograd.language import DEFAULT
from autograd.replay import listing, passes
from demos.catalog import LESSONS
from demos.language import load
from viz.language import languages

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
        found |= {f"errors.{message}": message for message in messages()}
        found |= {f"listing.{words}": words for words in listed()}
    return found


def listed():
    """What the listing of a replay's program says, in English."""
    yield from (*listing.TITLES, listing.COUNTED, listing.TERMS, "differentiate")
    for each in (*passes.RECORDED, *passes.WHOLE):
        yield each.__name__.replace("_", " ")


def messages():
    """What the engine says in lessons, in English: messages, conditions in words, remedies."""
    yield from (errors.NEEDS, errors.NO_RESULT, errors.NOT_DEFINED, errors.TOO_LARGE)
    yield errors.CHANGED
    for op in ops.TABLE.values():
        yield op.too_large
        for condition in op.domain:
            yield condition.remedy
            if re.search("[a-z]{2}", condition.needs):
                yield condition.needs


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
        if table == "listing":
            assert text.listed(key, recorded=1, left=1, count=1)
        elif table not in ("rules", "errors"):
            assert text.table(table)[key] == sentence.strip("\n")
    assert all(text.rule(op) == RAW[language][f"rules.{op.name}"] for op in map(op_of, RULES))


RULES = sorted(path for path in RAW[DEFAULT] if path.startswith("rules."))


def op_of(path):
    return ops.TABLE[path.removeprefix("rules.")]


def test_a_primitive_of_ones_own_has_its_rule_in_its_own_words():
    own = ops.Op("own", abs, (lambda x, z: 1.0,), ("x",), "It does what it does.", ((1.0,),))
    assert load("ko").rule(own) == "It does what it does."


FAILING = (
    ("div", (1.0, 0.0)),
    ("pow", (0.0, -1.0)),
    ("pow", (-8.0, 1 / 3)),
    ("reciprocal", (0.0,)),
    ("log", (-1.0,)),
    ("log1p", (-1.0,)),
    ("sqrt", (-1.0,)),
    ("sin", (math.inf,)),
    ("asin", (2.0,)),
    ("atanh", (1.0,)),
    ("exp", (1000.0,)),
    ("mul", (1e200, 1e200)),
    ("sub", (math.inf, math.inf)),
)


@pytest.mark.parametrize(("name", "operands"), FAILING)
def test_what_the_engine_says_is_said_in_every_language(name, operands):
    with pytest.raises(errors.AutogradError) as raised:
        ops.TABLE[name](*operands)
    english = load("en").error(raised.value)
    assert english == str(raised.value)
    korean = load("ko").error(raised.value)
    left = re.sub(r"[a-z0-9_]+\([^()]*\)|logsumexp|log_softmax|1\.8e308|inf\b", "", korean)
    assert set(re.findall("[a-z][a-z0-9]+", left)) <= {name}
    number = repr(operands[-1])
    assert number in korean
    assert number in english


def test_an_error_in_a_sentence_is_in_its_language():
    failure = errors.DomainError.of(errors.NOT_DEFINED, op="f", got="x = 2.0", where="f(x)")
    assert load("ko")("stepper.not_defined", error=failure).endswith("정의되지 않습니다(x = 2.0).")
    own = errors.DomainError("as it is")
    assert load("ko").error(own) == "as it is"


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
