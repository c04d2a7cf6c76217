"""An EPUB that was spoilt goes in; the findings of EP010 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.checks import broken_epubs


def cause() -> tuple[Finding, ...]:
    """Return what our own rules say of it."""
    return broken_epubs.cause("EP010")
