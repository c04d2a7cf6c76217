"""Workspace codes (WS): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "WS001",
        Severity.ERROR,
        "a path that may not be used",
        "A manuscript may only name regular files inside the project's folder: no addresses, no absolute paths, "
        "nothing that `..` or a link leads out to, no devices, and nothing beyond the limit of size. So a manuscript "
        "from a stranger cannot carry your files into a book.",
        "copy the file into the project's folder and name it from there",
    ),
    Entry(
        "WS002",
        Severity.ERROR,
        "a file is not there",
        "The manuscript names a file that does not exist. Mind upper and lower case: some systems tell them apart.",
        "correct the name, or put the file there",
    ),
    Entry(
        "WS003",
        Severity.ERROR,
        "a suppression of an unknown code",
        "A [[suppress]] entry names a code that the catalogue does not have.",
        "correct the code; `makeready explain CODE` tells what a code means",
    ),
)
