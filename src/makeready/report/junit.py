"""JUnit reports: books of a batch go in; XML comes out, one suite, one case a book, as CI systems read it."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from makeready.findings import Finding, Severity
from makeready.late_pattern import late_pattern
from makeready.report.baseline import is_known_refusal
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.places import name_book
from makeready.report.text import count_words, render_findings, summarise_findings

# What XML 1.0 § 2.2 lets nobody write, not even as a reference.
_FORBIDDEN = late_pattern("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(books: Sequence[BookReport], *, name: str = "makeready", strict: bool = False) -> str:
    """Return the books as one test suite called `name`.

    A book with errors, or that was refused, is a failure; one that failed without its author's doing is an error;
    one that was not tried is skipped, and so is one that was refused for findings alone that an earlier report has
    (`strict`: where warnings refuse a book too). Warnings and advice of a book stand in its output.
    """
    suite = etree.Element("testsuite")
    counts = {"failure": 0, "error": 0, "skipped": 0}
    for book in books:
        case = _render_book(book, strict)
        for child in case:
            if child.tag in counts:
                counts[child.tag] += 1
        suite.append(case)
    totals = {
        "name": _clean(name),
        "tests": str(len(books)),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"]),
        "time": _write_seconds(sum(book.seconds for book in books)),
    }
    for key, value in (*totals.items(), ("skipped", str(counts["skipped"]))):
        suite.set(key, value)
    suites = etree.Element("testsuites", totals)
    suites.append(suite)
    etree.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(suites, encoding="unicode")}\n'


def _render_book(book: BookReport, strict: bool) -> etree._Element:
    """Return one case with at most one verdict: CI systems show the first one of a case and drop the others."""
    # The folder is what tells books apart, so it is the name; two books may have one title.
    case = etree.Element("testcase", name=_clean(make_safe(book.folder)), time=_write_seconds(book.seconds))
    case.set("classname", _clean(make_safe(name_book(book))))
    errors = [finding for finding in book.findings if finding.severity is Severity.ERROR]
    others = [finding for finding in book.findings if finding.severity is not Severity.ERROR]
    warnings = [finding for finding in others if finding.severity is Severity.WARNING]
    if book.status is BookStatus.FAILED:
        _add_verdict(case, "error", "failed", book.message or "the book failed", errors)
    elif book.status is BookStatus.SKIPPED:
        _add_verdict(case, "skipped", "skipped", book.message or "not tried: the batch was ended before", errors)
    elif is_known_refusal(book, strict=strict):
        _add_verdict(case, "skipped", "known", f"refused; {count_words(book.known, 'finding', 'findings')} known", ())
    elif errors or book.status is BookStatus.REFUSED:
        # Refused without an error: --strict, so the warnings are the reason.
        reasons = errors or warnings
        head = f"{summarise_findings(reasons)}: {reasons[0].message}" if reasons else "the book was refused"
        _add_verdict(case, "failure", reasons[0].code if reasons else "refused", book.message or head, reasons)
    if others:
        etree.SubElement(case, "system-out").text = _clean(render_findings(others))
    return case


def _add_verdict(case: etree._Element, tag: str, kind: str, message: str, findings: Sequence[Finding]) -> None:
    verdict = etree.SubElement(case, tag, type=kind, message=_clean(make_safe(message)))
    if findings:
        verdict.text = _clean(render_findings(findings))


def _write_seconds(seconds: float) -> str:
    # Without a sign, an exponent or a comma: all that the schema's type of a time has in common with other readers.
    return f"{max(seconds, 0.0):.3f}"


def _clean(text: str) -> str:
    """Return `text` with what XML forbids shown by its code points."""
    return _FORBIDDEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
