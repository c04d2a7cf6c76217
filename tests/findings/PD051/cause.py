"""A picture within a content stream goes in; PD051 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.pdf.ink.files import PRESS, make_pdf, prepare


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    prepared, _ = prepare(make_pdf(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI", pages=2), PRESS)
    return prepared.findings
