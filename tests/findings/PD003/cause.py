"""A book of more pages than are allowed goes in; PD003 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.pdf.engine import tend_engine
from makeready.pdf.layout import lay_out
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it, with a limit of two pages."""
    sections = [section(f"c{number}", paragraph("Words.")) for number in range(3)]
    with tend_engine():
        return lay_out(composition(*sections), "The Book", most_pages=2).findings
