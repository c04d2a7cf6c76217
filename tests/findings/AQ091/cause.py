"""A page whose owner is marked as author of what another sent in goes in; the findings of AQ091 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.attribution import pages


def cause() -> tuple[Finding, ...]:
    """Return what is found about its attribution."""
    return pages.cause("AQ091", "medium-submission")
