"""A package without a cover for print is packed; PK010 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.findings.packaged import find_missing_files


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_missing_files("interior", "ebook")
