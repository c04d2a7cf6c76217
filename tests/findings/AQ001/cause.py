"""A damaged archive and a file of Word 97 go in; the findings of AQ001 come out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire({"broken.epub": b"PK\x03\x04 and nothing else", "old.doc": b"\xd0\xcf\x11\xe0 words"}, "AQ001")
