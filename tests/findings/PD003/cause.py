"""A book of more pages than are allowed goes in; PD003 comes out."""

from __future__ import annotations

from unittest.mock import patch

from makeready.findings import Finding
from makeready.pdf import loaded
from makeready.pdf.bind import bind_pdf
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it, with a limit of two pages."""
    sections = [section(f"c{number}", paragraph("Words.")) for number in range(3)]
    with patch.object(loaded, "MOST_PAGES", 2):
        return bind_pdf(composition(*sections)).findings
