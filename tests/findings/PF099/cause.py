"""An EPUB with this fault (metadata of the EPUB that do not agree) is looked at for a shop; PF099 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.conformance.seeded_epubs import find_seeded


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_seeded("PF099")
