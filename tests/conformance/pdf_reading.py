"""Reading PDFs for tests: a finished PDF goes in; its bookmarks, labels, words and its judges’ complaints come out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.conformance.pdf_judges import ask_ghostscript, ask_qpdf, list_fonts, read_boxes

# The names that the families of the built-in theme have inside a PDF, faces apart.
THEME_FAMILIES = frozenset({"EB-Garamond", "Source-Code-Pro"})
_FACES = re.compile(r"(-(Italic|Bold))+$")
_JUDGES = ("qpdf", "gs", "pdffonts", "pdfinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A bookmark: its depth from 0, its words, and the index of the page that it leads to."""

    depth: int
    title: str
    page_index: int


def list_complaints(
    path: Path, *, trim: tuple[float, float] = (396.0, 612.0), others: Collection[str] = ()
) -> list[str]:
    """Return all that qpdf, Ghostscript and Poppler complain of: syntax, fonts, the trim of each page.

    `others` are the families that the book may be set in beside those of the theme.
    """
    for tool in _JUDGES:
        if shutil.which(tool) is None:
            pytest.fail(f"{tool} is not installed, so {path.name} was not judged; make test installs it")
    content = path.read_bytes()
    complaints = [*ask_qpdf(content), *ask_ghostscript(content)]
    for font in list_fonts(content):
        if not (font.embedded and font.subset):
            complaints.append(f"{font.name} is not embedded as a subset")
        if _FACES.sub("", font.name) not in {*THEME_FAMILIES, *others}:
            complaints.append(f"{font.name} is no family of the theme")
    for index in range(len(list_labels(path))):
        left, bottom, right, top = read_boxes(content, index + 1)["TrimBox"]
        if (right - left, top - bottom) != trim:
            complaints.append(f"page {index + 1} is cut at {right - left} × {top - bottom}")
    return complaints


def list_bookmarks(path: Path) -> tuple[Bookmark, ...]:
    """Return the bookmarks of a PDF in their order."""
    result: list[Bookmark] = []
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        indices = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}

        def collect(items: Iterable[pikepdf.OutlineItem], depth: int) -> None:
            for item in items:
                destination = item.destination
                assert isinstance(destination, pikepdf.Array), f"the bookmark {item.title} leads nowhere"
                page = indices[destination[0].objgen]
                result.append(Bookmark(depth=depth, title=item.title, page_index=page))
                collect(item.children, depth + 1)

        collect(outline.root, 0)
    return tuple(result)


def list_labels(path: Path) -> tuple[str, ...]:
    """Return the label of each page, as viewers show it."""
    with pypdfium2.PdfDocument(path) as document:
        return tuple(document.get_page_label(index) for index in range(len(document)))


def read_pages(path: Path, *, above: float = 0.0) -> tuple[str, ...]:
    """Return the words of each page, in one line; only what stands higher than `above` points, if given."""
    pages = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            words = page.get_textpage()
            # A word that a line breaks keeps its hyphen as U+FFFE.
            text = words.get_text_bounded(bottom=above).replace("\ufffe", "")
            pages.append(" ".join(text.split()))
    return tuple(pages)
