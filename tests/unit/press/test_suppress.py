"""Suppressions: what they take away, what they cannot, and those that idle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from makeready.findings import Finding, Severity, Span
from makeready.press.request import Accepted
from makeready.press.suppress import accepts, observe_idle, sift_findings


@dataclass(frozen=True)
class Suppression:
    code: str
    path: str
    span: Span | None = None
    reason: str = "it is meant so"


def _finding(code: str, source: str | None = None, location: str | None = None, severity: str = "warning") -> Finding:
    span = Span.at(source, 3, 1) if source else None
    return Finding(code=code, severity=Severity(severity), message="m", span=span, location=location)


def test_code_and_path_have_to_fit() -> None:
    findings = [
        _finding("TY003", "manuscript/a.md"),
        _finding("TY003", "manuscript/b.md"),
        _finding("TY004", "manuscript/a.md"),
    ]
    sifted = sift_findings(findings, [Suppression("TY003", "manuscript/a.md")])
    assert sifted.findings == tuple(findings[1:])
    assert sifted.misused == ()
    assert sifted.idle == ()


def test_a_path_may_count_from_the_folder_of_book_toml() -> None:
    suppression = Suppression("TY003", "./a.md", Span.at("manuscript/book.toml", 9))
    assert sift_findings([_finding("TY003", "manuscript/a.md")], [suppression]).findings == ()


def test_a_place_in_an_artifact_is_named_without_its_line() -> None:
    findings = [_finding("EP033", location="images/map.png"), _finding("EP029", location="text/a.xhtml:12:4")]
    given = [Suppression("EP033", "images/map.png"), Suppression("EP029", "text/a.xhtml")]
    assert sift_findings(findings, given).findings == ()


def test_an_error_stays_and_the_suppression_is_a_finding() -> None:
    error = _finding("XR001", "a.md", severity="error")
    suppression = Suppression("XR001", "a.md", Span.at("book.toml", 7, 1))
    sifted = sift_findings([error, error], [suppression])
    assert sifted.findings == (error, error)
    assert [(f.code, f.span) for f in sifted.misused] == [("WS051", suppression.span)]
    assert sifted.idle == ()


def test_idle_suppressions_are_findings_but_wait_for_the_judges() -> None:
    given = [Suppression("TY003", "a.md", Span.at("book.toml", 7)), Suppression("EP029", "text/a.xhtml")]
    idle = sift_findings([], given).idle
    assert idle == tuple(given)
    assert [(f.code, f.message) for f in observe_idle(idle, judged=False)] == [("WS050", "there is no TY003 in a.md")]
    assert len(observe_idle(idle, judged=True)) == 2


def test_a_page_is_named_by_its_number_or_by_its_place() -> None:
    findings = [_finding("PD005", location="page 112 (manuscript/07.md:41)")]
    for path in ("page 112", "manuscript/07.md"):
        assert sift_findings(findings, [Suppression("PD005", path)]).findings == ()
    assert sift_findings(findings, [Suppression("PD005", "page 11")]).findings == tuple(findings)


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_finding_about_words_is_accepted_with_its_reason_and_counted(severity: str) -> None:
    mine = [_finding("PY001", "a.md", severity=severity), _finding("PY001", "a.md", "page 3", severity)]
    others = [_finding("PY001", "b.md", severity=severity), _finding("PY002", "a.md", severity=severity)]
    given = [Suppression("PY001", "a.md"), Suppression("PY001", "c.md")]
    sifted = sift_findings([*mine, *others], given)
    assert sifted.findings == tuple(others)
    assert sifted.accepted == (Accepted(code="PY001", path="a.md", reason="it is meant so", count=2),)
    assert str(sifted.accepted[0]) == "accepted: 2 PY001 in a.md: it is meant so"
    assert sifted.misused == () and sifted.idle == (given[1],)
    assert [accepts(given, one) for one in (*mine, *others)] == [True, True, False, False]


def test_a_hidden_word_is_accepted_by_the_sheet_that_hides_it() -> None:
    note = "hidden by .x { color: transparent } (styles/print.css:3)"
    hidden = replace(_finding("PY008", "a.md", "page 3", "error"), notes=(note,))
    for path in ("styles/print.css", "a.md", "page 3"):
        assert accepts([Suppression("PY008", path)], hidden)
    for path in ("styles/epub.css", "styles", "print.css", "page 33"):
        assert not accepts([Suppression("PY008", path)], hidden)
    # Only what is said of words: another finding has no rule, whatever its notes say.
    assert not accepts([Suppression("EP029", "styles/print.css")], replace(hidden, code="EP029"))


def test_words_that_are_composed_are_accepted_by_book_toml() -> None:
    composed = _finding("PY004", location="page 3", severity="error")
    for path, accepted in (("book.toml", True), ("manuscript/book.toml", True), ("a.md", False)):
        given = [Suppression("PY004", path, Span.at("manuscript/book.toml", 9))]
        assert accepts(given, composed) is accepted
    given = [Suppression("PY001", "book.toml", Span.at("manuscript/book.toml", 9))]
    assert not accepts(given, _finding("PY001", "manuscript/a.md", severity="error"))


def test_no_other_error_is_accepted() -> None:
    error = _finding("EP020", "a.md", severity="error")
    sifted = sift_findings([error], [Suppression("EP020", "a.md")])
    assert sifted.findings == (error,) and sifted.accepted == ()
    assert not accepts([Suppression("EP020", "a.md")], error)
