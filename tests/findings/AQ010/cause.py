"""A page with a space that is missing goes in; the finding of AQ010 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import TEXT_PAGE
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire({"page.txt": TEXT_PAGE}, "AQ010")
