"""Setting: how the text stands on finished pages, what may be held against it, and how much of that a book allows.

Lengths are points. Word spaces are in usual ones: that of the typeface in its size is 1.
"""

from __future__ import annotations

from enum import StrEnum

from makeready.dataclass import dataclass
from makeready.findings.span import Span

# How a line ends (SetBlock.ends): with a hyphen, where a line end was asked for, with its paragraph, or else.
HYPHEN, ASKED, LAST, PLAIN = "-/.~"
LOOSE, TIGHT = 1.6, 0.7
LEAST_LINES = 3  # below a heading, and of a chapter on its last page
MOST_RUNT = 6  # letters
NEAR_GRID = 0.2


class BlockKind(StrEnum):
    """What a block is on its page; APART stands in a float, a table's cell, or elsewhere beside the flow."""

    TEXT = "text"
    HEADING = "heading"
    NOTE = "note"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBlock:
    """The lines of a paragraph on one page.

    `key` is that of its element (model/keys.py). `begins` says that its first line is here. `baselines` are those of
    the lines, below the head of the text; `spaces` the word spaces, None for a line that is not justified; `ends` has
    a sign for each; `letters` are those of the last line, and `is_word` says that there is no space in it. `on_grid`
    says that it is to stand on the grid, `is_broken` that its line ends are asked for, as in verse and code.
    """

    key: str
    kind: str
    begins: bool
    baselines: tuple[float, ...]
    spaces: tuple[float | None, ...]
    ends: str
    letters: int
    is_word: bool = False
    on_grid: bool = False
    is_broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPage:
    """The text on a page.

    `runs_on` says that the page ends because it is full. `foot` is the white below the last line, or between it and
    the notes, without what no line fits in; `step` is the usual height of lines, `grid` the first baseline of the
    grid, None where none is asked for.
    """

    blocks: tuple[SetBlock, ...] = ()
    runs_on: bool = False
    foot: float = 0.0
    step: float = 0.0
    grid: float | None = None
    has_notes: bool = False
    has_pictures: bool = False


class Fault(StrEnum):
    """What may be held against lines and pages: the names are those of book.toml."""

    LOOSE = "loose"
    TIGHT = "tight"
    LADDERS = "ladders"
    TURN_HYPHENS = "turn_hyphens"
    FRAGMENTS = "fragments"
    RUNTS = "runts"
    WIDOWS = "widows"
    ORPHANS = "orphans"
    SHORT_PAGES = "short_pages"
    UNEQUAL_FEET = "unequal_feet"
    OFF_GRID = "off_grid"
    LONELY_HEADINGS = "lonely_headings"
    SHORT_ENDS = "short_ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that a book allows of a fault: so many, or such a share of all, from 0 to 1; asked for at `span`."""

    fault: Fault
    most: float
    is_share: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlace:
    """Where a fault is: the page from 1, the line on it from 1 (0 for the whole page), how grave, where it comes from.

    `value` is the word space, the hyphens on end, the letters, the lines or the points that are meant; `key` that of
    the paragraph's element, and `span` its place in the manuscript, None for what was composed.
    """

    fault: Fault
    page: int
    line: int
    value: float
    key: str = ""
    span: Span | None = None

    def __str__(self) -> str:
        """Return such as "page 12, line 3 (manuscript/one.md:40): 2.11 times the usual word space"."""
        line = f", line {self.line}" if self.line else ""
        source = f" ({self.span.source}:{self.span.start_line})" if self.span is not None else ""
        told = _VALUES.get(self.fault)
        return f"page {self.page}{line}{source}{f': {told.format(self.value)}' if told else ''}"


_VALUES = {
    Fault.LOOSE: "{:.2f} times the usual word space",
    Fault.TIGHT: "{:.2f} times the usual word space",
    Fault.LADDERS: "{:.0f} hyphens",
    Fault.RUNTS: "{:.0f} letters",
    Fault.SHORT_PAGES: "lines missing: {:.0f}",
    Fault.UNEQUAL_FEET: "{:.1f} pt apart",
    Fault.OFF_GRID: "{:.2f} pt off",
    Fault.LONELY_HEADINGS: "lines below: {:.0f}",
    Fault.SHORT_ENDS: "lines: {:.0f}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was counted on the pages of an edition.

    `looser` pairs a word space with how many lines have a wider one; `tightest` is the least one. `doubles` and
    `ladders` are runs of two, and of three or more, hyphens. `bases` say for each fault how many could have it.
    """

    pages: int
    lines: int
    justified: int
    looser: tuple[tuple[float, int], ...]
    tightest: float | None
    hyphens: int
    doubles: int
    paragraphs: int
    page_hyphens: int
    equal_feet: int
    bases: tuple[tuple[Fault, int], ...]
    places: tuple[FaultPlace, ...]

    def list_places(self, fault: Fault) -> tuple[FaultPlace, ...]:
        """Return the places of a fault, the gravest first."""
        falls = fault in (Fault.TIGHT, Fault.RUNTS, Fault.FRAGMENTS, Fault.SHORT_ENDS, Fault.LONELY_HEADINGS)
        found = [one for one in self.places if one.fault is fault]
        return tuple(sorted(found, key=lambda one: (one.value if falls else -one.value, one.page, one.line)))

    def count(self, fault: Fault) -> int:
        """Return how often a fault was found."""
        return sum(one.fault is fault for one in self.places)

    def count_base(self, fault: Fault) -> int:
        """Return how often the fault could have been found."""
        return dict(self.bases)[fault]

    def exceeds(self, limit: Limit) -> bool:
        """Tell whether there is more of a fault than the limit allows."""
        count = self.count(limit.fault)
        return count > (limit.most * self.count_base(limit.fault) if limit.is_share else limit.most)
