"""Places in a batch: folders and files from the top, keys and digests, groups, what books are called and count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.findings import Span
from makeready.report.books import BookStatus
from makeready.report.places import (
    count_book_pages,
    count_book_words,
    count_bytes,
    count_statuses,
    fingerprint_findings,
    group_findings,
    key_finding,
    name_book,
    name_file,
    name_folder,
)
from tests.unit.report.sample_books import ADVICE, ERROR, WARNING, make_book, make_file


@pytest.mark.parametrize(
    ("folder", "root", "named"),
    [(".", "", "."), (".", "books", "books"), ("a/b", "", "a/b"), ("a", "./books/", "books/a"), ("../a", "b", "a")],
)
def test_folders_and_files(folder: str, root: str, named: str) -> None:
    book = make_book(folder)
    assert name_folder(book, root) == named
    assert name_file(book, ADVICE, root) == named
    assert name_file(book, ERROR, root) == ("" if named == "." else f"{named}/") + "manuscript/book.toml"


@pytest.mark.parametrize(
    ("one", "other"),
    [("text/a.xhtml:12:4", "text/a.xhtml:7"), ("page 7", "page 112"), ("pages 1, 2", "pages 3, 4")],
)
def test_lines_and_pages_are_no_part_of_a_key(one: str, other: str) -> None:
    keys = [key_finding(make_book(), replace(ADVICE, location=place)) for place in (one, other)]
    assert keys[0] == keys[1]


def test_numbers_in_names_are_part_of_a_key() -> None:
    keys = [
        key_finding(make_book(), replace(ADVICE, location=place)) for place in ("text/ch01.xhtml", "text/ch02.xhtml")
    ]
    assert keys[0] != keys[1]


def test_each_finding_has_a_digest_of_its_own() -> None:
    books = [make_book("a", BookStatus.BUILT, WARNING, WARNING, ERROR), make_book("b", BookStatus.BUILT, WARNING)]
    digests = [digest for _book, _finding, digest in fingerprint_findings(books)]
    assert len(set(digests)) == 4
    assert all(len(digest) == 32 for digest in digests)


def test_groups_are_the_gravest_first_then_the_most_frequent() -> None:
    rare = replace(WARNING, code="AA001", span=Span.at("x.md", 1))
    books = [make_book("a", BookStatus.BUILT, ADVICE, rare, WARNING), make_book("b", BookStatus.BUILT, WARNING, ERROR)]
    groups = group_findings(books)
    assert [(group.severity.value, group.code, len(group.found)) for group in groups] == [
        ("error", "MD012", 1),
        ("warning", "MS001", 2),
        ("warning", "AA001", 1),
        ("advice", "MS001", 1),
    ]
    assert [book.folder for book, _finding in groups[1].found] == ["a", "b"]


def test_counts_and_names() -> None:
    files = (make_file(pages=3, words=None), make_file(pages=5, words=70), make_file(pages=None, words=80))
    book = make_book("a", files=files)
    assert (count_book_pages(book), count_book_words(book), count_bytes([book, book])) == (5, 80, 6 * 2_048)
    assert (count_book_pages(make_book()), count_book_words(make_book())) == (None, None)
    assert (name_book(book), name_book(replace(book, title=" \n"))) == ("A", "a")
    counts = count_statuses([book, book, make_book("b", BookStatus.FAILED)])
    assert (counts[BookStatus.BUILT], counts[BookStatus.FAILED], counts[BookStatus.SKIPPED]) == (2, 1, 0)


def test_known_findings_count_for_the_digests_of_new_ones() -> None:
    whole = list(fingerprint_findings([make_book("a", BookStatus.BUILT, WARNING, WARNING)]))
    (new,) = fingerprint_findings([make_book("a", BookStatus.BUILT, WARNING, known=1, known_findings=(WARNING,))])
    assert new[2] == whole[1][2] != whole[0][2]
