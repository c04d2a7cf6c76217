"""Transparency that goes: the same look in opaque colour where that is exact, a refusal with its page elsewhere."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops

from makeready.pdf.ink.layers import measure_font
from tests.unit.pdf.ink.files import PRESS, add, list_colours, make_pdf, make_picture, prepare, scan


def _half() -> pikepdf.Dictionary:
    return pikepdf.Dictionary({"/ca": 0.5, "/CA": 0.5})


def _with_half(content: bytes) -> pikepdf.Pdf:
    pdf = make_pdf(content)
    add(pdf, "/ExtGState", "/H", _half())
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    described = pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontBBox=[0, -200, 1000, 900])
    described.FontFile = pdf.make_stream(b"")
    font.FontDescriptor = described
    add(pdf, "/Font", "/F", pdf.make_indirect(font))
    return pdf


def _add_form(pdf: pikepdf.Pdf, content: bytes) -> None:
    form: Any = pdf.make_stream(content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 100])
    form.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceRGB, I=True)
    form.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(H=_half()))
    add(pdf, "/XObject", "/Fm", form)


def _draw(content: bytes, place: Path) -> Image.Image:
    """Return the page as Ghostscript draws it in RGB."""
    place.write_bytes(content)
    command = [
        "gs",
        "-q",
        "-dBATCH",
        "-dNOPAUSE",
        "-sDEVICE=ppmraw",
        "-r36",
        "-dUseFastColor=true",
        "-sOutputFile=-",
        str(place),
    ]
    drawn = subprocess.run(command, check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(drawn)).convert("RGB")


SAME = {
    "fill over paper": (b"/H gs 1 0 0 rg 20 20 50 50 re f", b""),
    "fill over an even rectangle": (b"0 0 1 rg 20 20 90 90 re f /H gs 1 0 0 rg 30 30 50 50 re f", b""),
    "line over paper": (b"/H gs 1 0 0 RG 5 w 20 20 m 100 100 l S", b""),
    "two apart": (b"/H gs 1 0 0 rg 20 20 20 20 re f 0 1 0 rg 60 60 20 20 re f", b""),
    "group with an alpha": (b"q /H gs /Fm Do Q", b"1 0 0 rg 20 20 50 50 re f 0 0 1 rg 30 30 50 50 re f"),
    "alpha within a group": (b"/Fm Do", b"/H gs 1 0 0 rg 20 20 50 50 re f"),
    "alpha within a group with one": (b"/H gs /Fm Do", b"0 1 0 rg 10 10 80 80 re f /H gs 1 0 0 rg 20 20 50 50 re f"),
    "over a triangle": (b"0 1 0 rg 20 20 m 90 20 l 20 90 l f /H gs 1 0 0 rg 30 30 90 20 re f", b""),
    "over one another": (b"/H gs 1 0 0 rg 20 20 50 50 re f 0 0 1 rg 40 40 50 50 re f 0 1 0 rg 10 50 90 9 re f", b""),
    "over a ring": (b"0 1 0 rg 20 20 80 80 re 40 40 40 40 re f* /H gs 1 0 0 rg 30 30 20 90 re f", b""),
    "over what is clipped": (
        b"q 20 20 m 90 20 l 20 90 l h W n 0 1 0 rg 0 0 200 200 re f Q /H gs 0 0 1 rg 30 20 50 50 re f",
        b"",
    ),
    "turned": (b"0.8 0.6 -0.6 0.8 60 0 cm 0 1 0 rg 20 20 40 40 re f /H gs 1 0 0 rg 30 30 60 20 re f", b""),
    "line over a triangle": (b"0 1 0 rg 20 20 m 90 20 l 20 90 l f /H gs 1 0 0 RG 9 w 20 30 m 90 40 l S", b""),
    "group over a triangle": (
        b"0 1 0 rg 20 20 m 90 20 l 20 90 l f q 0.5 0 0 0.5 10 10 cm /H gs /Fm Do Q 0 0 1 rg 10 40 60 9 re f",
        b"1 0 0 rg 20 20 m 99 50 l 50 90 l f 0 0 1 rg 30 30 50 50 re f",
    ),
    "multiplied over paper": (b"/M gs 1 0 0 rg 20 20 50 50 re f", b""),
    "clipped apart": (b"q 0 0 50 200 re W n 1 0 0 rg 0 0 200 200 re f Q /H gs 0 0 1 rg 60 20 50 50 re f", b""),
}


@pytest.mark.parametrize("name", SAME)
def test_what_is_flattened_looks_the_same(name: str, tmp_path: Path) -> None:
    content, form = SAME[name]
    pdf = _with_half(content)
    add(pdf, "/ExtGState", "/M", pikepdf.Dictionary({"/BM": pikepdf.Name.Multiply}))
    _add_form(pdf, form)
    before = io.BytesIO()
    pdf.save(before)
    prepared, after = prepare(pdf, PRESS)
    assert prepared.claimed == "pdf/x-1a:2003"
    assert scan(after) == set()
    difference = ImageChops.difference(_draw(before.getvalue(), tmp_path / "a.pdf"), _draw(after, tmp_path / "b.pdf"))
    # Ghostscript inks each pixel that a shape touches, so a few at an edge go to the other side of it.
    assert sum(difference.convert("L").histogram()[3:]) <= 10
    assert min(_draw(after, tmp_path / "b.pdf").tobytes()) < 200


def test_a_group_takes_the_colour_that_is_set_outside() -> None:
    # Seen in the bytes, because Ghostscript begins a group in black, against ISO 32000-1, 8.10.1.
    pdf = _with_half(b"1 0 1 rg /H gs /Fm Do")
    _add_form(pdf, b"20 20 50 50 re f")
    _, content = prepare(pdf, PRESS)
    made = pikepdf.open(io.BytesIO(content))
    (form,) = made.pages[0].resources.XObject.values()
    assert form.read_bytes().split(b"\n")[0] == b"0 0.5 0 0 k"


def test_words_with_an_alpha_stay_words_in_a_lighter_black() -> None:
    prepared, content = prepare(_with_half(b"BT /H gs /F 9 Tf 20 20 Td 0 g (a wall) Tj ET"), PRESS)
    assert prepared.claimed
    assert list_colours(content) == ["0 0 0 1 k", "0 0 0 0.5 k", "0 0 0 1 k"]
    pdf = pikepdf.open(io.BytesIO(content))
    assert b"a wall" in pdf.pages[0].Contents.read_bytes()


def test_a_ground_between_two_lines_of_words_is_flattened() -> None:
    words = b"BT /F 9 Tf 20 %d Td 0 g (a wall) Tj ET "
    prepared, _ = prepare(_with_half(words % 150 + b"/H gs 1 0 0 rg 20 100 90 30 re f"), PRESS)
    assert not [one for one in prepared.findings if one.code == "PD050"]


def test_widths_of_glyphs_are_told_from_their_numbers() -> None:
    inner = pikepdf.Dictionary(DW=500, W=[3, [400, 1200], 4000, 60000, 1500])
    font = pikepdf.Dictionary(Subtype=pikepdf.Name.Type0, DescendantFonts=[inner])
    assert (measure_font(font).widest, measure_font(font).step) == (1.5, 2)
    assert measure_font(pikepdf.Dictionary(Subtype=pikepdf.Name.Type1, Widths=[300, 1100])).widest == 1.1


def test_a_picture_with_a_soft_mask_lies_on_paper() -> None:
    pdf = _with_half(b"q 50 0 0 50 20 20 cm /Im Do Q")
    mask = make_picture(pdf, bytes([0, 51, 255]), 3, 1, pikepdf.Name.DeviceGray)
    add(pdf, "/XObject", "/Im", make_picture(pdf, bytes([255, 0, 0] * 3), 3, 1, pikepdf.Name.DeviceRGB, SMask=mask))
    _, content = prepare(pdf, PRESS)
    assert scan(content) == set()
    written = pikepdf.open(io.BytesIO(content))
    (picture,) = written.pages[0].resources.XObject.values()
    assert picture.read_bytes() == bytes([0, 0, 0, 0, 0, 51, 51, 0, 0, 255, 255, 0])


REFUSED = {
    "an alpha of 0.5": b"1 0 0 rg 20 20 50 50 re f /H gs 0 0 1 rg 40 40 50 50 re f",
    "the blend mode Multiply": b"1 0 0 rg 20 20 50 50 re f /M gs 30 30 9 9 re f",
    "a soft mask": b"/S gs 20 20 9 9 re f",
    "a shape that is filled and outlined": b"/H gs 20 20 9 9 re B",
    "a picture with a soft mask": b"1 0 0 RG 0 0 m 90 90 l S q 50 0 0 50 20 20 cm /Im Do Q",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_has_no_exact_likeness_is_refused_by_name_and_page(what: str) -> None:
    pdf = _with_half(b"BT /F 9 Tf 20 50 Td (some words) Tj ET " * (what == "an alpha of 0.5") + REFUSED[what])
    add(pdf, "/ExtGState", "/M", pikepdf.Dictionary({"/BM": pikepdf.Name.Multiply}))
    group = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    add(pdf, "/ExtGState", "/S", pikepdf.Dictionary(SMask=pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=group)))
    mask = make_picture(pdf, bytes([9]), 1, 1, pikepdf.Name.DeviceGray)
    add(pdf, "/XObject", "/Im", make_picture(pdf, bytes(3), 1, 1, pikepdf.Name.DeviceRGB, SMask=mask))
    prepared, _ = prepare(pdf, PRESS)
    (finding,) = (one for one in prepared.findings if one.code == "PD050")
    assert finding.message.startswith(what)
    assert finding.location == "page 1"
    assert prepared.claimed is None
