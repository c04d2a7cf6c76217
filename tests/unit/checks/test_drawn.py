"""Text as drawn on pages: what PDF operators mean, whoever wrote them."""

from __future__ import annotations

import io
import unicodedata

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from makeready.checks.drawn import DrawnText, Piece
from makeready.checks.xhtml import UnreadableText
from tests.unit.checks.bound_books import bind_sample

TO_UNICODE = b"""begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange
3 beginbfchar <0001> <0061> <0002> <00660069> <0003> <0020> endbfchar
2 beginbfrange <0010> <0012> <0062> <0020> <0021> [<0078> <0079>] endbfrange endcmap"""


def draw(content: bytes, form: bytes | None = None) -> list[Piece]:
    """Return the pieces of a page with a font /F of two-byte codes, a font /L without a map, and a form /X."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    wide = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        ToUnicode=pdf.make_stream(TO_UNICODE),
        DescendantFonts=Array([Dictionary(W=Array([1, Array([500, 900, 250]), 16, 18, 400]))]),
    )
    fonts = Dictionary(F=pdf.make_indirect(wide), L=Dictionary(Type=Name.Font, Subtype=Name.Type1))
    resources = Dictionary(Font=fonts)
    if form is not None:
        stream = pdf.make_stream(form)
        stream.Subtype, stream.Resources = Name.Form, Dictionary(Font=fonts)
        stream.Matrix = Array([1, 0, 0, 1, 50, 0])
        resources.XObject = Dictionary(X=stream)
    pdf.pages[0].obj.Resources = resources
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    out = io.BytesIO()
    pdf.save(out)
    return DrawnText(out.getvalue()).read_page(0)


def texts(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"BT /F 10 Tf [<0001>-20<00020003>5<0010 0011>] TJ ET", ["afi bc"]),
        (b"BT /F 10 Tf <00010002> Tj ET", ["afi"]),
        (b"BT /F 10 Tf [<000>-20<1>] TJ ET", ["\ufffd"]),
        (b"BT /F 10 Tf (\\000\\001\\000\\020) Tj ET", ["ab"]),
        (b"BT /F 10 Tf [(\\000\\001) -300 (\\000\\)) <0020>] TJ ET", ["a\ufffdx"]),
        (b"BT /L 9 Tf (a (nested) \\) and \\164ab) Tj ET", ["a (nested) ) and tab"]),
        (b"BT /L 9 Tf 10 20 Td (one) Tj 0 -12 Td (two) Tj T* (three) Tj ET", ["one", "two", "three"]),
        (b"BT /F 10 Tf <0099> Tj ET", ["\ufffd"]),
        (b"BT /None 10 Tf <0001> Tj ET", []),
    ],
)
def test_strings_mean_what_the_font_says(content: bytes, expected: list[str]) -> None:
    assert texts(draw(content)) == expected


def test_artifacts_are_left_out_and_pictures_marked() -> None:
    pieces = draw(
        b"/Artifact BMC BT /L 9 Tf (head) Tj ET EMC /Artifact <</Type /Pagination>> BDC BT (folio) Tj ET EMC "
        b"/P <</MCID 0>> BDC BT (text) Tj ET EMC /Figure <</MCID 1>> BDC BT (label) Tj ET EMC BT (end) Tj ET"
    )
    assert [(piece.text, piece.pictured) for piece in pieces] == [("text", False), ("label", True), ("end", False)]


def test_places_follow_the_matrices() -> None:
    pieces = draw(
        b"q 1 0 0 -1 0 200 cm BT /F 10 Tf 1 0 0 -1 30 50 Tm <0001> Tj ET Q BT /F 10 Tf 1 0 0 1 5 6 Tm <0001> Tj ET"
    )
    assert [(piece.x, piece.y) for piece in pieces] == [(30, 150), (5, 6)]


def test_width_counts_glyphs_and_what_moves_them() -> None:
    (piece,) = draw(b"BT /F 10 Tf 1 0 0 1 20 6 Tm [<0001>-100<0002>200<0010>] TJ ET")
    assert piece.find_end() == pytest.approx(20 + 10 * (500 + 900 + 400 + 100 - 200) / 1000)


def test_forms_are_read_where_they_are_drawn() -> None:
    pieces = draw(b"/X Do", b"BT /L 9 Tf 1 0 0 1 7 8 Tm (inside) Tj ET")
    assert [(piece.text, piece.x, piece.y) for piece in pieces] == [("inside", 57, 8)]


def test_space_at_either_end_is_known() -> None:
    (piece,) = draw(b"BT /L 9 Tf ( between ) Tj ET")
    assert (piece.text, piece.leads, piece.trails) == ("between", True, True)


def test_right_to_left_text_is_read_in_its_order() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    font = Dictionary(
        Subtype=Name.Type0,
        ToUnicode=pdf.make_stream(b"3 beginbfchar <0001> <05D0> <0002> <05D1> <0003> <0061> endbfchar"),
    )
    pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=font))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 9 Tf <000200010003> Tj ET")
    out = io.BytesIO()
    pdf.save(out)
    assert texts(DrawnText(out.getvalue()).read_page(0)) == ["\u05d0\u05d1a"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 something else"])
def test_what_is_no_pdf_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableText):
        DrawnText(content)


def test_another_reader_sees_the_same_characters() -> None:
    """Head and folio aside: they are artifacts, which stand above the text block."""
    bound = bind_sample("pdf")
    content, margins = bound.artifact.content, bound.artifact.edition.margins
    drawn = DrawnText(content)
    viewer = pypdfium2.PdfDocument(content)
    try:
        for index in range(len(drawn.pages)):
            ours = "".join(piece.text for piece in drawn.read_page(index))
            top = viewer[index].get_height() - margins.top
            page = viewer[index].get_textpage().get_text_bounded(top=top)
            theirs = unicodedata.normalize("NFKC", page.translate({0xFFFE: "-", 0x2010: "-", 2: "-"}))
            assert sorted("".join(ours.split())) == sorted("".join(theirs.split())), f"page {index + 1}"
    finally:
        viewer.close()
