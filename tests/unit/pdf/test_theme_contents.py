"""The contents in each theme: folios stand in a column of their own, which no line of a title reaches, either way."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from makeready.compose.contents import add_contents
from makeready.markup import mark_up
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT, book, paragraph, section
from tests.unit.pdf.test_print_theme import Piece, list_pieces

_COLUMN = 24.0  # points: what a folio of the contents may take, at the edge of the text
_LONG = "A title that is much longer than a line of the contents has room for and turns over"
_RTL = "عنوان طويل جدا لا يسعه سطر واحد من الفهرس فيلتف إلى السطر التالي ثم إلى الذي يليه"


def _list_contents(theme: str, language: str, *titles: str) -> list[Piece]:
    """Return the letters of the page with the contents, but for its heading."""
    edition = replace(PRINT, theme=theme)
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    chapters = [section(f"c{place}", paragraph("Words."), title=title) for place, title in enumerate(titles)]
    made = mark_up(add_contents(book(*chapters, language=language), edition), edition, sheets, "Note")
    artifact = bind_pdf(made).value
    assert artifact is not None
    pieces = list_pieces(artifact.content)
    heading = max(one.top for one in pieces if one.page == 0)
    return [one for one in pieces if one.page == 0 and one.top < heading - 30]


@pytest.mark.long_but("rtl-literary", "ltr-technical")
@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize(("language", "title"), [("en", _LONG), ("ar", _RTL)], ids=["ltr", "rtl"])
def test_folios_stand_in_a_column_that_no_title_reaches(theme: str, language: str, title: str) -> None:
    pieces = _list_contents(theme, language, title, title, "Short")
    width, margins = PRINT.trim[0], PRINT.margins
    # The first page is a recto: bound at the left, in a book that runs from right to left at the right.
    edge = width - margins.outer if language == "en" else margins.outer
    within = [one for one in pieces if min(abs(one.left - edge), abs(one.right - edge)) < _COLUMN]
    assert [one.text for one in within if one.text != "."] == ["1", "3", "5"]
    ends = [one.right if language == "en" else one.left for one in within if one.text != "."]
    assert all(abs(end - edge) < 2.5 for end in ends), (ends, edge)


def test_a_title_turns_under_itself() -> None:
    pieces = [one for one in _list_contents("technical", "en", _LONG, "Short") if one.text.isalpha()]
    first = pieces[0].left
    turned = next(later.left for one, later in pairwise(pieces) if later.left < one.left - 50)
    assert 16 < turned - first < 20


def test_dots_lead_to_the_folios_where_the_theme_says_so() -> None:
    dots = {theme: sum(one.text == "." for one in _list_contents(theme, "en", "One", "Two")) for theme in BUILT_IN}
    assert dots["literary"] > 20 and dots["scholarly"] > 20
    assert dots["technical"] == dots["poetry"] == 0
