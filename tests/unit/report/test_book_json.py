"""Books as JSON: the same books come back, and what is no report of a batch is told apart."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from makeready.findings import Finding
from makeready.report.book_json import pack_book, read_report, unpack_book
from makeready.report.books import BookStatus
from makeready.report.json import describe_finding
from tests.unit.report.sample_books import ADVICE, ERROR, make_book, make_each, make_file


def _describe(finding: Finding) -> dict[str, Any]:
    return dict(describe_finding(finding))  # type: ignore[arg-type]


def test_books_come_back_as_they_were() -> None:
    books = [*make_each(), make_book("a", BookStatus.FAILED, bug=True, known=2, known_findings=(ERROR, ADVICE))]
    books.append(make_book("b", files=(make_file(), make_file("build/b.epub", None))))
    for book in books:
        assert unpack_book(json.loads(json.dumps(pack_book(book)))) == book


@pytest.mark.parametrize(
    "change",
    [
        {"folder": 3},
        {"status": "lost"},
        {"cpu": "much"},
        {"cpu": float("inf")},
        {"cpu": float("nan")},
        {"cpu": 10**400},
        {"seconds": -1},
        {"seconds": True},
        {"findings": [{"code": "MD001"}]},
        {"findings": [{**_describe(ADVICE), "message": 3}]},
        {"findings": [{**_describe(ERROR), "span": {"source": 1}}]},
        {"files": [{"path": "a"}]},
        {"files": None},
    ],
)
def test_what_is_no_book_is_an_error(change: dict[str, object]) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        unpack_book({**pack_book(make_book()), **change})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1, "command": "build"}',
        '{"version": 2, "command": "batch"}',
        '{"version": 1, "command": "batch", "artifacts": [], "result": null}',
        '{"version": 1, "command": "batch", "artifacts": [], "result": {"books": [{"artifacts": ["a"]}]}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_report_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"it |Expecting|JSON"):
        read_report(text)


def test_a_place_keeps_its_end() -> None:
    assert ERROR.span is not None
    book = make_book("a", BookStatus.REFUSED, replace(ERROR, span=replace(ERROR.span, end_line=20, end_column=None)))
    assert unpack_book(json.loads(json.dumps(pack_book(book)))) == book
