"""Font files made for tests: a name, a weight and licence bits go in; the bytes of a small font come out."""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def make_font(
    family: str = "Test Face", weight: int = 400, characters: str = "abcxyz ", *, italic: bool = False, bits: int = 0
) -> bytes:
    """Return a TrueType font whose letters are boxes; `bits` are its fsType."""
    builder = FontBuilder(1000, isTTF=True)
    names = {f"uni{ord(character):05X}": character for character in characters}
    builder.setupGlyphOrder([".notdef", *names])
    builder.setupCharacterMap({ord(character): name for name, character in names.items()})
    pen = TTGlyphPen(None)
    for place, point in enumerate(((50, 0), (50, 500), (450, 500), (450, 0))):
        (pen.moveTo if place == 0 else pen.lineTo)(point)
    pen.closePath()
    box, blank = pen.glyph(), TTGlyphPen(None).glyph()
    builder.setupGlyf({name: blank if names.get(name, "").isspace() else box for name in (".notdef", *names)})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names), (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    style = "Italic" if italic else "Regular"
    builder.setupNameTable({"familyName": family, "styleName": style, "licenseDescription": "Made for a test."})
    builder.setupOS2(usWeightClass=weight, fsType=bits, fsSelection=1 if italic else 64, sTypoAscender=800)
    builder.setupPost()
    # The same bytes at any time.
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
