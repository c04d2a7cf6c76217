"""A PDF with this fault (more inks of their own than are printed) is looked at; PF061 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_pdfs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF061")
