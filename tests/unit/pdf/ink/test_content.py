"""Content in print: no RGB is left anywhere, black words overprint, white ones and ones over much ink do not."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from makeready.pdf.ink.lexer import read_operations as lex
from tests.unit.pdf.ink.files import (
    PLAIN,
    PRESS,
    add,
    list_colours,
    make_pdf,
    make_picture,
    prepare,
    read_operations,
    scan,
)


def _font(pdf: pikepdf.Pdf) -> None:
    add(pdf, "/Font", "/F", pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                                BaseFont=pikepdf.Name.Helvetica)))  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "made"),
    [
        (b"0 0 0 rg", "0 0 0 1 k"),
        (b"0.5 G", "0 0 0 0.5 K"),
        (b"1 1 1 RG", "0 0 0 0 K"),
        (b"1 0 0 rg", "0 1 1 0 k"),
        (b"0.2 0.1 0 0.5 k", "0.2 0.1 0 0.5 k"),
    ],
)
def test_colours_become_inks(operation: bytes, made: str) -> None:
    _, content = prepare(make_pdf(operation + b" 0 0 9 9 re f"))
    assert list_colours(content) == [made]


def test_colours_of_named_spaces_become_inks() -> None:
    pdf = make_pdf(
        b"/Cal cs 0 1 0 sc 0 0 9 9 re f /Icc CS 0.5 0.5 0.5 SCN 0 0 m 9 9 l S /Lab cs 100 0 0 scn 0 0 1 1 re f"
    )
    white = pikepdf.Array([0.9642, 1, 0.8249])
    add(pdf, "/ColorSpace", "/Cal", pikepdf.Array([pikepdf.Name.CalRGB, pikepdf.Dictionary(WhitePoint=white)]))
    add(pdf, "/ColorSpace", "/Icc", pikepdf.Array([pikepdf.Name.ICCBased, pdf.make_stream(b"x", N=3)]))
    add(pdf, "/ColorSpace", "/Lab", pikepdf.Array([pikepdf.Name.Lab, pikepdf.Dictionary(WhitePoint=white)]))
    prepared, content = prepare(pdf)
    assert list_colours(content) == [
        "0 0 0 1 k", "1 0 1 0 k", "0 0 0 1 K", "0 0 0 0.5 K", "0 0 0 1 k", "0 0 0 0 k",
    ]  # fmt: skip
    assert scan(content) == set()
    assert {finding.code for finding in prepared.findings} == {"PD052"}


def test_a_page_begins_in_black_ink() -> None:
    _, content = prepare(make_pdf(b"0 0 9 9 re f"))
    assert read_operations(content)[:2] == [("k", ["0", "0", "0", "1"]), ("K", ["0", "0", "0", "1"])]


def test_forms_patterns_gradients_and_pictures_have_no_rgb_left() -> None:
    pdf = make_pdf(b"/Fm Do /Pattern cs /Pt scn 0 0 50 50 re f /Sp scn 0 0 9 9 re f /Sh sh q 9 0 0 9 0 0 cm /Im Do Q")
    rgb = pikepdf.Name.DeviceRGB
    function = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)
    shading = pikepdf.Dictionary(ShadingType=2, ColorSpace=rgb, Coords=[0, 0, 9, 9], Function=function)
    inner = pdf.make_stream(
        b"0 1 0 rg 0 0 5 5 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
    )
    outer = pdf.make_stream(b"/In Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(In=inner))
    tile: Any = pdf.make_stream(
        b"0 0 1 rg 0 0 5 5 re f", PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 9, 9], XStep=9, YStep=9
    )
    tile.Resources = pikepdf.Dictionary()
    add(pdf, "/XObject", "/Fm", outer)
    add(pdf, "/XObject", "/Im", make_picture(pdf, bytes(range(12)), 2, 2, rgb))
    add(pdf, "/XObject", "/Unused", make_picture(pdf, bytes(range(12)), 2, 2, rgb))
    add(pdf, "/Pattern", "/Pt", tile)
    add(pdf, "/Pattern", "/Sp", pdf.make_indirect(pikepdf.Dictionary(PatternType=2, Shading=shading)))
    add(pdf, "/Shading", "/Sh", pdf.make_indirect(shading))
    prepared, content = prepare(pdf)
    assert scan(content) == set()
    assert {finding.code for finding in prepared.findings} == {"PD052"}


def test_black_words_overprint_and_white_ones_and_shapes_do_not() -> None:
    pdf = make_pdf(b"BT /F 9 Tf 0 0 0 rg (a) Tj 1 1 1 rg (b) Tj 0 g (c) Tj ET 0 0 9 9 re f BT 0.5 g (d) Tj ET")
    _font(pdf)
    _, content = prepare(pdf)
    over = False
    seen = {}
    written = pikepdf.open(io.BytesIO(content))
    states = written.pages[0].resources.ExtGState
    for operator, operands in read_operations(content):
        if operator == "gs":
            state = states[operands[0]]
            over = bool(state.op)
            assert bool(state.OP) is over
            assert int(state.OPM) == over
        elif operator in ("Tj", "f"):
            seen[operands[0] if operands else "f"] = over
    assert seen == {"a": True, "b": False, "c": True, "f": False, "d": False}


def test_black_words_over_much_ink_stay_apart() -> None:
    content = b"%s 0 0 99 99 re f BT /F 9 Tf 0 g (a) Tj ET"
    for colour, over in ((b"1 0 0 rg", False), (b"1 0.6 0.6 rg", True)):
        pdf = make_pdf(content % colour)
        _font(pdf)
        _, made = prepare(pdf, replace(PLAIN, ink_limit=240))
        assert ("gs" in [operator for operator, _ in read_operations(made)]) is over


def test_what_cannot_be_converted_is_told_once_with_its_pages() -> None:
    pdf = make_pdf(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI", pages=3)
    prepared, _ = prepare(pdf)
    assert [(one.code, one.location, one.notes) for one in prepared.findings] == [
        ("PD051", "page 1", ("also on pages 2, 3",))
    ]


def test_gray_and_rgb_receivers() -> None:
    _, gray = prepare(make_pdf(b"1 0 0 rg 0 0 0 1 K 0 0 9 9 re B"), replace(PLAIN, colour="gray"))
    assert [one for one in read_operations(gray) if one[0] in "gG"] == [("g", ["0.3"]), ("G", ["0"])]
    _, rgb = prepare(make_pdf(b"0 1 1 0 k 0 0 9 9 re f"), replace(PLAIN, colour="rgb"))
    assert ("rg", ["1", "0", "0"]) in read_operations(rgb)


def test_same_bytes_twice() -> None:
    def make() -> bytes:
        pdf = make_pdf(b"1 0 0 rg 0 0 9 9 re f", pages=3)
        return prepare(pdf, PRESS)[1]

    assert make() == make()


@pytest.mark.parametrize(
    "content",
    [
        b"(a (b (c (d (e) f) g) \\) h) 0 0 0 rg) Tj",
        b"[(0 0 0 rg) <41> -3 (])] TJ",
        b"/Span <</ActualText (1 g) /K [1 [2]]>> BDC",
        b"% 1 g\n(x) Tj",
        b"BI /W 1 ID 1 g\x00 EIx Q EI Q",
    ],
)
def test_operators_are_not_found_within_strings_comments_and_pictures(content: bytes) -> None:
    found = list(lex(content))
    assert b"".join(written for _, _, written in found) == content
    assert not {operator for operator, _, _ in found} & {b"g", b"rg"}
