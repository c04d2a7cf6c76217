"""The sample book's PDF, broken, goes in; PD028 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.checks.broken_pdfs import find_in


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    return find_in("PD028")
