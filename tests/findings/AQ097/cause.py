"""A page that says little goes in; the findings of AQ097 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.attribution import pages


def cause() -> tuple[Finding, ...]:
    """Return what is found about its attribution."""
    return pages.cause("AQ097", "no-markup")
