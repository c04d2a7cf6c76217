"""A page, and bytes that are no profile, go in; PD053 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.pdf.ink.files import PRESS, make_pdf, prepare


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    prepared, _ = prepare(make_pdf(b"0 0 9 9 re f"), PRESS, b"no profile")
    return prepared.findings
