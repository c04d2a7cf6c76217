"""The note area: long notes go on overleaf, notes in notes stay with them, and no text is printed over notes."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from makeready.fonts import list_faces
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, boxes, tend_engine
from makeready.pdf.footnotes import find_places, find_strays
from makeready.pdf.messages import BASE
from makeready.pdf.note_numbers import ask_for_page_numbers
from makeready.pdf.typefaces import serve_faces

SENTENCE = "The keeper of the weir counts the boats that come down and writes their number on the door. "
SHEET = """
@page { size: 300pt 400pt; margin: 40pt; @footnote { border-top: 1pt solid; margin-top: 10pt; padding-top: 4pt } }
html { font: 11pt/14pt "EB Garamond" }
body { margin: 0; orphans: 2; widows: 2 }
p, h1 { margin: 0 }
section { break-before: page }
.footnote { float: footnote; footnote-policy: line; footnote-display: block; font-size: 9pt; line-height: 11pt }
::footnote-call { content: attr(data-number); font-size: 7pt; line-height: 0 }
::footnote-marker { content: attr(data-number) ". " }
"""


def note(number: int, words: str) -> str:
    return f'<span id="n{number}" class="footnote" data-number="{number}">{words}</span>'


def lay(body: str, css: str = "", *, by_page: bool = False) -> Any:
    """Return the engine's document of `body`, laid out with the repairs."""
    rules, served = serve_faces(list_faces()[:4])
    fetcher, fonts = MemoryFetcher(served), FontConfiguration()
    sheets = [CSS(string=s, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for s in (rules, SHEET, css)]
    root = ElementTree.fromstring(f'<html lang="en"><head><title>t</title></head><body>{body}</body></html>')  # noqa: S314
    if by_page:
        ask_for_page_numbers(root)
    with tend_engine():
        return EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts)


def read(box: Any) -> str:
    """Return the words of a box, a hyphen at the end of a line taken away."""
    lines = [b for b in box.descendants() if isinstance(b, boxes.LineBox)]
    texts = ("".join(b.text for b in line.descendants() if isinstance(b, boxes.TextBox)) for line in lines)
    return " ".join(text.strip() for text in texts)


def areas(document: Any) -> dict[int, Any]:
    """Return the note area of each page that has one."""
    return {
        index: child
        for index, page in enumerate(document.pages)
        for child in page._page_box.children
        if isinstance(child, boxes.FootnoteAreaBox) and child.children
    }


def find_overlaps(document: Any) -> list[int]:
    """Return the pages on which a line of text stands lower than the rule above the notes, or notes off the page."""
    found = []
    for index, area in areas(document).items():
        page = document.pages[index]._page_box
        top, foot = page.content_box_y(), page.content_box_y() + page.height
        lines = [
            box.position_y + box.height for box in page.children[0].descendants() if isinstance(box, boxes.LineBox)
        ]
        lowest = max(b.position_y + b.height for b in area.descendants() if isinstance(b, boxes.LineBox))
        rule = area.border_box_y()
        if max(lines, default=0) > rule + 0.01 or lowest > foot + 0.01 or rule < top:
            found.append(index)
    return found


def text(sentences: int) -> str:
    return f"<p>{SENTENCE * sentences}</p>"


def test_a_note_of_several_pages_begins_at_its_call_and_loses_no_word() -> None:
    words = " ".join(f"w{number}" for number in range(900))
    document = lay(text(4) + f"<p>{SENTENCE}{note(1, words)}{SENTENCE}</p>" + text(5) * 6)
    found = areas(document)
    assert list(found) == list(range(len(found))) and len(found) > 3
    assert find_strays(document) == [] and find_overlaps(document) == []
    assert " ".join(read(area) for area in found.values()) == f"1. {words}"
    assert all(area.style["border_top_width"] == area.border_top_width > 0 for area in found.values())


def test_a_short_note_goes_to_the_next_page_with_its_line_and_is_not_broken() -> None:
    for before in range(1, 24):
        document = lay("<p>One line.</p>" * before + f"<p>{SENTENCE}{note(1, SENTENCE * 3)}</p>" + text(2))
        assert len(areas(document)) == 1, before
        assert find_strays(document) == [] and find_overlaps(document) == []


def test_wherever_a_long_note_is_called_it_begins_there_and_no_text_stands_over_it() -> None:
    for before in range(1, 24):
        called = f"<p>{SENTENCE}{note(1, SENTENCE * 9)} {SENTENCE * 2}</p>"
        document = lay("<p>One line.</p>" * before + called + text(2) * 4)
        assert find_strays(document) == [] and find_overlaps(document) == [], before
        assert (0 in areas(document)) == (before <= 17), "its line does not go to the next page while there is room"
        assert sum(read(area).count("boats") for area in areas(document).values()) == 9


