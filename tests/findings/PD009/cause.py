"""A page number that is longer on one page than on the next, and so drives its own target there and back."""

from __future__ import annotations

from dataclasses import replace

from makeready.findings import Finding
from makeready.pdf.bind import bind_pdf
from tests.unit.compose.books import PRINT, link, paragraph, section
from tests.unit.pdf.compositions import composition

CSS = """
p a::after { content: target-counter(attr(href), page, lower-roman); font-size: 100pt; line-height: 100pt;
             letter-spacing: 60pt; overflow-wrap: anywhere; display: block }
p#there { margin-top: 130pt }
"""


def cause() -> tuple[Finding, ...]:
    """Return what is said of a number in two lines on page viii, in one on page ix."""
    before = [section(f"c{number}", paragraph("Words.")) for number in range(7)]
    last = section("last", paragraph(link("#there", "See")), paragraph("Here.", id="there"))
    whole = composition(*before, last, edition=replace(PRINT, openings="any"), css=CSS)
    return bind_pdf(whole).findings
