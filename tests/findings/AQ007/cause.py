"""A page with passages that one extractor takes for text goes in; the findings of AQ007 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import PAGES
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire({"page.html": (PAGES / "microdata-shop/page.html").read_bytes()}, "AQ007")
