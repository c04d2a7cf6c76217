"""A package without an e-book is packed; PK011 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.findings.packaged import find_missing_files


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_missing_files("interior", "cover")
