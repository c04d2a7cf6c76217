"""JUnit: valid by the schema that Jenkins reads it with, the verdict of each status, hostile words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from makeready.report.books import BookReport, BookStatus
from makeready.report.junit import render_junit
from tests.unit.report.sample_books import ADVICE, ERROR, HOSTILE, WARNING, make_book, make_each, make_many

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))


def _read(books: list[BookReport]) -> etree._Element:
    root = etree.fromstring(render_junit(books).encode("utf-8"))
    SCHEMA.assertValid(root)
    suite = root[0]
    for attribute in ("tests", "failures", "errors", "time"):
        assert suite.get(attribute) == root.get(attribute)
    return suite


def _verdict(book: BookReport) -> tuple[str, str | None] | None:
    (case,) = _read([book]).findall("testcase")
    verdicts = [(child.tag, child.get("message")) for child in case if child.tag != "system-out"]
    assert len(verdicts) <= 1
    return verdicts[0] if verdicts else None


def test_every_status_is_valid_and_counted() -> None:
    suite = _read(make_each())
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "8",
        "failures": "3",
        "errors": "2",
        "skipped": "1",
    }
    assert suite.get("time") == "12.000"
    assert [case.get("name") for case in suite][:6] == ["built", "unchanged", "refused", "strict", "failed", "skipped"]
    assert suite[0].get("classname") == "Built"


def test_many_and_none_are_valid() -> None:
    assert _read([]).get("tests") == "0"
    assert _read(make_many()).get("failures") == "3"
    assert _read([make_book(seconds=123_456.7)]).get("time") == "123456.700"


@pytest.mark.parametrize(
    ("book", "verdict"),
    [
        (make_book("a", BookStatus.BUILT, WARNING), None),
        (make_book("a", BookStatus.UNCHANGED), None),
        (make_book("a", BookStatus.REFUSED, ERROR, ERROR), ("failure", f"2 errors: {ERROR.message}")),
        (make_book("a", BookStatus.REFUSED, WARNING), ("failure", "1 warning: a warning")),
        (make_book("a", BookStatus.REFUSED), ("failure", "the book was refused")),
        (make_book("a", BookStatus.REFUSED, known=2), ("skipped", "refused; 2 findings known")),
        (make_book("a", BookStatus.REFUSED, WARNING, known=2), ("skipped", "refused; 2 findings known")),
        (make_book("a", BookStatus.REFUSED, ERROR, known=2), ("failure", f"1 error: {ERROR.message}")),
        (make_book("a", BookStatus.REFUSED, message="no room", known=2), ("failure", "no room")),
        (make_book("a", BookStatus.REFUSED, ADVICE), ("failure", "the book was refused")),
        (make_book("a", BookStatus.FAILED, ERROR, message="lost"), ("error", "lost")),
        (make_book("a", BookStatus.SKIPPED), ("skipped", "not tried: the batch was ended before")),
        (make_book("a", BookStatus.SKIPPED, message="--fail-fast"), ("skipped", "--fail-fast")),
    ],
)
def test_the_verdict_on_a_book(book: BookReport, verdict: tuple[str, str] | None) -> None:
    assert _verdict(book) == verdict


def test_where_warnings_refuse_a_book_new_ones_are_a_failure() -> None:
    books = [make_book("a", BookStatus.REFUSED, WARNING, known=2), make_book("b", BookStatus.REFUSED, ADVICE, known=1)]
    suite = etree.fromstring(render_junit(books, strict=True).encode("utf-8"))[0]
    assert [case[0].tag for case in suite] == ["failure", "skipped"]


def test_errors_are_told_in_the_failure_and_warnings_in_the_output() -> None:
    (case,) = _read([make_book("a", BookStatus.REFUSED, WARNING, ERROR)])
    failure, output = case
    assert "error[MD012]: the reviewed work has no author\n  --> manuscript/book.toml:14:1" in (failure.text or "")
    assert failure.get("type") == "MD012"
    assert "a warning" not in (failure.text or "")
    assert "warning[MS001]: a warning" in (output.text or "")


def test_hostile_words_stay_words() -> None:
    case = _read([make_each()[6]])[0]
    assert "<b>&amp;" in (case.get("name") or "")
    assert "]]>" in (case[0].text or "")
    assert "␀␛[31m<U+FFFE><U+202E><U+D800>" in (case[0].text or "")
    assert HOSTILE.split("\n")[0] in (case.get("classname") or "")


@given(st.text())
def test_any_words_are_well_formed(words: str) -> None:
    error = replace(ERROR, message=words, notes=(words,))
    _read([make_book(words, BookStatus.REFUSED, error, title=words), make_book("b", BookStatus.FAILED, message=words)])
