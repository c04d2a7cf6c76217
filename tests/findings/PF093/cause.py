"""An EPUB with this fault (a picture with more pixels than the shop takes) is looked at for a shop; PF093 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_epubs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF093")
