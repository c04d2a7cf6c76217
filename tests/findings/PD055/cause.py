"""A page with a typeface that is not in the file goes in; PD055 comes out."""

from __future__ import annotations

import pikepdf

from makeready.findings import Finding
from tests.unit.pdf.ink.files import PRESS, make_pdf, prepare


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    prepared, _ = prepare(
        make_pdf(
            b"0 0 9 9 re f",
            {
                "/Font": pikepdf.Dictionary(
                    F=pikepdf.Dictionary(
                        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                    )
                )
            },
        ),
        PRESS,
    )
    return prepared.findings