def test_the_rest_of_a_note_does_not_wait_for_the_next_chapter() -> None:
    body = f"<section><p>{SENTENCE}{note(1, SENTENCE * 30)}</p></section><section>{text(2)}</section>"
    document = lay(body)
    pages = [page._page_box for page in document.pages]
    assert list(areas(document)) == list(range(len(pages) - 1)) and len(pages) > 2
    assert "boats" not in read(pages[1].children[0])
    assert read(pages[-1].children[0]).count("boats") == 2


def test_the_rest_of_a_note_at_the_books_end_has_its_pages_though_the_engine_makes_them_twice() -> None:
    css = "a::after { content: target-counter(attr(href), page) }"
    document = lay(f'<p><a href="#x">x</a></p>{text(3)}<p id="x">{SENTENCE}{note(1, SENTENCE * 50)}</p>', css)
    assert sum(read(area).count("boats") for area in areas(document).values()) == 50
    assert len(document.pages) == 4 and find_overlaps(document) == []


def test_what_has_no_room_above_the_rest_of_a_note_waits() -> None:
    tall = '<p style="line-height: 150pt">A tall line.</p>'
    document = lay(text(4) + f"<p>{SENTENCE}{note(1, SENTENCE * 24)}</p>{tall}{text(1)}")
    assert find_strays(document) == [] and find_overlaps(document) == []
    assert [read(page._page_box).count("A tall line") for page in document.pages] == [0, 0, 1]


def test_the_rest_of_a_note_stays_though_the_engine_makes_its_page_twice() -> None:
    css = "a::after { content: target-counter(attr(href), page) }"
    reference = '<p>See <a href="#x">there</a></p>'
    body = text(4) + f"<p>{SENTENCE}{note(1, SENTENCE * 16)}</p>" + text(6) + reference + text(5) * 3
    document = lay(f'{body}<p id="x">{SENTENCE}</p>', css)
    assert list(areas(document)) == [0, 1]
    assert sum(read(area).count("boats") for area in areas(document).values()) == 16


@pytest.mark.parametrize("before", range(12, 24))
def test_a_note_within_a_note_is_not_left_behind(before: int) -> None:
    inner = note(2, "Inner. " + SENTENCE)
    outer = note(1, SENTENCE + inner + SENTENCE)
    document = lay("<p>One line.</p>" * before + f"<p>{SENTENCE}{outer} {SENTENCE}{note(3, 'Next.')}</p>" + text(3))
    assert find_strays(document) == [] and find_overlaps(document) == []
    numbers = [child.element.get("data-number") for area in areas(document).values() for child in area.children]
    assert numbers == ["1", "2", "3"]


def test_a_note_within_a_broken_one_is_told_where_it_begins_overleaf() -> None:
    outer = note(1, SENTENCE + note(2, "Inner.") + SENTENCE * 24)
    document = lay(f"<p>{SENTENCE}{outer}</p>")
    (stray,) = find_strays(document)
    assert (stray.number, stray.call_page, stray.note_page) == ("2", 0, 1)


def test_a_greatest_height_of_the_area_breaks_its_notes() -> None:
    document = lay(
        text(2) + f"<p>{SENTENCE}{note(1, SENTENCE * 8)}</p>" + text(3) * 5, "@page { @footnote { max-height: 60pt } }"
    )
    heights = [area.height for area in areas(document).values()]
    assert len(heights) > 2 and max(heights) <= 80  # px


def test_calls_and_markers_are_numbered_by_page() -> None:
    called = "".join(f"<p>{SENTENCE * 2}{note(n, SENTENCE)}{SENTENCE}</p>" for n in range(1, 40))
    document = lay(called, by_page=True)
    pages: dict[int, list[str]] = {}
    for element, page in find_places(document).notes.items():
        pages.setdefault(page, []).append(element.get("data-number", ""))
    assert len(pages) > 5 and find_strays(document) == []
    assert all(numbers == [str(n + 1) for n in range(len(numbers))] for numbers in pages.values())
    for index, area in areas(document).items():
        tags = [(b, (b.element_tag or "").partition("::")[2]) for b in document.pages[index]._page_box.descendants()]
        shown = [b.text for b, tag in tags if tag == "footnote-call" and isinstance(b, boxes.TextBox)]
        assert shown == pages[index]
        assert [read(child).partition(".")[0] for child in area.children] == pages[index]


