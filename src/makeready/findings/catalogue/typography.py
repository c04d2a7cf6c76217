"""Typography codes (TY): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "TY001",
        Severity.ERROR,
        "character that the typeface lacks",
        "No face of the text family has a glyph for a character of the book. Pages are set in the pinned typefaces "
        "alone, so the printed page would show an empty box in its place, or nothing.",
        "write the character another way, or take it out",
    ),
)
