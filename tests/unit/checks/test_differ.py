"""Differences: words are told whole, wherever in them a letter differs, and spaces beside marks tell nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.checks.differ import Change, Difference, compare_texts, pair_moves, show_context

TEXT = "One of the conscientious people ran into the field, where the cat sat."


def tell(differences: tuple[Difference, ...]) -> list[tuple[str, str, str]]:
    return [(one.change.value, " ".join(one.wanted), " ".join(one.found)) for one in differences]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (TEXT, []),
        (TEXT.replace("conscientious", "contentious"), [("changed", "conscientious", "contentious")]),
        (TEXT.replace("the cat", "cat"), [("missing", "the", "")]),
        (TEXT.replace("ran ", "ran ran "), [("extra", "", "ran")]),
        (TEXT.replace("cat", "cats"), [("changed", "cat", "cats")]),
        (TEXT.replace("people", "peolpe"), [("changed", "people", "peolpe")]),
        (TEXT.replace("One of", "Of"), [("changed", "One of", "Of")]),
        (TEXT.replace(" sat.", ""), [("missing", "sat.", "")]),
        (TEXT.replace("field,", "field"), [("changed", "field,", "field")]),
        (TEXT.replace("people", "people!"), [("changed", "people", "people!")]),
        ("", [("missing", TEXT, "")]),
    ],
)
def test_words_are_told_whole(found: str, told: list[tuple[str, str, str]]) -> None:
    assert tell(compare_texts(TEXT, found)) == told


@pytest.mark.parametrize(
    ("one", "other"), [("dit « oui » et", "dit «oui» et"), ("? a", "?a"), ("a — b", "a—b"), ("x (y) z", "x(y)z")]
)
def test_spaces_beside_marks_are_no_difference(one: str, other: str) -> None:
    assert compare_texts(one, other) == ()


def test_a_space_between_letters_is_one_of_the_same_letters() -> None:
    (one,) = compare_texts("the old man", "the oldman", 9)
    assert (one.change, one.wanted, one.found) == (Change.CHANGED, ("old", "man"), ("oldman",))
    assert one.at == one.found_at == 3 and one.is_space


def test_words_that_changed_places_are_told_once() -> None:
    assert tell(compare_texts("a b c d e f", "a c d e b f", 9)) == [("moved", "b", "b")]
    crossed = [
        Difference(change=Change.CHANGED, wanted=("x",), found=("y",), at=0, found_at=0),
        Difference(change=Change.CHANGED, wanted=("y",), found=("x",), at=9, found_at=9),
    ]
    assert [one.change for one in pair_moves(crossed)] == [Change.MOVED]


def test_context_has_the_words_between_brackets() -> None:
    assert show_context("a b c d e f g h", 4, ("e",)) == "… a b c d [e] f g h …"


@given(st.text("ab. ", max_size=30), st.text("ab. ", max_size=30))
def test_letters_that_are_the_same_are_no_difference_and_others_are_one(one: str, other: str) -> None:
    found = [difference for difference in compare_texts(one, other) if not difference.is_space]
    assert (found == []) == ("".join(one.split()) == "".join(other.split()))
    assert all(difference.wanted or difference.found for difference in found)
