"""Page sizes that themes are meant for: on each of them a line has as many letters as are read with ease."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from statistics import median

import pypdfium2
import pytest

from makeready.manuscript.values import check_trim
from makeready.markup import mark_up
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.style.themes import find_installed_themes
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT as SMALL
from tests.unit.compose.books import book, paragraph, section

_WORDS = "Nobody had told the new keeper about the stairs, and the oil came up by hand, two cans at a time. "


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_lines_of_each_page_size_of_a_theme_are_neither_short_nor_long(theme: str) -> None:
    chain = find_installed_themes(theme).value or ()
    assert chain and chain[-1].trims and chain[-1].cover
    for trim in chain[-1].trims:
        edition = replace(SMALL, theme=theme, trim=check_trim(trim))
        sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
        artifact = bind_pdf(mark_up(book(section("one", paragraph(_WORDS * 12))), edition, sheets, "Note")).value
        assert artifact is not None
        document = pypdfium2.PdfDocument(io.BytesIO(artifact.content))
        try:
            lines = document[0].get_textpage().get_text_range().splitlines()
        finally:
            document.close()
        assert 45 <= median(len(line) for line in lines if len(line) > 20) <= 78, trim