def test_a_note_that_moves_on_takes_the_number_of_its_page() -> None:
    """Widths of numbers change the lines; the numbers are right all the same."""
    css = '.footnote { padding-top: 120pt } ::footnote-call { content: "(note " attr(data-number) " of this page)" }'
    document = lay("".join(f"<p>{SENTENCE}{note(n, SENTENCE)}</p>" for n in range(1, 6)), css, by_page=True)
    places = list(find_places(document).notes.items())
    for (one, page), (following, next_page) in pairwise(places):
        wanted = int(one.get("data-number", "0")) + 1 if page == next_page else 1
        assert int(following.get("data-number", "0")) == wanted


def test_a_further_call_has_the_number_of_its_note() -> None:
    again = '<a href="#n2" role="doc-noteref">2</a>'
    body = f"<p>a{note(1, 'One.')}</p><section><p>b{note(2, 'Two.')} {again}</p></section>"
    document = lay(body, by_page=True)
    assert "b1 1" in read(document.pages[1]._page_box.children[0])


TINY = "@page { size: 144pt 144pt; margin: 21pt }"


class _Text:
    """Chapters at random, of paragraphs, lists and tables with notes in all of them, some notes within notes."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - no secret
        self._notes = count(1)
        self.words: list[str] = []

    def make(self) -> str:
        return "".join(f"<section>{self._list(self._block, 4, 0)}</section>" for _ in range(2))

    def _list(self, make: Callable[[int], str], most: int, depth: int) -> str:
        return "".join(make(depth) for _ in range(self._draw.randint(1, most)))

    def _say(self, most: int) -> str:
        added = [f"w{len(self.words) + n}q" for n in range(self._draw.randint(1, most))]
        self.words += added
        return " ".join(added)

    def _note(self, depth: int) -> str:
        number, words = next(self._notes), self._say(self._draw.choice((3, 20, 60)))
        if depth == 0 and self._draw.random() < 0.3:
            words += f" {self._note(1)} {self._say(4)}"
        return note(number, words)

    def _passage(self) -> str:
        calls = range(self._draw.choice((0, 0, 1, 1, 2)))
        return self._say(12) + "".join(f"{self._note(0)} {self._say(5)}" for _ in calls)

    def _block(self, depth: int) -> str:
        kind = self._draw.random()
        if depth < 2 and kind < 0.35:
            return f"<ul>{self._list(lambda d: f'<li>{self._block(d)}</li>', 4, depth + 1)}</ul>"
        if kind < 0.5:
            return f"<table><tbody>{self._list(lambda _: f'<tr><td>{self._passage()}</td></tr>', 4, 0)}</tbody></table>"
        return f"<h1>{self._passage()}</h1>" if kind < 0.6 else f"<p>{self._passage()}</p>"


@pytest.mark.long_but("29")
@pytest.mark.parametrize("seed", [10, 20, 29, 56])
def test_no_word_is_lost_or_doubled_wherever_notes_are_called(seed: int) -> None:
    text = _Text(seed)
    document = lay(text.make(), f"{TINY} h1 {{ break-after: avoid }}")
    found = Counter(re.findall(r"w\d+q", " ".join(read(page._page_box) for page in document.pages)))
    assert found == Counter(text.words)


def test_what_fills_a_page_beside_the_rest_of_a_note_is_not_what_comes_later() -> None:
    """A page that has room for the rest of a note alone has nothing of the text, the blocks behind it neither."""
    words = " ".join(f"n{n}q" for n in range(90))
    body = f"<div><div><p>one{note(1, words)}</p><h1>high</h1></div><p>behind</p></div>"
    pages = [read(page._page_box) for page in lay(body, f"{TINY} h1 {{ line-height: 90pt }}").pages]
    assert " ".join(pages).count("behind") == 1
    assert next(n for n, page in enumerate(pages) if "high" in page) <= next(
        n for n, page in enumerate(pages) if "behind" in page
    )


def test_numbers_by_page_stay_where_only_some_pages_are_made_anew() -> None:
    """Pages that refer to others are made anew when these are known."""
    css = "a::after { content: target-counter(attr(href), page) }"
    link = '<a href="#n39">see</a>'
    body = "".join(
        f"<p>{link if n % 9 == 4 else ''}{SENTENCE * 2}{note(n, SENTENCE)}{SENTENCE}</p>" for n in range(1, 40)
    )
    document = lay(body, css, by_page=True)
    assert len(areas(document)) > 5
    for index, area in areas(document).items():
        numbers = [child.element.get("data-number") for child in area.children]
        assert numbers == [str(n + 1) for n in range(len(numbers))]
        assert [read(child).partition(".")[0] for child in area.children] == numbers
        leaves = [b for b in document.pages[index]._page_box.descendants() if isinstance(b, boxes.TextBox)]
        assert [b.text for b in leaves if (b.element_tag or "").endswith("::footnote-call")] == numbers
