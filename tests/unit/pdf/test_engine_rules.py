"""Rules: no border is thinner than the receiver's least line, and none where there was none."""

from __future__ import annotations

import pytest

from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher
from makeready.pdf.engine_parts import lay_out_book, read_tree
from makeready.pdf.engine_rules import thicken_rules

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
