"""A page whose author is an account and a site goes in; the findings of AQ092 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.attribution import pages


def cause() -> tuple[Finding, ...]:
    """Return what is found about its attribution."""
    return pages.cause("AQ092", "site-and-admin")
