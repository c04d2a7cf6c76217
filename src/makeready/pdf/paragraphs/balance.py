"""Balance: the lines on a page, or on two that face each other, go in; where these should end instead comes out.

Pages have faults where they are short, above all where they are not equally so, where they end with a hyphen, and where
the last one has a line or two. Other ends are known from the lines: pages may be made shorter by some lines,
paragraphs on them longer or shorter, the white above them larger or smaller. Nothing here knows of the page engine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, combinations
from math import floor
from typing import NamedTuple

from makeready.dataclass import dataclass
from makeready.pdf.grid_rule import move_to_grid

__all__ = ["FEWEST_BELOW", "Item", "LastPage", "Line", "Option", "Page", "Proposal", "propose", "weigh"]

# What is held against pages, in demerits of lines.
_SHORT = 25_000.0  # for each line that is missing at the foot
_DEEP = 300_000.0  # for each line that is missing beyond three: white that anybody sees
_UNEQUAL, _MORE_UNEQUAL = 500_000.0, 150_000.0  # where one of two facing pages is a line longer; for each line more
_VERSO_HYPHEN, _RECTO_HYPHEN = 60_000.0, 600_000.0
_FEW = 200_000.0  # for each line that the last page lacks
_UNKNOWN = 100_000.0  # what will stand at the foot is not known yet
_GOOD = 80_000.0  # nothing better is looked for
_LONELY = 2_000_000.0  # a heading near the foot
_FEWEST = 3  # lines on the last page
FEWEST_BELOW = 3  # lines between a heading and the foot
_SEEN = 3  # lines that may be missing without being seen
_SHORTEST = 5  # lines by which pages are made shorter: as many as a heading takes with a line below it
_NEAR = 0.02
_FARTHEST = 4  # lines between the end of a page and where it might be


class Line(NamedTuple):
    """A line: its height, and the white above it that is left out at the head of a page, in lines of running text.

    Whether a page may end with it, whether it ends with a hyphen, and stands close below a heading. The white is what
    it came to where the line before it ended so far `above`, from the head of the page, None where nothing was before
    it; elsewhere it is what is `asked` for, if that is known, and so much more as leads to the grid. A heading `leads`
    what follows it.
    """

    may_end: bool
    hyphen: bool
    lonely: bool = False
    height: float = 1.0
    white: float = 0.0
    above: float | None = None
    asked: float | None = None
    leads: bool = False

    def whiten(self, more: float) -> Line:
        """Return the line with so much more white above it."""
        return self._replace(white=self.white + more, asked=self.wanted + more)

    @property
    def wanted(self) -> float:
        """The white that is asked for above it."""
        return self.white if self.asked is None else self.asked

    @property
    def is_of_grid(self) -> bool:
        """Whether it is as high as lines of the grid are."""
        return abs(self.height - 1) <= _NEAR


class Option(NamedTuple):
    """One way to set a paragraph: its lines from the first one on these pages on, and the demerits of this change."""

    lines: tuple[Line, ...]
    demerits: float


@dataclass(slots=True)
class Item:
    """A paragraph, or something else that counts as so many lines: the way it is set first, then others."""

    options: list[Option]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that should be full: how much fits, how much is missing, in lines, and what the last one is (see Line).

    `fixed` is the foot of a page with notes, which stand at its end whatever is above them. `is_over` says that the
    paragraph at its foot ends with it.
    """

    room: float
    free: float
    hyphen: bool
    lonely: bool
    is_recto: bool
    fixed: bool = False
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class LastPage:
    """The page on which the text ends: its lines; `plain` where nothing else stands there."""

    count: int
    plain: bool = True


class Proposal(NamedTuple):
    """What should be made: pages shorter by so many lines, and items in other ways, by the numbers of both.

    `demerits` are those of the pages that come out. It is `guessed` where what will stand at a foot is not known yet.
    """

    demerits: float
    shorter: int
    changes: tuple[tuple[int, int], ...] = ()
    guessed: bool = False


def weigh(pages: Sequence[Page], last: LastPage | None) -> float:
    """Return the demerits of full pages, one or two that face each other, and of the last page behind them."""
    missing = [floor(page.free + _NEAR) for page in pages]
    total = sum(missing) * _SHORT + sum(max(0, one - _SEEN) for one in missing) * _DEEP
    if len(pages) > 1 and not any(page.fixed for page in pages):
        # Lines of other heights, as code has them, end where they end.
        apart = floor(abs(pages[0].free - pages[1].free) + 0.5)
        total += _UNEQUAL + (apart - 1) * _MORE_UNEQUAL if apart else 0.0
    total += sum(_RECTO_HYPHEN if page.is_recto else _VERSO_HYPHEN for page in pages if page.hyphen)
    total += sum(_LONELY for page in pages if page.lonely)
    if last is not None and last.plain and 0 < last.count < _FEWEST:
        total += (_FEWEST - last.count) * _FEW
    return total


