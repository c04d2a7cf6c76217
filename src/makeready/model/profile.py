"""Profiles: what one receiver of PDFs asks for goes in, clause by clause; typed values with their sources come out."""

from __future__ import annotations

from dataclasses import replace

from makeready.dataclass import dataclass

Size = tuple[float, float]
# What a clause rests on: a page of the receiver, a standard, our own measure, a habit of the trade, or nothing yet.
STATUSES = ("published", "standard", "measured", "usual", "unconfirmed")
# Formats of pictures in e-books, by their usual names.
PICTURE_FORMATS = ("JPEG", "PNG", "GIF", "SVG", "WebP")
_NEAR = 0.3  # points
# How a book is bound: in paper, in boards that the printed sheet is glued around, in boards with a printed jacket.
BINDINGS = ("paperback", "case", "jacket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that a receiver asks for: its key, where that is said, what it rests on, the day it was read."""

    key: str
    source: str
    status: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """The width of a spine on one paper: points a page, and points for the cover's own thickness.

    `steps` are (from so many pages, width), which hold in place of both where there are some.
    """

    paper: str
    per_page: float
    cover: float = 0.0
    steps: tuple[tuple[int, float], ...] = ()

    def measure(self, pages: int) -> float:
        """Return the width of the spine of so many pages in points."""
        if self.steps:
            return max((width for least, width in self.steps if pages >= least), default=self.steps[0][1])
        return pages * self.per_page + self.cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One way in which a receiver binds, as lengths of its flat wrap in points; `name` is one of `BINDINGS`.

    `around` is the ink beyond the covers: bleed that is cut off, or of a case the turn-in, which is glued inside
    (None where the receiver says nothing). `overhang` is how much a cover is broader than the page, and how far it
    stands out at head and at foot. `hinge` is the groove of a case, a part of each cover beside the spine. A jacket
    has flaps as broad as `flap`, and between cover and flap `fold`, which goes around the edge of the board.
    `trims` are those offered, empty for all of the receiver's.
    """

    name: str
    spines: tuple[Spine, ...]
    least_pages: int
    most_pages: int | None
    around: float | None
    safe: float
    trims: tuple[Size, ...] = ()
    overhang: Size = (0.0, 0.0)
    hinge: float = 0.0
    flap: float = 0.0
    fold: float = 0.0

    def find_spine(self, paper: str) -> Spine | None:
        """Return the spine on `paper`, None where the receiver has no such paper."""
        return next((one for one in self.spines if one.paper == paper), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one receiver of PDFs asks for; lengths are points, None and empty mean that nothing is asked.

    `trims` are those offered; `trim_range` is (least, most) where any size between is taken too. `bleed` is what
    pictures that reach the edge need, at all four sides or, with `bleed_outside`, not at the binding. `outer` is the
    least white at the outer sides, `outer_with_bleed` the same in a book with bleed, `inner` are (from so many pages,
    least white at the binding). `heads_count` says that running heads and folios must keep to them too.
    `least_pages`, `most_pages`, `page_multiple`, `last_blank` are about the count of pages.
    `colour` is "any", "gray", "cmyk" or "rgb"; `black_ink` says that text and lines without colour are set in gray,
    which is printed with black ink, whatever other colours are; `spot_inks` is how many inks of their own (spot
    colours) are printed beside those; `standard` names a PDF standard, `condition` the registered printing condition;
    `ink_limit` is the most ink in per cent at one place; `least_resolution`, `resolution` and `most_resolution` are
    pixels per inch of pictures; `least_line` is the thinnest line. `marks`, `bookmarks`, `annotations`,
    `transparency`, `encryption` and `tagged` say what the file may or shall have; `most_bytes` is its size. `spines`
    are the papers; `spine_text_from` is the first page count with words on the spine, and `spine_safe` what they keep
    from its edges; `cover_bleed` and `cover_safe` are those of the wrap; `barcode` is the area that a barcode takes.

    Of hardcovers: `hard_spine` is what boards add to the pages' thickness, `hard_spine_steps` are (from so many pages,
    width of the spine) where a table takes its place. `case_turn_in` says that cases are made, `jacket_flap` that
    jackets are; what else begins so is explained with `Binding`, `case_pages` and `jacket_pages` are (least, most).

    `attached` says that the manuscript goes into the file.

    What is uploaded beside the PDF: `takes_ebooks` says that the receiver sells EPUBs too, `ebook_cover` is the size
    of their picture in pixels (width, height), `ebook_cover_least` and `ebook_cover_most` the least and the most that
    are taken, `ebook_cover_bytes` the size of that picture's file, `ebook_bytes` of the EPUB. `ebook_pixels` is the
    most that another picture has; `ebook_pictures` and `ebook_cover_pictures` are the formats, by their usual names,
    empty for all. `ebook_media`, `ebook_obfuscation` and `ebook_inks` say whether sound and film, obfuscated
    typefaces and pictures in four inks are taken, `ebook_landmarks` that the shop goes by them. `names_by_isbn` that
    files are named by the ISBN, `wants_isbn` that there is no edition without one; `description_limit` is in
    characters, `keyword_limit` a count.
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
    black_ink: bool = False
    spot_inks: int = 0
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
    hard_spine: float = 0.0
    hard_spine_steps: tuple[tuple[int, float], ...] = ()
    case_pages: tuple[int, int] | None = None
    case_trims: tuple[Size, ...] = ()
    case_turn_in: float | None = None
    case_overhang: Size = (0.0, 0.0)
    case_hinge: float = 0.0
    case_safe: float | None = None
    jacket_pages: tuple[int, int] | None = None
    jacket_trims: tuple[Size, ...] = ()
    jacket_overhang: Size = (0.0, 0.0)
    jacket_flap: float | None = None
    jacket_fold: float = 0.0
    attached: bool = False
    takes_ebooks: bool = False
    ebook_cover: tuple[int, int] | None = None
    ebook_cover_least: tuple[int, int] | None = None
    ebook_cover_most: tuple[int, int] | None = None
    ebook_cover_bytes: int | None = None
    ebook_cover_pictures: tuple[str, ...] = ()
    ebook_bytes: int | None = None
    ebook_pixels: int | None = None
    ebook_pictures: tuple[str, ...] = ()
    ebook_media: bool | None = None
    ebook_obfuscation: bool | None = None
    ebook_inks: bool | None = None
    ebook_landmarks: bool = False
    names_by_isbn: bool = False
    wants_isbn: bool = False
    description_limit: int | None = None
    keyword_limit: int | None = None

    def find_clause(self, key: str) -> Clause | None:
        """Return the clause that gives the value of `key`, None where the value is only usual."""
        return next((clause for clause in self.clauses if clause.key == key), None)

    @property
    def bindings(self) -> tuple[str, ...]:
        """Return which of `BINDINGS` the receiver offers."""
        return tuple(name for name in BINDINGS if self.find_binding(name) is not None)

    def find_binding(self, name: str) -> Binding | None:
        """Return the measures of one of `BINDINGS`, None for one that the receiver does not offer."""
        if not self.spines:
            return None
        if name == "paperback":
            return Binding(
                name=name,
                spines=self.spines,
                least_pages=self.least_pages,
                most_pages=self.most_pages,
                around=self.cover_bleed,
                safe=self.cover_safe,
            )
        boards = tuple(replace(one, cover=self.hard_spine, steps=self.hard_spine_steps) for one in self.spines)
        if name == "case" and self.case_turn_in is not None:
            least, most = self.case_pages or (self.least_pages, self.most_pages)
            return Binding(
                name=name,
                spines=boards,
                least_pages=least,
                most_pages=most,
                around=self.case_turn_in,
                safe=self.cover_safe if self.case_safe is None else self.case_safe,
                trims=self.case_trims,
                overhang=self.case_overhang,
                hinge=self.case_hinge,
            )
        if name == "jacket" and self.jacket_flap is not None:
            least, most = self.jacket_pages or (self.least_pages, self.most_pages)
            return Binding(
                name=name,
                spines=boards,
                least_pages=least,
                most_pages=most,
                around=self.cover_bleed,
                safe=self.cover_safe,
                trims=self.jacket_trims,
                overhang=self.jacket_overhang,
                flap=self.jacket_flap,
                fold=self.jacket_fold,
            )
        return None

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
        if lists_trim(self.trims, trim):
            return True
        if self.trim_range is None:
            return False
        least, most = self.trim_range
        return all(low - _NEAR <= side <= high + _NEAR for low, side, high in zip(least, trim, most, strict=True))


def lists_trim(trims: tuple[Size, ...], trim: Size) -> bool:
    """Return True where one of `trims` is `trim`, to a tenth of a millimetre."""
    return any(abs(trim[0] - w) < _NEAR and abs(trim[1] - h) < _NEAR for w, h in trims)
