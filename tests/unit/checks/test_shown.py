"""Text as shown on pages: what PDF operators mean, whoever wrote them, and what nobody can see."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from makeready.checks.glyphs import GAP
from makeready.checks.shown import Run, ShownPage, ShownText
from makeready.checks.words import UnreadableText, fold_characters
from makeready.model.edition import require_pages
from tests.unit.checks.bound_books import bind_sample

TO_UNICODE = b"""begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange
3 beginbfchar <0001> <0061> <0002> <00660069> <0003> <0020> endbfchar
2 beginbfrange <0010> <0012> <0062> <0020> <0021> [<0078> <0079>] endbfrange endcmap"""


def make_plate(none: list[float], full: list[float]) -> Array:
    """Return the colour space of an ink of its own with this likeness."""
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(none), C1=Array(full), N=1)
    return Array([Name.Separation, Name.Ink, Name.DeviceCMYK, function])


def draw(content: bytes, form: bytes | None = None) -> list[Run]:
    """Return the runs of a page; see `read`."""
    return read(content, form).runs


def read(content: bytes, form: bytes | None = None) -> ShownPage:
    """Return a page with a font /F of two-byte codes, a font /L without a map, a state /T, pictures and a form /X."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    wide = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        ToUnicode=pdf.make_stream(TO_UNICODE),
        DescendantFonts=Array([Dictionary(W=Array([1, Array([500, 900, 250]), 16, 18, 400]))]),
    )
    fonts = Dictionary(F=pdf.make_indirect(wide), L=Dictionary(Type=Name.Font, Subtype=Name.Type1))
    picture = pdf.make_stream(b"\0")
    picture.Subtype = Name.Image
    states = Dictionary(T=Dictionary(ca=0.1))
    spaces = Dictionary(R=make_plate([0, 0, 0, 0], [0, 0.9, 0.8, 0]), W=make_plate([0, 0, 0, 0], [0, 0, 0.01, 0]))
    spaces.U = Array([Name.Separation, Name.Ink, Name.DeviceCMYK, pdf.make_stream(b"", FunctionType=4)])
    resources = Dictionary(Font=fonts, ExtGState=states, XObject=Dictionary(I=picture), ColorSpace=spaces)
    if form is not None:
        stream = pdf.make_stream(form)
        stream.Subtype, stream.Resources = Name.Form, Dictionary(Font=fonts)
        stream.Matrix = Array([1, 0, 0, 1, 50, 0])
        resources.XObject.X = stream
    pdf.pages[0].obj.Resources = resources
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    out = io.BytesIO()
    pdf.save(out)
    return ShownText(out.getvalue()).read_page(0)


def texts(runs: list[Run]) -> list[str]:
    return [run.text for run in runs]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"BT /F 10 Tf [<0001>-20<00020003>5<0010 0011>] TJ ET", ["afi bc"]),
        (b"BT /F 10 Tf <00010002> Tj ET", ["afi"]),
        (b"BT /F 10 Tf [<000>-20<1>] TJ ET", ["\ufffd"]),
        (b"BT /F 10 Tf (\\000\\001\\000\\020) Tj ET", ["ab"]),
        (b"BT /F 10 Tf [(\\000\\001) -300 (\\000\\)) <0020>] TJ ET", ["a\ufffdx"]),
        (b"BT /L 9 Tf (a (nested) \\) and \\164ab) Tj ET", ["a (nested) ) and tab"]),
        (b"BT /F 10 Tf <0099> Tj ET", ["\ufffd"]),
        (b"BT /None 10 Tf <0001> Tj ET", []),
    ],
)
def test_strings_mean_what_the_font_says(content: bytes, expected: list[str]) -> None:
    assert texts(draw(b"/P <</MR (a#1)>> BDC " + content + b" EMC")) == (expected or [""])


def test_room_for_a_space_is_a_gap() -> None:
    (run,) = draw(b"/P <</MR (a#1)>> BDC BT /F 10 Tf [<0001>-180<0002>-160<0010>-2000.5] TJ ET EMC")
    assert run.text == f"a{GAP}fib{GAP}"


def test_marks_say_whose_the_text_is() -> None:
    runs = draw(
        b"/Artifact BMC BT /L 9 Tf (line) Tj ET EMC /Artifact <</Type /Pagination>> BDC BT (folio) Tj ET EMC "
        b"/Span <</MCID 0/MR(text/a.xhtml#12)>> BDC BT (te) Tj /Span <</X 1>> BDC (xt) Tj EMC ET EMC "
        b"/Figure <</MCID 1>> BDC BT (label) Tj ET EMC /Span <</MR (@)>> BDC BT (head) Tj ET EMC "
        b"/Span <</MR (b#1::before)>> BDC BT (added) Tj ET EMC /Span <</MR(b#2::first-letter)>> BDC BT (I) Tj ET EMC "
        b"BT (stray) Tj ET"
    )
    assert [(run.key, run.kind, run.text, run.number) for run in runs] == [
        ("text/a.xhtml#12", "", "text", 0),
        ("b#1", "before", "added", None),
        ("b#2", "", "I", None),
        (None, "", "stray", None),
    ]


