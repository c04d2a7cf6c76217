"""Parity codes (PY): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "PY001",
        Severity.ERROR,
        "Words are lacking",
        "The finished file was read back and compared with the manuscript, in a PDF each block of the text with what "
        "its own marks show. Letters, digits or marks of the manuscript do not stand in it, or stand there changed.",
        "build without the project's own styles: where the finding goes with them, one of their rules takes the words "
        "out or changes them (`content`, `display`, `float: footnote`, a counter); where it stays, report it; what is "
        "meant so can be accepted in a [[suppress]] table with a reason",
    ),
    Entry(
        "PY002",
        Severity.ERROR,
        "Words too many",
        "The finished file was read back and compared with the manuscript. It has letters, digits or marks, or has "
        "them twice, that stand neither in the manuscript nor in the pages composed from book.toml.",
        "look for a rule in the project's own styles that shows words twice (`element()`, `content: content()`, a "
        "table's head); report it if there is none; what is meant so can be accepted in a [[suppress]] table with a "
        "reason",
    ),
    Entry(
        "PY003",
        Severity.ERROR,
        "Words in another order",
        "The finished file has the manuscript's words, but some of them stand in another place: a block, a line or a "
        "page comes before what it follows in the text.",
        "look for `order`, `position` or `float` in the project's own styles; report it if there is none; what is "
        "meant so can be accepted in a [[suppress]] table with a reason",
    ),
    Entry(
        "PY004",
        Severity.ERROR,
        "Composed words differ",
        "The words of pages that were composed from book.toml (title page, copyright page, contents, colophon …) or of "
        "labels before titles differ between what was composed and what the finished file has.",
        "look for rules about these pages in the project's own styles; report it if there are none; what is meant so "
        "can be accepted in a [[suppress]] table of the path book.toml, with a reason",
    ),
    Entry(
        "PY005",
        Severity.ERROR,
        "The words cannot be read back",
        "The finished file could not be read, so its words could not be compared with those of the manuscript. A book "
        "that was not compared is not finished.",
        "build it again; if the message stays, report it with the file",
    ),
    Entry(
        "PY006",
        Severity.ERROR,
        "A content document is lacking",
        "A file of the composed book is not in the EPUB's reading order, so its words are lost to the reader.",
        "build it again; if the message stays, report it with the file",
    ),
    Entry(
        "PY007",
        Severity.WARNING,
        "The manuscript was not at hand",
        "The file's words were compared with what was composed, but not with the manuscript that it was composed of.",
        "build from the project's folder with `makeready build`, which compares with the manuscript",
    ),
    Entry(
        "PY008",
        Severity.ERROR,
        "Words that nobody can read",
        "Words stand in the finished file where no reader sees them: in the colour of the paper, transparent, cut off, "
        "covered, off the page, of no size, or taken out of sight by a style sheet.",
        "change the rule that is named, or the one that sets the colour, size or place of these words; words that are "
        "meant to be hidden get the class `hidden`, and other rules can be accepted in a [[suppress]] table with a "
        "reason",
    ),
    Entry(
        "PY009",
        Severity.WARNING,
        "A space differs",
        "All letters, digits and marks of the manuscript stand in the finished file, but two words run together there, "
        "or one stands as two. A page has no spaces, only gaps, so this is a warning and the book is made.",
        "look at the place in the book; report it if no rule of the project's own styles explains it",
    ),
    Entry(
        "PY010",
        Severity.ADVICE,
        "Words hidden on purpose",
        "The manuscript gives words the class `hidden`. They are in the EPUB's text and on no page, no screen "
        "shows them, and no screen reader reads them out. This is told once a book, with the first place, so that none "
        "is hidden by mistake.",
        "nothing to do, if these words are for no reader; else take the class `hidden` from them",
    ),
)
