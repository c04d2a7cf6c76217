"""Paper: what pages show and where they are cut go in; what stands beyond the trim or in the margin comes out.

So do words that are printed over other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from makeready.checks.glyphs import space_words
from makeready.checks.places import Box, share
from makeready.checks.shown import Run, ShownPage
from makeready.model.edition import PrintEdition

_SIDES = ("left", "lower", "right", "upper")
_LEAST = 1.0  # points beyond the trim that nobody sees
# Points beyond the text block that are a letter's own: marks hang, italics lean, lines of tables have a width.
_SLACK = 3.0
_HANG = 0.3  # of the height of words
# Where small letters stand in the box of their line, and what part of them has to lie on those of others.
_LOW, _HIGH = 0.22, 0.72
_MOST_SHARED = 0.6


class Outlier(NamedTuple):
    """Something that stands beyond the trim (`cut`) or in the margin: what, how far on which side, on which page.

    Pages count from 0; `key` names the element of a text or a picture.
    """

    what: str
    key: str | None
    page: int
    cut: bool
    side: str
    distance: float


def find_outliers(
    pages: Sequence[ShownPage], trims: Sequence[Box], areas: Sequence[Box], edition: PrintEdition
) -> Iterator[Outlier]:
    """Yield what is beyond the trim of its page, or beyond its text block, in the order of the pages.

    `areas` are the text blocks, in points from the lower left corner of the trim; where a page has none, only its trim
    counts. What runs to the edge of the paper on purpose, a picture or a ground, has to reach the end of the bleed.
    """
    for index, (page, trim) in enumerate(zip(pages, trims, strict=True)):
        area = _shift(areas[index], trim) if index < len(areas) else trim
        left, bottom, right, top = area[0] - _SLACK, area[1] - _SLACK, area[2] + _SLACK, area[3] + _SLACK
        for run in page.runs:
            box = run.box
            # Nearly all text is where it belongs.
            if box and (box[0] < left or box[1] < bottom or box[2] > right or box[3] > top):
                yield from _weigh_text(run, index, trim, area)
        for box in page.heads:
            yield from _weigh("a running head or folio", None, index, box, trim, trim)
        for one in page.painted:
            if not _fills(one.box, trim, edition.bleed):
                what = "a picture" if one.picture else "a line or a ground"
                yield from _weigh(what, one.key, index, one.box, trim, area)


def find_overprinted(pages: Sequence[ShownPage]) -> Iterator[tuple[int, Run, Run]]:
    """Yield words whose small letters stand on those of others: the page, from 0, and the runs as they are drawn."""
    for index, page in enumerate(pages):
        bands = []
        for run in page.runs:
            if run.box is not None and not run.faults and not run.turned and len(run.text.strip()) > 1:
                left, bottom, right, top = run.box
                height = top - bottom
                bands.append(((bottom + _LOW * height, bottom + _HIGH * height), (left, right), run))
        bands.sort(key=lambda band: band[0])
        for place, ((bottom, top), (left, right), run) in enumerate(bands):
            for following in range(place + 1, len(bands)):
                (lower, upper), (start, end), other = bands[following]
                if lower >= top:
                    break
                if start < right and left < end:
                    one, two = (left, bottom, right, top), (start, lower, end, upper)
                    if max(share(one, two), share(two, one)) > _MOST_SHARED:
                        under, over = sorted((run, other), key=lambda one: one.turn)
                        yield index, under, over


def _weigh_text(run: Run, page: int, trim: Box, area: Box) -> Iterator[Outlier]:
    # What is off the page for the most part is said to be unseen.
    if run.box is not None and "off the page" not in run.faults and (words := quote_run(run)):
        # Marks of larger type hang further (`--optical-margins`).
        slack = max(_SLACK, _HANG * min(run.box[2] - run.box[0], run.box[3] - run.box[1]))
        yield from _weigh(words, run.key, page, run.box, trim, area, slack)


def quote_run(run: Run) -> str:
    """Return the first words of a run in quotation marks; nothing where it has none."""
    words = space_words(run.text)
    return f"“{words[:60]}”" if words else ""


def _weigh(
    what: str, key: str | None, page: int, box: Box, trim: Box, area: Box, slack: float = _SLACK
) -> Iterator[Outlier]:
    for limits, least, cut in ((trim, _LEAST, True), (area, slack, False)):
        distance, side = max(zip(_measure(box, limits), _SIDES, strict=True))
        if distance > least:
            yield Outlier(what=what, key=key, page=page, cut=cut, side=side, distance=distance)
            return


def _measure(box: Box, limits: Box) -> tuple[float, float, float, float]:
    """Return how far a box reaches beyond each side."""
    return limits[0] - box[0], limits[1] - box[1], box[2] - limits[2], box[3] - limits[3]


def _fills(box: Box, trim: Box, bleed: float) -> bool:
    """Return True for what goes to the edge of the paper or of its bleed, and no further: it is meant to."""
    beyond = _measure(box, trim)
    reaches = [distance for distance in beyond if distance > -_LEAST]
    if not reaches:
        return False
    return all(distance > bleed - _LEAST for distance in reaches) and max(beyond) < bleed + _LEAST


def _shift(area: Box, trim: Box) -> Box:
    left, bottom = trim[:2]
    return left + area[0], bottom + area[1], left + area[2], bottom + area[3]
