"""Baselines: moved lines are no news, one more of the same is, statuses stay; what changed of a book, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.findings import Finding, Span
from makeready.report.baseline import describe_change, diff_reports, is_sound
from makeready.report.books import BookReport, BookStatus
from tests.unit.report.sample_books import ADVICE, ERROR, WARNING, make_book, make_file


def _moved(finding: Finding) -> Finding:
    return replace(finding, span=Span.at("manuscript/01.md", 77, 5))


def test_moved_findings_are_known_and_counted() -> None:
    old = [make_book("a", BookStatus.REFUSED, ERROR, WARNING, ADVICE)]
    new = [make_book("a", BookStatus.REFUSED, _moved(WARNING), replace(ADVICE, location="text/ch01.xhtml:99"), ERROR)]
    assert diff_reports(old, new) == (replace(new[0], findings=(), known=3, known_findings=new[0].findings),)


def test_pages_move_as_lines_do() -> None:
    old, new = (make_book("a", BookStatus.BUILT, replace(ADVICE, location=page)) for page in ("page 7", "page 19"))
    assert diff_reports([old], [new])[0].known == 1


@pytest.mark.parametrize(
    "changed",
    [
        replace(WARNING, message="another"),
        replace(WARNING, code="MS002"),
        replace(WARNING, span=Span.at("manuscript/02.md", 3)),
        replace(WARNING, span=None, location="text/ch01.xhtml"),
    ],
)
def test_another_code_file_or_message_is_new(changed: Finding) -> None:
    old, new = make_book("a", BookStatus.BUILT, WARNING), make_book("a", BookStatus.BUILT, changed)
    assert diff_reports([old], [new]) == (new,)


def test_another_folder_is_new() -> None:
    new = make_book("b", BookStatus.BUILT, WARNING)
    assert diff_reports([make_book("a", BookStatus.BUILT, WARNING)], [new]) == (new,)


def test_one_more_of_the_same_is_new() -> None:
    old = [make_book("a", BookStatus.BUILT, WARNING)]
    new = [make_book("a", BookStatus.BUILT, WARNING, _moved(WARNING))]
    assert diff_reports(old, new) == (replace(new[0], findings=(_moved(WARNING),), known=1, known_findings=(WARNING,)),)


def test_a_mended_finding_and_a_book_that_is_gone_are_no_news() -> None:
    old = [make_book("a", BookStatus.REFUSED, ERROR), make_book("gone", BookStatus.FAILED)]
    assert diff_reports(old, [make_book("a")]) == (make_book("a"),)
    assert diff_reports(old, []) == ()


BUILT = make_book("a", BookStatus.BUILT, WARNING, files=(make_file(pages=96, words=1_000),))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (None, BUILT, "new"),
        (BUILT, BUILT, ""),
        (BUILT, replace(BUILT, status=BookStatus.UNCHANGED), ""),
        (BUILT, replace(BUILT, files=(make_file(pages=99, words=2_500),)), "+3 pages, +1,500 words"),
        (BUILT, make_book("a", BookStatus.REFUSED, ERROR, WARNING), "built before, +1 finding"),
        (BUILT, replace(BUILT, findings=(), known=1), ""),
        (make_book("a", BookStatus.FAILED), BUILT, "failed before, +1 finding"),
    ],
)
def test_what_changed_of_a_book(old: BookReport | None, new: BookReport, words: str) -> None:
    assert describe_change(old, new) == words


def test_what_was_known_before_is_known_again() -> None:
    first = [make_book("a", BookStatus.REFUSED, ERROR)]
    (second,) = diff_reports(first, [make_book("a", BookStatus.REFUSED, ERROR, WARNING)])
    (third,) = diff_reports([second], [make_book("a", BookStatus.REFUSED, ERROR, WARNING, ADVICE)])
    assert (third.findings, third.known_findings) == ((ADVICE,), (ERROR, WARNING))


@pytest.mark.parametrize(
    ("book", "strict", "sound"),
    [
        (make_book("a", BookStatus.BUILT, WARNING), True, True),
        (make_book("a", BookStatus.REFUSED, known=1), False, True),
        (make_book("a", BookStatus.REFUSED, WARNING, known=1), False, True),
        (make_book("a", BookStatus.REFUSED, WARNING, known=1), True, False),
        (make_book("a", BookStatus.REFUSED, ERROR, known=1), False, False),
        (make_book("a", BookStatus.REFUSED, known=1, message="no edition x"), False, False),
        (make_book("a", BookStatus.REFUSED), False, False),
        (make_book("a", BookStatus.FAILED, known=1), False, False),
        (make_book("a", BookStatus.SKIPPED, known=1), False, False),
    ],
)
def test_a_book_refused_for_what_is_known_alone_is_sound(book: BookReport, strict: bool, sound: bool) -> None:
    assert is_sound(book, strict=strict) is sound
