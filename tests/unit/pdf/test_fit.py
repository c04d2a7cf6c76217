"""Fitting left out: lines are filled one after the other, as a style sheet can ask for; the words are the same."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2

from makeready.pdf.bind import bind_pdf
from tests.unit.compose.books import PRINT, paragraph, section
from tests.unit.pdf.compositions import composition, read_pages
from tests.unit.pdf.paragraphs.test_lines import WORDS

# Headings are balanced by a rule of their own, which no rule for the root overrules.
GREEDY = ":root, h1, h2, h3 { --line-breaks: line }"
TITLE = "A Long Title of So Many Words That No Line of a Heading in Any Book Could Ever Hold It Whole"


def _bind(*, fit: bool, css: str = "") -> bytes:
    text = [paragraph(WORDS * 3) for _ in range(30)]
    made = bind_pdf(composition(section("one", *text, title=TITLE), edition=replace(PRINT, fit=fit), css=css)).value
    assert made is not None
    return made.content


def _read_lines(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    finally:
        document.close()


def test_lines_that_are_not_fitted_are_those_of_a_style_sheet_that_asks_for_them() -> None:
    fitted, greedy, asked = _bind(fit=True), _bind(fit=False), _bind(fit=True, css=GREEDY)
    assert greedy == asked
    assert _read_lines(greedy) != _read_lines(fitted)
    # Hyphens at line ends aside, the words are the same, on as many pages with as many heads.
    assert len(read_pages(greedy)) == len(read_pages(fitted))
    assert _find_letters(greedy) == _find_letters(fitted)


def _find_letters(content: bytes) -> str:
    """Return the letters of the text; heads and folios stand between pages, and what is broken there moves."""
    pages = [page.replace("The Book", "").replace(TITLE, "") for page in read_pages(content)]
    return "".join(one for one in "".join(pages) if one.isalpha())
