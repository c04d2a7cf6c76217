"""A page in black and an ink of another colour go in; PD056 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.model.ink import SpotInk
from makeready.pdf.ink.printing import prepare_print
from tests.unit.pdf.ink.files import PRESS, make_pdf


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    ink = SpotInk(name="PANTONE 185 C", cmyk=(0, 0.91, 0.76, 0), colours=((1, 0, 0.2),))
    return prepare_print(make_pdf(b"0 g 0 0 9 9 re f"), PRESS, spots=(ink,)).findings
