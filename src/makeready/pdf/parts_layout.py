"""Layout in parts: a composition goes in; its parts, laid out by a pool and remembered, and their pages come out.

A short book is one part, with all that stands on its pages, and so is one that cannot be divided. Of another one each
part is laid out alone, on a page that begins a sheet; then the parts are put in their order with the blank pages
between them, the pages are counted, what shows page numbers is laid out again with the true ones, and heads and
folios are drawn for all pages. What comes out depends on the book alone, not on how many workers there are, nor on
what was remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import Protocol, TypeVar
from xml.etree import ElementTree

from makeready.dataclass import dataclass
from makeready.model.composition import Composition
from makeready.pdf.division import Piece, divide_tree, find_obstacle, is_short, outline_tree
from makeready.pdf.parts import (
    DivideJob,
    Division,
    Frame,
    Heads,
    HeadsJob,
    Job,
    NumberJob,
    Numbers,
    PageSort,
    Part,
    PartJob,
    PartPage,
    Result,
    UndividableError,
)
from makeready.pdf.tree import write_tree
from makeready.style.sheet import read_style

_HEADS = 64  # pages whose heads are drawn in one job
_ROUNDS = 5
_VIEWPORT = frozenset(
    f"{kind}v{side}" for kind in ("", "p", "s", "l", "d") for side in ("w", "h", "min", "max", "i", "b")
)
R = TypeVar("R")


class JobRunner(Protocol):
    """Where jobs are done: by one process or several, or not at all because their results are known."""

    def run(self, jobs: Sequence[Job]) -> list[Result]:
        """Return the results of `jobs` in their order."""
        ...


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A page of the book: the part that it belongs to and its number there, None for a blank page between parts.

    `shift` is how far the text moves to the right because it was laid out for the other side, in pixels.
    """

    part: int | None
    page: int
    sort: PageSort
    shift: float = 0.0


@dataclass(slots=True, kw_only=True)
class LaidParts:
    """A book in parts: the parts, its pages, their heads in PDFs of so many pages, and whether numbers settled.

    There are no heads where a single part has its own. `whole` says why the book could not be divided.
    """

    pieces: list[Piece]
    parts: list[Part]
    sheets: list[Sheet]
    numbers: Numbers
    heads: list[Heads]
    per_heads: int = _HEADS
    division: Division
    settled: bool = True
    whole: str | None = None

    def list_pages(self) -> Iterator[tuple[Sheet, PartPage | None]]:
        """Yield each page of the book with what is on it."""
        for sheet in self.sheets:
            yield sheet, None if sheet.part is None else self.parts[sheet.part].pages[sheet.page]


def lay_out_parts(composition: Composition, root: ElementTree.Element, runner: JobRunner) -> LaidParts:
    """Return the pages of `composition`, whose joined tree is `root`; the jobs are done on `runner`.

    Raises what the engine raises.
    """
    one: LaidParts | None = None
    if is_short(root):
        one = _lay_out_one(root, runner)
        if one.settled:
            return one
    try:
        return _lay_out_several(composition, root, runner)
    except UndividableError as reason:
        return replace(one or _lay_out_one(root, runner), whole=str(reason))


def _lay_out_several(composition: Composition, root: ElementTree.Element, runner: JobRunner) -> LaidParts:
    """Return the pages of a book as parts that were laid out each alone; raises UndividableError."""
    obstacle = find_obstacle(composition.styles, root)
    if obstacle:
        raise UndividableError(obstacle)
    outline = write_tree(outline_tree(root))
    division = _expect(runner.run([DivideJob(content=outline)])[0], Division)
    if division.obstacle:
        raise UndividableError(division.obstacle)
    pieces = divide_tree(root, division)
    laid = _Book(pieces=pieces, division=division, runner=runner).lay_out()
    _require_places(root, laid)
    own = read_style(style for style in composition.styles if not style.name.startswith("theme/"))
    if any(sheet.units & _VIEWPORT for sheet in own.sheets):
        _require_one_area(laid)
    return laid


def _lay_out_one(root: ElementTree.Element, runner: JobRunner) -> LaidParts:
    """Return the pages of a book that is one part, laid out and drawn with its heads.

    It is not settled where page numbers in the text, as the engine counts them by itself, do not come out right.
    """
    content = write_tree(root)
    part = _expect(runner.run([PartJob(content=content, first=True, whole=True)])[0], Part)
    return LaidParts(
        pieces=[Piece(opening="page", blank_name="auto", root=root)],
        parts=[part],
        sheets=[Sheet(part=0, page=number, sort=page.sort) for number, page in enumerate(part.pages)],
        numbers=Numbers(frames=tuple(page.frame for page in part.pages), counters=()),
        heads=[],
        division=Division(breaks=()),
        settled=part.settled,
    )


