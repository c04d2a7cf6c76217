"""Findings: the catalogue is whole, observing fills in, sorting is by place, spans print as places."""

from __future__ import annotations

import re

import pytest

from makeready.findings import (
    CATALOGUE,
    ExitCode,
    Finding,
    MakereadyError,
    MissingToolError,
    Outcome,
    Severity,
    Span,
    StorageError,
    UsageError,
    observe,
    sort_findings,
)
from makeready.findings import catalogue as module
from makeready.findings.catalogue import RETIRED

ENTRIES = [entry for area in module._AREAS for entry in area.ENTRIES]


def test_no_code_is_given_twice_and_none_that_is_retired() -> None:
    codes = [entry.code for entry in ENTRIES]
    assert sorted(codes) == sorted(set(codes))
    assert not RETIRED & set(codes)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_every_entry_says_what_why_and_how(entry: module.Entry) -> None:
    assert re.fullmatch(r"(MS|MD|BF|XR|ST|TY|FO|EP|PD|PY|WS|VF|PF|PK|AQ)\d{3}", entry.code)
    assert CATALOGUE[entry.code] is entry
    for words in (entry.title, entry.explanation, entry.remedy):
        assert words == words.strip()
        assert "  " not in words
        assert "\n" not in words
    assert 0 < len(entry.title) <= 80
    assert not entry.title.endswith(".")
    assert len(entry.explanation) >= 20
    assert entry.explanation.endswith((".", ")", "?"))
    assert len(entry.remedy) >= 10


def test_observing_takes_severity_and_remedy_from_the_catalogue_unless_given() -> None:
    seen = observe("WS050", "message", notes=["one"])
    assert (seen.severity, seen.hint, seen.notes) == (Severity.WARNING, CATALOGUE["WS050"].remedy, ("one",))
    graver = observe("WS050", "message", severity=Severity.ERROR, hint="other")
    assert (graver.severity, graver.hint) == (Severity.ERROR, "other")
    with pytest.raises(KeyError):
        observe("WS999", "message")


def _finding(code: str, span: Span | None = None, location: str | None = None) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message="m", span=span, location=location)


def test_sorting_is_by_place_and_takes_doubles_away() -> None:
    expected = (
        _finding("MS002", Span.at("a.md", 1)),
        _finding("MS001", Span.at("a.md", 2, 1)),
        _finding("MS001", Span.at("a.md", 2, 5)),
        _finding("MS001", Span.at("a.md", 10)),
        _finding("MS001", Span.at("b.md", 1)),
        _finding("EP001", location="page 1"),
    )
    assert sort_findings([*reversed(expected), *expected]) == expected


def test_an_outcome_fails_without_a_value_or_with_an_error() -> None:
    warning = Finding(code="MS001", severity=Severity.WARNING, message="m")
    assert Outcome(value=None).failed
    assert not Outcome(value=0, findings=(warning,)).failed
    assert Outcome(value=0, findings=(warning, _finding("MS001"))).failed


def test_spans_print_as_places() -> None:
    assert str(Span.at("a.md", 3)) == "a.md:3"
    assert str(Span.at("a.md", 3, 7, 2)) == "a.md:3:7"
    assert Span.at("a.md", 3, 7, 2).end_column == 9
    assert Span.at("a.md", 3, None, 2).end_column is None


def test_severities_rank_and_exceptions_have_their_exit_codes() -> None:
    assert [s.rank for s in (Severity.ERROR, Severity.WARNING, Severity.ADVICE)] == [0, 1, 2]
    kinds = (MakereadyError, UsageError, MissingToolError, StorageError)
    assert [kind("m", "h").exit_code for kind in kinds] == [70, 2, 3, 4]
    assert (UsageError("m", "h").hint, str(UsageError("m"))) == ("h", "m")
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 70, 130]
