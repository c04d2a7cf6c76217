"""A blue square that is half through over a red line goes in; PD050 comes out."""

from __future__ import annotations

import pikepdf

from makeready.findings import Finding
from tests.unit.pdf.ink.files import PRESS, make_pdf, prepare


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    prepared, _ = prepare(
        make_pdf(
            b"1 0 0 RG 0 0 m 90 90 l S /H gs 0 0 1 rg 40 40 50 50 re f",
            {"/ExtGState": pikepdf.Dictionary(H=pikepdf.Dictionary({"/ca": 0.5}))},
        ),
        PRESS,
    )
    return prepared.findings
