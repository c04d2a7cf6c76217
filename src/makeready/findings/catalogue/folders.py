"""Book folder codes (BF): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "BF001",
        Severity.ERROR,
        "more than one book",
        "The folder holds several books: languages, editions, or books of their own. Which is meant is not guessed.",
        "build one of them by its own folder",
    ),
    Entry(
        "BF002",
        Severity.WARNING,
        "included file that cannot be read",
        "The text asks for lines of another file, in the way of the system that the book is written for. That file is "
        "not there, lies outside the folder, or has no such lines. The rest of the book was made.",
        "put the file where it is looked for, or take the line out",
    ),
    Entry(
        "BF003",
        Severity.WARNING,
        "contents name a file that is not there",
        "The book's list of contents names a file that is not in the folder. The rest of the book was made.",
        "write the file, or take it out of the list",
    ),
    Entry(
        "BF004",
        Severity.ADVICE,
        "links that lead out of the book",
        "Links lead to files that are no part of this book: other pages of a web site, source code, files that are not "
        "there. Their words stay, and they lead nowhere.",
        "give them whole addresses, such as https://example.org/page, or take them out",
    ),
    Entry(
        "BF005",
        Severity.ADVICE,
        "folder of another system",
        "The folder has no book.toml of makeready's. It was known as a book of another system, which gives order, "
        "title and authors; `makeready info` shows all that was taken and left.",
        "makeready new --from FOLDER writes down in a book.toml what was guessed",
    ),
    Entry(
        "BF006",
        Severity.WARNING,
        "results that only running code would give",
        "The text holds code that its system runs while it makes the book, and shows what comes out. Nothing in a book "
        "folder is ever run here: the code stands in the book where the text shows it, its results do not.",
        "keep the results in the text, as pictures or as code",
    ),
    Entry(
        "BF007",
        Severity.WARNING,
        "pictures on other machines",
        "Pictures are named by their addresses. Nothing is fetched while a book is made; a link to each stands in its "
        "place.",
        "keep the pictures in the folder and name them by their paths",
    ),
    Entry(
        "BF009",
        Severity.ADVICE,
        "pages that are made anew",
        "Contents, title page and cover of a tree of XHTML are not read: each edition gets its own from the metadata.",
        "nothing to do",
    ),
    Entry(
        "BF008",
        Severity.ERROR,
        "text that needs pandoc",
        "The book is written in a language that pandoc reads for us, and pandoc is not there.",
        "install it with pip install 'makeready[pandoc]', or put a pandoc of 3.9 or newer on the PATH",
    ),
    Entry(
        "BF010",
        Severity.ERROR,
        "text that pandoc cannot read",
        "The book is written in a language that pandoc reads for us, and pandoc stopped: it found a mistake, or took "
        "more than its two minutes or its gigabyte of memory.",
        "mend what it names; pandoc itself shows more: pandoc -f LANGUAGE FILE",
    ),
    Entry(
        "BF011",
        Severity.WARNING,
        "settings that were not read",
        "A file that the system keeps order, title or authors in is no YAML, or more than is read: a million "
        "characters, 5,000 brackets. The book was made without what it says.",
        "mend the line, or write what it says into a book.toml: makeready new --from FOLDER begins one",
    ),
)
