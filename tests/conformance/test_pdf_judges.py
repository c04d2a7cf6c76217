"""PDFs before their judges: the sample passes each of them, and each sees what is broken for it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from tests.conformance.pdf_judges import ask_ghostscript, ask_qpdf, list_fonts, read_boxes, validate_ua
from tests.unit.checks.bound_books import CHAPTER, SECOND, bind, bind_sample
from tests.unit.checks.broken_pdfs import BREAKS, break_pdf

THEME = ("EB-Garamond", "Source-Code-Pro")


def test_sample_passes_qpdf_and_ghostscript() -> None:
    content = bind_sample("pdf").artifact.content
    assert ask_qpdf(content) == []
    assert ask_ghostscript(content) == []


def test_sample_has_the_fonts_of_the_theme_only() -> None:
    fonts = list_fonts(bind_sample("pdf").artifact.content)
    assert fonts
    assert all(font.embedded and font.subset and font.unicode for font in fonts)
    assert all(font.name.startswith(THEME) for font in fonts)


def test_sample_has_the_boxes_of_its_edition() -> None:
    assert read_boxes(bind_sample("pdf").artifact.content, 3)["TrimBox"] == (0, 0, 396, 612)
    bled = read_boxes(bind({"01.md": "# One\n\nWords.\n"}, "pdf", 'bleed = "0.125in"\n').artifact.content, 1)
    assert bled["TrimBox"][2] - bled["TrimBox"][0] == pytest.approx(396, abs=0.1)
    assert bled["BleedBox"][2] - bled["BleedBox"][0] == pytest.approx(396 + 18, abs=0.1)


def test_sample_passes_as_pdf_ua() -> None:
    bound = bind({"01.md": CHAPTER, "02.md": SECOND}, "pdf", 'standard = "pdf/ua-1"\n')
    assert validate_ua(bound.artifact.content) == []


@pytest.mark.parametrize("code", ["PD025", "PD026", "PD028"])
def test_pdf_ua_judge_sees_what_is_broken(code: str) -> None:
    assert validate_ua(break_pdf(BREAKS[code])) != []


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def _no_table(content: bytes) -> bytes:
    return content.replace(b"startxref", b"startxxxx")


@pytest.mark.parametrize("damage", [_cut, _no_table])
def test_qpdf_sees_a_damaged_file(damage: Callable[[bytes], bytes]) -> None:
    assert ask_qpdf(damage(bind_sample("pdf").artifact.content)) != []


@pytest.mark.parametrize("damage", [_cut, _no_table])
def test_ghostscript_sees_a_damaged_file(damage: Callable[[bytes], bytes]) -> None:
    assert ask_ghostscript(damage(bind_sample("pdf").artifact.content)) != []


def test_poppler_sees_a_font_that_is_not_embedded() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 10 Tf (a) Tj ET")
    out = io.BytesIO()
    pdf.save(out)
    assert [(font.name, font.embedded) for font in list_fonts(out.getvalue())] == [("Helvetica", False)]
