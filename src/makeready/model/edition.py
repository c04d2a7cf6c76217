"""Editions: how one book is to come out goes in; lengths in points and named choices come out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makeready.findings.span import Span


class Target(StrEnum):
    """The two kinds of artifact."""

    EPUB = "epub"
    PDF = "pdf"


class NotePlace(StrEnum):
    """Where the words of notes stand."""

    PAGE = "page"
    CHAPTER_END = "chapter-end"
    BOOK_END = "book-end"


class NoteNumbering(StrEnum):
    """Where the numbers of notes begin anew: in each chapter, nowhere in the book, or on each page."""

    CHAPTER = "chapter"
    BOOK = "book"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The white around the text block, in points (1/72 in); `inner` is at the binding."""

    top: float
    bottom: float
    inner: float
    outer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What an edition is made with: (name, release, licence) of each typeface, (name, release) of each tool."""

    typefaces: tuple[tuple[str, str, str], ...] = ()
    tools: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One way for a book to come out.

    `trim` is the width and height of the cut page and `bleed` the ink beyond it, in points;
    `image_resolution` is how many pixels per inch pictures keep on paper, 0 for all that they have; `styles` are the
    names of the project's style sheets laid over the theme, asked for at `styles_span`; `shared_styles` are those
    that it shares with other books, each with the place that asks for it; `theme` is the
    name of the theme that they lie over, given at `theme_span`; `standard` names a PDF
    standard ("pdf/ua-1"). `note_numbering` is None for what is usual: by the book for notes behind it, else by chapter.
    `page_list` is the name of the print edition whose pages an EPUB marks and lists, None for no page-list.
    """

    name: str
    target: Target
    trim: tuple[float, float] = (396.0, 612.0)
    bleed: float = 0.0
    image_resolution: int = 300
    marks: bool = False
    margins: Margins = Margins(top=62.0, bottom=74.0, inner=60.0, outer=48.0)
    standard: str | None = None
    styles: tuple[str, ...] = ()
    styles_span: Span | None = None
    shared_styles: tuple[tuple[str, Span], ...] = ()
    theme: str = "literary"
    theme_span: Span | None = None
    identifier: str | None = None
    notes: NotePlace = NotePlace.PAGE
    note_numbering: NoteNumbering | None = None
    openings: str = "recto"
    hyphenate: bool = True
    tagged: bool = True
    page_list: str | None = None
