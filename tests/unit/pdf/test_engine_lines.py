"""Lines of the engine: a word is broken only where no line holds it, in whatever elements it stands."""

from __future__ import annotations

from typing import Any

import pytest

from makeready.pdf.engine import boxes, list_leaves, tend_engine
from tests.unit.pdf.test_engine import _lines, _render

CSS = "@page { size: 200px 400px; margin: 10px } body { font: 12px/1.3 'EB Garamond'; overflow-wrap: break-word }"


def _set(body: str, css: str = CSS) -> Any:
    with tend_engine():
        return _render(body, css)[0]


def _edge(document: Any) -> float:
    leaves = [
        leaf for page in document.pages for leaf in list_leaves(page._page_box) if isinstance(leaf, boxes.TextBox)
    ]
    return max(float(leaf.position_x + leaf.width) for leaf in leaves if leaf.text.strip())


@pytest.mark.parametrize(
    "tags", [("", ""), ("<b>", "</b>"), ("<i><b>", "</b></i>"), ("<b style='padding: 0 3px'>", "</b>")]
)
@pytest.mark.parametrize("around", ["p", "h2"])
def test_a_word_that_fits_a_line_stays_whole_in_any_element(around: str, tags: tuple[str, str]) -> None:
    """The engine takes the first word of an element for the first of the line."""
    body = f"<{around}><span>Some words of a line {tags[0]}parse_arg_now{tags[1]} on it</span></{around}>"
    lines = _lines(_set(body))
    assert any("parse_arg_now" in line for line in lines), lines


@pytest.mark.parametrize(
    "word", ["x" * 160, f"<b>{'x' * 160}</b>", f"{'x' * 50}<b>{'y' * 60}</b>", f"<i>{'x' * 20}<b>{'y' * 60}</b></i>z"]
)
def test_a_word_that_fits_no_line_is_broken_wherever_it_begins_and_ends(word: str) -> None:
    """One that goes on in another element too, which the engine lets run off the paper."""
    document = _set(f"<p>some words {word} and more</p>")
    assert _edge(document) <= 190.5
    letters = "".join(_lines(document)).replace("-", "").replace("\u2010", "").replace(" ", "")
    assert letters.count("x") + letters.count("y") == word.count("x") + word.count("y")


def test_floats_and_notes_of_a_line_that_is_filled_twice_stand_once() -> None:
    """The first filling is forgotten with all that it put aside."""
    css = f"{CSS} .note {{ float: footnote }} .side {{ float: left; width: 30px }} .far {{ position: absolute }}"
    words = f"{'x' * 30}<b>{'y' * 60}<span class='note'>one note</span></b><span class='side'>side</span>"
    document = _set(f"<p>{words}<span class='far'>far</span> end</p>", css)
    leaves = [leaf.text for page in document.pages for leaf in list_leaves(page._page_box) if hasattr(leaf, "text")]
    assert [sum(word in text for text in leaves) for word in ("one note", "side", "far")] == [1, 1, 1]


def test_a_box_in_a_line_has_lines_of_its_own() -> None:
    document = _set(f"<p>words <span style='display: inline-block; width: 60px'>{'x' * 40}</span> more</p>")
    assert _edge(document) <= 190.5


def test_words_behind_what_stands_out_go_on_below() -> None:
    """The engine takes no room at all for room without an end."""
    for count in range(26, 36):
        call = '<a style="font-size: 60%">4</a>'
        edge = _edge(_set(f"<p>{'x' * count}{call}{call} some more words of it, and more than one line</p>"))
        assert edge <= 210, count


@pytest.mark.parametrize("mark", [".", ";", ")"])
def test_no_space_is_lost_before_an_element_that_begins_with_a_mark(mark: str) -> None:
    for count in range(50, 56):
        words = f"{'i' * count} <code>{mark}abcdefghi</code>"
        assert " ".join(_lines(_set(f"<p>{words}</p>"))).split() == ["i" * count, f"{mark}abcdefghi"], count


def _starts(body: str) -> list[tuple[float, float]]:
    """Return where the words of each line begin and end."""
    css = f"{CSS} body, p {{ margin: 0 }}"
    leaves = [x for x in list_leaves(_set(body, css).pages[0]._page_box) if isinstance(x, boxes.TextBox)]
    return [(round(x.position_x, 2), round(x.position_x + x.width, 2)) for x in leaves]


@pytest.mark.parametrize("align", ["start", "justify"])
@pytest.mark.parametrize(("indent", "edge"), [(20, 170), (-8, 198), (0, 190)])
def test_lines_from_right_to_left_step_in_on_the_right(indent: int, edge: int, align: str) -> None:
    words = "some words of a line that go on in a second line and in a third"
    style = f"direction: rtl; text-indent: {indent}px; text-align: {align}"
    (_, first), (_, second), *_ = _starts(f'<p style="{style}">{words}</p>')
    assert [first, second] == pytest.approx([edge, 190], abs=0.5)
    ((start, _), *_) = _starts(f'<p style="text-indent: {indent}px">{words}</p>')
    assert start == 10 + indent
