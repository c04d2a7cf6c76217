"""Noting: what a page draws, mark by mark, goes in; what of it anybody has to know of is added to the page's facts."""

from __future__ import annotations

from makeready.checks.places import Box
from makeready.checks.preflight.colours import Space, is_process
from makeready.checks.preflight.facts import Ink, PageFacts, Place

WORD = "text"  # the use of what letters are drawn in
MOST_NEAR = 400  # boxes of a kind that are kept
_EDGE = 1.0
_CORNER, _MARK = 60.0, (5.0, 45.0)  # how near to a corner marks stand, how long they are


class PageNotes:
    """Adds to the facts of one page; boxes and places are in points from the lower left corner of the page as cut."""

    def __init__(self, facts: PageFacts) -> None:
        """Take the facts to fill."""
        self._facts = facts
        left, bottom, right, top = facts.cut
        self._width, self._height = right - left, top - bottom
        self.paper = (0.0, 0.0, self._width, self._height)
        media = facts.media
        self.sheet = (media[0] - left, media[1] - bottom, media[2] - left, media[3] - bottom)

    def note_ink(self, space: Space, values: tuple[float, ...], use: str, place: Place, *, small: bool = False) -> None:
        """Note a colour with what it is used for; `small` says that it is of small letters."""
        facts = self._facts
        seen: Space | None = space
        while seen is not None:
            if seen.family not in ("pattern", "unknown"):
                black = seen is space and (seen.is_key(values) or (use == WORD and seen.is_black(values)))
                facts.inks.setdefault(Ink(seen.family, seen.written, use, seen.names, black), place)
            # What stands in for an ink that every press has is never used.
            below = seen.below if not (seen.names and all(map(is_process, seen.names))) else None
            seen = below if below is not None and below.written != seen.written else None
        if space.below is not None and space.family != "spot":
            return
        total = space.measure_ink(values)
        if total is not None and (facts.heaviest is None or total > facts.heaviest[0]):
            facts.heaviest = (total, place)
        if small and space.family == "cmyk" and len(values) >= 4 and values[3] >= 0.6 and sum(values[:3]) > 0.3:
            facts.four_inks = facts.four_inks or place

    def note_area(self, box: Box) -> None:
        """Note a picture or an area, which has to bleed where it reaches the edge."""
        if not is_seen(box):
            return
        if meets(box, self.paper):
            self._facts.blank = False
        edges = (box[0] <= _EDGE, box[1] <= _EDGE, box[2] >= self._width - _EDGE, box[3] >= self._height - _EDGE)
        if any(edges) and meets(box, self.paper, -_EDGE) and len(self._facts.near) < MOST_NEAR:
            self._facts.near.append(box)

    def note_line(self, width: float, place: Place) -> None:
        """Note a line of this width in points."""
        if self._facts.thinnest is None or width < self._facts.thinnest[0]:
            self._facts.thinnest = (width, place)

    def note_mark(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        """Note a short upright or level line near a corner of the sheet, as marks for cutting are."""
        across, along = abs(one[0] - other[0]), abs(one[1] - other[1])
        if not (_MARK[0] <= max(across, along) <= _MARK[1] and min(across, along) < 0.1):
            return
        left, bottom, right, top = self.sheet
        x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
        if min(x - left, right - x) > _CORNER or min(y - bottom, top - y) > _CORNER:
            return
        corner = ("l" if x - left < right - x else "r") + ("b" if y - bottom < top - y else "t")
        self._facts.corners.add(corner + ("-" if across > along else "|"))

    def note_text(self, box: Box) -> None:
        """Note a run of text, which keeps its distance from the edges."""
        facts = self._facts
        if not meets(box, self.paper):
            # Names and dates that stand beside the page are cut away on purpose.
            if len(facts.outside) < MOST_NEAR:
                facts.outside.append(box)
            return
        facts.blank = False
        if facts.left is None or box[0] < facts.left[0]:
            facts.left = box
        if facts.bottom is None or box[1] < facts.bottom[1]:
            facts.bottom = box
        if facts.right is None or box[2] > facts.right[2]:
            facts.right = box
        if facts.top is None or box[3] > facts.top[3]:
            facts.top = box


def is_seen(box: Box) -> bool:
    """Return True for a box that is one, if only a line."""
    return box[0] <= box[2] and box[1] <= box[3]


def meets(box: Box, other: Box, more: float = 0.0) -> bool:
    """Return True where a box has something in common with the `other` one, made larger by `more` at each side."""
    return (
        box[0] < other[2] + more and box[2] > other[0] - more and box[1] < other[3] + more and box[3] > other[1] - more
    )
