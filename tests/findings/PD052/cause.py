"""A page in red goes in; PD052 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.pdf.ink.files import PRESS, make_pdf, prepare


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    prepared, _ = prepare(make_pdf(b"1 0 0 rg 0 0 9 9 re f"), PRESS)
    return prepared.findings
