"""A PDF with this fault (plates of inks of their own) is looked at; PF033 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_pdfs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF033")
