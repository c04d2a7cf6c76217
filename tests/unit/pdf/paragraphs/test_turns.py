"""Page turns: what stays on a page, what a bad end of it costs, and other ways to break the paragraph there."""

from __future__ import annotations

from typing import Any

import pytest

from makeready.pdf.engine import boxes
from makeready.pdf.paragraphs import lines as lines_module
from makeready.pdf.paragraphs.turns import Foot, suit_page
from tests.unit.pdf.paragraphs.test_lines import WORDS, _set


@pytest.mark.parametrize(
    ("room", "lines", "stay"),
    [(5, 5, 5), (5, 8, 5), (5, 6, 4), (1, 4, 0), (2, 4, 2), (2, 3, 0), (0, 4, 0), (3, 3, 3)],
)
def test_so_many_lines_stay_as_the_engine_leaves(room: int, lines: int, stay: int) -> None:
    """Two widows, two orphans: asked of the engine too, on a page of six lines."""
    assert Foot(room, 2, 2).place(lines) == stay
    if room:
        text = "<br/>".join(["line"] * lines)
        before = "<p>first</p>" * (6 - room)
        document = _set(f"{before}<p class='last'>{text}</p>", "@page { size: 260px 140px } p { break-inside: auto }")
        first = [
            box for box in document.pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox) and box.height
        ]
        assert len(first) == 6 - room + stay


def test_room_is_measured_in_lines() -> None:
    assert Foot.measure(100.0, 20.0, 2, 2).room == 5
    assert Foot.measure(99.9, 20.0, 2, 2).room == 5, "within the engine's own exactness"
    assert Foot.measure(99.0, 20.0, 2, 2).room == 4
    assert Foot.measure(float("inf"), 20.0, 2, 2).room == 0 == Foot.measure(10.0, 0.0, 2, 2).room


class _Plan:
    """A plan of so many lines, some of which end with a hyphen."""

    def __init__(self, lines: int, hyphens: set[int], demerits: float) -> None:
        self.lines = [_Line(number in hyphens, (0, number)) for number in range(lines)]
        self.choice = _Choice(demerits)


class _Line:
    def __init__(self, ends_with_hyphen: bool, end: tuple[int, int]) -> None:
        self.ends_with_hyphen, self.end = ends_with_hyphen, end


class _Choice:
    def __init__(self, demerits: float) -> None:
        self.demerits = demerits


class _Paragraph:
    """A paragraph with one more plan for each question."""

    def __init__(self, plans: dict[int | None, _Plan | None]) -> None:
        self.plans = plans
        self.asked: list[tuple[frozenset[tuple[int, int]], int | None]] = []

    def plan_otherwise(self, banned: frozenset[tuple[int, int]], lines: int | None = None) -> Any:
        self.asked.append((banned, lines))
        return self.plans.get(lines)


def _suit(plan: Any, others: dict[int | None, Any], foot: Foot) -> tuple[Any, list[Any]]:
    paragraph: Any = _Paragraph(others)
    return suit_page(paragraph, plan, foot), paragraph.asked


def test_a_page_does_not_end_with_a_hyphen_where_another_way_is_cheap() -> None:
    plan, cheap, dear = _Plan(6, {3}, 1_000.0), _Plan(6, {1}, 9_000.0), _Plan(6, set(), 90_000.0)
    suited, asked = _suit(plan, {None: cheap}, Foot(4, 2, 2))
    assert suited is cheap and asked[0] == (frozenset({(0, 3)}), None)
    assert _suit(plan, {None: dear}, Foot(4, 2, 2))[0] is plan
    assert _suit(plan, {None: None}, Foot(4, 2, 2))[0] is plan


def test_a_paragraph_gets_a_line_more_or_less_where_that_fills_the_page() -> None:
    plan, shorter, longer = _Plan(6, set(), 1_000.0), _Plan(5, set(), 60_000.0), _Plan(7, set(), 50_000.0)
    assert _suit(plan, {5: shorter, 7: longer}, Foot(5, 2, 2))[0] is longer
    assert _suit(plan, {5: shorter}, Foot(5, 2, 2))[0] is shorter
    assert _suit(plan, {7: _Plan(7, {4}, 50_000.0)}, Foot(5, 2, 2))[0] is not plan, "a hyphen is better than white"


def test_what_is_well_is_not_asked_for_again() -> None:
    for plan, foot in (
        (_Plan(6, {5}, 1.0), Foot(6, 2, 2)),
        (_Plan(6, {0}, 1.0), Foot(4, 2, 2)),
        (_Plan(6, {0}, 1.0), Foot(0, 2, 2)),
    ):
        assert _suit(plan, {}, foot) == (plan, [])


def test_pages_end_with_fewer_hyphens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of many widths and heights, so that many a line of the paragraph is once the last one of its page."""
    body = f"<p>{WORDS * 4}</p>"

    def count() -> int:
        hyphens = 0
        for width in range(300, 441, 20):
            for lines in (3, 4, 5, 6, 7):
                page = _set(body, f"@page {{ size: {width}px {20 + lines * 20}px }} p {{ text-indent: 0 }}").pages[0]
                found = [box for box in page._page_box.descendants() if isinstance(box, boxes.TextBox)]
                hyphens += found[-1].text.endswith("\u2010")
        return hyphens

    suited = count()
    monkeypatch.setattr(lines_module, "suit_page", lambda paragraph, plan, foot: plan)
    assert suited < count()
