"""Wording: each language knows no other keys than English, and every key has the same places to fill."""

from __future__ import annotations

import re

import pytest

from makeready.compose import wording
from makeready.compose.wording import Wording
from makeready.compose.words import KEYS, ROWS
from makeready.epub.words import _WORDS, word_for


@pytest.mark.parametrize("language", sorted(wording._LANGUAGES))
def test_a_language_has_no_unknown_keys_and_fills_the_same_places(language: str) -> None:
    words = wording._LANGUAGES[language]
    assert set(words) <= set(wording._ENGLISH)
    for key, text in words.items():
        assert text.strip(), key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", wording._ENGLISH[key])), key
        assert not re.search(r"""["']""", text), f"{key} has a straight mark"


def test_regions_have_the_words_of_their_language() -> None:
    assert Wording("de-CH")["contents"] == "Inhalt"
    assert Wording("de-CH").language == "de-CH"


def test_a_language_without_words_has_the_english_ones_and_says_so() -> None:
    assert Wording("tlh")["contents"] == "Contents"
    assert Wording("tlh").language == "en"


def test_a_key_that_a_language_lacks_is_english() -> None:
    assert Wording("de")["field.isbn"] == "ISBN"
    assert Wording("de").get("nothing", "else") == "else"


def test_names_are_joined_as_in_a_sentence() -> None:
    words = Wording("en")
    assert [words.join_names(n) for n in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert Wording("fr").join_names(("A", "B")) == "A et B"


@pytest.mark.parametrize("language", sorted(ROWS))
def test_a_row_fills_the_same_places_as_the_english_words(language: str) -> None:
    row = dict(zip(KEYS, ROWS[language], strict=True))
    for key, text in row.items():
        assert text.strip(), key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", wording._ENGLISH[key])), key
        assert not re.search(r"""["']""", text), f"{key} has a straight mark"
    words = Wording(language)
    assert (words.language, words.is_whole) == (language, False)


def test_thirty_languages_and_more_have_words() -> None:
    assert len({*ROWS, *wording._LANGUAGES}) >= 30
    assert {*ROWS, *wording._LANGUAGES} - {"zh-hant"} <= {*_WORDS, "no"}, "the binder has them too"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("zh-Hans-CN", "目录"),
        ("zh-TW", "目錄"),
        ("zh-Hant-HK", "目錄"),
        ("no", "Innhold"),
        ("nn-NO", "Innhold"),
        ("pt-BR", "Sumário"),
    ],
)
def test_the_nearest_tag_gives_the_words(language: str, word: str) -> None:
    assert Wording(language)["contents"] == word == word_for("contents", language)


def test_names_are_joined_as_the_language_does() -> None:
    assert Wording("zh").join_names(("甲", "乙", "丙")) == "甲、乙和丙"
    assert Wording("ar").join_names(("أ", "ب")) == "أ وب"
