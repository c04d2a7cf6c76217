"""A PDF with this fault (pictures packed in ways that the standard has not) is looked at; PF065 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_pdfs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF065")
