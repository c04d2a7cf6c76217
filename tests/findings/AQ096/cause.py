"""A page with a name that is turned round goes in; the findings of AQ096 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.attribution import pages


def cause() -> tuple[Finding, ...]:
    """Return what is found about its attribution."""
    return pages.cause("AQ096", "jsonld-hostile")
