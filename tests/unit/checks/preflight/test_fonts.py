"""Widths of strings are those of the font; whether it is in the file is said by its descriptor."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from makeready.checks.preflight.fonts import read_font


def test_simple_font_has_widths_from_its_first_code_on() -> None:
    font = read_font(Dictionary(Subtype=Name.Type1, BaseFont=Name.Courier, FirstChar=65, Widths=Array([600, 700])))
    assert (font.name, font.embedded) == ("Courier", False)
    assert font.measure(b"AB") == (1.3, 2, 0)


def test_composite_font_has_codes_of_two_bytes() -> None:
    pdf = pikepdf.new()
    descriptor = Dictionary(FontFile2=pdf.make_indirect(Stream(pdf, b"")))
    inner = Dictionary(W=Array([1, Array([500, 250]), 5, 7, 800]), DW=900, FontDescriptor=descriptor)
    font = read_font(Dictionary(Subtype=Name.Type0, BaseFont=Name.A, DescendantFonts=Array([inner])))
    assert font.embedded
    assert [round(font.measure(bytes((0, code)))[0], 3) for code in (1, 2, 3, 5, 7, 8)] == [
        0.5,
        0.25,
        0.9,
        0.8,
        0.8,
        0.9,
    ]


def test_font_of_drawings_is_in_the_file_by_its_nature() -> None:
    font = read_font(
        Dictionary(Subtype=Name.Type3, FontMatrix=Array([0.01, 0, 0, 0.01, 0, 0]), FirstChar=65, Widths=Array([50]))
    )
    assert font.embedded
    assert font.measure(b"A")[0] == 0.5
