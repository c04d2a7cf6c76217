"""Paper: what reaches beyond the trim, or out of the text block, is told with the side and the distance."""

from __future__ import annotations

import pytest

from makeready.checks.paper import Outlier, find_outliers, find_overprinted
from makeready.checks.places import Box
from makeready.checks.shown import Painted, Run, ShownPage
from makeready.model.edition import PrintEdition

TRIM: Box = (10, 10, 310, 410)
AREA: Box = (40, 50, 260, 350)  # from the corner of the trim


def find(page: ShownPage, bleed: float = 0.0, areas: tuple[Box, ...] = (AREA,)) -> list[Outlier]:
    edition = PrintEdition(name="print", bleed=bleed)
    return list(find_outliers([page], [TRIM], areas, edition))


def text(box: Box, *faults: str) -> ShownPage:
    return ShownPage(runs=[Run("a#1", "", 0, None, "Some words", box, faults)])


@pytest.mark.parametrize(
    ("box", "cut", "side", "distance"),
    [
        ((60, 100, 275, 110), False, "right", 5),
        ((44, 100, 200, 110), False, "left", 6),
        ((60, 50, 200, 59), False, "lower", 10),
        ((60, 360, 200, 371), False, "upper", 11),
        ((60, 100, 315, 110), True, "right", 5),
        ((7, 100, 200, 110), True, "left", 3),
    ],
)
def test_words_beyond_the_text_or_the_paper_are_told(box: Box, cut: bool, side: str, distance: float) -> None:
    (one,) = find(text(box))
    assert (one.what, one.key, one.page, one.cut, one.side) == ("“Some words”", "a#1", 0, cut, side)
    assert one.distance == pytest.approx(distance)


@pytest.mark.parametrize("box", [(50, 60, 270, 360), (48, 58, 272, 362)])
def test_words_in_the_text_and_what_is_a_letters_own_are_not(box: Box) -> None:
    assert find(text(box)) == []


def test_words_that_are_unseen_anyway_are_told_once() -> None:
    assert find(text((400, 100, 500, 110), "off the page")) == []


def test_without_a_text_block_the_trim_counts() -> None:
    assert find(text((12, 12, 300, 22)), areas=()) == []
    assert [one.cut for one in find(text((12, 12, 320, 22)), areas=())] == [True]


def test_heads_have_the_margin_and_no_more() -> None:
    assert find(ShownPage(heads=[(60, 395, 200, 405)])) == []
    (one,) = find(ShownPage(heads=[(60, 405, 200, 414)]))
    assert (one.what, one.cut, one.side) == ("a running head or folio", True, "upper")


@pytest.mark.parametrize(
    ("box", "bleed", "cut"),
    [
        ((60, 60, 200, 200), 0, None),
        ((20, 60, 200, 200), 0, False),
        ((0, 60, 200, 200), 0, True),
        ((10, 10, 310, 410), 0, None),  # all of the paper
        ((10, 60, 200, 200), 0, None),  # up to its edge
        ((1, 60, 200, 200), 9, None),  # up to the end of the bleed
        ((6, 60, 200, 200), 9, True),  # less than that
        ((-9, 60, 200, 200), 9, True),  # beyond it
        ((1, 1, 319, 419), 9, None),
        ((10, 10, 310, 410), 9, False),  # to the edge of the paper, where a bleed is to be filled
    ],
)
@pytest.mark.parametrize("picture", [True, False])
def test_what_is_to_reach_the_edge_fills_the_bleed(box: Box, bleed: float, cut: bool | None, picture: bool) -> None:
    found = find(ShownPage(painted=[Painted(box, picture, "a#2" if picture else None)]), bleed)
    assert [one.cut for one in found] == ([] if cut is None else [cut])
    assert {one.what for one in found} <= {"a picture" if picture else "a line or a ground"}


@pytest.mark.parametrize(
    ("box", "told"),
    [
        ((60, 100, 160, 110), True),  # the same line
        ((60, 101, 160, 111), True),
        ((60, 104, 160, 114), False),  # half a line apart: bad, but to be read
        ((160, 100, 260, 110), False),  # behind it
        ((100, 103, 104, 109), True),  # small type on large
        ((158, 104, 164, 110), False),  # a call behind the last word
    ],
)
def test_words_on_words_are_told_with_those_beneath(box: Box, told: bool) -> None:
    runs = [Run("a#1", "", 0, None, "Some words", (60, 100, 160, 110)), Run("a#2", "", 1, None, "Others", box)]
    found = list(find_overprinted([ShownPage(), ShownPage(runs=runs)]))
    assert found == ([(1, runs[0], runs[1])] if told else [])


def test_marks_and_unseen_words_are_not_on_words() -> None:
    box = (60.0, 100.0, 160.0, 110.0)
    words = Run("a#1", "", 0, None, "Some words", box)
    for other in (
        Run("a#2", "", 1, None, "\u0301", box),
        Run("a#2", "", 1, None, "Others", box, ("covered",)),
        Run("a#2", "", 1, None, "Others", box, (), True),
    ):
        assert list(find_overprinted([ShownPage(runs=[words, other])])) == []
