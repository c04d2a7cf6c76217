"""Pages in tests: HTML or lines of plain text go in; the evidence that attribution is found in comes out."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from makeready.acquire.attribution import FoundAttribution, PageEvidence, ProseLine, find_attribution
from makeready.findings import Finding, Outcome, Span


def read_page(text: str, address: str | None = None) -> PageEvidence:
    """Return a page of HTML, parsed as pages are: no network, no huge trees."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    return PageEvidence(source="page.html", tree=tree, address=address)


def read_plain(*lines: str) -> PageEvidence:
    """Return a page of plain text; empty lines only count."""
    found = [
        ProseLine(text=text, span=Span.at("page.txt", number)) for number, text in enumerate(lines, 1) if text.strip()
    ]
    return PageEvidence(source="page.txt", lines=tuple(found))


def find(page: PageEvidence) -> tuple[FoundAttribution, tuple[Finding, ...]]:
    """Return what is found on a page, and the findings."""
    outcome: Outcome[FoundAttribution] = find_attribution(page)
    assert outcome.value is not None
    return outcome.value, outcome.findings


def names(found: FoundAttribution, field: str = "creators") -> list[str]:
    """Return the names of a field."""
    return [person.value.name for person in getattr(found, field)]


def cause(code: str, name: str) -> tuple[Finding, ...]:
    """Return the findings with a code on one of the saved pages."""
    page = Path(__file__).parents[3] / "pages" / name / "page.html"
    return tuple(f for f in find(read_page(page.read_text("utf-8")))[1] if f.code == code)
