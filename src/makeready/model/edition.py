"""Editions: how one book is to come out goes in; lengths in points and named choices come out."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import ClassVar

from makeready.dataclass import dataclass
from makeready.findings.span import Span
from makeready.model.book import Asset
from makeready.model.profile import Profile
from makeready.model.setting import Limit


class Target(StrEnum):
    """The kinds of artifact: a book for reading systems, pages, and the wrap (the cover) of a printed book."""

    EPUB = "epub"
    PDF = "pdf"
    WRAP = "wrap"


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
    """One way for a book to come out; which one, its class says.

    `ending` is that of its file, `media_type` its kind, `is_paged` says whether the edition has pages of its own, and
    `engine` names the package that makes it.

    `styles` are the names of the project's style sheets laid over the theme, asked for at `styles_span`;
    `shared_styles` are those that it shares with other books, each with the place that asks for it; `theme` is the
    name of the theme that they lie over, given at `theme_span`. `note_numbering` is None for what is usual: by the book
    for notes behind it, else by chapter.
    """

    target: ClassVar[Target]
    ending: ClassVar[str]
    media_type: ClassVar[str]
    is_paged: ClassVar[bool]
    engine: ClassVar[str]

    name: str
    styles: tuple[str, ...] = ()
    styles_span: Span | None = None
    shared_styles: tuple[tuple[str, Span], ...] = ()
    theme: str = "literary"
    theme_span: Span | None = None
    identifier: str | None = None
    notes: NotePlace = NotePlace.CHAPTER_END
    note_numbering: NoteNumbering | None = None
    hyphenate: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubEdition(Edition):
    """An EPUB; `page_list` is the name of the print edition whose pages it marks and lists, None for no page-list."""

    target = Target.EPUB
    ending = "epub"
    media_type = "application/epub+zip"
    is_paged = False
    engine = "EbookLib"

    page_list: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintEdition(Edition):
    """Pages in a PDF.

    `trim` is the width and height of the cut page and `bleed` the ink beyond it, in points; `image_resolution` is
    how many pixels per inch pictures keep on paper, 0 for all that they have; `standard` names a PDF standard
    ("pdf/ua-1"); `openings` says where chapters begin. `profile` is what the receiver asks for, if one is named,
    `icc` is the profile of colours of the printing condition, `sources` are the files of the manuscript that go
    into the PDF, and `fixed` are the settings that the author wrote, such as "trim" or "margins.inner", each with
    its place. `limits` say how much of what can be held against lines and pages is allowed. `fit` is False where lines
    are filled one after the other and pages are left as they fall, whatever the style sheets say.
    """

    target = Target.PDF
    ending = "pdf"
    media_type = "application/pdf"
    is_paged = True
    engine = "WeasyPrint"

    notes: NotePlace = NotePlace.PAGE
    trim: tuple[float, float] = (396.0, 612.0)
    bleed: float = 0.0
    image_resolution: int = 300
    marks: bool = False
    margins: Margins = Margins(top=62.0, bottom=74.0, inner=60.0, outer=48.0)
    standard: str | None = None
    openings: str = "recto"
    tagged: bool = True
    fit: bool = True
    profile: Profile | None = None
    icc: Asset | None = None
    sources: tuple[Asset, ...] = field(default=(), repr=False)
    fixed: tuple[tuple[str, Span | None], ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def least_line(self) -> float | None:
        """Return the thinnest line that its receiver takes, in points; None where nobody asks for one."""
        return self.profile.least_line if self.profile is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapEdition(Edition):
    """The wrap of the print edition `of`, for its receiver, who says how thick the pages of `paper` are.

    `design` is one of pdf/wrap/bind.py; `price` is such as "USD 14.95"; `note` is about the author; `picture` is one of
    the author's own for the whole "wrap" or its "front", as `picture_place` says. `template` draws the lines of the
    receiver's template over it, for a proof. `binding` is one of model/profile.py's, asked for at `binding_span`;
    `table` is the edition of book.toml that it comes from, None for one of its own name.
    """

    target = Target.WRAP
    ending = "pdf"
    media_type = "application/pdf"
    is_paged = False
    engine = "WeasyPrint"

    of: PrintEdition
    profile: Profile
    paper: str = "white"
    binding: str = "paperback"
    binding_span: Span | None = None
    table: str | None = None
    design: str = "framed"
    price: str | None = None
    note: str | None = None
    picture: Asset | None = None
    picture_place: str = "wrap"
    template: bool = False
    icc: Asset | None = None


def require_pages(edition: Edition) -> PrintEdition:
    """Return `edition`, which has pages. Raises TypeError for one that has none, which nobody may ask for them."""
    if not isinstance(edition, PrintEdition):
        raise TypeError(f"the edition {edition.name} has no pages")
    return edition


def name_edition(target: Target, name: str) -> Edition:
    """Return an edition of which nothing but its kind and its name is known."""
    if target is Target.WRAP:
        return WrapEdition(name=name, of=PrintEdition(name=""), profile=Profile(name="", title=""))
    return KINDS[target](name=name)


KINDS: dict[Target, type[Edition]] = {kind.target: kind for kind in (EpubEdition, PrintEdition, WrapEdition)}
