"""Styles that documents share: a second document is set as the first, and as one that shares nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
from weasyprint.css import ComputedStyle, StyleFor

from makeready.fonts import list_faces
from makeready.pdf import engine_styles
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher
from makeready.pdf.engine_styles import GivenStyle, keep_styles, share_styles
from makeready.pdf.messages import BASE
from makeready.pdf.typefaces import serve_faces
from tests.unit.pdf.test_engine_speed import BODY, CSS_TEXT, WORDS

SIZES = "@page { size: %dpx 400px } li { padding-left: min(20px, 7vw) } h1 { margin-left: 9vw } h1 > b { width: 50%% }"
# Text that asks for what is worked out in another order, or set by the engine after it was worked out.
MORE = f"""<html><body>{BODY}<ul><li id="one">one<p class="wide">{WORDS}</p></li></ul>
<p class="note">{WORDS}</p><table><caption>C</caption><tr><td>{WORDS}</td></tr></table></body></html>"""


@pytest.fixture(name="fonts")
def _fonts() -> Iterator[Any]:
    rules, served = serve_faces(list_faces())
    fonts = FontConfiguration()
    sheet = CSS(string=rules, font_config=fonts, url_fetcher=MemoryFetcher(served), base_url=BASE)
    share_styles(fonts)
    yield fonts, sheet, MemoryFetcher(served)


def _draw(kept: Any, *texts: Any, body: str = MORE) -> bytes:
    fonts, sheet, fetcher = kept
    sheets = [sheet, *(CSS(string=text) if isinstance(text, str) else text for text in texts)]
    html = EngineHtml(ElementTree.fromstring(body.replace("&#xad;", "\u00ad")), fetcher)  # noqa: S314 - ours
    return bytes(html.render(stylesheets=sheets, font_config=fonts).write_pdf())


def _look(pdf: bytes) -> list[bytes]:
    """Return the pixels of each page."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.render(scale=1).to_pil().tobytes() for page in document]


@pytest.fixture(name="count")
def _count(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what tells how many values the engine has worked out since it was asked last."""
    counts = [0]
    work_out = ComputedStyle.__missing__

    def count(self: Any, key: str) -> Any:
        counts[0] += 1
        return work_out(self, key)

    monkeypatch.setattr(ComputedStyle, "__missing__", count)

    def tell() -> int:
        told, counts[0] = counts[0], 0
        return told

    return tell


def test_a_second_document_is_set_as_one_that_shares_nothing_with_far_fewer_values_worked_out(
    fonts: Any, count: Callable[[], int]
) -> None:
    sheet = CSS(string=CSS_TEXT)
    alone = _look(_draw(fonts, sheet))
    costs = count()
    with keep_styles():
        first, _ = _look(_draw(fonts, sheet)), count()
        second, again = _look(_draw(fonts, sheet)), count()
    assert len(alone) > 3
    assert first == alone
    assert second == alone
    assert again < costs / 3


def test_what_depends_on_the_size_of_the_page_is_worked_out_for_each_document(fonts: Any) -> None:
    sheet, body = CSS(string=SIZES % 300), "<html><body><h1>A <b>b</b></h1><ul><li>one</li></ul></body></html>"
    wide = CSS(string="@page { size: 900px 400px }")
    alone = [_look(_draw(fonts, sheet, *more, body=body)) for more in ((), (wide,))]
    with keep_styles():
        shared = [_look(_draw(fonts, sheet, *more, body=body)) for more in ((), (wide,), ())]
    assert shared == [*alone, alone[0]]
    assert alone[0] != alone[1]


def test_a_document_takes_no_more_from_a_style_when_the_engine_sets_a_value_of_it(fonts: Any) -> None:
    made: list[Any] = []
    for _ in range(2):
        styles = _find_styles(fonts)
        body = styles["body"]
        assert type(body) is GivenStyle
        assert body["display"] == ("inline", "flow")
        body["position"] = "absolute"
        body["counter_reset"] = ()
        made.append(body)
    assert made[0].stem is made[1].stem
    assert made[0].stem["position"] == "static"
    assert made[0]["margin_top"] == made[1]["margin_top"]


def test_what_follows_from_a_value_that_the_engine_sets_is_worked_out_from_it(fonts: Any) -> None:
    plain, body = _find_styles(fonts)["body"], _find_styles(fonts)["body"]
    within = body.anonymous_style
    assert plain["border_top_width"] == 0
    body["border_top_style"] = "solid"
    body["white_space"] = "pre"
    assert body["border_top_width"] > 0
    assert within["white_space"] == "pre"
    assert plain.anonymous_style["white_space"] == "normal"


def _find_styles(kept: Any) -> dict[str, Any]:
    fonts, sheet, fetcher = kept
    html = EngineHtml(ElementTree.fromstring("<html><body><p>a</p></body></html>"), fetcher)  # noqa: S314 - ours
    with keep_styles():
        found = StyleFor(html, [(sheet, "user", None)], False, fonts, None)
    return {element.tag: found(element) for element in html.etree_element.iter()}


def test_places_are_their_own_documents_and_share_the_rest(fonts: Any) -> None:
    stems = set()
    with keep_styles():
        for place in ("one", "two"):
            html = EngineHtml(ElementTree.fromstring(f'<html><body><p id="{place}">a</p></body></html>'), fonts[2])  # noqa: S314
            found = StyleFor(html, [(fonts[1], "user", None)], False, fonts[0], None)
            style = found(html.etree_element.find("body/p"))
            assert style["anchor"] == place
            stems.add(id(style.stem))
    assert len(stems) == 1


def test_few_styles_are_kept(fonts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_styles, "_MOST", 5)
    alone = _look(_draw(fonts, CSS_TEXT))
    with keep_styles():
        assert _look(_draw(fonts, CSS_TEXT)) == alone
    assert fonts[0].__dict__["_kept_styles"].count <= 5


def test_the_engine_is_as_it_was_and_styles_of_typefaces_that_share_none_are_its_own(fonts: Any) -> None:
    before = StyleFor.set_computed_styles
    with keep_styles():
        assert StyleFor.set_computed_styles is not before
    assert StyleFor.set_computed_styles is before
    del fonts[0].__dict__["_kept_styles"]
    assert type(_find_styles(fonts)["body"]) is ComputedStyle
