"""Suppressions: what they take away, what they cannot, and those that idle."""

from __future__ import annotations

from dataclasses import dataclass

from makeready.findings import Finding, Severity, Span
from makeready.press.suppress import observe_idle, sift_findings


@dataclass(frozen=True)
class Suppression:
    code: str
    path: str
    span: Span | None = None


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
