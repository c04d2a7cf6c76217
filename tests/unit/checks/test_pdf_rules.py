"""The rules of a finished PDF: the sound sample passes, and each way of breaking it is seen."""

from __future__ import annotations

import io

import pikepdf
import pytest

from makeready.checks.embedded import read_outlines
from makeready.checks.pdf import check_pdf, is_blank, name_pages
from makeready.fonts import instance_face, list_faces
from tests.unit.checks.bound_books import bind, bind_sample
from tests.unit.checks.broken_pdfs import BREAKS, break_pdf, find_in, first_font


def test_sound_pdf_passes_every_rule() -> None:
    sample = bind_sample("pdf")
    assert check_pdf(sample.artifact, sample.composition) == ()


def test_sound_pdf_passes_without_a_composition_too() -> None:
    assert check_pdf(bind_sample("pdf").artifact) == ()


def test_pdf_with_bleed_passes() -> None:
    sample = bind({"01.md": "# One\n\nWords.\n"}, "pdf", 'bleed = "0.125in"\n')
    assert check_pdf(sample.artifact, sample.composition) == ()


@pytest.mark.parametrize("code", ["PD020", "PD034", *BREAKS])
def test_broken_pdf_is_seen(code: str) -> None:
    assert code in {finding.code for finding in find_in(code)}


def test_one_fault_is_told_once_however_many_pages_have_it() -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.TrimBox = pikepdf.Array([0, 0, 390, 612])

    sample = bind_sample("pdf")
    findings = check_pdf(sample.having(break_pdf(cut)), sample.composition)
    assert [f.code for f in findings if f.code == "PD021"] == ["PD021"]
    assert next(f for f in findings if f.code == "PD021").location == name_pages(
        range(1, (sample.artifact.page_count or 0) + 1)
    )


def test_outline_that_turns_in_circles_ends() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Outlines.First.Next = pdf.Root.Outlines.First

    sample = bind_sample("pdf")
    assert "PD030" not in {f.code for f in check_pdf(sample.having(break_pdf(loop)), sample.composition)}


def test_page_labels_that_begin_late_are_seen() -> None:
    def shift(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels.Nums[0] = 1

    sample = bind_sample("pdf")
    assert "PD033" in {f.code for f in check_pdf(sample.having(break_pdf(shift)), sample.composition)}


def test_missing_glyph_is_named_with_its_code_point() -> None:
    (finding,) = find_in("PD037")
    assert "U+4E2D" in finding.message


def test_structure_that_is_no_structure_is_a_finding_and_no_traceback() -> None:
    def confuse(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, 5]))

    sample = bind_sample("pdf")
    findings = check_pdf(sample.having(break_pdf(confuse)), sample.composition)
    assert "PD020" in {f.code for f in findings}


def test_outlines_of_a_typeface_tell_space_from_letter() -> None:
    face = next(face for face in list_faces() if face.style == "normal" and face.weight == 400)
    outlines = read_outlines(instance_face(face))
    assert outlines is not None
    assert True in outlines and False in outlines
    assert read_outlines(b"OTTO and so on") is None


def test_blank_page_draws_nothing() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(396, 612))
    page = pdf.pages[0].obj
    assert is_blank(page)
    page.Contents = pdf.make_stream(b"q 1 0 0 1 0 0 cm Q")
    assert is_blank(page)
    page.Contents = pdf.make_stream(b"BT /F1 10 Tf (a) Tj ET")
    assert not is_blank(page)


def test_names_of_pages() -> None:
    assert name_pages([7]) == "page 7"
    assert name_pages([1, 2, 3, 4, 5]) == "pages 1, 2, 3 and 2 more"


def test_empty_pdf_is_a_finding() -> None:
    out = io.BytesIO()
    pikepdf.new().save(out)
    sample = bind_sample("pdf")
    assert "PD034" in {f.code for f in check_pdf(sample.having(out.getvalue()), sample.composition)}


def test_font_program_that_is_cut_off_is_a_finding_and_no_traceback() -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        descriptor = first_font(pdf).DescendantFonts[0].FontDescriptor
        descriptor.FontFile2 = pdf.make_stream(b"\0\1\0\0\0\5" + bytes(20))

    sample = bind_sample("pdf")
    findings = check_pdf(sample.having(break_pdf(cut)), sample.composition)
    assert "PD020" in {f.code for f in findings}
