"""The sentences of the lessons: every language says the same things, about the same numbers."""

import re
import string
import tomllib
import unicodedata
from dataclasses import asdict

import pytest

from autograd import ops
from demos.language import DEFAULT, FOLDER, languages, load
from viz import Words

# A particle that is spelt by the sound before it: which number or name that is, nobody knows yet.
PARTICLE = re.compile(r"\}(?:은|는|이|가|을|를|과|와|으로|로)")


def raw_sentences(language):
    """Every sentence by its path, as it stands in the file (English rules: in the table)."""
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    if language == DEFAULT:
        tables["picture"] = asdict(Words())
        tables["rules"] = {op.name: op.rule for op in ops.TABLE.values()}
    return {f"{table}.{key}": s for table, entries in tables.items() for key, s in entries.items()}


def placeholders(sentence):
    """Each name in braces with its conversion and format, in the order of the alphabet."""
    return sorted(
        (name, conversion or "", spec or "")
        for _, name, spec, conversion in string.Formatter().parse(sentence)
        if name is not None
    )


# Read while tests are collected: a test may add a primitive of its own to the table.
RAW = {language: raw_sentences(language) for language in languages()}
PATHS = {language: load(language).paths() for language in languages()}
TRANSLATIONS = sorted(set(languages()) - {DEFAULT})
SHARED = [(lang, path) for lang in TRANSLATIONS for path in sorted(PATHS[lang] & PATHS[DEFAULT])]
ALL = [(lang, path) for lang in languages() for path in sorted(RAW[lang])]


def test_there_is_english_and_korean():
    assert {"en", "ko"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_what_is_checked_here_is_what_is_shown(language):
    assert set(RAW[language]) == PATHS[language]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_sentences_of_english(language):
    missing = PATHS[DEFAULT] - PATHS[language]
    extra = PATHS[language] - PATHS[DEFAULT]
    assert (missing, extra) == (set(), set())


@pytest.mark.parametrize(("language", "path"), SHARED)
def test_a_translation_shows_the_same_numbers_in_the_same_format(language, path):
    assert placeholders(RAW[language][path]) == placeholders(RAW[DEFAULT][path])


@pytest.mark.parametrize(("language", "path"), ALL)
def test_a_sentence_is_not_empty_and_is_nfc(language, path):
    sentence = RAW[language][path]
    assert sentence.strip()
    assert unicodedata.is_normalized("NFC", sentence)


@pytest.mark.parametrize(("language", "path"), ALL)
def test_no_particle_depends_on_how_a_number_is_spoken(language, path):
    assert PARTICLE.findall(RAW[language][path]) == []


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
