"""Parts: what a group of sections needs to be laid out alone goes in; what came of it, as bytes to keep, comes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from makeready.dataclass import dataclass
from makeready.model.setting import SetBlock, SetPage

_LENGTH = 8
# In the place of the name of a class: rows of as many values each as the first number says.
_ROWS = ""
# Entries of the tree of tags of a part with its headings and its pictures in order, for what the whole book tells.
HEADINGS, FIGURES = "/MRHeadings", "/MRFigures"


class UndividableError(Exception):
    """The book cannot be laid out in several parts, for the reason given; it is one part then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSort:
    """What page rules select by: the page's name, whether it is blank, (group, index in the group) pairs from 0."""

    name: str
    blank: bool = False
    groups: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The place of the text on a page, in the engine's pixels: left, top, width, height, then the paper's two sizes."""

    left: float
    top: float
    width: float
    height: float
    paper_width: float
    paper_height: float

    def differs_from(self, other: Frame) -> bool:
        """Return True where more than the place from left to right is another."""
        mine = (self.top, self.width, self.height, self.paper_width, self.paper_height)
        its = (other.top, other.width, other.height, other.paper_width, other.paper_height)
        return any(abs(a - b) > 1e-6 for a, b in zip(mine, its, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where a page's main text starts: see PageStart; `text` are its next characters."""

    anchor: str
    offset: int
    picture: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """A laid-out page without its head and folio.

    `strings` are the named strings set on it, `anchors` (id, x, y) and `bookmarks` (level, words, x, y, state), in
    points from the left and bottom of the trimmed page. `setting` has the lines of its text, packed: see
    `pack_setting`.
    """

    sort: PageSort
    frame: Frame
    empty: bool
    opening: Opening | None
    strings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    anchors: tuple[tuple[str, float, float], ...] = ()
    bookmarks: tuple[tuple[int, str, float, float, str], ...] = ()
    setting: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFace:
    """The glyphs that a part uses of a font: `name` in its resources, SHA-256 of its file, glyph to text and width."""

    name: str
    digest: str
    texts: tuple[tuple[int, str], ...]
    widths: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayNote:
    """A note apart from its call: its printed number, the pages (from 0 in the part) of its call and of its words."""

    number: str
    call_page: int
    note_page: int | None


