"""Comparing: each block has its own runs; hyphens, spaces, heads that are repeated and directions are told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from makeready.checks.blocks import read_document
from makeready.checks.compare import Habits, Trouble, compare_blocks
from makeready.checks.differ import Change
from makeready.checks.glyphs import GAP
from makeready.checks.shown import Run, ShownPage

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>No</title>'
    "</head><body>{}</body></html>"
)
Order = Callable[[], dict[tuple[int, int], int]]


def compare(
    markup: str, *pages: list[Run], habits: Habits | None = None, order: dict[tuple[int, int], int] | None = None
) -> list[Trouble]:
    text = read_document("a", PAGE.format(markup).encode())
    shown = [ShownPage(runs=[replace(run) for run in runs]) for runs in pages]
    return list(compare_blocks([text], shown, habits or Habits(), lambda: order or {}))


def line(key: int, words: str, at: float = 0, *, left: float = 0, kind: str = "", turn: int = 0) -> Run:
    """Return a run on the line `at` from the top, each of its letters 5 pt wide."""
    box = (left, 700 - 12 * at, left + 5 * len(words), 709 - 12 * at)
    return Run(f"a#{key}", kind, turn, turn, words, box)


def tell(troubles: list[Trouble]) -> list[object]:
    return [
        (one.difference.change, " ".join(one.difference.wanted), " ".join(one.difference.found))
        if one.difference
        else "raised"
        if one.raised
        else "spaced"
        for one in troubles
    ]


P = "<p>Some considerable words.</p>"


@pytest.mark.parametrize(
    "runs",
    [
        [line(1, "Some considerable words.")],
        [line(1, "Some consid-"), line(1, "erable words.", 1)],
        [line(1, "Some consid\u2010"), line(1, "erable words.", 1)],
        [line(1, "Some "), line(1, "considerable words.", 1)],
        [line(1, "Some"), line(1, "considerable", 0, left=24), line(1, "words.", 1)],
        [line(1, f"Some{GAP}considerable words.")],
        [line(1, "Some considerable words."), line(1, "1.", kind="marker"), line(1, "*", kind="before")],
    ],
)
def test_lines_that_are_the_text_are_sound(runs: list[Run]) -> None:
    assert compare(P, runs) == []


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([line(1, "Some considerable words")], [(Change.CHANGED, "words.", "words")]),
        ([line(1, "Some words.")], [(Change.MISSING, "considerable", "")]),
        ([line(1, "Some very considerable words.")], [(Change.EXTRA, "", "very")]),
        ([line(1, "Some considerabel words.")], [(Change.CHANGED, "considerable", "considerabel")]),
        ([line(1, "some considerable words.")], [(Change.CHANGED, "Some", "some")]),
        # A hyphen within a line is no engine's.
        ([line(1, "Some consid-erable words.")], [(Change.CHANGED, "considerable", "consid-erable")]),
        (
            [line(1, "Some consid-"), line(1, "erable words.", left=60)],
            [(Change.CHANGED, "considerable", "consid-erable")],
        ),
        ([], [(Change.MISSING, "Some considerable words.", "")]),
        ([line(1, "Someconsiderable words.")], ["spaced"]),
        ([line(1, "Some"), line(1, "considerable words.", left=20)], ["spaced"]),
        ([line(1, "Some con siderable words.")], ["spaced"]),
        ([line(1, "Some considerable", 1), line(1, "words.", 0)], ["raised"]),
        ([line(9, "Stray words"), line(1, "Some considerable words.")], [(Change.EXTRA, "", "Stray words")]),
    ],
)  # fmt: skip
def test_whatever_differs_is_told(runs: list[Run], told: list[object]) -> None:
    assert tell(compare(P, runs)) == told


def test_what_is_drawn_later_has_its_place_in_the_tree_of_tags() -> None:
    markup = "<p>One <b>two</b> three.</p>"
    runs = [line(1, "One ", turn=0), line(1, " three.", left=40, turn=1), line(2, "two", left=22, turn=2)]
    assert compare(markup, runs, order={(0, 0): 0, (0, 2): 1, (0, 1): 2}) == []
    # Without tags, as the text has it.
    assert compare(markup, runs) == []


def test_words_exchanged_in_their_line_are_out_of_order() -> None:
    markup = "<p><i>One</i> <b>two</b></p>"
    assert tell(compare(markup, [line(2, "One", left=40), line(3, "two")])) == ["raised"]


def test_a_head_is_shown_again_on_each_page() -> None:
    markup = (
        "<table><thead><tr><th>Head</th></tr></thead><tbody><tr><td>One</td></tr><tr><td>Two</td></tr></tbody></table>"
    )
    head, one, two = line(4, "Head"), line(7, "One", 1), line(9, "Two", 1)
    assert compare(markup, [head, one], [head, two]) == []
    assert tell(compare(markup, [head, one], [line(4, "Heed"), two])) == [(Change.CHANGED, "Head", "Heed")]
    # Body rows are not.
    assert tell(compare(markup, [head, one], [head, one, two])) == [(Change.EXTRA, "", "One")]


def test_a_head_that_is_taller_than_a_page_goes_on_overleaf() -> None:
    markup = "<table><thead><tr><th>A tall head</th></tr></thead><tbody><tr><td>One</td></tr></tbody></table>"
    assert compare(markup, [line(4, "A tall")], [line(4, "head"), line(7, "One", 1)]) == []


def test_a_cell_may_go_on_overleaf_beside_one_that_begins_before() -> None:
    markup = "<table><tbody><tr><td>Long one</td><td>Two</td></tr><tr><td>Three</td><td>Four</td></tr></tbody></table>"
    first, second = (
        [line(4, "Long"), line(5, "Two", left=50)],
        [line(4, "one"), line(7, "Three", 1), line(8, "Four", 1, left=50)],
    )
    assert compare(markup, first, second) == []
    # But no row stands on a page before the one that it follows.
    assert tell(compare(markup, second[1:], [line(4, "Long one"), first[1]])) == ["raised"]


def test_blocks_and_pages_out_of_order_are_told() -> None:
    markup = "<p>First.</p><p>Second.</p><p>Third.</p>"
    first, second, third = line(1, "First.", 0), line(2, "Second.", 1), line(3, "Third.", 2)
    assert compare(markup, [first, second, third]) == []
    assert tell(compare(markup, [line(1, "First.", 1), line(2, "Second.", 0), third])) == ["raised"]
    assert tell(compare(markup, [second], [first, third])) == ["raised"]
    # Beside each other, as in columns, nothing is above.
    columns = [line(1, "First.", 5), line(2, "Second.", 0, left=200), line(3, "Third.", 1, left=200)]
    assert compare(markup, columns) == []


def test_notes_behind_the_text_stand_behind_it_and_those_at_the_feet_of_pages_anywhere() -> None:
    markup = "<p>First.</p><aside role='doc-footnote' id='n'>A note.</aside>"
    first, note = line(1, "First."), line(2, "A note.")
    behind = Habits(notes_follow=True)
    assert compare(markup, [first], [note], habits=behind) == []
    assert tell(compare(markup, [note], [first], habits=behind)) == ["raised"]
    assert compare(markup, [note], [first]) == []


def test_blocks_with_the_keys_of_others_are_told_by_their_texts() -> None:
    markup = "<p>First one.</p><p>Second one.</p><p>Third one.</p>"
    found = compare(markup, [line(1, "First one.", 0), line(2, "Third one.", 1)])
    assert tell(found) == [(Change.MISSING, "Second one.", "")]
    found = compare(markup, [line(1, "Second one.", 0), line(2, "First one.", 1), line(3, "Third one.", 2)])
    assert tell(found) == [(Change.MOVED, "First one.", "First one.")] or tell(found) == [
        (Change.MOVED, "Second one.", "Second one.")
    ]


@pytest.mark.parametrize(
    ("shown", "sound"),
    [
        ("abc def!", True),
        ("!abc def", True),  # marks go to the other side
        ("def abc!", False),
        ("abd cef!", False),
    ],
)
def test_letters_that_run_forward_keep_their_order_in_a_text_that_runs_backward(shown: str, sound: bool) -> None:
    assert (compare('<p dir="rtl">abc def!</p>', [line(1, shown)]) == []) is sound


@pytest.mark.parametrize(("shown", "sound"), [("ג בא", True), ("בא ג", False), ("ג אב", False)])
def test_hebrew_is_drawn_from_its_end(shown: str, sound: bool) -> None:
    assert (compare("<p>אב ג</p>", [line(1, shown)]) == []) is sound


def test_other_cases_and_hyphens_are_the_style_sheets() -> None:
    habits = Habits(hyphens=("-", "="), turns_case=True)
    assert compare(P, [line(1, "SOME CONSID="), line(1, "ERABLE WORDS.", 1)], habits=habits) == []
    assert compare(P, [line(1, "SOME CONSID="), line(1, "ERABLE WORDS.", 1)]) != []


@pytest.mark.parametrize(
    ("words", "shown", "sound"),
    [
        ("άβγ ΐνα Ένα", "ΑΒΓ Ϊ́ΝΑ ΕΝΑ", True),  # Greek capitals bear no stress
        ("το ρολόι", "ΤΟ ΡΟΛΟΪ", True),
        ("ığdır iki", "IĞDIR İKİ", True),
        ("Größe", "GRÖSSE", True),
        ("ğùlar", "GULAR", False),
        ("άβγ", "ΑΒΔ", False),
    ],
)
def test_marks_that_come_and_go_with_capitals_are_the_style_sheets(words: str, shown: str, sound: bool) -> None:
    found = compare(f"<p>{words}</p>", [line(1, shown)], habits=Habits(hyphens=("-",), turns_case=True))
    assert (found == []) is sound


def test_a_call_has_the_number_of_its_note() -> None:
    markup = '<p>Words<span class="footnote" data-number="1" role="doc-footnote">Note.</span>.</p>'
    runs = [line(1, "Words"), line(2, "1", kind="footnote-call", left=25), line(1, ".", left=30)]
    notes = [line(2, "1.", 9, kind="footnote-marker"), line(2, "Note.", 9, left=12)]
    assert compare(markup, [*runs, *notes]) == []
    notes[0].text = "2."
    assert tell(compare(markup, [*runs, *notes])) == [(Change.CHANGED, "1", "2")]


def test_what_nobody_can_see_is_told_with_its_fault() -> None:
    run = line(1, "Some considerable words.")
    run.faults = ("transparent",)
    (one,) = compare(P, [run])
    assert (one.faults, one.words, one.page) == (("transparent",), "Some considerable words.", 0)


def test_addresses_that_begin_alike_are_told_apart_by_the_order_in_which_they_are_drawn() -> None:
    """A call that is drawn behind all others leaves the rest to be put in order by their letters."""
    markup = "<p>word<a>2</a> <i>https://example.org/one</i> and <b>https://example.org/two</b></p>"
    runs = [
        line(1, "word"), line(3, "https://exam-", left=34), line(3, "ple.org/one", 1), line(1, " and ", 1, left=60),
        line(4, "https://example.org/", 2), line(4, "two", 3), line(2, "2", left=25),
    ]  # fmt: skip
    assert compare(markup, runs) == []


def test_a_document_that_runs_from_right_to_left_holds_blocks_that_do() -> None:
    for direction, backward in (("", False), (' dir="rtl"', True)):
        markup = PAGE.replace("<html", f"<html{direction}").format("<p>ab.</p>")
        assert [one.backward for one in read_document("a", markup.encode()).sequence] == [backward]
