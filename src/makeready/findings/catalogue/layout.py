"""PDF codes (PD001-PD019): what laying out and writing the pages may find."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "PD001",
        Severity.WARNING,
        "something the page engine warns of",
        "The engine that lays out the pages saw something that it could not do as asked. The page may look different "
        "from what was meant.",
        "look at the page, and mend the text or the style sheet",
    ),
    Entry(
        "PD002",
        Severity.ERROR,
        "file that the page engine could not use",
        "A picture or font of the book is there, but the engine could not read it. It would have left an empty place.",
        "save the file again in a sound format: PNG, JPEG or SVG for pictures",
    ),
    Entry(
        "PD003",
        Severity.ERROR,
        "more pages than the limit",
        "The edition came out with more pages than any binding holds, which is nearly always a mistake in its trim "
        "size, margins or styles.",
        "check trim and margins in book.toml, or divide the book into volumes",
    ),
    Entry(
        "PD004",
        Severity.ERROR,
        "footnote whose words are on no page",
        "A footnote is called, and the page engine has put its words nowhere: text would be lost.",
        'shorten the note, move its call, or set notes = "chapter-end" for the edition',
    ),
    Entry(
        "PD005",
        Severity.WARNING,
        "footnote on another page than its call",
        "A reader looks for a footnote at the foot of the page where it is called. The page engine has moved this one.",
        'move the call by a few words, shorten the note, or set notes = "chapter-end" for the edition',
    ),
    Entry(
        "PD006",
        Severity.ERROR,
        "pages that the engine cannot lay out",
        "The engine gave up on this text for a reason that is known, which the message tells: elements stand too deep "
        "in each other, a style asks for a size that no page can hold, or the memory of the machine is used up. "
        "Whatever else the engine raises is told as a bug of makeready, with exit code 70.",
        "take out the deepest nesting, or the rule that asks for an extreme size",
    ),
    Entry(
        "PD007",
        Severity.WARNING,
        "note that is called from another page",
        "Notes are numbered anew on each page, so the number of a note means nothing on other pages: a reader finds "
        "another note there, or none.",
        'write the note again under a label of its own, or set note_numbering = "chapter" for the edition',
    ),
    Entry(
        "PD008",
        Severity.ERROR,
        "process that was lost",
        "Pages of a long book are laid out by several processes. One of them was ended from outside twice over the "
        "same part, most likely because the memory of the machine was used up.",
        "build with --workers 1, or give the machine more memory",
    ),
    Entry(
        "PD009",
        Severity.WARNING,
        "page numbers that do not settle",
        "The text shows page numbers, and with the right ones it takes so much more or less room that they are wrong "
        "again. Some of them may be off by one.",
        "give the place of the page number a fixed width in the style sheet",
    ),
    Entry(
        "PD010",
        Severity.ADVICE,
        "table that was made to fit",
        "The columns of the table need more room than the page has. It was set with narrower gaps, in smaller type, "
        "with words broken in its cells, or turned on a page of its own, whichever was the first to be enough.",
        "nothing to do, if it reads well; else shorten the longest words of its cells, or divide it into two tables",
    ),
    Entry(
        "PD011",
        Severity.WARNING,
        "table that does not fit",
        "The table has more columns than the page can hold, even with the smallest type and with words broken in all "
        "its cells, or a style sheet gives it a width. A part of it stands in the margin, or is cut off.",
        "divide the table, turn rows into columns, or choose a larger trim size",
    ),
    Entry(
        "PD012",
        Severity.ERROR,
        "beyond the paper",
        "Something on a page reaches beyond the trim, so that it would be cut off: words, a picture, a line, a ground "
        "or a running head. What is to run to the edge of the paper has to reach the end of the bleed.",
        "give the words, or the table or picture, less room: a smaller width, a place to break; or look for a rule in "
        "the project's own styles that gives it a width, a margin or a position; what runs to the edge needs a `bleed`",
    ),
    Entry(
        "PD013",
        Severity.WARNING,
        "in the margin",
        "Something on a page reaches out of the text block into the margin, where a printer may cut and a reader does "
        "not look for it.",
        "shorten or divide what is too wide, or give it a place to break; a style sheet that means it so can be "
        "accepted with a suppression",
    ),
    Entry(
        "PD014",
        Severity.WARNING,
        "words on words",
        "Words are printed over other words, so that neither can be read.",
        "look for a rule in the project's own styles that moves the words, or sets a height or a margin below nothing; "
        "what is meant so can be accepted with a suppression",
    ),
    Entry(
        "PD015",
        Severity.ERROR,
        "work without an end",
        "Laying these pages out, or drawing what stands on them, takes more time of the processor or more memory than "
        "their length explains, so that it was given up: a small drawing or rule can ask for millions of things. The "
        "limits are 20 s and 768 MiB, for a drawing 5 s, and half a second and 1 MiB more for each KiB of text.",
        "make the drawing, the table or the rule simpler, or build with a higher --time-limit or --memory-limit",
    ),
    Entry(
        "PD043",
        Severity.WARNING,
        "the count of pages is not taken",
        "The receiver of the PDF takes books from so many to so many pages only. Up to ten blank pages are put behind "
        "a book that is a little too short; a shorter one is made as it is.",
        "choose another receiver, a larger or smaller trim, or another size of type",
    ),
)
