"""The ends of pages that face each other: what is held against them, and which other ones are proposed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makeready.pdf.paragraphs.balance import Item, LastPage, Line, Option, Page, Proposal, _Flow, propose, weigh


def _paragraph(count: int, hyphens: Sequence[int] = (), first: int = 1) -> tuple[Line, ...]:
    """Return the lines of a paragraph from the number `first` on, with two orphans and two widows."""
    return tuple(
        Line(2 <= number <= count - 2 or number == count, number in hyphens) for number in range(first, count + 1)
    )


def _item(*options: tuple[Line, ...], cost: float = 0.0) -> Item:
    return Item([Option(lines, cost * bool(number)) for number, lines in enumerate(options)])


def _page(room: int, free: int = 0, *, recto: bool = False, hyphen: bool = False, fixed: bool = False) -> Page:
    return Page(room, free, hyphen, lonely=False, is_recto=recto, fixed=fixed)


def _propose(pages: Sequence[Page], items: list[Item], last: LastPage | None = None) -> Proposal | None:
    return propose(pages, last, items, lambda: None)


def test_facing_pages_are_equally_short_where_one_must_be() -> None:
    """The first page has a line too few, because the next paragraph cannot be parted."""
    pages = [_page(10, 1), _page(10, recto=True)]
    found = _propose(pages, [_item(_paragraph(9)), _item(_paragraph(3)), _item(_paragraph(12))])
    assert found is not None and found.shorter == 1 and not found.changes
    assert found.demerits < weigh(pages, None)


def test_pages_that_are_well_stay() -> None:
    pages = [_page(10), _page(10, recto=True)]
    assert weigh(pages, None) == 0
    assert _propose(pages, [_item(_paragraph(20))]) is None


def test_a_page_on_the_right_does_not_end_with_a_hyphen() -> None:
    pages = [_page(10), _page(10, recto=True, hyphen=True)]
    found = _propose(pages, [_item(_paragraph(30, hyphens=[20]))])
    assert found is not None and found.shorter == 1


def test_a_paragraph_gets_a_line_more_where_no_other_end_will_do() -> None:
    """Nothing of three lines can be parted: pages of three and two of it are a line short, or two."""
    rigid = [_item(_paragraph(3)) for _ in range(6)]
    pages = [_page(10, 1), _page(9, recto=True)]
    assert _propose(pages, rigid) is None
    rigid[1] = _item(_paragraph(3), _paragraph(4), cost=20_000.0)
    found = _propose(pages, rigid)
    assert found is not None and found.changes == ((1, 1),) and not found.shorter
    rigid[1] = _item(_paragraph(3), _paragraph(4), cost=9e9)
    assert _propose(pages, rigid) is None


def test_notes_at_the_foot_make_pages_equal() -> None:
    pages = [_page(10, 1, fixed=True), _page(10, recto=True)]
    assert _propose(pages, [_item(_paragraph(9)), _item(_paragraph(3)), _item(_paragraph(12))]) is None


def test_the_last_page_has_three_lines_or_none() -> None:
    items = [_item(_paragraph(12), _paragraph(11), cost=1_000.0)]
    found = _propose([_page(10)], items, LastPage(2))
    assert found is not None and found.demerits < weigh([_page(10)], LastPage(2))
    assert _propose([_page(10)], [_item(_paragraph(12))], LastPage(2, plain=False)) is None, "a picture stands there"
    assert weigh([_page(10)], LastPage(3)) == 0


def test_other_ways_are_looked_for_only_where_they_are_needed() -> None:
    asked: list[bool] = []
    items = [_item(_paragraph(9)), _item(_paragraph(3)), _item(_paragraph(12))]
    propose([_page(10, 1), _page(10, recto=True)], None, items, lambda: asked.append(True))
    assert not asked
    propose(
        [_page(10, 1), _page(9, recto=True)], None, [_item(_paragraph(3)) for _ in range(6)], lambda: asked.append(True)
    )
    assert asked == [True]


def _code(count: int, above: float | None = None, white: float = 0.5) -> tuple[Line, ...]:
    return tuple(
        Line(
            True,
            False,
            height=0.75,
            white=0.0 if number else white,
            above=None if number else above,
            asked=None if number else 0.5,
        )
        for number in range(count)
    )


@pytest.mark.parametrize(
    ("count", "asked", "expected"),
    [
        (3, 0.5, 4.0),  # 1 + 0.5 + 3 × 0.75 + 0.5 is 4.25: half of the white may go
        (4, 0.5, 5.0),
        (5, 0.5, 6.0),  # 5.75 goes down
        (6, 0.5, 7.0),  # 6.5 as well: it is no nearer above
        (3, 0.0, 4.0),  # there is no white to take
        (3, 2.25, 6.0),
    ],
)
def test_lines_behind_code_stand_on_the_grid(count: int, asked: float, expected: float) -> None:
    lines = [Line(True, False), *_code(count), Line(True, False, asked=asked), Line(True, False)]
    filled = _Flow(lines).fill(0, 40)
    assert filled is not None
    assert filled[1][-2:] == pytest.approx([expected + 1, expected + 2])


def test_a_heading_and_what_follows_it_take_whole_lines_together() -> None:
    heading = Line(False, False, asked=1.5, leads=True)
    filled = _Flow([Line(True, False), heading, Line(True, False, asked=0.5)]).fill(0, 40)
    assert filled is not None and filled[1] == pytest.approx([1, 3.5, 5])
    filled = _Flow([Line(True, False), *_code(1), heading, Line(True, False, asked=0.5)]).fill(0, 40)
    assert filled is not None and filled[1][-1] == pytest.approx(6)


def test_white_that_is_known_is_taken_where_the_line_before_stands_on_the_grid_as_it_did() -> None:
    for above, expected in ((5.0, 3.25), (5.5, 2.75), (None, 2.75)):
        code = _code(1, above, 1.0)
        filled = _Flow([Line(True, False), *code, *code[1:], Line(True, False, height=0.5)]).fill(0, 40)
        assert filled is not None and filled[1][-1] == pytest.approx(expected)


def test_what_stands_at_a_foot_is_guessed_until_the_next_page_is_known() -> None:
    """What came behind a page that is a line short did not fit there; with two lines of room it may."""

    def rigid(count: int) -> tuple[Line, ...]:
        return tuple(Line(number == count, False) for number in range(1, count + 1))

    pages = [_page(10), _page(10, 1, recto=True)]
    items = [_item(rigid(10)), _item(rigid(5), rigid(4), cost=1_000.0), _item(rigid(4))]
    found = _propose(pages, items)
    assert found is not None and found.changes == ((1, 1),) and found.guessed
    found = _propose(pages, [*items, _item(rigid(2)), _item(rigid(9))])
    assert found is not None and found.changes == ((1, 1),) and not found.guessed
    assert _propose(pages, [*items, _item(rigid(3)), _item(rigid(9))]) is None


def _place(lines: Sequence[Line], room: int, start: int) -> int:
    """Return where a page ends that takes all it can, as an engine would."""
    if len(lines) - start <= room:
        return len(lines)
    return next(end for end in range(start + room, start, -1) if lines[end - 1].may_end)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 30), st.booleans()), min_size=8, max_size=16),
    st.integers(8, 14),
)
def test_what_is_proposed_comes_out_so_and_is_better(texts: list[tuple[int, int, bool]], room: int) -> None:
    """Pages made anew as proposed have the demerits that were promised, and no other way has fewer."""
    items = [
        _item(
            *(_paragraph(one, hyphens=[2, one - 2]) for one in ((count, count + 1) if can else (count,))),
            cost=1_000.0 * cost,
        )
        for count, cost, can in texts
    ]
    tail = _item(_paragraph(2 * room + 9))

    def make(shorter: int, changes: tuple[tuple[int, int], ...]) -> list[Page]:
        chosen, start = dict(changes), 0
        flow = [*items, tail]
        lines = [line for number, item in enumerate(flow) for line in item.options[chosen.get(number, 0)].lines]
        pages = []
        for recto in (False, True):
            end = _place(lines, room - shorter, start)
            pages.append(_page(room, room - (end - start), recto=recto, hyphen=lines[end - 1].hyphen))
            start = end
        return pages

    before = make(0, ())
    cost = {(): 0.0} | {((number, 1),): 1_000.0 * one for number, (_, one, can) in enumerate(texts) if can}
    found = _propose(before, [*items, tail])
    if found is None:
        least = weigh(before, None)
    else:
        assert weigh(make(found.shorter, found.changes), None) == found.demerits < weigh(before, None)
        least = found.demerits + sum(cost[(change,)] for change in found.changes)
    for shorter, changes in product(range(3), cost):
        assert min(least, 80_000.0) <= weigh(make(shorter, changes), None) + cost[changes] or least <= 80_000.0
