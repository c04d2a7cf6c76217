"""Page starts: what the layout knows of a printed page goes in; a value that finds its place in any edition comes out.

A place in a book is told by the id of a section (or of a note) and by how many characters of its main text stand
before it. Print and EPUB are composed from one book, so the same count leads to the same word in both.
"""

from __future__ import annotations

from collections.abc import Mapping

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

# White space differs between a page, a file and a manuscript, and these characters are seen in none of them: soft
# hyphen, zero-width space, word joiner, byte order mark.
UNCOUNTED = "\u00ad\u200b\u2060\ufeff"
_UNCOUNTED = late_pattern(f"[{UNCOUNTED}]+")
_APART = frozenset({"doc-noteref", "doc-backlink", "doc-pagebreak", "doc-footnote"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """Where a printed page starts: `index` counts pages from 0, `folio` is the number as printed ("iv", "12").

    `anchor` is the id of the content document's section, or of the note, that the page starts in; None where no text
    follows any more. `offset` counts the characters of its main text before the page's first one, without white
    space; `picture` counts its pictures before the one that the page opens with, None where it opens with words.
    `text` are the next characters, without white space, by which the place is proved. A blank page, and one without
    words, has the place of the next one.
    """

    index: int
    folio: str
    blank: bool = False
    anchor: str | None = None
    offset: int = 0
    picture: int | None = None
    text: str = ""


def count_characters(text: str) -> str:
    """Return the characters of `text` that count: all but white space and those that nobody sees."""
    if not text.isascii():
        text = _UNCOUNTED.sub("", text)
    return "".join(text.split())


def is_apart(name: str, attributes: Mapping[str, str]) -> bool:
    """Return True for an element that is no main text: a call of a note, a note, a page's marker, a composed label."""
    return attributes.get("role") in _APART or ("data-generated" in attributes and name != "section")


def is_note(name: str, attributes: Mapping[str, str]) -> bool:
    """Return True for a note that stands in the flow of the text, behind a chapter or the book."""
    return name == "aside" and attributes.get("role") == "doc-footnote"


def write_roman(number: int) -> str:
    """Return a number from 1 to 3999 in small roman figures."""
    figures = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        figures += letters * count
    return figures


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
