"""SARIF: valid by its schema, places and columns, fingerprints that moved lines do not change, hostile words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from makeready.findings import CATALOGUE, Span
from makeready.report.baseline import diff_reports
from makeready.report.books import BookReport, BookStatus
from makeready.report.sarif import render_sarif
from tests.unit.report.sample_books import ADVICE, ERROR, HOSTILE, WARNING, make_book, make_each, make_file, make_many

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
JUDGE = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def _read(books: list[BookReport], root: str = "") -> dict[str, Any]:
    text = render_sarif(books, root=root)
    assert text.isascii()
    log = json.loads(text)
    assert [error.message for error in JUDGE.iter_errors(log)] == []
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def _place(run: dict[str, Any]) -> dict[str, Any]:
    (result,) = run["results"]
    (place,) = result["locations"]
    assert isinstance(place, dict)
    return place


def test_the_judge_refuses_what_is_no_log() -> None:
    assert list(JUDGE.iter_errors({"version": "2.1.0", "runs": [{"results": [{"level": "advice"}]}]}))


@pytest.mark.parametrize("books", [[], make_each(), make_many(30)])
def test_logs_are_valid(books: list[BookReport]) -> None:
    _read(books)


def test_a_finding_has_its_rule_level_place_and_words() -> None:
    run = _read([make_book("novels/a", BookStatus.REFUSED, replace(ERROR, notes=("a note",), hint="mend it"))])
    (result,) = run["results"]
    assert result["level"] == "error"
    assert result["message"] == {"text": f"{ERROR.message}\na note\nhelp: mend it"}
    assert _place(run)["physicalLocation"] == {
        "artifactLocation": {"uri": "novels/a/manuscript/book.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 14, "endLine": 14, "startColumn": 1, "endColumn": 14},
    }
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    entry = CATALOGUE["MD012"]
    assert (rule["id"], rule["shortDescription"]["text"]) == (result["ruleId"], entry.title) == ("MD012", entry.title)
    assert rule["defaultConfiguration"] == {"level": entry.severity.value}


def test_each_code_is_one_rule_and_points_at_it() -> None:
    run = _read(make_many(30))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({result["ruleId"] for result in run["results"]})
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_a_line_without_columns_has_none() -> None:
    run = _read([make_book("a", BookStatus.BUILT, WARNING)])
    assert _place(run)["physicalLocation"]["region"] == {"startLine": 3, "endLine": 3}


def test_a_place_in_an_artifact_is_logical() -> None:
    place = _place(_read([make_book("a", BookStatus.BUILT, ADVICE)]))
    assert place["logicalLocations"] == [{"fullyQualifiedName": "text/ch01.xhtml:12:4"}]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "a/", "uriBaseId": "%SRCROOT%"}}


@pytest.mark.parametrize(
    ("folder", "root", "uri"),
    [
        (".", "", "manuscript/book.toml"),
        (".", "books", "books/manuscript/book.toml"),
        ("a", "books/", "books/a/manuscript/book.toml"),
        ("c:ä b", "", "c%3A%C3%A4%20b/manuscript/book.toml"),
    ],
)
def test_files_are_named_from_the_top_of_the_tree(folder: str, root: str, uri: str) -> None:
    place = _place(_read([make_book(folder, BookStatus.REFUSED, ERROR)], root))
    assert place["physicalLocation"]["artifactLocation"]["uri"] == uri


def _fingerprints(*books: BookReport) -> list[str]:
    return [result["partialFingerprints"]["makereadyFinding/v1"] for result in _read(list(books))["results"]]


def test_fingerprints_stay_when_lines_move_and_differ_otherwise() -> None:
    moved = replace(WARNING, span=Span.at("manuscript/01.md", 90, 2))
    first = _fingerprints(make_book("a", BookStatus.BUILT, WARNING, WARNING))
    assert _fingerprints(make_book("a", BookStatus.BUILT, moved, moved)) == first
    others = [
        *_fingerprints(make_book("b", BookStatus.BUILT, WARNING)),
        *_fingerprints(make_book("a", BookStatus.BUILT, replace(WARNING, message="other"))),
        *_fingerprints(make_book("a", BookStatus.BUILT, replace(WARNING, span=Span.at("manuscript/02.md", 3)))),
    ]
    assert len({*first, *others}) == 5


def test_failed_and_skipped_books_are_notifications() -> None:
    (invocation,) = _read(
        [
            make_book("a", BookStatus.REFUSED, ERROR),
            make_book("b", BookStatus.FAILED, message="lost"),
            make_book("c", BookStatus.SKIPPED),
        ]
    )["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert told == [("error", "B: lost"), ("warning", "C: not tried")]
    assert _read([make_book("a", BookStatus.REFUSED, ERROR)])["invocations"][0]["executionSuccessful"] is True


def test_hostile_words_are_neither_links_nor_placeholders() -> None:
    run = _read([make_each()[6]])
    text = run["results"][0]["message"]["text"]
    assert r"\[l\](u) {{0}} \\ @who" in text
    assert "\n## two␍␀␛\\[31m\ufffe<U+202E><U+D800>" in text
    assert HOSTILE.count("\n") == 1


def test_where_books_were_compared_each_finding_says_whether_it_is_new() -> None:
    book = make_book("a", BookStatus.REFUSED, WARNING, ERROR, known=2, known_findings=(WARNING, ADVICE))
    text = render_sarif([book, make_book("b", BookStatus.BUILT, ADVICE)], baseline=[])
    log = json.loads(text)
    assert [error.message for error in JUDGE.iter_errors(log)] == []
    results = log["runs"][0]["results"]
    assert [(one["ruleId"], one["baselineState"]) for one in results] == [
        (WARNING.code, "unchanged"),
        (ADVICE.code, "unchanged"),
        (WARNING.code, "new"),
        (ERROR.code, "new"),
        (ADVICE.code, "new"),
    ]
    # Compared with nothing, they had the same digests.
    plain = make_book("a", BookStatus.REFUSED, WARNING, ADVICE, WARNING, ERROR)
    assert _fingerprints(plain, make_book("b", BookStatus.BUILT, ADVICE)) == [
        one["partialFingerprints"]["makereadyFinding/v1"] for one in results
    ]
    assert [one for one in _read([book])["results"] if "baselineState" in one] == []
    assert len(_read([book])["results"]) == 2


def _compare(old: list[BookReport], new: list[BookReport]) -> list[dict[str, Any]]:
    log = json.loads(render_sarif(list(diff_reports(old, new)), root="books", baseline=old))
    assert [error.message for error in JUDGE.iter_errors(log)] == []
    results: list[dict[str, Any]] = log["runs"][0]["results"]
    codes = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert all(codes[one["ruleIndex"]] == one["ruleId"] for one in results)
    return results


def test_what_went_away_is_absent_with_the_digest_that_it_had() -> None:
    old = [make_book("a", BookStatus.REFUSED, ERROR, WARNING, WARNING), make_book("b", BookStatus.BUILT, ADVICE)]
    moved = replace(WARNING, span=Span.at("manuscript/01.md", 9))
    results = _compare(old, [make_book("a", BookStatus.BUILT, moved), make_book("b", BookStatus.UNCHANGED, ADVICE)])
    assert [(one["ruleId"], one["baselineState"]) for one in results] == [
        (WARNING.code, "unchanged"),
        (ADVICE.code, "unchanged"),
        (ERROR.code, "absent"),
        (WARNING.code, "absent"),
    ]
    first = {one["partialFingerprints"]["makereadyFinding/v1"]: one["message"] for one in _compare([], old)}
    assert {one["partialFingerprints"]["makereadyFinding/v1"]: one["message"] for one in results} == first
    (place,) = results[2]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "books/a/manuscript/book.toml"


def test_what_was_known_to_the_baseline_can_be_absent_too() -> None:
    old = [make_book("a", BookStatus.BUILT, ADVICE, known=1, known_findings=(WARNING,))]
    states = [one["baselineState"] for one in _compare(old, [make_book("a", BookStatus.BUILT)])]
    assert states == ["absent", "absent"]


@pytest.mark.parametrize("status", [BookStatus.REFUSED, BookStatus.FAILED, BookStatus.SKIPPED])
def test_nothing_is_absent_of_a_book_that_was_not_looked_at_in_full(status: BookStatus) -> None:
    old = [make_book("a", BookStatus.BUILT, WARNING, files=(make_file(),))]
    assert _compare(old, [make_book("a", status)]) == []
    # It is in another share of the books.
    assert _compare(old, [make_book("b", BookStatus.BUILT)]) == []
    # Its print edition was not asked for.
    epub = replace(make_file("build/a.epub"), edition="epub")
    assert _compare(old, [make_book("a", BookStatus.BUILT, files=(epub,))]) == []
    assert len(_compare(old, [make_book("a", BookStatus.BUILT, files=(epub, make_file()))])) == 1
