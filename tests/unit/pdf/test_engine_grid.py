"""The grid of the engine: text stands on it behind whatever is of another height, and heads of pages are full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from makeready.pdf.engine import boxes, tend_engine
from tests.unit.pdf.test_engine import _render

STEP = 20.0
CSS = """@page { size: 240px 420px; margin: 10px }
body { font: 12px/20px 'EB Garamond'; margin: 0; orphans: 1; widows: 1 }
:root { --grid: lines }
p, ul, li, h1, h2, h3 { break-before: auto; margin: 0; padding: 0; font-size: 12px; font-weight: 400 }
li { margin-left: 20px; padding: 0 }
pre { font: 8px/13px 'Source Code Pro'; margin: 8px 0 }
code { font-family: 'Source Code Pro'; font-size: 10px }
h2 { margin: 30px 0 10px; break-after: avoid }
"""


def _set(body: str, css: str = "") -> Any:
    with tend_engine():
        return _render(body, CSS + css)[0]


def _walk(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", None) or ():
        yield from _walk(getattr(child, "_box", child))


def _lines(document: Any) -> list[tuple[int, float, str]]:
    """Return the lines of the document: their page, how far their baseline is below the head, and their words."""
    found = []
    for number, page in enumerate(document.pages):
        for box in _walk(page._page_box):
            if isinstance(box, boxes.LineBox) and box.height:
                words = "".join(b.text for b in box.descendants() if isinstance(b, boxes.TextBox)).strip()
                found.append((number, box.position_y + box.baseline - 10, words))
    return found


def _off(document: Any, word: str = "text") -> list[float]:
    """Return by how much each line that has `word` stands off the grid, its first line's place taken for a grid's."""
    bases = [base for _, base, words in _lines(document) if word in words]
    plain = _lines(_set("<p>text</p>"))[0][1]
    return [round((base - plain + STEP / 2) % STEP - STEP / 2, 2) for base in bases]


TEXT = "<p>text and more text that goes on for two lines at least of the page</p>"
BETWEEN = {
    "code": "<pre>one</pre>",
    "code of three lines": "<pre>one\ntwo\nthree</pre>",
    "a heading": "<h2>Heading</h2>",
    "code and a heading": "<pre>one</pre><h2>Heading</h2>",
    "a table": "<table style='line-height: 13px'><tr><td>cell</td></tr></table>",
    "a list with code": "<ul><li>text</li><li><p>text</p><pre>one</pre></li><li><p>text</p></li></ul>",
    "a quotation": "<blockquote style='font-size: 11px; margin: 20px'><p>a text that is small</p></blockquote>",
    "a quotation that introduces code": (
        "<blockquote style='margin: 20px'><p style='font-size: 11px; break-after: avoid'>a text that is small:</p>"
        "<pre>one</pre><p style='font-size: 11px; break-after: avoid'>another text:</p></blockquote>"
    ),
    "a picture": "<p><img src='data:,' style='display: inline-block; width: 9px; height: 47px' alt='x'/></p>",
    "a block with a line above": "<div style='border-top: 1px solid; padding: 3px 0'><p>text</p></div>",
}


@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN)
def test_text_goes_on_upon_the_grid_behind(between: str) -> None:
    document = _set(TEXT + between + TEXT)
    off = _off(document)
    assert len(off) >= 2
    assert off == [0.0] * len(off)


@pytest.mark.parametrize(
    "inner",
    [
        "<code>text</code>",
        "<sup>text</sup>",
        "<span style='font-size: 14px'>text</span>",
        "<code><b>text</b></code> and <span style='vertical-align: 4px'>raised</span>",
    ],
)
def test_no_type_within_a_line_moves_the_next_one(inner: str) -> None:
    off = _off(_set(f"<p>text {inner} text<br/>text<br/>text {inner}<br/>text</p>"))
    assert off == [0.0] * 4


def test_a_line_with_a_picture_takes_whole_steps() -> None:
    picture = "<span style='display: inline-block; width: 9px; height: 47px'></span>"
    lines = _lines(_set(f"<p>text<br/>text {picture}<br/>text</p>"))
    first, second, third = (base for _, base, words in lines if words.startswith("text"))
    assert (second - first, third - second) == pytest.approx((3 * STEP, STEP))


def test_a_picture_as_high_as_the_page_stays_on_it() -> None:
    picture = "<span class='high' style='display: inline-block; width: 9px; height: 389px'></span>"
    document = _set(f"<p>text</p><p>{picture}</p><p>text</p>", "@page { size: 240px 415px }")
    (high,) = (box for box in _walk(document.pages[1]._page_box) if isinstance(box, boxes.InlineBlockBox))
    assert high.position_y == pytest.approx(10)
    assert len(document.pages) == 3


def test_a_first_letter_that_floats_stays_where_it_is() -> None:
    css = ".drop { float: left; font-size: 40px; line-height: 40px }"
    document = _set("<p><span class='drop'>I</span>text <code>text</code> text<br/>text<br/>text</p>", css)
    found = list(_walk(document.pages[0]._page_box))
    (letter,) = (box for box in found if box.is_floated())
    assert letter.position_y == pytest.approx(10)
    assert _off(document) == [0.0] * 3


def test_white_is_shared_by_both_sides_of_code() -> None:
    lines = _lines(_set(f"<p>text</p><pre>one</pre>{TEXT}"))
    code = next(base for _, base, words in lines if words == "one")
    without = next(
        b for _, b, w in _lines(_set(f"<p>text</p><pre>one</pre>{TEXT}", "body { --grid: none }")) if w == "one"
    )
    # 8 + 13 + 8 px take 40 px.
    assert code - without == pytest.approx(5.5)


def test_the_frame_of_a_block_goes_with_its_first_line() -> None:
    frame = "<div class='frame'><p>text</p></div>"
    document = _set(f"<p>text</p><pre>one</pre>{frame}<p>text</p>", ".frame { border: 1px solid; padding: 3px 0 4px }")
    found = list(_walk(document.pages[0]._page_box))
    (block,) = (b for b in found if isinstance(b, boxes.BlockBox) and b.border_top_width == 1)
    line = next(b for b in _walk(block) if isinstance(b, boxes.LineBox))
    assert _off(document) == [0.0] * 3
    assert line.position_y - block.border_box_y() == pytest.approx(4)
    assert block.border_box_y() + block.border_height() - line.position_y - line.height == pytest.approx(5)


def test_the_marker_of_an_item_goes_with_its_line() -> None:
    body = "<p>text</p><pre>one</pre><ul><li><ul><li><p>inner</p></li></ul></li></ul>"
    document = _set(body)
    markers = [
        box.position_y
        for page in document.pages
        for box in _walk(page._page_box)
        if isinstance(box, boxes.BlockBox) and "::marker" in (box.element_tag or "")
    ]
    line = next(
        box.position_y
        for page in document.pages
        for box in _walk(page._page_box)
        if isinstance(box, boxes.LineBox) and any(getattr(b, "text", "") == "inner" for b in box.descendants())
    )
    assert markers == pytest.approx([line, line])


def test_a_style_sheet_may_do_without() -> None:
    document = _set(TEXT + "<pre>one</pre>" + TEXT, "body { --grid: none }")
    assert 0.0 not in _off(document)[2:]
    assert set(_off(_set(TEXT + "<pre>one</pre>" + TEXT, ".x { --grid: none }"))) == {0.0}


@pytest.mark.parametrize(
    ("margin", "white"), [(0, 0), (7, 0), (9, 20), (10, 20), (19, 20), (28, 20), (30, 40), (33, 40), (42, 40)]
)
def test_margins_come_out_as_whole_lines(margin: int, white: int) -> None:
    """The nearest number of lines, but no more than half of a margin that is more than slight goes."""
    lines = _lines(_set(f"<p style='margin-bottom: {margin}px'>text</p><p>text</p>"))
    assert lines[1][1] - lines[0][1] == pytest.approx(STEP + white)


def test_a_block_may_do_without() -> None:
    document = _set(f"<p>text</p><pre>one</pre><p class='x'>aside</p>{TEXT}", ".x { --grid: none }")
    assert _off(document, "aside") != [0.0]
    assert set(_off(document)) == {0.0}


def test_tables_and_notes_have_lines_of_their_own() -> None:
    """Their lines may be as high as those of the text by chance."""
    css = ".note { float: footnote; line-height: 20px } td { padding: 3px 0 } table { border-spacing: 0 }"
    body = "<p>text<span class='note'>note one</span></p><table><tr><td>cell</td></tr><tr><td>other</td></tr></table>"
    lines = {words: base for _, base, words in _lines(_set(body, css))}
    assert lines["other"] - lines["cell"] == pytest.approx(26)
    note = next(base for words, base in lines.items() if words.endswith("note one"))
    assert 400 - note < STEP


@pytest.mark.parametrize(
    "head", ["<h2>Heading</h2>", "<pre>one</pre>", "<ul style='margin: 20px 0'><li>item</li></ul>"]
)
def test_no_margin_stands_at_the_head_of_a_page(head: str) -> None:
    """The engine keeps the margin of what it could not place on the page before, where pages have names."""
    css = "section { page: body }"
    filled = "<p>text</p>" * 20
    _, base, words = next(
        line for line in _lines(_set(f"<section>{filled}{head}<p>text</p></section>", css)) if line[0] == 1
    )
    assert words in ("Heading", "one", "\u2022")
    assert base < STEP


def test_a_margin_behind_a_forced_break_stays() -> None:
    css = "section { page: body; break-before: page } h1 { margin-top: 60px }"
    lines = _lines(_set("<section><p>text</p></section><section><h1>Title</h1></section>", css))
    assert next(base for page, base, words in lines if words == "Title") > 60


def test_an_empty_line_of_code_does_not_stand_at_the_head_of_a_page() -> None:
    heads = set()
    for count in range(25, 32):
        code = "\n".join([*["code"] * count, "", "last", "end"])
        lines = _lines(_set(f"<p>text</p><pre>{code}</pre>"))
        heads |= {words for page, base, words in lines if page == 1 and base < 13}
        assert [words for *_, words in lines if words in ("last", "end")] == ["last", "end"]
    assert heads == {"code", "last", "end"}
