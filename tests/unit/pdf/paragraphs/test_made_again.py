"""The engine's state is brought back where pages are made again: what stands on pages made in vain leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import pytest

from makeready.pdf import engine
from makeready.pdf.engine import boxes, list_leaves
from makeready.pdf.paragraphs import pages as pages_module
from makeready.pdf.paragraphs.balance import Proposal
from tests.unit.pdf.paragraphs.test_lines import WORDS, _fold, _words
from tests.unit.pdf.paragraphs.test_pages import LENGTHS, TEXT
from tests.unit.pdf.test_note_area import areas, lay, note, read

CSS = (
    ":root { --line-breaks: paragraph } body { font: 12px/20px 'EB Garamond'; text-align: justify; hyphens: auto } "
    "p { text-indent: 15px } .see::after { content: ' ' target-counter(attr(href), page) } "
    "@page { margin: 30px; size: 300px "
)


def _set(body: str, height: int, *, by_page: bool = False) -> Any:
    return lay(body, f"{CSS}{height}px }}", by_page=by_page)


def _prose(count: int, end: Callable[[int], str] = lambda _: "") -> str:
    paragraphs = (
        f"<p id='p{number}'>{TEXT[37 * number % 400 :][: LENGTHS[number % len(LENGTHS)]]}{end(number)}.</p>"
        for number in range(count)
    )
    return "".join(paragraphs)


def _list_places(document: Any) -> list[list[tuple[float, float, str]]]:
    return [
        [(round(box.position_x, 2), round(box.position_y, 2), getattr(box, "text", "")) for box in list_leaves(page)]
        for page in (one._page_box for one in document.pages)
    ]


@pytest.fixture(params=[False, True], ids=["known", "guessed"])
def in_vain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have all pages made again that may be, with a line less, and none of them taken; collect how often.

    Where it is guessed what will stand at their feet, the page behind them is made in vain as well.
    """
    found: list[int] = []

    def propose(pages: Sequence[Any], *_: Any) -> Proposal:
        found.append(len(pages))
        return Proposal(0.0, 2, (), request.param)

    monkeypatch.setattr(pages_module, "propose", propose)
    monkeypatch.setattr(pages_module, "_weigh", lambda _: 0.0)
    return found


TALL = "".join(f"<tr><td><p>{WORDS * (1 + n % 4)}</p></td><td><p>{WORDS * (2 + n % 3)}</p></td></tr>" for n in range(9))
LONG = f"<div style='float: left; width: 120px'>{f'<p>{WORDS}</p>' * 6}</div>"
BODIES = {
    "notes": _prose(40, lambda n: note(n, WORDS * (1 + n % 7)) if n % 3 else ""),
    "tall cells": f"{_prose(5)}<table>{TALL}</table>{_prose(5)}",
    "flex": f"{_prose(3)}<div style='display: flex'><div>{WORDS * 2}</div><div>{WORDS}</div></div>" * 9,
    "long float": f"{_prose(9)}<div style='overflow: hidden'>{LONG}{_prose(30)}</div>{_prose(9)}",
    "columns": f"{_prose(5)}<div style='columns: 2'>{_prose(20)}</div>{_prose(20)}",
}


@pytest.mark.parametrize("height", [300, 360])
@pytest.mark.parametrize("name", BODIES)
def test_pages_made_in_vain_leave_no_trace(
    name: str, height: int, in_vain: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    after = _set(BODIES[name], height)
    assert in_vain
    with monkeypatch.context() as patch:
        patch.setattr(engine, "balance_pages", nullcontext)
        before = _set(BODIES[name], height)
    assert _list_places(after) == _list_places(before)


@pytest.mark.parametrize("name", BODIES)
def test_what_goes_on_overleaf_in_several_places_is_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    after = _set(BODIES[name], 300)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "balance_pages", nullcontext)
        assert sorted(_fold(_words(after))) == sorted(_fold(_words(_set(BODIES[name], 300))))


def _check_references(body: str, height: int) -> None:
    document = _set(body, height)
    places: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for name in page.anchors:
            places.setdefault(name, number)
    shown = [
        (box.text.strip(), str(places[box.element.get("href")[1:]]))
        for page in document.pages
        for box in list_leaves(page._page_box)
        if box.element_tag == "a::after"
    ]
    assert len(shown) == 60
    assert [one for one, _ in shown] == [other for _, other in shown]


REFERENCES = {
    "first": "".join(f"<p><a class='see' href='#p{n}'>see</a></p>" for n in range(60)) + _prose(60),
    "near": _prose(60, lambda n: f" <a class='see' href='#p{(n + 1) % 60}'>see</a>"),
    "back": _prose(60, lambda n: f" <a class='see' href='#p{(n - 3) % 60}'>see</a>"),
}


@pytest.mark.parametrize("height", [340, 440])
@pytest.mark.parametrize("name", REFERENCES)
def test_numbers_of_pages_are_those_of_the_pages_that_are_taken(name: str, height: int) -> None:
    _check_references(REFERENCES[name], height)


@pytest.mark.parametrize("height", [340, 440])
@pytest.mark.parametrize("name", REFERENCES)
def test_numbers_of_pages_are_not_those_of_pages_made_in_vain(name: str, height: int, in_vain: list[int]) -> None:
    _check_references(REFERENCES[name], height)
    assert in_vain


@pytest.mark.parametrize("height", [460, 480])
def test_notes_have_the_numbers_of_the_pages_that_are_taken(height: int, in_vain: list[int]) -> None:
    def end(number: int) -> str:
        again = f"<a href='#n{number - 1}' role='doc-noteref'>0</a>" if number % 3 == 1 else ""
        return again if number % 3 else note(number, WORDS[: 30 + 7 * (number % 9)])

    document = _set(_prose(90, end), height, by_page=True)
    shown: dict[str, str] = {}
    for area in areas(document).values():
        for one in area.children:
            shown.setdefault(f"#{one.element.get('id')}", read(one).partition(".")[0])
            assert one.element.get("data-number") == shown[f"#{one.element.get('id')}"]
    again = [
        (box.text, shown[box.element.get("href")])
        for page in document.pages
        for box in list_leaves(page._page_box)
        if isinstance(box, boxes.TextBox) and box.element_tag == "a"
    ]
    assert in_vain and len(again) == 30
    assert [one for one, _ in again] == [other for _, other in again]
