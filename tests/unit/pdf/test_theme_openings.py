"""Openings of chapters: each theme has its design, no word is broken by it, and tokens undo it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from makeready.markup import mark_up
from makeready.model.edition import Edition, Margins
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT, book, paragraph, section
from tests.unit.pdf.compositions import composition, read_pages
from tests.unit.pdf.test_print_theme import _bases

_WORDS = "Hill upon hill and nobody had thought of the river that ran behind the house. "


def _bind(theme: str, edition: Edition = PRINT) -> bytes:
    edition = replace(edition, theme=theme)
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    made = mark_up(book(section("one", paragraph(_WORDS * 4), paragraph(_WORDS * 4))), edition, sheets, "Note")
    artifact = bind_pdf(made).value
    assert artifact is not None
    return artifact.content


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_words_of_an_opening_are_whole_and_on_the_grid(theme: str) -> None:
    content = _bind(theme)
    (words,) = read_pages(content)
    assert words.count("Hill upon hill and nobody") == 8
    assert words.count("❦") == (theme == "poetry")
    assert words.endswith(" 1")
    bases = _bases(content, "Hill")
    assert all(abs((base - bases[0] + 7) % 14 - 7) < 0.1 for base in bases)


def test_no_folio_is_dropped_where_the_foot_has_no_room() -> None:
    small = replace(PRINT, margins=Margins(top=54, bottom=10, inner=54, outer=48))
    (words,) = read_pages(_bind("literary", small))
    assert not words.endswith(" 1")


def test_the_first_line_is_in_small_capitals_in_the_literary_theme_alone() -> None:
    plain = bind_pdf(composition(section("one", paragraph(_WORDS * 4)), css=""))
    assert plain.value is not None
    first = _count_first_line(plain.value.content)
    assert first < _count_first_line(_bind("scholarly"))


def _count_first_line(content: bytes) -> int:
    """Return how many letters the first line of the text has: small capitals are wider than small letters."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    return len(next(line for line in text.splitlines() if line.startswith("Hill")))
