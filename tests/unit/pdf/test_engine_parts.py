"""The engine on parts: the private names that are used are there, and parts know of the book what they are told."""

from __future__ import annotations

import inspect
from typing import Any
from xml.etree import ElementTree

import pytest
import weasyprint.document
import weasyprint.layout
import weasyprint.layout.page
import weasyprint.pdf
import weasyprint.pdf.fonts
from weasyprint.css.targets import TargetCollector

from makeready.fonts import list_faces
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, tend_engine
from makeready.pdf.engine_parts import Folios, PageRules, draw_pages, find_breaks, lay_out_flow
from makeready.pdf.messages import BASE
from makeready.pdf.parts import PageSort, UndividableError
from makeready.pdf.typefaces import serve_faces

HEADS = "@page { size: 200pt 300pt; margin: 40pt; @top-center { content: 'HEAD ' counter(page) '/' counter(pages) } }"
FACES, FILES = serve_faces(list_faces()[:4])


def _open(body: str, css: str) -> tuple[Any, list[Any], Any]:
    fetcher, fonts = MemoryFetcher(dict(FILES)), FontConfiguration()
    sheets = [CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for text in (FACES, css)]
    html = EngineHtml(ElementTree.fromstring(f"<html lang='en'><body>{body}</body></html>"), fetcher)  # noqa: S314
    return html, sheets, fonts


def _lay_out(body: str, css: str, *, first: bool = True, folios: Folios | None = None) -> Any:
    html, sheets, fonts = _open(body, f"* {{ font-family: 'EB Garamond' }} {css}")
    with tend_engine():
        return lay_out_flow(html, sheets, fonts, first=first, folios=folios)


def _read(flow: Any) -> str:
    return " ".join(
        box.text for page in flow.document.pages for box in page._page_box.descendants() if hasattr(box, "text")
    )


def test_the_engine_has_the_names_that_are_replaced() -> None:
    assert callable(weasyprint.document.TargetCollector)
    assert callable(weasyprint.layout.make_margin_boxes)
    assert weasyprint.layout.page.PageType._fields == ("side", "blank", "name", "index", "groups")
    assert callable(weasyprint.pdf.resolve_links)
    assert "self.subset(" in inspect.getsource(weasyprint.pdf.fonts.Font.clean)
    for name in ("lookup_target", "collect_missing_counters", "cache_target_page_counters"):
        assert callable(getattr(TargetCollector, name))
    assert "make_margin_boxes(context, page, state)" in inspect.getsource(weasyprint.layout.layout_document)
    assert "PageType(side, blank, name, index, groups)" in inspect.getsource(weasyprint.layout.page.remake_page)


def test_a_part_has_no_heads() -> None:
    assert _read(_lay_out("<p>Words</p>", HEADS)) == "Words"


@pytest.mark.parametrize(("first", "left"), [(True, 13), (False, 40)])
def test_only_the_first_part_begins_the_book(first: bool, left: int) -> None:
    flow = _lay_out("<p>Words</p>", f"{HEADS} @page :first {{ margin-left: 13pt }}", first=first)
    assert flow.document.pages[0]._page_box.margin_left == pytest.approx(left / 0.75)


def test_page_numbers_in_the_text_are_those_that_are_told() -> None:
    css = "a::after { content: target-counter(attr(href), page) }"
    told = _lay_out("<p><a href='#far'>See</a></p>", css, folios={"far": {"page": 317}})
    assert "317" in _read(told) and told.asked == ("far",)
    unknown = _lay_out("<p><a href='#far'>See</a></p>", css)
    assert "0" in _read(unknown) and unknown.asked == ("far",)


@pytest.mark.parametrize(
    ("css", "sided"),
    [("", False), ("p + p { break-before: recto }", True), ("p { break-before: recto }", True),
     ("body { break-before: recto }", False), ("@page { background: silver }", True)],
)  # fmt: skip
def test_parts_tell_whether_sides_matter(css: str, sided: bool) -> None:
    assert _lay_out("<p>One</p><p>Two</p>", css).sided is sided


def test_fonts_are_left_out_and_their_glyphs_told() -> None:
    flow = _lay_out("<p>Office</p>", "p { font-variant-ligatures: common-ligatures }")
    pdf, faces = draw_pages(flow.document, tagged=True)
    assert len(pdf) < 20_000
    (face,) = faces
    assert "".join(sorted("".join(text for _, text in face.texts))) == "".join(sorted("Office"))
    assert [glyph for glyph, _ in face.texts] == [glyph for glyph, _ in face.widths]


def test_page_rules_count_and_draw_heads() -> None:
    html, sheets, fonts = _open("", f"{HEADS} @page :nth(1 of body) {{ counter-reset: page 4 }}")
    sorts = [PageSort(name="front"), PageSort(name="body", groups=(("body", 0),)), PageSort(name="body", blank=True)]
    with tend_engine():
        rules = PageRules(html, sheets, fonts)
        frames, counters = zip(*rules.count(sorts), strict=True)
        document = rules.head(0, sorts, counters, [{}, {}, {}], {}, 3)
    assert [known["page"] for known in counters] == [(1,), (4,), (5,)]
    assert frames[0].left == pytest.approx(40 / 0.75)
    words = [box.text for page in document.pages for box in page._page_box.descendants() if hasattr(box, "text")]
    assert words == ["HEAD 1/3", "HEAD 4/3", "HEAD 5/3"]


def test_breaks_of_sections() -> None:
    body = "<div><section><h1/></section><section><h1/></section></div><div><section class='x'/><section/></div>"
    css = "h1 { break-before: recto } .x { page: other } "
    html, sheets, fonts = _open(body, css)
    breaks = find_breaks(html, sheets, fonts)
    assert [value for value, _ in breaks] == ["page", "recto", "page", ""]  # no name is no other page
    html, sheets, fonts = _open(body, "body { background: navy }")
    with pytest.raises(UndividableError):
        find_breaks(html, sheets, fonts)
