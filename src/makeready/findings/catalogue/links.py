"""Links codes (XR): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "XR001",
        Severity.ERROR,
        "link to an id that nothing has",
        "A link inside the book names an id, and no heading, division or span of the book has it. A reader who follows "
        "it would go nowhere, and EPUBCheck refuses the book.",
        "give the place that id with {#id}, or mend the link",
    ),
    Entry(
        "XR002",
        Severity.ERROR,
        "link to a file that is not in the book",
        "A link names a file of the project by its path, but that file is no part of the reading order, so there is "
        "nothing in the book to lead to.",
        "add the file to [contents] in book.toml, or link to its address on the web",
    ),
    Entry(
        "XR003",
        Severity.ERROR,
        "link with a malformed address",
        "An address on the web has brackets in its name that hold no IP address, so no reader and no checker can make "
        "sense of it.",
        "mend the address; a bracket in it is written %5B or %5D",
    ),
)
