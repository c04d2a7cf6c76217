"""A page for a condition that is not registered goes in; PD054 comes out."""

from __future__ import annotations

from dataclasses import replace

from makeready.findings import Finding
from tests.unit.pdf.ink.files import PRESS, make_pdf, prepare


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    prepared, _ = prepare(make_pdf(b"0 0 9 9 re f"), replace(PRESS, condition="Our own press"))
    return prepared.findings
