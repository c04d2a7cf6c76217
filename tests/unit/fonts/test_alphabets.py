"""Alphabets: most of one brings the rest of it along, in characters and in glyphs, and nothing else."""

from __future__ import annotations

import string

import uharfbuzz
from hypothesis import given
from hypothesis import strategies as st

from makeready.fonts import ALPHABETS, TEXT_FAMILY, complete, instance_face, list_faces, list_glyphs

REGULAR = next(f for f in list_faces() if (f.family, f.style, f.weight) == (TEXT_FAMILY, "normal", 400))
HEX = set(string.digits + "abcdef")


def test_most_of_an_alphabet_brings_the_rest() -> None:
    assert complete("the quick brown fox jumps", ALPHABETS) == set(string.ascii_lowercase) | {" "}
    assert complete("0123456", ALPHABETS) == set(string.digits)
    assert complete("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠ", ALPHABETS) == set("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ")


def test_a_digest_has_all_digits_of_a_digest_and_no_other_letters() -> None:
    assert complete("85c4f4fe52bad1320c6a8e61b14ad44d01cab5d753415854050c315cfffb7c4e", ALPHABETS) == HEX
    assert complete(string.digits, ALPHABETS) == set(string.digits)


def test_a_part_of_an_alphabet_stays_what_it_is() -> None:
    assert complete("hello", ALPHABETS) == set("hello")
    assert complete("", ALPHABETS) == frozenset()
    assert complete([3, 4], [[3, 4, 5, 6], [], [9]]) == {3, 4}


def test_glyphs_are_those_of_the_font() -> None:
    found = list_glyphs(instance_face(REGULAR))
    drawing = uharfbuzz.Font(uharfbuzz.Face(instance_face(REGULAR)))
    assert found[2] == [drawing.get_nominal_glyph(ord(letter)) for letter in string.ascii_lowercase]
    assert all(found) and all(0 not in glyphs for glyphs in found)


@given(st.sets(st.sampled_from("".join(ALPHABETS) + "é—")))
def test_nothing_is_lost_and_only_alphabets_are_added(used: set[str]) -> None:
    whole = complete(used, ALPHABETS)
    assert used <= whole
    for character in whole - used:
        assert any(
            character in alphabet and 3 * len(used & set(alphabet)) >= 2 * len(alphabet) for alphabet in ALPHABETS
        )
