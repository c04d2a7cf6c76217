"""Preflight codes of EPUBs (PF09x): the rows of the catalogue for what shops refuse in e-books."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

_E, _W, _A = Severity.ERROR, Severity.WARNING, Severity.ADVICE

# Code, severity, title, why it matters, what mends it.
_ROWS: tuple[tuple[str, Severity, str, str, str], ...] = (
    (
        "PF090",
        _E,
        "an EPUB larger than the shop takes",
        "The shop refuses the file.",
        "make the pictures smaller, or pack them more",
    ),
    (
        "PF091",
        _E,
        "a cover picture that the shop does not take",
        "The shop refuses the file or shows no cover, and readers choose books by their covers.",
        "make the cover picture of a size and a format that are asked for",
    ),
    (
        "PF092",
        _A,
        "a cover picture of another size or shape than asked",
        "It may look soft, or stand between white bars in the shop.",
        "make the cover picture as large as asked, in that shape",
    ),
    (
        "PF093",
        _E,
        "a picture with more pixels than the shop takes",
        "The shop refuses the file.",
        "make the picture smaller",
    ),
    (
        "PF094",
        _E,
        "a picture of a kind that the shop does not take",
        "The shop refuses the file, or readers see an empty place.",
        "save the picture as JPEG or PNG, in RGB or gray",
    ),
    (
        "PF095",
        _E,
        "sound or film in an e-book",
        "The shop's readers cannot play it, and the file is refused.",
        "take it out, and put a picture or a link in its place",
    ),
    (
        "PF096",
        _E,
        "encrypted files in the EPUB",
        "Shops protect books themselves, and cannot read what is protected already.",
        "export the EPUB without protection, and typefaces as they are",
    ),
    (
        "PF097",
        _W,
        "no landmarks",
        "The shop finds the contents and the place at which reading starts by them.",
        "give the navigation document landmarks with “toc” and “bodymatter”",
    ),
    (
        "PF098",
        _W,
        "an empty page in an e-book",
        "Readers turn to a page with nothing on it, and some shops refuse that.",
        "take the page out of the reading order",
    ),
    (
        "PF099",
        _W,
        "metadata of the EPUB that do not agree",
        "Shops read one of them each, and show different things.",
        "make both say the same",
    ),
)

ENTRIES: tuple[Entry, ...] = tuple(Entry(*row) for row in _ROWS)
