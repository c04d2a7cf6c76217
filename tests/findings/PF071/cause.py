"""A PDF with this fault (a line too thin to be printed) is looked at; PF071 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_pdfs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF071")
