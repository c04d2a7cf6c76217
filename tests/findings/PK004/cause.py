"""A book by nobody is packed; PK004 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.findings.packaged import find_missing


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_missing(contributors=())
