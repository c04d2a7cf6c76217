"""Profiles: what one receiver of PDFs asks for goes in, clause by clause; typed values with their sources come out."""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[float, float]
# What a clause rests on: a page of the receiver, a standard, our own measure, a habit of the trade, or nothing yet.
STATUSES = ("published", "standard", "measured", "usual", "unconfirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that a receiver asks for: its key, where that is said, what it rests on, the day it was read."""

    key: str
    source: str
    status: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """The width of a spine on one paper: points a page, and points for the cover's own thickness."""

    paper: str
    per_page: float
    cover: float = 0.0

    def measure(self, pages: int) -> float:
        """Return the width of the spine of so many pages in points."""
        return pages * self.per_page + self.cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one receiver of PDFs asks for; lengths are points, None and empty mean that nothing is asked.

    `trims` are those offered; `trim_range` is (least, most) where any size between is taken too. `bleed` is what
    pictures that reach the edge need, at all four sides or, with `bleed_outside`, not at the binding. `outer` is the
    least white at the outer sides, `outer_with_bleed` the same in a book with bleed, `inner` are (from so many pages,
    least white at the binding). `heads_count` says that running heads and folios must keep to them too.
    `least_pages`, `most_pages`, `page_multiple`, `last_blank` are about the count of pages.
    `colour` is "any", "gray", "cmyk" or "rgb"; `standard` names a PDF standard, `condition` the registered printing
    condition; `ink_limit` is the most ink in per cent at one place; `least_resolution`, `resolution` and
    `most_resolution` are pixels per inch of pictures; `least_line` is the thinnest line. `marks`, `bookmarks`,
    `annotations`, `transparency`, `encryption` and `tagged` say what the file may or shall have; `most_bytes` is its
    size. `spines` are the papers; `spine_text_from` is the first page count with words on the spine, and `spine_safe`
    what they keep from its edges; `cover_bleed` and `cover_safe` are those of the wrap; `barcode` is the area that
    a barcode takes. `attached` says that the manuscript goes into the file.

    What is uploaded beside the PDF: `takes_ebooks` says that the receiver sells EPUBs too, `ebook_cover` is the size of
    their picture in pixels (width, height), `names_by_isbn` that files are named by the ISBN, `wants_isbn` that there
    is no edition without one; `description_limit` is in characters, `keyword_limit` a count.
    """

    name: str
    title: str
    clauses: tuple[Clause, ...] = ()
    trims: tuple[Size, ...] = ()
    trim_range: tuple[Size, Size] | None = None
    bleed: float | None = None
    bleed_outside: bool = False
    outer: float = 0.0
    outer_with_bleed: float | None = None
    inner: tuple[tuple[int, float], ...] = ()
    heads_count: bool = False
    least_pages: int = 1
    most_pages: int | None = None
    page_multiple: int = 1
    last_blank: bool = False
    colour: str = "any"
    standard: str | None = None
    condition: str | None = None
    ink_limit: float | None = None
    least_resolution: int | None = None
    resolution: int | None = None
    most_resolution: int | None = None
    least_line: float | None = None
    marks: bool | None = None
    bookmarks: bool | None = None
    annotations: bool | None = None
    transparency: bool | None = None
    encryption: bool | None = False
    tagged: bool | None = None
    most_bytes: int | None = None
    spines: tuple[Spine, ...] = ()
    spine_text_from: int | None = None
    spine_safe: float = 0.0
    cover_bleed: float | None = None
    cover_safe: float = 0.0
    barcode: Size | None = None
    attached: bool = False
    takes_ebooks: bool = False
    ebook_cover: tuple[int, int] | None = None
    names_by_isbn: bool = False
    wants_isbn: bool = False
    description_limit: int | None = None
    keyword_limit: int | None = None

    def find_clause(self, key: str) -> Clause | None:
        """Return the clause that gives the value of `key`, None where the value is only usual."""
        return next((clause for clause in self.clauses if clause.key == key), None)

    def find_inner(self, pages: int) -> float:
        """Return the least white at the binding of a book of so many pages, in points."""
        return max((white for least, white in self.inner if pages >= least), default=0.0)

    def find_outer(self, bleed: float) -> float:
        """Return the least white at the outer sides of a book with `bleed`, in points."""
        return self.outer_with_bleed if bleed and self.outer_with_bleed is not None else self.outer

    def offers(self, trim: Size) -> bool:
        """Return True for a trim that the receiver takes, to a tenth of a millimetre."""
        if not self.trims and self.trim_range is None:
            return True
        near = 0.3
        if any(abs(trim[0] - w) < near and abs(trim[1] - h) < near for w, h in self.trims):
            return True
        if self.trim_range is None:
            return False
        least, most = self.trim_range
        return all(low - near <= side <= high + near for low, side, high in zip(least, trim, most, strict=True))
