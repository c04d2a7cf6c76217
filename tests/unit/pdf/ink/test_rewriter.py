"""Pages in print: shared objects once, forms within themselves end, masks, patterns and damage do no harm."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makeready.pdf.ink.functions import read_function
from tests.conformance.receivers import measure_inks
from tests.unit.pdf.ink.files import PLAIN, PRESS, add, list_colours, make_pdf, make_picture, prepare, scan

RGB = pikepdf.Name.DeviceRGB


def _form(pdf: pikepdf.Pdf, content: bytes) -> Any:
    return pdf.make_stream(content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 99, 99])


def test_a_form_of_many_pages_is_one_object_still() -> None:
    pdf = make_pdf(b"/Fm Do", pages=9)
    add(pdf, "/XObject", "/Fm", _form(pdf, b"1 0 0 rg 0 0 9 9 re f"))
    _, content = prepare(pdf)
    made = pikepdf.open(io.BytesIO(content))
    assert len({page.resources.XObject["/Mr0"].objgen for page in made.pages}) == 1


@pytest.mark.parametrize("profile", [PLAIN, PRESS], ids=["inks", "flat"])
def test_a_form_within_itself_is_told(profile: Any) -> None:
    pdf = make_pdf(b"/Fm Do")
    form = _form(pdf, b"/H gs /Fm Do")
    form.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Fm=form), ExtGState=pikepdf.Dictionary(H=pikepdf.Dictionary({"/ca": 0.5}))
    )
    add(pdf, "/XObject", "/Fm", form)
    prepared, _ = prepare(pdf, profile)
    assert "PD051" in {one.code for one in prepared.findings}


def test_gradients_keep_their_colours_and_their_stops() -> None:
    def run(first: list[float], last: list[float]) -> pikepdf.Dictionary:
        return pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=first, C1=last, N=1)

    pdf = make_pdf(b"/Sh sh")
    parts = [run([1, 0, 0], [0, 1, 0]), run([0, 0, 1], [0, 0, 0])]
    function = pikepdf.Dictionary(FunctionType=3, Domain=[0, 1], Bounds=[0.5], Encode=[0, 1, 0, 1], Functions=parts)
    shading = pikepdf.Dictionary(ShadingType=3, ColorSpace=RGB, Coords=[0, 0, 0, 9, 9, 9], Function=function)
    add(pdf, "/Shading", "/Sh", pdf.make_indirect(shading))
    _, content = prepare(pdf)
    made = pikepdf.open(io.BytesIO(content))
    (found,) = made.pages[0].resources.Shading.values()
    assert found.ColorSpace == "/DeviceCMYK"
    value = read_function(found.Function)
    for t, inks in (
        (0, (0, 1, 1, 0)),
        (0.25, (0, 0, 0.5, 0.5)),
        (0.4999, (1, 0, 1, 0)),
        (0.5, (1, 1, 0, 0)),
        (1, (0, 0, 0, 1)),
    ):
        assert value(t) == pytest.approx(inks, abs=0.01)


@pytest.mark.parametrize("kind", [1, 4, 7])
def test_other_gradients_are_told_by_name(kind: int) -> None:
    pdf = make_pdf(b"/Sh sh")
    add(pdf, "/Shading", "/Sh", pdf.make_indirect(pikepdf.Dictionary(ShadingType=kind, ColorSpace=RGB)))
    prepared, content = prepare(pdf)
    assert [one.code for one in prepared.findings] == ["PD051"]
    assert prepared.findings[0].message.startswith("a gradient of")
    assert scan(content) == set()


def test_an_ink_of_its_own_keeps_its_name_with_another_likeness() -> None:
    pdf = make_pdf(b"/Gold cs 0.5 scn 0 0 9 9 re f")
    function = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 0.5, 0], N=1)
    space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name("/Gold"), RGB, pdf.make_indirect(function)])
    add(pdf, "/ColorSpace", "/Gold", space)
    _, content = prepare(pdf)
    made = pikepdf.open(io.BytesIO(content))
    (found,) = made.pages[0].resources.ColorSpace.values()
    assert [str(found[n]) for n in range(3)] == ["/Separation", "/Gold", "/DeviceCMYK"]
    assert read_function(found[3])(1.0) == pytest.approx((0, 0.5, 1, 0), abs=0.01)
    assert b"0.5 scn" in made.pages[0].Contents.read_bytes()
    _, gray = prepare(_spot(), replace(PLAIN, colour="gray"))
    assert scan(gray) == set()


def _spot() -> pikepdf.Pdf:
    pdf = make_pdf(b"/Gold cs 1 scn 0 0 9 9 re f")
    function = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 0.5, 0], N=1)
    add(pdf, "/ColorSpace", "/Gold", pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name("/Gold"), RGB, function]))
    return pdf


def test_a_soft_mask_that_stays_has_no_rgb_and_keeps_its_light() -> None:
    pdf = make_pdf(b"/S gs 1 0 0 rg 0 0 99 99 re f")
    group = _form(pdf, b"0.5 0.5 0.5 rg 0 0 50 50 re f")
    group.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=RGB)
    mask = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=group)
    add(pdf, "/ExtGState", "/S", pdf.make_indirect(pikepdf.Dictionary(SMask=mask)))
    _, content = prepare(pdf)
    assert scan(content) == {"/SMask", "/Group"}
    made = pikepdf.open(io.BytesIO(content))
    kept = made.pages[0].resources.ExtGState.S.SMask.G
    assert b"0.5 g 0 0 50 50 re f" in kept.read_bytes()
    assert kept.Group.CS == "/DeviceGray"


def test_a_page_whose_content_cannot_be_read_is_told() -> None:
    pdf = make_pdf(b"")
    pdf.pages[0].obj.Contents = pdf.make_stream(b"no deflated bytes", Filter=pikepdf.Name.FlateDecode)
    prepared, _ = prepare(pdf, PRESS)
    assert [one.message for one in prepared.findings] == ["a damaged page cannot be brought into the inks"]


def test_a_pattern_with_a_soft_edge_lies_on_paper() -> None:
    pdf = make_pdf(b"/Pattern cs /Pt scn 20 20 50 50 re f")
    mask = make_picture(pdf, bytes([51]), 1, 1, pikepdf.Name.DeviceGray)
    tile: Any = pdf.make_stream(
        b"q 9 0 0 9 0 0 cm /Im Do Q", PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 9, 9]
    )
    tile.XStep = tile.YStep = 9
    picture = make_picture(pdf, bytes([255, 0, 0]), 1, 1, RGB, SMask=mask)
    tile.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    add(pdf, "/Pattern", "/Pt", tile)
    prepared, content = prepare(pdf, PRESS)
    assert prepared.claimed
    assert scan(content) == set()
    made = pikepdf.open(io.BytesIO(content))
    (pattern,) = made.pages[0].resources.Pattern.values()
    (found,) = pattern.Resources.XObject.values()
    assert found.read_bytes() == bytes([0, 51, 51, 0])


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 400), junk=st.binary(max_size=6))
def test_damage_gives_findings_and_no_traceback(cut: int, junk: bytes) -> None:
    whole = (
        b"q 1 0 0 rg 0 0 9 9 re f Q /H gs BT /F 9 Tf 1 0 0 1 9 9 Tm [(a) -3 <41>] TJ ET"
        b" /Pattern cs /P scn 0 0 m 1 1 l S"
        b" /Fm Do 0.5 g 1 2 3 4 k 5 w [1] 0 d 0 0 9 9 re W n 1 0 0 1 0 0 cm /X sh /Y Do"
    )
    pdf = make_pdf(whole[:cut] + junk + whole[cut:])
    add(pdf, "/ExtGState", "/H", pikepdf.Dictionary({"/ca": 0.5}))
    add(pdf, "/XObject", "/Fm", _form(pdf, whole[cut : cut + 20]))
    prepare(pdf, PRESS)


@pytest.mark.parametrize("colour", ["any", "rgb"])
def test_black_words_and_rules_are_of_black_ink_alone_among_colours(colour: str) -> None:
    words = b"0 0 0 rg 20 20 50 5 re f 0.4 0.4 0.4 RG 20 60 m 90 60 l S "
    plain = replace(PLAIN, colour=colour, transparency=False)
    _, rich = prepare(make_pdf(words), plain)
    assert min(measure_inks(rich)[0]) > 0, "Ghostscript prints equal lights in all inks"
    _, black = prepare(make_pdf(words), replace(plain, black_ink=True))
    assert list_colours(black, begun=0) == ["0 g", "0.4 G"]
    *three, key = measure_inks(black)[0]
    assert three == [0, 0, 0]
    assert key > 0
    _, coloured = prepare(make_pdf(b"0.9 0.1 0 rg 20 20 50 5 re f"), replace(plain, black_ink=True))
    assert list_colours(coloured, begun=0) == ["0.9 0.1 0 rg"]


def test_gray_pictures_stay_gray_among_rgb_and_coloured_ones_as_they_are() -> None:
    plain = replace(PLAIN, colour="rgb", black_ink=True)
    for space, samples in ((pikepdf.Name.DeviceGray, b"\x07"), (RGB, b"\x07\x07\x07"), (RGB, b"\x07\x08\x09")):
        pdf = make_pdf(b"q 9 0 0 9 0 0 cm /Im Do Q")
        add(pdf, "/XObject", "/Im", make_picture(pdf, samples, 1, 1, space))
        _, content = prepare(pdf, plain)
        written = pikepdf.open(io.BytesIO(content))
        (made,) = written.pages[0].resources.XObject.values()
        assert made.ColorSpace == (RGB if len(set(samples)) > 1 else "/DeviceGray")
        assert made.read_bytes() == (samples if len(set(samples)) > 1 else b"\x07")
