"""An EPUB with a small cover is packed; PK009 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.findings.packaged import find_in_cover


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_in_cover(1000, 1600)
