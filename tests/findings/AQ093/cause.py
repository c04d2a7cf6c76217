"""A page that marks the book's author as its own goes in; the findings of AQ093 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.attribution import pages


def cause() -> tuple[Finding, ...]:
    """Return what is found about its attribution."""
    return pages.cause("AQ093", "lie-book-author")
