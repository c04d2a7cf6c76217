"""An EPUB with this fault (sound or film in an e-book) is looked at for a shop; PF095 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_epubs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF095")
