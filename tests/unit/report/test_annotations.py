"""Annotations: GitHub's commands, escaped and counted; GitLab's list, with fingerprints of their own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import Severity, Span
from makeready.report.annotations import render_github, render_gitlab
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from tests.unit.report.sample_books import ADVICE, ERROR, HOSTILE, WARNING, make_book, make_each, make_many

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-zA-Z]+=[^:,]*,?)+)::(.+)")


def _read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return level, properties and message of each command, read as GitHub's runner reads them."""
    commands = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        commands.append((match[1], {k: _decode(v) for k, v in properties.items()}, _decode(match[3])))
    return commands


def _decode(text: str) -> str:
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_a_finding_is_a_command_with_its_place() -> None:
    error = replace(ERROR, notes=("100 % of it",), hint="mend it")
    assert render_github([make_book("a", BookStatus.REFUSED, error)], root="books") == (
        "::error file=books/a/manuscript/book.toml,line=14,col=1,endColumn=13,title=MD012 in A"
        "::the reviewed work has no author%0A100 %25 of it%0Ahelp: mend it\n"
    )


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (Span.at("b.md", 3), {"file": "a/b.md", "line": "3"}),
        (Span.at("b.md", 3, 2, 0), {"file": "a/b.md", "line": "3", "col": "2", "endColumn": "2"}),
        (
            Span(source="b.md", start_line=3, start_column=2, end_line=5, end_column=9),
            {"file": "a/b.md", "line": "3", "endLine": "5", "col": "2"},
        ),
        (None, {}),
    ],
)
def test_places(span: Span | None, place: dict[str, str]) -> None:
    ((_level, properties, _words),) = _read(
        render_github([make_book("a", BookStatus.BUILT, replace(WARNING, span=span))])
    )
    assert properties == {**place, "title": "MS001 in A"}


def test_levels_and_failed_books() -> None:
    books = [make_book("a", BookStatus.BUILT, WARNING, ADVICE), make_book("b", BookStatus.FAILED, message="lost")]
    assert [(level, words.split("\n")[0]) for level, _properties, words in _read(render_github(books))] == [
        ("error", "B: lost"),
        ("warning", "a warning"),
        ("notice", "text/ch01.xhtml:12:4:"),
    ]


def test_no_more_than_ten_of_a_level_and_the_others_counted() -> None:
    books = [
        make_book("a", BookStatus.REFUSED, *[ERROR] * 10, *[WARNING] * 11, *[ADVICE] * 12),
        make_book("b", BookStatus.FAILED),
    ]
    commands = _read(render_github(books))
    levels = [level for level, _properties, _words in commands]
    assert {level: levels.count(level) for level in set(levels)} == {"error": 10, "warning": 10, "notice": 10}
    assert commands[-1][2] == "not shown here: 1 error, 1 warning, 3 notices"
    assert commands[0][2] == "B: failed"


def test_ten_of_each_need_no_count() -> None:
    books = [make_book("a", BookStatus.REFUSED, *[ERROR] * 10, *[WARNING] * 10, *[ADVICE] * 10)]
    assert len(_read(render_github(books))) == 30
    assert render_github([]) == ""


def test_hostile_words_stay_in_their_command() -> None:
    text = render_github(make_each())
    commands = _read(text)
    assert len(commands) == text.count("\n") == 8
    _level, properties, words = commands[3]
    assert "::error:: %0A ,a:b\n## two␍␀␛[31m" in words
    assert properties["file"].endswith(".md")
    assert ",a:b␊## two" in properties["title"]
    assert not set("\r\0\x1b\u202e\ud800") & set(text)


@given(st.text())
def test_any_words_are_one_command_and_come_back(words: str) -> None:
    error = replace(ERROR, message=words, hint="end")
    ((_level, properties, message),) = _read(render_github([make_book("a", BookStatus.REFUSED, error, title=words)]))
    lines = f"{words}\nhelp: end".replace("\r\n", "\n").split("\n")
    assert message == "\n".join(make_safe(line) for line in lines)
    assert properties["title"] == f"MD012 in {make_safe(words.strip()) or 'a'}"


def _read_issues(books: list[BookReport]) -> list[dict[str, Any]]:
    text = render_gitlab(books)
    assert text.isascii()
    issues: list[dict[str, Any]] = json.loads(text)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "severity", "location", "fingerprint"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not issue["location"]["path"].startswith(("./", "/"))
        assert issue["location"]["lines"]["begin"] >= 1
        assert "\n" not in issue["description"]
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    return issues


def test_an_issue_of_gitlab() -> None:
    (issue,) = _read_issues([make_book("a", BookStatus.REFUSED, ERROR)])
    assert issue == {
        "description": ERROR.message,
        "check_name": "MD012",
        "severity": "critical",
        "location": {"path": "a/manuscript/book.toml", "lines": {"begin": 14}},
        "fingerprint": issue["fingerprint"],
    }
    moved = replace(ERROR, span=Span.at("manuscript/book.toml", 99, 1))
    (after,) = _read_issues([make_book("a", BookStatus.REFUSED, moved)])
    assert after["fingerprint"] == issue["fingerprint"]


def test_issues_of_every_kind_are_told() -> None:
    issues = _read_issues(make_each())
    assert [issue["severity"] for issue in issues].count("blocker") == 2
    assert {issue["severity"] for issue in issues} == {"blocker", "critical", "minor", "info"}
    assert any(issue["description"].startswith("text/ch01.xhtml:12:4: ") for issue in issues)
    assert any(HOSTILE[:20] in issue["description"] for issue in issues)
    assert len(_read_issues(make_many())) == sum(len(book.findings) for book in make_many()) + 1
    assert [issue["fingerprint"] for issue in _read_issues([make_book("a", BookStatus.BUILT, WARNING, WARNING)])]
    assert Severity.ADVICE in {finding.severity for book in make_each() for finding in book.findings}
