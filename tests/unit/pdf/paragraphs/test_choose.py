"""The choice of breaks, with words of made-up widths: the best of all ways, held against each of them."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makeready.pdf.paragraphs.choose import Break, Choice, Kind, Shape, choose_breaks
from makeready.pdf.paragraphs.tolerances import Tolerances

SPACE, EM = 2.0, 10.0
PLAIN = Tolerances()


def _paragraph(
    words: list[float], cuts: dict[int, float] | None = None, ends: frozenset[int] = frozenset()
) -> list[Break]:
    """Return the breaks of words of so many widths; `cuts`: how much of a word stands before its hyphen, of width 1.

    Behind the words `ends`, ends of lines are asked for.
    """
    breaks, x = [], 0.0
    for number, width in enumerate(words):
        if cuts and number in cuts:
            breaks.append(_cut(x, number, width, cuts[number]))
        x += width
        kind = Kind.END if number == len(words) - 1 else Kind.LINE_END if number in ends else Kind.SPACE
        breaks.append(Break(0, number, 0, number + 1, x, number, x + SPACE, number + 1, kind, 0.0))
        x += SPACE
    return breaks


def _cut(x: float, number: int, width: float, cut: float) -> Break:
    penalty = PLAIN.hyphen_penalty
    return Break(0, number, 0, number, x, number, x + width, number, Kind.HYPHEN, penalty, (cut, width))


def _split(one: Break) -> tuple[float, float]:
    cut, width = one.word
    return one.x_end + cut + 1.0, one.x_start - (width - cut)


def _choose(
    breaks: list[Break],
    width: float,
    *,
    widest: float = 12.0,
    hyphenates: bool = True,
    rag: float = 0.0,
    balanced: bool = False,
    zone: float = 0.0,
    **more: object,
) -> Choice | None:
    shape = Shape(width, SPACE, EM, hyphenates, widest, rag, balanced, zone)
    return choose_breaks(breaks, shape, PLAIN, _split, **more)  # type: ignore[arg-type]


def test_one_line_holds_what_fits_it() -> None:
    assert _choose(_paragraph([10.0, 10.0]), 40.0) == Choice(PLAIN.line_penalty**2, (1,))


def test_lines_of_words_that_fit_exactly_cost_nothing_but_themselves() -> None:
    choice = _choose(_paragraph([9.0, 9.0] * 4), 20.0)
    assert choice is not None and choice.breaks == (1, 3, 5, 7)
    short = PLAIN.runt_demerits  # the lines are as narrow as that
    assert choice.demerits == pytest.approx(4 * PLAIN.line_penalty**2 + short)


def test_spaces_give_way_before_they_grow() -> None:
    """Three words of 32 in 31 are one unit too wide: two spaces of 2 become spaces of 1.5."""
    choice = _choose(_paragraph([9.0, 9.0, 10.0, 25.0]), 31.0)
    assert choice is not None and choice.breaks == (2, 3)


def test_no_space_becomes_narrower_than_the_least() -> None:
    words = [9.0, 9.0, 10.0, 25.0]
    least = 28.0 + 2 * SPACE * PLAIN.least
    assert _choose(_paragraph(words), least, widest=1.2) is not None
    assert _choose(_paragraph(words), least - 0.01, widest=1.2) is None


def test_no_space_becomes_wider_than_is_allowed() -> None:
    words = [9.0, 9.0, 18.0, 9.0]
    assert _choose(_paragraph(words), 22.0, widest=3.01) is None, "a word alone cannot be spread"
    assert _choose(_paragraph([9.0, 9.0, 20.0, 9.0]), 20.0, widest=1.0) is not None


def test_a_hyphen_is_put_in_where_it_saves_white() -> None:
    words, cuts = [10.0, 6.0, 10.0, 15.0], {2: 5.0}
    choice = _choose(_paragraph(words, cuts), 26.0)
    assert choice is not None and choice.breaks[0] == 2, "10 + 2 + 6 + 2 + 5 and a hyphen is 26"
    plain = _choose(_paragraph(words, cuts), 26.0, hyphenates=False)
    assert plain is None or 2 not in plain.breaks


def test_a_hyphen_is_put_in_only_where_more_white_than_the_zone_would_be_left() -> None:
    """10 + 2 + 6 is 18 of 26."""
    words, cuts = [10.0, 6.0, 10.0, 15.0], {2: 5.0}
    for zone, is_cut in ((0.0, True), (7.9, True), (8.0, False), (30.0, False)):
        choice = _choose(_paragraph(words, cuts), 26.0, rag=5.0, zone=zone)
        assert choice is not None and (2 in choice.breaks) is is_cut


def test_a_word_that_no_line_holds_has_its_hyphen_however_large_the_zone() -> None:
    for words, cuts in (([30.0, 9.0], {0: 20.0}), ([9.0, 30.0], {1: 20.0})):
        choice = _choose(_paragraph(words, cuts), 26.0, rag=5.0, zone=100.0)
        assert choice is not None and len(choice.breaks) > 1


@pytest.mark.parametrize(
    "emergency", [{"kind": Kind.SPACE, "penalty": PLAIN.tie_penalty}, {"penalty": PLAIN.emergency_penalty}]
)
def test_what_a_line_ends_at_in_need_only_leaves_no_white(emergency: dict[str, Any]) -> None:
    """10 + 2 + 6 is 18 of 26, but the line would have to end behind 10 of it."""
    breaks = _paragraph([10.0, 6.0, 10.0, 15.0], {2: 5.0})
    breaks[1] = breaks[1]._replace(**{"kind": Kind.VISIBLE, **emergency})
    for zone, is_cut in ((8.0, True), (15.9, True), (16.0, False)):
        choice = _choose(breaks, 26.0, rag=5.0, zone=zone)
        assert choice is not None and (2 in choice.breaks) is is_cut


@settings(max_examples=200, deadline=None)
@given(words=st.lists(st.floats(3, 14), min_size=2, max_size=9), width=st.floats(16, 40), zone=st.floats(0, 20))
def test_no_line_with_a_hyphen_could_end_within_the_zone(words: list[float], width: float, zone: float) -> None:
    breaks = _paragraph(words, {number: length / 2 for number, length in enumerate(words)})
    choice = _choose(breaks, width, rag=5.0, zone=zone)
    assert choice is not None
    x = 0.0
    for number in choice.breaks:
        one = breaks[number]
        if one.kind is Kind.HYPHEN:
            before = breaks[number - 1].x_end if number else x
            assert before <= x or width - (before - x) > zone
            x = _split(one)[1]
        else:
            x = one.x_start


def test_so_many_lines_are_made_as_are_asked_for() -> None:
    breaks = _paragraph([5.0, 4.0, 6.0, 5.0] * 8)
    free = _choose(breaks, 45.0)
    assert free is not None
    more = _choose(breaks, 45.0, lines=len(free.breaks) + 1)
    assert more is not None and len(more.breaks) == len(free.breaks) + 1 and more.demerits >= free.demerits
    assert _choose(breaks, 45.0, lines=len(free.breaks)) == free
    assert _choose(breaks, 45.0, lines=1) is None


WORDS = st.lists(st.floats(3, 14), min_size=2, max_size=9)


def _weigh(breaks: list[Break], way: tuple[int, ...], width: float, rag: float, balanced: bool) -> float | None:
    """Return the demerits of a way, reckoned line by line, without hyphens; None where a line is not possible."""
    total, tone_before, x, count_before, is_first = 0.0, 1, 0.0, 0, True
    for number in way:
        one, is_last = breaks[number], breaks[number].kind >= Kind.END
        spaces, slack = one.spaces_end - count_before, width - (one.x_end - x)
        badness, tone = 0.0, 1
        if rag:
            if not -1e-6 <= slack <= (math.inf if is_last and not balanced else 1.2 * EM + 1e-6):
                return None
            ratio = 0.0 if is_last and not balanced else max(slack, 0) / rag
            ratio = ratio if ratio <= 10 else 10 + slack / width
            badness, tone = 100 * ratio**3, 1 if ratio < 0.5 else 2 if ratio <= 1 else 3
        elif slack < 0:
            if -slack > spaces * (1 - PLAIN.least) * SPACE + 1e-6:
                return None
            ratio = -slack / (spaces * (1 - PLAIN.least) * SPACE)
            badness, tone = 100 * ratio**3, 0 if ratio > 0.5 else 1
        elif not is_last:
            if slack > spaces * 11 * SPACE + 1e-6:
                return None
            ratio = slack / (spaces * PLAIN.stretch * SPACE) if spaces else (0.0 if slack < 0.01 else math.inf)
            ratio = ratio if ratio <= 10 else 10 + slack / width
            badness, tone = 100 * ratio**3, 1 if ratio < 0.5 else 2 if ratio <= 1 else 3
        total += (PLAIN.line_penalty + badness) ** 2
        total += PLAIN.contrast_demerits if abs(tone - tone_before) > 1 else 0
        if is_last and not is_first and width - slack < PLAIN.runt * EM:
            total += PLAIN.runt_demerits
        tone_before, x, count_before, is_first = 1 if is_last else tone, one.x_start, one.spaces_start, is_last
    return total


@settings(max_examples=200, deadline=None)
@given(
    words=WORDS,
    width=st.floats(16, 40),
    ends=st.frozensets(st.integers(0, 7), max_size=2),
    rag=st.sampled_from([0.0, 5.0]),
    balanced=st.booleans(),
)
def test_no_other_way_has_fewer_demerits(
    words: list[float], width: float, ends: frozenset[int], rag: float, balanced: bool
) -> None:
    balanced = balanced and rag > 0
    breaks = _paragraph(words, ends=ends)
    last = len(breaks) - 1
    asked = {number for number, one in enumerate(breaks) if one.kind is Kind.LINE_END}
    ways = [(*some, last) for count in range(last + 1) for some in combinations(range(last), count)]
    weighed = [
        total for way in ways if asked <= {*way} and (total := _weigh(breaks, way, width, rag, balanced)) is not None
    ]
    choice = _choose(breaks, width, widest=1.2 if rag else 12.0, rag=rag, balanced=balanced)
    if not weighed:
        assert choice is None
    else:
        assert choice is not None and choice.demerits == pytest.approx(min(weighed))
        assert _weigh(breaks, choice.breaks, width, rag, balanced) == pytest.approx(choice.demerits)


def test_so_many_lines_are_made_with_a_line_end_among_them() -> None:
    breaks = _paragraph([5.0, 4.0, 6.0, 5.0] * 8, ends=frozenset({13}))
    free = _choose(breaks, 45.0)
    assert free is not None and 13 in free.breaks
    more = _choose(breaks, 45.0, lines=len(free.breaks) + 1)
    assert more is not None and len(more.breaks) == len(free.breaks) + 1 and 13 in more.breaks
