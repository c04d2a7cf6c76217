"""A book with nine keywords is packed; PK006 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.model.book import Subject
from tests.findings.packaged import BOOK, find_missing


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_missing(subjects=(*BOOK.subjects, *(Subject(term=f"word {n}") for n in range(8))))