class _Flow:
    """Lines in their order, as they would fill pages."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.guessed = False  # whether the demerits that were found last are those of a guess
        self._bottoms = [*accumulate(line.white + line.height for line in lines)]
        # Where all stand on the grid, none is moved to it.
        self._is_even = all(_is_even(line) for line in lines[1:])

    def fill(self, start: int, room: float) -> tuple[int, list[float]] | None:
        """Return where a page from `start` ends that has so much room, and how far below its head each line ends.

        None where the end is far off.
        """
        bottoms = self._add_up(start, room) if self._is_even else self._place(start, room)
        bound = start + len(bottoms)
        if bound == len(self._lines):
            return bound, bottoms
        lowest = max(bound - _FARTHEST, start)
        end = next((one for one in range(bound, lowest, -1) if self._lines[one - 1].may_end), None)
        return None if end is None else (end, bottoms[: end - start])

    def _add_up(self, start: int, room: float) -> list[float]:
        head = self._bottoms[start] - self._lines[start].height
        return [one - head for one in self._bottoms[start : bisect_right(self._bottoms, head + room + _NEAR)]]

    def _place(self, start: int, room: float) -> list[float]:
        lines, bottom = self._lines, 0.0
        bottoms: list[float] = []
        for number in range(start, len(lines)):
            line = lines[number]
            if number > start:
                below = lines[number + 1].wanted if line.leads and number + 1 < len(lines) else 0.0
                bottom += _measure_white(line, bottom, below)
            bottom += line.height
            if bottom > room + _NEAR:
                break
            bottoms.append(bottom)
        return bottoms

    def try_out(self, pages: Sequence[Page], last: LastPage | None, shorter: int) -> float | None:
        """Return the demerits of pages with these lines that are so much shorter; None where that is not known."""
        start, unknown = 0, 0.0
        made: list[Page] = []
        for page in pages:
            if start >= len(self._lines):
                return None
            room = page.room - shorter
            filled = self.fill(start, room)
            if filled is None or not filled[1]:
                return None
            end, used = filled[0], filled[1][-1]
            line = self._lines[end - 1]
            free = page.room - used
            if not line.is_of_grid:
                free = float(floor(free + _NEAR))  # what is none of the grid is moved to it at the foot
            # What comes behind these lines did not fit in so much room as was left of the page.
            enough = max(1.0, page.free + 2 * _NEAR if page.is_over else 0.0) - _NEAR
            if end == len(self._lines) and (last is not None or room - used >= enough):
                if last is not None:  # the text ends on this page
                    self.guessed = False
                    return weigh(made, None)
                unknown += _UNKNOWN
                free, line = float(shorter), Line(may_end=True, hyphen=False)
            elif not line.may_end:
                return None
            made.append(Page(page.room, free, line.hyphen, line.lonely, page.is_recto, page.fixed))
            start = end
        if last is not None:
            last = LastPage(len(self._lines) - start, last.plain)
        self.guessed = unknown > 0
        return weigh(made, last) + unknown


def _is_even(line: Line) -> bool:
    """Tell whether a line stands on the grid without being moved to it, wherever the one before it does."""
    is_known = line.above is not None or line.wanted == line.white
    return line.is_of_grid and is_known and abs(line.white - round(line.white)) < _NEAR


def _measure_white(line: Line, bottom: float, below: float) -> float:
    """Return the white above a line behind one that ends at `bottom`; the next one has `below` so much of it.

    What is of the grid is moved to it, as engine_grid.py does.
    """
    if line.above is not None and abs((bottom - line.above + 0.5) % 1 - 0.5) < _NEAR:
        return line.white
    wanted = line.wanted
    over = (bottom + wanted + below + _NEAR) % 1 - _NEAR
    if not line.is_of_grid or over < _NEAR:
        return wanted
    return wanted + move_to_grid(over, wanted, 1.0, _NEAR)


_Changes = tuple[tuple[int, int], ...]


def _list_combinations(items: Sequence[Item]) -> list[tuple[float, _Changes]]:
    """Return sets of one or two changes with their demerits, those with the fewest first."""
    singles: list[tuple[float, _Changes]] = [
        (option.demerits, ((number, which),))
        for number, item in enumerate(items)
        for which, option in enumerate(item.options)
        if which
    ]
    doubles = [
        (cost + more, change + other)
        for (cost, change), (more, other) in combinations(singles, 2)
        if change[0][0] != other[0][0]
    ]
    return sorted(singles + doubles)


def propose(
    pages: Sequence[Page], last: LastPage | None, items: Sequence[Item], find_options: Callable[[], None]
) -> Proposal | None:
    """Return what should be made of full pages, one or two that face each other; None where they are best as they are.

    `items` stand on them from the first line on, with the rest of the last paragraph, and with what is known of the
    next page; where `last` is given, the page behind them, with all of its own. `find_options` adds other ways to set
    them, and is called only where it is needed.
    """
    least, best = weigh(pages, last), None
    depths = range(1 if any(page.fixed for page in pages) else _SHORTEST + 1)
    flow = _Flow([line for item in items for line in item.options[0].lines])
    for shorter in depths[1:]:
        found = flow.try_out(pages, last, shorter)
        if found is not None and found < least:
            least, best = found, Proposal(found, shorter, (), flow.guessed)
    if least <= _GOOD:
        return best
    find_options()
    for cost, changes in _list_combinations(items):
        if cost >= least:
            break
        chosen = dict(changes)
        flow = _Flow([line for number, item in enumerate(items) for line in item.options[chosen.get(number, 0)].lines])
        for shorter in depths:
            found = flow.try_out(pages, last, shorter)
            if found is not None and found + cost < least:
                least, best = found + cost, Proposal(found, shorter, changes, flow.guessed)
    return best
