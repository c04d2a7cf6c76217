"""Package codes (PK): the rows of the catalogue for what `makeready package` finds missing for a shop or printer."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

_W, _A = Severity.WARNING, Severity.ADVICE

_ROWS = (
    (
        "PK001",
        _W,
        "no description",
        "Shops show a description beside the book and want one before they take it.",
        "write `description` in book.toml",
    ),
    (
        "PK002",
        _W,
        "a description that is too long",
        "The form of the receiver takes no more characters; the rest would be cut off or refused.",
        "shorten `description` in book.toml",
    ),
    (
        "PK003",
        _W,
        "no ISBN",
        "The receiver takes no edition without an ISBN, or names files by it; they are named by the title now.",
        "write the ISBN as `identifier` of the edition, or among the `identifiers` of the book",
    ),
    (
        "PK004",
        _W,
        "nobody made the book",
        "Shops want at least one author or other maker of the words.",
        "write `contributors` with their roles in book.toml",
    ),
    (
        "PK005",
        _W,
        "no keywords",
        "Readers find a book in a shop by words that are not in its title. Subjects of book.toml without a list of "
        "their own (`scheme`) are its keywords.",
        "write `subjects` in book.toml",
    ),
    (
        "PK006",
        _W,
        "too many keywords",
        "The form of the receiver has fewer fields; those beyond them are left out of the text to paste.",
        "keep the keywords that readers would type",
    ),
    (
        "PK007",
        _W,
        "no subject of a list of the trade",
        "Shops and libraries sort books by BISAC or Thema.",
        'write a subject such as { term = "Fiction / Classics", scheme = "BISAC", code = "FIC004000" }',
    ),
    ("PK008", _A, "no publisher", "The form asks for a publisher or an imprint.", "write `publisher` in book.toml"),
    (
        "PK009",
        _W,
        "a cover picture that is too small",
        "The receiver asks for more pixels than the cover of the EPUB has, or it has none. A small one is not made "
        "larger, which would only blur it.",
        "bring a larger picture as `cover`, or leave it out and have a cover drawn",
    ),
    (
        "PK010",
        _W,
        "no cover for print",
        "A printed book needs a PDF of back, spine and front beside its interior; the build made none.",
        "add an edition for the cover to book.toml, or bring the cover file yourself",
    ),
    (
        "PK011",
        _A,
        "no e-book for a shop that takes one",
        "The receiver sells e-books too, and the project has no EPUB edition.",
        'add an edition with `target = "epub"` to book.toml',
    ),
)

ENTRIES: tuple[Entry, ...] = tuple(Entry(*row) for row in _ROWS)
