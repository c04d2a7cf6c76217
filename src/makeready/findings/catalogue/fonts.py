"""Font codes (FO): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FO001",
        Severity.ERROR,
        "font file that cannot be used",
        "A file among the project's typefaces is no font (TrueType or OpenType, also as WOFF or WOFF2), is damaged, or "
        "lacks what a font needs.",
        "put a sound file in its place, or take it out of the folder",
    ),
    Entry(
        "FO002",
        Severity.ERROR,
        "typeface that may not be embedded",
        "The font says in its licence bits (OS/2 fsType) that it may not be embedded in a document, or only whole. "
        "Every book embeds the part of a typeface that it uses.",
        "ask its maker for a licence, and a file, that allow it; or choose another typeface and take this one out",
    ),
    Entry(
        "FO003",
        Severity.ERROR,
        "font file that is too large",
        "A file among the project's typefaces is larger than a font of any script.",
        "put a smaller file in its place, or take it out of the folder",
    ),
    Entry(
        "FO004",
        Severity.ERROR,
        "family that is not there",
        "book.toml gives a role to a family of typefaces that neither the project nor makeready has.",
        '`makeready fonts list` shows the families there are; `makeready fonts add "NAME"` copies one that is '
        "installed here into the project",
    ),
    Entry(
        "FO005",
        Severity.WARNING,
        "typeface of this machine",
        "No pinned typeface and none of the project's has a character of the book; one that is installed here "
        "has it and was taken. On another machine the book may look otherwise, or stop.",
        '`makeready fonts add "NAME"` copies it into the project, if its licence allows that',
    ),
    Entry(
        "FO006",
        Severity.WARNING,
        "face that is there twice",
        "Two files among the project's typefaces are the same face of the same family; the first by name was taken.",
        "take one of them out of the folder",
    ),
)
