"""The sheet: size, margins, bleed and heads of an edition, as rules that the engine reads without a word."""

from __future__ import annotations

from itertools import product
from xml.etree import ElementTree

import pytest

from makeready.model.edition import Margins, PrintEdition
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, boxes, list_leaves, watch_engine
from makeready.pdf.messages import BASE
from makeready.pdf.sheet import NAMES, write_sheet, write_title
from tests.unit.compose.books import book


def _edition(**changes: object) -> PrintEdition:
    return PrintEdition(name="print", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("trim", [(396.0, 612.0), (419.53, 595.28), (432.0, 648.0)])
@pytest.mark.parametrize("bleed", [0.0, 9.0])
def test_pages_have_the_editions_trim_bleed_and_mirrored_margins(trim: tuple[float, float], bleed: float) -> None:
    margins = Margins(top=40, bottom=50, inner=60, outer=30)
    sheet = write_sheet(_edition(trim=trim, bleed=bleed, margins=margins), book())
    fetcher, fonts = MemoryFetcher({}), FontConfiguration()
    body = '<html lang="en"><body><p>a</p><p style="break-before: page">b</p></body></html>'
    with watch_engine() as messages:
        css = CSS(string=sheet, font_config=fonts, url_fetcher=fetcher, base_url=BASE)
        root = ElementTree.fromstring(body)  # noqa: S314 - written above
        document = EngineHtml(root, fetcher).render(stylesheets=[css], font_config=fonts)
    assert [m for m in messages if not m.startswith("No fonts")] == []
    first, second = document.pages
    for page in (first, second):
        assert page.width * 0.75 == pytest.approx(trim[0])
        assert page.height * 0.75 == pytest.approx(trim[1])
        assert {side: round(value * 0.75, 4) for side, value in page.bleed.items()} == dict.fromkeys(
            ("top", "right", "bottom", "left"), bleed
        )
        assert page._page_box.margin_top * 0.75 == pytest.approx(40)
        assert page._page_box.margin_bottom * 0.75 == pytest.approx(50)
    assert (first._page_box.margin_left * 0.75, first._page_box.margin_right * 0.75) == pytest.approx((60, 30))
    assert (second._page_box.margin_left * 0.75, second._page_box.margin_right * 0.75) == pytest.approx((30, 60))


def test_only_an_edition_that_is_not_fitted_overrules_the_line_breaks_of_style_sheets() -> None:
    rule = "* { --line-breaks: line !important }"
    assert rule in write_sheet(_edition(fit=False), book())
    assert "--line-breaks" not in write_sheet(_edition(), book())


def test_the_engine_draws_no_marks() -> None:
    assert "marks" not in write_sheet(_edition(marks=True), book())
    assert "bleed" not in write_sheet(_edition(), book())


def test_front_matter_has_roman_folios_and_openings_have_neither_head_nor_folio() -> None:
    sheet = write_sheet(_edition(), book())
    assert "@page front:left { @top-left { content: counter(page, lower-roman) }" in sheet
    assert "@page body:left { @top-left { content: counter(page) }" in sheet
    for name in NAMES:
        assert f"@page :nth(1 of {name}) {{ @top-left {{ content: none }}" in sheet
        assert f"@page {name}:blank {{" in sheet
    assert "@page :nth(1 of opening) { counter-reset: page 1 }" in sheet


def test_rectos_of_a_book_that_runs_from_right_to_left_are_left_pages() -> None:
    sheet = write_sheet(_edition(), book(language="he"))
    assert "@page body:left { @top-center { content: string(running) } @top-left { content: counter(page) } }" in sheet
    assert "@page body:right { @top-right { content: counter(page) }" in sheet
    assert '@page body:right { @top-center { content: "x" } }' in write_title("x", "he")
    assert '@page body:left { @top-center { content: "x" } }' in write_title("x", "en")


@pytest.mark.parametrize("title", ['A "B" \\ C', "A\nB\fC\rD", "a*/b{c}d;", "</style>", "é → ‘x’"])
def test_a_title_cannot_break_out_of_its_string(title: str) -> None:
    sheet = write_title(title, "en")
    with watch_engine() as messages:
        CSS(string=sheet, url_fetcher=MemoryFetcher({}), base_url=BASE)
    assert messages == []
    shown = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    assert f'content: "{shown}"' in sheet


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007"])
def test_spaces_of_a_title_collapse_but_those_that_do_not_break_stay(space: str) -> None:
    title = f" {space}The  Fords\n of\tMr.{space}{space}Wickham \r\n"
    assert f'content: "{space}The Fords of Mr.{space}{space}Wickham"' in write_title(title, "en")


def test_a_running_head_of_two_lines_does_not_break_at_a_no_break_space() -> None:
    broken = {" ": False, "\u00a0": False}
    for count, space in product(range(4, 14), broken):
        head = f"The fords{' it' * count} Mr.{space}Wickham found{' it' * count}"
        margins = Margins(top=60, bottom=40, inner=20, outer=20)
        sheet = "\n".join(
            (
                write_title(head, "en"),
                write_sheet(_edition(trim=(200.0, 300.0), margins=margins), book()),
                "body { page: body } p + p { break-before: page }",
            )
        )
        fetcher, fonts = MemoryFetcher({}), FontConfiguration()
        css = CSS(string=sheet, font_config=fonts, url_fetcher=fetcher, base_url=BASE)
        body = f'<html lang="en"><body>{"<p>a</p>" * 4}</body></html>'
        root = ElementTree.fromstring(body)  # noqa: S314 - written above
        lines = [
            "".join(leaf.text for leaf in list_leaves(line)).strip()
            for page in EngineHtml(root, fetcher).render(stylesheets=[css], font_config=fonts).pages
            for line in page._page_box.descendants()
            if isinstance(line, boxes.LineBox)
        ]
        assert any(line.endswith("it") for line in lines)
        broken[space] = broken[space] or any(line.endswith("Mr.") for line in lines)
    assert broken == {" ": True, "\u00a0": False}


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_words_that_hold_together_are_as_long_as_all_of_them(space: str) -> None:
    assert ("overflow-wrap" in write_title(space.join(["letters"] * 5), "en")) == (space != " ")
