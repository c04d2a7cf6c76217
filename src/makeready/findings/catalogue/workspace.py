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
        "from a stranger cannot carry your files into a book. What a makeready.toml names lies below its own folder.",
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
    Entry(
        "WS004",
        Severity.ERROR,
        "a setting that only one book can have",
        "A makeready.toml gives many books what they have in common. A title, an identifier, a date and what else is "
        "true of one book alone cannot stand there: all of them would claim it.",
        "move it into the book.toml of the book that it belongs to",
    ),
    Entry(
        "WS005",
        Severity.WARNING,
        "a pattern that finds no book",
        "A pattern under [books] in makeready.toml meets no folder that is a book, or, where it does not end with `*` "
        "or `**`, a folder that is none. Such a book would be missing from the batch without a word.",
        "correct the pattern, put a book.toml into the folder, or take the pattern out",
    ),
    Entry(
        "WS006",
        Severity.WARNING,
        "a book that is listed and inherits nothing",
        "A book that makeready.toml lists looks upwards for it from its own folder, as when it is built alone: no "
        "further than the top of its repository, the nearest other makeready.toml, or eight folders.",
        "exclude the book, or remove what stands between it and this makeready.toml",
    ),
)