def _require_places(root: ElementTree.Element, laid: LaidParts) -> None:
    """Raise UndividableError where a link leads to what stands on no page: the engine tells of it, and drops it."""
    places = {anchor for _, page in laid.list_pages() if page for anchor, _, _ in page.anchors}
    for link in root.iter("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in places:
            raise UndividableError(f"the place {href[1:]} is on no page")


def _require_one_area(laid: LaidParts) -> None:
    """Raise UndividableError where lengths in vw and vh, which are the first page's, differ in the parts."""
    areas = {
        (page.frame.width, page.frame.height) for sheet, page in laid.list_pages() if page and sheet.page == 0
    }  # fmt: skip
    if len(areas) > 1:
        raise UndividableError("a style sheet measures by the first page, and parts begin on pages of other sizes")


@dataclass(slots=True, kw_only=True)
class _Book:
    """A book on its way through the rounds."""

    pieces: list[Piece]
    division: Division
    runner: JobRunner
    jobs: list[PartJob] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    numbers: Numbers | None = None
    sheets: list[Sheet] = field(default_factory=list)

    def lay_out(self) -> LaidParts:
        self.jobs = [
            PartJob(content=piece.content, verso=piece.opening == "verso", first=index == 0)
            for index, piece in enumerate(self.pieces)
        ]
        self.parts = self._run(self.jobs)
        settled = False
        for _ in range(_ROUNDS):
            self._place()
            stale = self._find_stale()
            if not stale:
                settled = True
                break
            for index, job in stale:
                self.jobs[index] = job
            for (index, _), part in zip(stale, self._run([job for _, job in stale]), strict=True):
                self.parts[index] = part
        else:
            self._place()
            # The shifts of the last round are found here as well.
            if any(job.verso != self.jobs[index].verso for index, job in self._find_stale()):
                raise UndividableError("the page numbers in the text change the sides of pages")
        if self.numbers is None:
            raise UndividableError("the book has no page")
        heads = [_expect(result, Heads) for result in self.runner.run(list(self._list_heads(self.numbers)))]
        return LaidParts(
            pieces=self.pieces,
            parts=self.parts,
            sheets=self.sheets,
            numbers=self.numbers,
            heads=heads,
            division=self.division,
            settled=settled,
        )

    def _run(self, jobs: Sequence[PartJob]) -> list[Part]:
        """Return the parts of `jobs`; the longest is begun first, so that nobody waits for it at the end."""
        order = sorted(range(len(jobs)), key=lambda index: -len(jobs[index].content))
        results = self.runner.run([jobs[index] for index in order])
        found = {index: _expect(result, Part) for index, result in zip(order, results, strict=True)}
        return [found[index] for index in range(len(jobs))]

    def _place(self) -> None:
        """Put the parts in their order, with blank pages where their openings ask for them, and count the pages."""
        self.sheets = []
        for index, (piece, part) in enumerate(zip(self.pieces, self.parts, strict=True)):
            wanted = {"recto": 0, "verso": 1}.get(piece.opening)
            if wanted is not None and len(self.sheets) % 2 != wanted:
                self.sheets.append(Sheet(part=None, page=0, sort=PageSort(name=piece.blank_name, blank=True)))
            self.sheets += [Sheet(part=index, page=number, sort=page.sort) for number, page in enumerate(part.pages)]
        job = NumberJob(sorts=tuple(sheet.sort for sheet in self.sheets))
        self.numbers = _expect(self.runner.run([job])[0], Numbers)

    def _find_stale(self) -> list[tuple[int, PartJob]]:
        """Return the parts that have to be laid out again: their side is another, or a page number that they show."""
        stale: dict[int, PartJob] = {}
        for index, frame, sheet, page in self._list_frames():
            sheet.shift = frame.left - page.frame.left
            number = sheet.part or 0
            job, is_verso = self.jobs[number], bool((index - sheet.page) % 2)
            is_moved = self.parts[number].sided and (abs(sheet.shift) >= 1e-6 or job.verso != is_verso)
            if is_moved or frame.differs_from(page.frame):
                if job.verso == is_verso:
                    raise UndividableError("page rules give the pages of a part another size")
                stale[number] = replace(job, verso=is_verso)
        places = self._count_places()
        for number, part in enumerate(self.parts):
            if part.asked:
                folios = tuple((anchor, places[anchor]) for anchor in part.asked if anchor in places)
                job = stale.get(number, self.jobs[number])
                if job.folios != folios:
                    stale[number] = replace(job, folios=folios)
        return sorted(stale.items())

    def _list_frames(self) -> Iterator[tuple[int, Frame, Sheet, PartPage]]:
        if self.numbers is None:
            return
        for index, (frame, sheet) in enumerate(zip(self.numbers.frames, self.sheets, strict=True)):
            if sheet.part is not None:
                yield index, frame, sheet, self.parts[sheet.part].pages[sheet.page]

    def _count_places(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return the page counters of every place of the book."""
        places: dict[str, tuple[tuple[str, int], ...]] = {}
        total = ("pages", len(self.sheets))
        for index, _, _, page in self._list_frames():
            counters = dict(self.numbers.counters[index]) if self.numbers else {}
            known = (("page", counters.get("page", (0,))[-1]), total)
            for anchor, _, _ in page.anchors:
                places.setdefault(anchor, known)
        return places

    def _list_heads(self, numbers: Numbers) -> Iterator[HeadsJob]:
        strings = [
            () if sheet.part is None else self.parts[sheet.part].pages[sheet.page].strings for sheet in self.sheets
        ]
        last: dict[str, str] = {}
        for start in range(0, len(self.sheets), _HEADS):
            end = start + _HEADS
            yield HeadsJob(
                start=start,
                sorts=tuple(sheet.sort for sheet in self.sheets[start:end]),
                counters=numbers.counters[start:end],
                strings=tuple(strings[start:end]),
                before=tuple(sorted(last.items())),
                total=len(self.sheets),
            )
            last |= {name: values[-1] for page in strings[start:end] for name, values in page}


def _expect(result: Result, kind: type[R]) -> R:
    if not isinstance(result, kind):
        raise TypeError(f"a {kind.__name__} was expected, not a {type(result).__name__}")
    return result
