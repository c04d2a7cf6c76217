"""Pages that are made a second time: their feet are better, and what stands on them is the same."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import pytest

from makeready.pdf import engine
from makeready.pdf.engine import boxes
from makeready.pdf.paragraphs import pages as pages_module
from tests.unit.pdf.paragraphs.test_lines import WORDS, _fold, _set, _words

# Paragraphs of many lengths: what is left at the foot of a page is often too little for the next one.
LENGTHS = (40, 300, 90, 610, 150, 220, 75, 480, 130, 950, 60, 260, 340, 100, 700, 180, 240, 52, 330, 410)
TEXT = WORDS * 6
NOTE = "<span class='note'>A note of some words.</span>"


def _prose(count: int, extra: str = "") -> str:
    paragraphs = []
    for number in range(count):
        start = 37 * number % 400
        words = TEXT[start : start + LENGTHS[number % len(LENGTHS)]]
        paragraphs.append(f"<p id='p{number}'>{words}{extra}.</p>")
    return "".join(paragraphs)


def _feet(document: Any) -> list[tuple[int, str]]:
    """Return of each page how many lines are missing at its foot, and the last words there."""
    feet = []
    for page in document.pages:
        box = page._page_box
        lines = [one for one in box.children[0].descendants() if isinstance(one, boxes.LineBox) and one.height]
        last = max(lines, key=lambda one: one.position_y)
        free = box.content_box_y() + box.height - last.position_y - last.height
        text = "".join(one.text for one in last.descendants() if isinstance(one, boxes.TextBox))
        feet.append((round(free / 20), text))
    return feet


def _count_faults(document: Any) -> tuple[int, int]:
    """Return how many facing pages are unequal, and how many on the right end with a hyphen; the last ones aside."""
    feet = _feet(document)[:-1]
    pairs = list(zip(feet[1::2], feet[2::2], strict=False))
    unequal = sum(one[0] != other[0] for one, other in pairs)
    return unequal, sum(text.endswith("\u2010") for _, text in feet[::2])


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what sets pages that are made once."""

    def make(*words: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(engine, "balance_pages", nullcontext)
            return _set(*words)

    return make


def test_facing_pages_have_equal_feet(plain: Any) -> None:
    faults = [0, 0, 0, 0]
    for height in (300, 360, 420, 500):
        body, css = _prose(120), f"@page {{ size: 300px {height}px }}"
        before, after = plain(body, css), _set(body, css)
        assert _fold(_words(after)) == _fold(_words(before))
        assert max(free for free, _ in _feet(after)[:-1]) <= 4
        assert len(after.pages) <= len(before.pages) * 1.08
        found = *_count_faults(before), *_count_faults(after)
        faults = [one + more for one, more in zip(faults, found, strict=True)]
    unequal, hyphens, unequal_left, hyphens_left = faults
    assert unequal_left <= unequal / 5 and unequal > 20
    assert hyphens_left <= hyphens / 5 and hyphens > 4


def test_a_chapter_does_not_end_with_a_line_or_two(plain: Any) -> None:
    css = "section { break-before: page } @page { size: 300px 320px }"
    few: dict[str, int] = {}
    for kind, make in (("before", plain), ("after", _set)):
        for count in range(300, 4_000, 100):
            text = TEXT * 4
            body = f"<section><p>{text[:count]}</p><p>{text[9:309]}</p></section>"
            document = make(body, css)
            lines = [
                one
                for one in document.pages[-1]._page_box.descendants()
                if isinstance(one, boxes.LineBox) and one.height
            ]
            few[kind] = few.get(kind, 0) + (len(lines) < 3 and len(document.pages) > 1)
    assert few["after"] <= few["before"] / 2 and few["before"] > 2


def test_notes_stay_with_their_calls(plain: Any) -> None:
    body, css = _prose(60, NOTE), "@page { size: 300px 420px }"
    after = _set(body, css)
    assert len(_fold(_words(after))) == len(_fold(_words(plain(body, css)))) > 9_000
    calls = notes = 0
    for page in after.pages:
        root, area = page._page_box.children[:2]
        notes += sum((one.element_tag or "").endswith("::footnote-marker") for one in area.descendants())
        assert calls <= notes, "no note comes more than a page later than its call"
        calls += sum((one.element_tag or "").endswith("::footnote-call") for one in root.descendants())
        assert notes <= calls
    assert calls == notes and calls >= 60


def test_places_and_links_are_those_of_pages_that_are_made_once(plain: Any) -> None:
    body = "".join(f"<p><a href='#p{number}'>{number}</a></p>" for number in range(40)) + _prose(40)
    css = "a::after { content: target-counter(attr(href), page) } @page { size: 300px 340px }"
    before, after = plain(body, css), _set(body, css)
    assert sum(len(page.links) for page in before.pages) == sum(len(page.links) for page in after.pages)
    places: dict[str, int] = {}
    for number, page in enumerate(after.pages, 1):
        for name in page.anchors:
            places.setdefault(name, number)  # a paragraph over a page turn is where it begins
    assert set(places) == {name for page in before.pages for name in page.anchors}
    text = _words(after)
    for number in range(40):
        assert f"{number}{places[f'p{number}']}" in text, "the number is that of the page where the place came to stand"


def test_a_float_and_a_broken_table_are_whole(plain: Any) -> None:
    rows = "".join(f"<tr><td>row {number}</td><td>words</td></tr>" for number in range(40))
    body = f"{_prose(9)}<div class='float'>aside</div>{_prose(9)}<table>{rows}</table>{_prose(20)}"
    css = "@page { size: 300px 340px }"
    assert _fold(_words(_set(body, css))) == _fold(_words(plain(body, css)))


def test_a_heading_is_not_near_the_foot(plain: Any) -> None:
    body = "".join(f"<h2>Heading {number}</h2>{_prose(3 + number % 4)}" for number in range(40))
    css = "h2 { font-size: 12px; line-height: 20px; margin: 20px 0 0; break-after: avoid } @page { size: 300px 420px }"

    def count(document: Any) -> int:
        lonely = 0
        for page in document.pages[:-1]:
            lines = [
                one for one in page._page_box.children[0].descendants() if isinstance(one, boxes.LineBox) and one.height
            ]
            lonely += any((one.element_tag or "").startswith("h2") for one in lines[-3:])
        return lonely

    assert count(_set(body, css)) < count(plain(body, css))


@pytest.mark.parametrize("two", ["two\n", "<span style='display: block'>two</span>"])
def test_white_above_headings_and_code_makes_feet_equal(two: str, plain: Any) -> None:
    """It is a line more or less, and only where there is some; the lines stay on the grid.

    Code with a block within it has its lines in several places, of which only the first one has white above it.
    """
    body = "".join(
        f"<h2>Heading {number}</h2>{_prose(2 + number % 3)}<pre>one\n{two}three\nfour</pre>{_prose(1 + number % 4)}"
        for number in range(40)
    )
    css = (
        ":root { --grid: lines } pre { font: 10px/20px 'Source Code Pro'; margin: 20px 0; text-align: start } "
        "h2 { font-size: 12px; line-height: 20px; margin: 40px 0 20px; break-after: avoid } @page { size: 300px 420px }"
    )
    before, after = plain(body, css), _set(body, css)
    unequal, left = _count_faults(before)[0], _count_faults(after)[0]
    assert left <= unequal / 2 and unequal > 4
    assert _fold(_words(after)) == _fold(_words(before))
    for page in after.pages:
        lines = [
            one for one in page._page_box.children[0].descendants() if isinstance(one, boxes.LineBox) and one.height
        ]
        tops = [one.position_y - 10 for one in lines]
        text = [top for top, line in zip(tops, lines, strict=True) if line.element_tag == "p"]
        assert all(abs(top - round(top / 20) * 20) < 0.1 for top in text)
        assert {round((lower - upper) / 20) for upper, lower in pairwise(tops)} <= {1, 2, 3, 4}
        for upper, lower in pairwise(lines):
            if {upper.element_tag, lower.element_tag} <= {"pre", "span"} and not _starts(lower, "one"):
                assert lower.position_y - upper.position_y == pytest.approx(20)


def _starts(line: Any, word: str) -> bool:
    return bool(next(one.text for one in line.descendants() if isinstance(one, boxes.TextBox)).startswith(word))


class _LessEverywhere(dict[int, int]):
    """A line of white less for every block."""

    def get(self, *_: object) -> int:
        return -1


def test_white_is_taken_where_a_block_begins_and_not_where_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of 11 pixels make the first line of a page stand a little lower than its head."""
    ask = pages_module.__dict__["set_whites"]
    monkeypatch.setattr(pages_module, "set_whites", lambda context, _: ask(context, _LessEverywhere()))
    css = ":root { --grid: lines } p { margin: 40px 0; font: 11px/20px 'EB Garamond' } @page { size: 300px 300px }"
    document = _set(_prose(60), css)
    tops = [
        min(one.position_y for one in page._page_box.descendants() if isinstance(one, boxes.LineBox))
        for page in document.pages
    ]
    assert len(tops) > 9 and min(tops) > 9
