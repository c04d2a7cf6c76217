"""Typography codes (TY): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "TY001",
        Severity.ERROR,
        "character that the typeface lacks",
        "No typeface has a glyph for a character of the book: neither the theme's nor the project's, nor those that "
        "stand in for them, nor one of this machine. The printed page would show an empty box, or nothing.",
        "put a typeface that has it into fonts/, or install one and run the build again; or write the character "
        "another way. For Chinese, Japanese and Korean install makeready’s extras of these names. An EPUB can "
        "be built without it: `makeready build --to epub`",
    ),
)
