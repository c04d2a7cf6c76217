"""Rules: no border, and no line at words, is thinner than the receiver's least line, and none where there was none."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from makeready.fonts import list_faces
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, tend_engine
from makeready.pdf.engine_parts import lay_out_book, read_tree
from makeready.pdf.engine_rules import thicken_rules
from makeready.pdf.messages import BASE
from makeready.pdf.typefaces import serve_faces

CSS_TEXT = "p { border-top: 0.2pt solid; border-bottom: 3pt solid; border-left: 0.1pt none }"


@pytest.mark.parametrize(("least", "thin"), [(None, 0.2), (0.75, 0.75), (0.1, 0.2)])
def test_a_thin_line_gets_the_least_thickness(least: float | None, thin: float) -> None:
    fetcher, fonts = MemoryFetcher({}), FontConfiguration()
    html = EngineHtml(read_tree(b"<html><body><p>Words</p></body></html>"), fetcher)
    with thicken_rules(least):
        sheets = [CSS(string=CSS_TEXT, font_config=fonts, url_fetcher=fetcher)]
        document = lay_out_book(html, sheets, fonts).document
    (box,) = (
        one for one in document.pages[0]._page_box.descendants() if one.element_tag == "p" and one.border_top_width
    )
    widths = [box.border_top_width * 0.75, box.border_bottom_width * 0.75, box.border_left_width * 0.75]
    assert widths == pytest.approx([thin, 3, 0])


@pytest.mark.parametrize(
    ("decoration", "widths"),
    [
        ("line-through", [0.75]),
        ("underline", [0.75]),
        ("underline 3pt", [3]),
        ("underline overline", [0.75, 0.75]),
        ("underline double", [0.75]),
        ("none", []),
    ],
)
def test_lines_at_words_get_the_least_thickness(decoration: str, widths: list[float]) -> None:
    """A printed page has no thinner line, however the style sheet asks for it."""
    assert _draw_widths(f"p {{ font: 6pt 'EB Garamond'; text-decoration: {decoration} }}", 0.75) == pytest.approx(
        widths
    )


def test_each_line_of_a_double_border_is_thick_enough() -> None:
    fetcher, fonts = MemoryFetcher({}), FontConfiguration()
    html = EngineHtml(read_tree(b"<html><body><p>Words</p></body></html>"), fetcher)
    with thicken_rules(0.75):
        sheets = [CSS(string="p { border-top: 0.2pt double }", font_config=fonts, url_fetcher=fetcher)]
        document = lay_out_book(html, sheets, fonts).document
    boxes = document.pages[0]._page_box.descendants()
    assert [one.border_top_width * 0.75 for one in boxes if one.border_top_width] == pytest.approx([2.25])


def test_a_line_is_as_the_engine_draws_it_where_nothing_is_asked() -> None:
    (width,) = _draw_widths("p { font: 6pt 'EB Garamond'; text-decoration: line-through }", None)
    assert 0 < width < 0.75


def _draw_widths(css: str, least: float | None) -> list[float]:
    """Return the widths of the lines of a page in points."""
    rules, served = serve_faces(list_faces())
    fetcher, fonts = MemoryFetcher(served), FontConfiguration()
    html = EngineHtml(read_tree(b"<html><body><p>Words</p></body></html>"), fetcher)
    with tend_engine(), thicken_rules(least):
        sheets = [CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for text in (rules, css)]
        content = lay_out_book(html, sheets, fonts).document.write_pdf()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0].Contents.read_bytes()
    return [float(one) * 0.75 for one in re.findall(rb"(\S+) w\s", page)]
