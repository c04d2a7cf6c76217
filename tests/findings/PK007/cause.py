"""A book without a subject of a list is packed; PK007 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.findings.packaged import BOOK, find_missing


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_missing(subjects=BOOK.subjects[:1])
