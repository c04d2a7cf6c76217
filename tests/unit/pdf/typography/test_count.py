"""Counting: each kind of fault on small made-up pages, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.model.setting import ASKED, HYPHEN, LAST, PLAIN, BlockKind, Fault, Limit, SetPage
from makeready.pdf.typography.count import count_faults
from makeready.pdf.typography.report import report_typography
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition
from tests.unit.pdf.typography.made_up import FAULTY, HEADING, KEY, STEP, block, cause, full, page


@pytest.mark.parametrize("fault", list(Fault))
def test_a_fault_is_found_once_at_its_place_and_no_other_is(fault: Fault) -> None:
    pages, where = FAULTY[fault]
    figures = count_faults(pages)
    assert [(one.fault, (one.page, one.line)) for one in figures.places] == [(fault, where)]
    assert figures.places[0].key == KEY
    assert figures.count_base(fault) >= 1


def test_good_pages_have_no_fault() -> None:
    pages = [
        full(HEADING, block(), block(PLAIN * 2)),
        full(block(f"{PLAIN}{PLAIN}{LAST}", begins=False)),
        page(block()),
    ]
    figures = count_faults([*pages, SetPage()])
    assert figures.places == ()
    assert (figures.pages, figures.lines, figures.justified, figures.paragraphs) == (4, 12, 8, 4)


def test_word_spaces_are_counted_by_how_wide_they_are() -> None:
    spaces = (1.3, 1.31, 1.61, 2.01, 2.51, None)
    figures = count_faults([page(block(f"{PLAIN * 5}{LAST}", spaces=spaces))])
    assert figures.looser == ((1.3, 4), (1.6, 3), (2.0, 2), (2.5, 1))
    assert (figures.tightest, figures.justified) == (1.3, 5)
    assert [one.value for one in figures.list_places(Fault.LOOSE)] == [2.51, 2.01, 1.61]


def test_hyphens_on_end_go_on_over_the_page_but_not_over_paragraphs() -> None:
    over = [full(block(f"{PLAIN}{HYPHEN * 2}")), page(block(f"{HYPHEN}{PLAIN}{LAST}", begins=False))]
    assert [one.value for one in count_faults(over).list_places(Fault.LADDERS)] == [3]
    apart = [page(block(f"{HYPHEN * 2}{LAST}"), block(f"{HYPHEN * 2}{LAST}"))]
    figures = count_faults(apart)
    assert (figures.count(Fault.LADDERS), figures.doubles, figures.hyphens) == (0, 2, 4)


def test_hyphens_are_held_against_right_hand_pages_alone() -> None:
    verso = [page(block()), full(block(f"{PLAIN}{HYPHEN}")), page(block(begins=False))]
    figures = count_faults(verso)
    assert (figures.count(Fault.TURN_HYPHENS), figures.page_hyphens) == (0, 1)


def test_what_is_no_short_last_line() -> None:
    asked = block(f"{ASKED}{LAST}", letters=3)
    single = block(LAST, letters=3)
    verse = block(letters=3, is_broken=True)
    cell = block(letters=3, kind=BlockKind.APART.value)
    words = block(f"{PLAIN}{HYPHEN}{LAST}", letters=9)
    assert count_faults([page(asked, single, verse, cell, words, replace(HEADING, letters=3))]).places == ()


def test_notes_at_the_foot_make_feet_equal_but_a_hole_above_them_is_told() -> None:
    pages = [page(block()), full(block(), foot=STEP, has_notes=True), full(block()), page(block())]
    figures = count_faults(pages)
    assert (figures.equal_feet, figures.count_base(Fault.UNEQUAL_FEET)) == (1, 1)
    assert [one.page for one in figures.places] == [2]


def test_a_last_page_with_a_picture_is_not_nearly_empty() -> None:
    pages = [full(block()), page(block(LAST), has_pictures=True)]
    assert count_faults(pages).places == ()


def test_a_limit_is_a_number_or_a_share() -> None:
    figures = count_faults([page(block(f"{PLAIN * 4}{LAST}", spaces=(1.7, 1.0, 1.0, 1.0, None)))])
    for most, is_share, exceeds in ((0, False, True), (1, False, False), (0.25, True, False), (0.24, True, True)):
        assert figures.exceeds(Limit(fault=Fault.LOOSE, most=most, is_share=is_share)) is exceeds


def test_a_book_without_limits_is_told_nothing() -> None:
    assert [one.code for one in cause(Fault.LOOSE)] == ["TY002"]
    assert report_typography(composition(section("one", paragraph("Words."))), ["nothing that was packed"]) == []