def test_places_follow_the_matrices() -> None:
    (run, other) = draw(
        b"q 1 0 0 -1 0 200 cm /P <</MR (a#1)>> BDC BT /F 10 Tf 1 0 0 -1 30 50 Tm <0001> Tj ET EMC Q "
        b"/P <</MR (a#2)>> BDC BT /F 10 Tf 2 0 0 2 5 6 Tm [<0001>-100<0002>200<0010>] TJ ET EMC"
    )
    assert run.box == pytest.approx((30, 148, 35, 157))
    # Glyphs of 500, 900 and 400 thousandths, 100 apart and 200 closer: 1.7 × 10 × 2 points.
    assert other.box == pytest.approx((5, 2, 39, 20))
    assert (run.turned, other.turned) == (False, False)


def test_forms_are_read_where_they_are_drawn() -> None:
    (run,) = draw(b"/P <</MR (a#1)>> BDC /X Do EMC", b"BT /L 9 Tf 1 0 0 1 7 8 Tm (inside) Tj ET")
    assert (run.text, run.box and run.box[0]) == ("inside", 57)


MARK = b"/P <</MR (a#1)>> BDC %s EMC"
WORD = b"BT /F 10 Tf 1 0 0 1 %d 60 Tm <0001000200010002> Tj ET"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (MARK % (WORD % 20), None),
        (MARK % (b"0.4 g " + WORD % 20), None),
        (MARK % (b"3 Tr " + WORD % 20), "drawn without colour"),
        (MARK % (b"7 Tr " + WORD % 20), "drawn without colour"),
        (MARK % (b"/T gs " + WORD % 20), "transparent"),
        (MARK % (b".1 0 0 .1 20 60 cm " + WORD % 0), "too small to read"),
        (MARK % (WORD % 190), "off the page"),
        (MARK % (WORD % -500), "off the page"),
        (MARK % (b"0 0 30 30 re W n " + WORD % 20), "cut off"),
        (MARK % (b"0 0 190 190 re W n " + WORD % 20), None),
        (MARK % (b"1 g " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"0 0 0 0 k " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"/R cs 1 scn " + WORD % 20), None),
        (MARK % (b"/R cs " + WORD % 20), None),
        (MARK % (b"/R cs 0 scn " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"/W cs 1 scn " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"/R cs 1 scn 1 g " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"q /R cs 1 scn Q 1 g 1 scn " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"/U cs 1 scn " + WORD % 20), None),
        (MARK % (b"/R cs 1 scn 0 0 190 190 re f 0 0.9 0.8 0 k " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"0.5 0 0 rg 0 0 190 190 re f 1 1 1 rg " + WORD % 20), None),
        (MARK % (b"0 0 190 190 re f " + WORD % 20), "of the colour of its ground"),
        (MARK % (b"/Artifact BMC 0 0 190 190 re f EMC " + WORD % 20), "of the colour of its ground"),
        (MARK % (WORD % 20) + b" 1 g 0 0 190 190 re f", "covered"),
        (MARK % (WORD % 20) + b" /T gs 1 g 0 0 190 190 re f", None),
        (MARK % (WORD % 20) + b" 1 g 0 0 190 50 re f", None),
        (MARK % (WORD % 20) + b" q 190 0 0 190 0 0 cm /I Do Q", "covered"),
    ],
)
def test_what_nobody_can_see_is_told(content: bytes, fault: str | None) -> None:
    (run,) = draw(content)
    assert run.text == "afiafi"
    assert run.faults == ((fault,) if fault else ())


def test_what_is_painted_is_known_by_its_place() -> None:
    page = read(
        b"/Figure <</MR (a#3)>> BDC q 50 0 0 40 10 20 cm /I Do Q EMC /Artifact BMC 0 0 100 1 re f EMC "
        b"/Artifact <</Type /Pagination>> BDC 0 0 100 9 re f EMC 5 5 m 9 9 l S"
    )
    assert [(one.box, one.picture, one.key) for one in page.painted] == [
        ((10, 20, 60, 60), True, "a#3"),
        ((0, 0, 100, 1), False, None),
        ((5, 5, 9, 9), False, None),
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 something else"])
def test_what_is_no_pdf_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableText):
        ShownText(content)


def test_another_reader_sees_the_same_characters() -> None:
    """Artifacts aside: head and folio, which stand above the text block, or below it where a chapter opens; leaders."""
    bound = bind_sample("pdf")
    content, margins = bound.artifact.content, require_pages(bound.artifact.edition).margins
    shown = ShownText(content)
    viewer = pypdfium2.PdfDocument(content)
    try:
        for index in range(len(shown.pages)):
            ours = fold_characters("".join(run.text for run in shown.read_page(index).runs).replace(GAP, " "))
            top = viewer[index].get_height() - margins.top
            page = viewer[index].get_textpage().get_text_bounded(top=top, bottom=margins.bottom - 6)
            page = re.sub(r"(?:\s\.){4,}", "", page)
            theirs = fold_characters(page.translate({0xFFFE: "-", 0x2010: "-", 2: "-"}))
            assert sorted("".join(ours.split())) == sorted("".join(theirs.split())), f"page {index + 1}"
    finally:
        viewer.close()


@pytest.mark.parametrize("content", [b"BT 1 Td ET", b"1 2 cm", b"1 2 re f", b"/F 1 Tf BT 3 Tm (a) Tj ET"])
def test_operator_without_its_numbers_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableText):
        read(content)
