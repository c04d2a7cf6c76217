"""Faces of a PDF: one program a font, the same whichever digits a digest has, with meanings of what is shown alone."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from makeready.model.node import Node, NodeKind
from makeready.pdf.bind import bind_pdf
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition

ALL = "0123456789abcdef"


def _read_fonts(digest: str) -> dict[str, Any]:
    """Return the programs and meanings of the fonts of a page that shows `digest` as code, by their names."""
    code = Node(kind=NodeKind.CODE, text=digest)
    bound = bind_pdf(composition(section("one", paragraph("Words before ", code, "."))))
    assert bound.value is not None and not bound.findings
    with pikepdf.open(io.BytesIO(bound.value.content)) as pdf:
        fonts = [font for page in pdf.pages for font in page.obj.Resources.Font.values()]
        return {
            str(font.BaseFont).partition("+")[2]: (
                font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes(),
                font.ToUnicode.read_bytes(),
            )
            for font in fonts
        }


def test_digits_of_a_digest_bring_the_other_ones_and_no_more() -> None:
    whole, lacking, few = (_read_fonts(digest) for digest in (ALL * 4, ALL[:8] * 7 + "abcdef", "01ab"))
    (code,) = [name for name in whole if "Code" in name]
    assert whole[code][0] == lacking[code][0]
    assert len(few[code][0]) < len(lacking[code][0])
    assert whole[code][1] != lacking[code][1], "what is not on the page has no meaning"


@pytest.mark.parametrize("digest", [ALL, "01ab"])
def test_each_glyph_on_the_page_is_in_its_font(digest: str) -> None:
    for program, meanings in _read_fonts(digest).values():
        glyphs = [
            int(line[1:5], 16) for line in meanings.decode().split("\n") if line.startswith("<") and "> <" in line
        ]
        count = int.from_bytes(_read_table(program, b"maxp")[4:6], "big")
        assert glyphs and max(glyphs[1:]) < count


def _read_table(program: bytes, tag: bytes) -> bytes:
    """Return a table of a font (OpenType 1.9, Organization of an OpenType Font)."""
    for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16):
        if program[at : at + 4] == tag:
            offset, length = (int.from_bytes(program[at + n : at + n + 4], "big") for n in (8, 12))
            return program[offset : offset + length]
    raise KeyError(tag)