class FitStep(StrEnum):
    """How a table was made to fit; in print.css under the same names."""

    TIGHT = "tight"
    SMALL = "small"
    LEAST = "least"
    BROKEN = "broken"
    TURNED = "turned"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedTable:
    """A table that was too wide: its number and page (both from 0 in the part), its last FitStep, whether it fits."""

    number: int
    step: str
    page: int
    fits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PartJob:
    """Sections to lay out alone.

    `content` is the `html` element with them in it. `verso` says on which side the first page falls, `first` that it
    is the book's first, `whole` that there are no others: the pages get their heads, and all numbers are known in them.
    `folios` are the page counters of places, for page numbers in the text; None where they are not known yet.
    """

    content: bytes = field(repr=False)
    verso: bool = False
    first: bool = False
    whole: bool = False
    folios: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sections as laid out: the pages, their PDF without font programs, and what was met on the way.

    `messages` are what the engine said of the layout, `remarks` what it said while it drew, `refused` the addresses
    that it asked for in vain, `fitted` the tables that were too wide. `asked` are the places whose page numbers the
    text shows. `sided` says that the text falls otherwise when the first page is on the other side; `settled` is False
    where page numbers in the text of a whole book change the pages that they name. `far_calls` are further calls of
    notes numbered by page that stand on other pages than the notes.
    """

    pages: tuple[PartPage, ...]
    pdf: bytes = field(repr=False)
    faces: tuple[UsedFace, ...] = ()
    strays: tuple[StrayNote, ...] = ()
    far_calls: tuple[StrayNote, ...] = ()
    fitted: tuple[FittedTable, ...] = ()
    messages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    sided: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberJob:
    """Pages in their order, to be counted."""

    sorts: tuple[PageSort, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The frame of each page and its counters after it was counted."""

    frames: tuple[Frame, ...]
    counters: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsJob:
    """Pages whose heads and folios are to be drawn.

    `start` is the index of the first; `counters` are those of Numbers; `strings` (name, values) hold for each page
    what was set on it, and `before` what was set last before the first.
    """

    start: int
    sorts: tuple[PageSort, ...]
    counters: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]
    strings: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
    before: tuple[tuple[str, str], ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Heads and folios as drawn, a page each, in a PDF without font programs."""

    pdf: bytes = field(repr=False)
    faces: tuple[UsedFace, ...] = ()
    messages: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DivideJob:
    """The outlines of a book's sections: an `html` element without text but with all that opens a page."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How each section of a book begins: the break before it ("" where it goes on the page), the name of the blank
    page that may stand there; what the engine said of the style sheets; why the book is not to be divided, if so.
    """

    breaks: tuple[tuple[str, str], ...]
    messages: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    obstacle: str | None = None


Job = PartJob | NumberJob | HeadsJob | DivideJob
Result = Part | Numbers | Heads | Division
_KINDS: Mapping[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        *(PageSort, Frame, Opening, PartPage, SetPage, SetBlock, UsedFace, StrayNote, FittedTable, Part),
        *(Numbers, Heads, Division),
    )
}


# What holds other values in JSON; the others, which are most, need no call.
_NESTED = (list, dict)


def pack(result: Result) -> bytes:
    """Return `result` as bytes: a length, JSON, and the PDF as it is. `unpack` is its reverse."""
    pdf = getattr(result, "pdf", b"")
    head = _write(result).encode("utf-8", "surrogatepass")
    return len(head).to_bytes(_LENGTH, "big") + head + pdf


def unpack(content: bytes) -> Result:
    """Return what was packed. Raises ValueError where `content` was not packed by this release."""
    size = int.from_bytes(content[:_LENGTH], "big")
    try:
        head = content[_LENGTH : _LENGTH + size].decode("utf-8", "surrogatepass")
    except UnicodeError as error:
        raise ValueError("nothing that was packed here") from error
    return _read(head, (Part, Numbers, Heads, Division), content[_LENGTH + size :])  # type: ignore[no-any-return]


def pack_setting(page: SetPage) -> str:
    """Return the setting of a page as a text to keep; `unpack_setting` is its reverse.

    Most builds have no use for the lines, and to read those of a novel takes longer than to read the rest of its parts.
    """
    return _write(page)


def unpack_setting(packed: str) -> SetPage:
    """Return the setting that was packed; of "" that of a page without text. Raises ValueError for anything else."""
    return _read(packed, (SetPage,)) if packed else SetPage()


def _write(value: Any) -> str:
    return json.dumps(_flatten(value), ensure_ascii=False, separators=(",", ":"))


def _read(text: str, kinds: tuple[type[Any], ...], pdf: bytes = b"") -> Any:
    try:
        result = _raise(json.loads(text), pdf)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("nothing that was packed here") from error
    if not isinstance(result, kinds):
        raise ValueError("nothing that was packed here")
    return result


def _flatten(value: Any) -> Any:
    name = type(value).__name__
    if name in _KINDS:
        return {name: [_flatten(getattr(value, slot)) for slot in _list_fields(name)]}
    if not isinstance(value, tuple):
        return value
    width = _find_width(value)
    return {_ROWS: [width, *chain.from_iterable(value)]} if width else [_flatten(one) for one in value]


def _find_width(rows: tuple[Any, ...]) -> int:
    """Return how many values each of several rows has, 0 where they are none: glyphs with words, places with points."""
    width = len(rows[0]) if len(rows) > 1 and type(rows[0]) is tuple else 0
    if not width or any(type(row) is not tuple or len(row) != width for row in rows):
        return 0
    plain = all(type(one) is not tuple and type(one).__name__ not in _KINDS for row in rows for one in row)
    return width if plain else 0


def _raise(value: Any, pdf: bytes) -> Any:
    if isinstance(value, list):
        return tuple([_raise(one, pdf) if type(one) in _NESTED else one for one in value])
    if not isinstance(value, dict):
        return value
    ((name, values),) = value.items()
    if name == _ROWS:
        width, *flat = values
        return tuple(zip(*[iter(flat)] * min(width, len(flat)), strict=True))
    kind = _KINDS[name]
    if kind is Frame:
        return _share_frame(*values)
    made = [_raise(one, pdf) if type(one) in _NESTED else one for one in values]
    arguments = dict(zip(_list_fields(name), made, strict=True))
    if "pdf" in kind.__slots__:
        arguments["pdf"] = pdf
    return kind(**arguments)


@lru_cache(maxsize=64, typed=True)
def _share_frame(*values: float) -> Frame:
    """Return a frame, the same one for the same values: a book has few, and each of its pages one."""
    return Frame(**dict(zip(_list_fields("Frame"), values, strict=True)))


@cache
def _list_fields(name: str) -> tuple[str, ...]:
    return tuple(slot for slot in _KINDS[name].__slots__ if slot != "pdf")
