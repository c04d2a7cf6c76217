"""Small compositions for the page: nodes go in; what the binder gets comes out, with the theme's own styles."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pypdfium2

from makeready.markup import mark_up
from makeready.model.book import Book, Section
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import Edition, Target
from makeready.style.design_tokens import resolve_tokens
from tests.unit.compose.books import PRINT, book


def theme(*names: str) -> tuple[StyleSheet, ...]:
    """Return sheets of the built-in theme, tokens resolved."""
    themes = files("makeready.themes")
    sheets = [
        StyleSheet(name=f"theme/{n}.css", content=(themes / "literary" / f"{n}.css").read_text("utf-8")) for n in names
    ]
    return resolve_tokens(sheets, Target.PDF)[0]


def composition(*sections: Section, edition: Edition = PRINT, css: str = "", **changes: Any) -> Composition:
    """Return the sections marked up as they are, under the theme and `css`."""
    made = mark_up(book(*sections, **changes), edition, theme("shared", "print"), "Note")
    return replace(made, styles=(*made.styles, StyleSheet(name="styles/print.css", content=css)))


def attribute(whole: Book, **changes: Any) -> Book:
    """Return the book with other attribution."""
    return replace(whole, attribution=replace(whole.attribution, **changes))


def read_pages(content: bytes) -> list[str]:
    """Return the words of each page of a PDF, white space made single."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()
