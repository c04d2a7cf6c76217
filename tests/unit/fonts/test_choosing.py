"""Choosing: what the text lacks is found in the chain, in its order, and by language where forms differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.fonts import (
    HAN_FAMILIES,
    Choice,
    Face,
    choose_fallbacks,
    find_lead,
    find_missing,
    list_built_in,
    list_characters,
    list_faces,
    measure_lines,
    read_font,
)
from makeready.fonts.built_in import list_common, list_lacking
from makeready.fonts.choosing import choose_known

ALL = list_built_in()
TEXT = [face for face in list_faces() if face.family == ALL.text]
CODE = [face for face in list_faces() if face.family == ALL.code]


def _choose(text: str, *languages: str) -> Choice:
    return choose_fallbacks(ALL, frozenset(text), languages or ("en",), TEXT[0])


def test_characters_that_a_family_lacks_are_found() -> None:
    assert find_missing(TEXT, "Straße — “où” ﬁn 1½") == frozenset()
    assert find_missing(TEXT, "a道b\U0001f600") == {"道", "\U0001f600"}
    assert find_missing(TEXT, "\ue0ff\U000f0000") == {"\ue0ff", "\U000f0000"}, "private characters"
    assert find_missing(CODE, "│└") == frozenset()
    assert find_missing([], "a") == {"a"}


@pytest.mark.parametrize("face", ALL.named, ids=lambda face: f"{face.family} {face.style} {face.weight}")
def test_what_is_taken_for_granted_is_in_the_font(face: Face) -> None:
    assert set("aé–€‐′") <= list_common(face)
    assert set(map(ord, list_common(face))) <= list_characters(face)
    assert set(map(ord, list_lacking(face))).isdisjoint(list_characters(face))


def test_characters_that_a_face_has_are_chosen() -> None:
    assert choose_known(TEXT[0], "Ab é\n\u00a0道\ue0ff") == set("Ab é\u00a0")
    assert choose_known(CODE[0], "❦│") == {"│"}
    assert choose_known(replace(TEXT[0], only="a"), "ab") == {"a"}


def test_nothing_is_taken_for_granted_of_other_faces() -> None:
    few = replace(TEXT[0], only="a")
    own = replace(TEXT[0], package="", content=read_font(CODE[0]), digest="own")
    assert not any(map(list_common, [few, own, *ALL.fallbacks]))
    assert find_missing([few], "ab") == {"b"}
    assert find_missing([few, TEXT[0]], "ab") == frozenset()


def test_spaces_controls_and_what_only_chooses_a_form_are_not_missed() -> None:
    assert find_missing(TEXT, "\n\t\u2003\u3000\u200b\u00ad\u2060\ufe0f\u200d\U000e0100") == frozenset()


def test_the_sign_for_an_object_is_missed_where_a_face_draws_nothing_for_it() -> None:
    assert _choose("\ufffc").missing == {"\ufffc"}
    assert _choose("\u2800").missing == frozenset(), "an empty cell of Braille is empty as it should be"


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("☐ℤ∀→", ["STIX Two Math"]),
        ("שלום", ["Noto Serif Hebrew"]),
        ("مرحبا", ["Amiri"]),
        ("नमस्ते", ["Noto Serif Devanagari"]),
        ("สวัสดี", ["Noto Serif Thai"]),
        ("მშვიდობა", ["Noto Sans Georgian"]),
        ("🍳", ["Noto Emoji"]),
        ("שלום☐🍳", ["Noto Serif Hebrew", "STIX Two Math", "Noto Emoji"]),
    ],
)
def test_each_character_is_set_in_the_first_family_that_has_it(text: str, families: list[str]) -> None:
    choice = _choose(text)
    assert list(choice.families) == families
    assert choice.missing == frozenset()
    assert {face.lines for face in choice.faces} == {measure_lines(TEXT[0])}


def test_what_no_typeface_has_is_missing() -> None:
    choice = _choose("𓀀☐\ue0ff")
    assert choice.missing == {"𓀀", "\ue0ff"}, "a hieroglyph, and a private character that STIX Two Math has"
    assert choice.families == ("STIX Two Math",)
    assert _choose("") == Choice()


@pytest.mark.parametrize(
    ("language", "family"),
    [("zh", "SC"), ("zh-Hans", "SC"), ("zh-CN", "SC"), ("zh-Hant", "TC"), ("zh-TW", "TC"), ("ja", "JP"), ("ko", "KR")],
)
def test_the_language_chooses_the_forms_of_han_characters(language: str, family: str) -> None:
    assert _choose("世界", language).families[0] == f"Noto Serif {family}"


def test_each_language_of_the_text_has_its_own_forms() -> None:
    assert _choose("世界", "en", "ja", "zh").families == ("Noto Serif JP", "Noto Serif SC")
    assert set(_choose("世界", "en").families) <= set(HAN_FAMILIES), "without a language, one of them"
    assert len(_choose("世界", "en").families) == 1


def test_marks_of_a_script_come_from_its_own_face() -> None:
    hebrew = _choose("שלום", "he")
    assert {face.family for face in find_lead(ALL, hebrew, "he")} == {"Noto Serif Hebrew"}
    assert find_lead(ALL, hebrew, "de") == ()
    assert find_lead(ALL, _choose("☐"), "he") == (), "nothing in the book is Hebrew"


def test_wide_marks_are_for_chinese_and_japanese_alone() -> None:
    for language, family in (("zh", "Noto Serif SC Wide"), ("ja", "Noto Serif JP Wide"), ("ko", "Noto Serif KR")):
        lead = find_lead(ALL, _choose("世界", language), language)
        assert {face.family for face in lead} == {family}
        assert all(bool(face.only) == (language != "ko") for face in lead)


def test_no_fallbacks_no_choice() -> None:
    alone = replace(ALL, fallbacks=())
    assert choose_fallbacks(alone, frozenset("☐"), ("en",), TEXT[0]).missing == {"☐"}
