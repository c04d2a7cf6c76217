"""Reports of a batch on disk: each ending gives its form, a wrong one is refused before a book is built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from makeready.cli.batch_reports import FORMS, check_reports, render_annotations, write_reports
from makeready.findings import Span, StorageError, UsageError, observe
from makeready.report.books import BookReport, BookStatus

BOOKS = (
    BookReport(folder="a", status=BookStatus.BUILT, title="One"),
    BookReport(
        folder="b",
        status=BookStatus.REFUSED,
        findings=(observe("MS006", "these words were not read: x", span=Span.at("b.md", 3, 1)),),
    ),
)


def test_each_ending_gives_its_form(tmp_path: Path) -> None:
    paths = [tmp_path / "new" / f"books{ending}" for ending in FORMS]
    check_reports(paths)
    write_reports(paths, BOOKS, strict=False, render_object=lambda: "the object")
    told = {path.name: path.read_text(encoding="utf-8") for path in paths}
    assert [case.get("name") for case in etree.fromstring(told["books.xml"].encode()).iter("testcase")] == ["a", "b"]
    assert [one["ruleId"] for one in json.loads(told["books.sarif"])["runs"][0]["results"]] == ["MS006"]
    assert [one["check_name"] for one in json.loads(told["books.gitlab.json"])] == ["MS006"]
    assert told["books.json"] == "the object"
    assert told["books.md"].startswith("## Books")
    assert told["books.html"].startswith("<!DOCTYPE html>")
    assert len(told) == len(FORMS) == len(list((tmp_path / "new").glob("books*")))


def test_an_unknown_ending_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"books\.doc") as caught:
        check_reports([Path("books.xml"), Path("books.doc")])
    assert ".sarif (SARIF)" in (caught.value.hint or "")


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "books.md").mkdir()
    with pytest.raises(StorageError):
        write_reports([tmp_path / "books.md"], BOOKS, strict=False, render_object=str)


def test_places_are_told_from_the_top_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "shelf").mkdir()
    monkeypatch.chdir(tmp_path / "shelf")
    assert "file=shelf/b/b.md,line=3" in render_annotations(BOOKS)
    monkeypatch.chdir(tmp_path)
    assert "file=b/b.md,line=3" in render_annotations(BOOKS)
