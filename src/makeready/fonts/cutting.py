"""Cutting: a face goes in; its whole static font or a small subset of it, and the characters it has, come out.

HarfBuzz pins the axes of variable fonts and cuts subsets in milliseconds. A face that stands in for others takes over
the height of their lines and the width of their spaces, so that no line is taller and no margin ragged for one sign.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from makeready import releases
from makeready.findings.errors import MissingToolError
from makeready.model.face import Face, LineMetrics

if TYPE_CHECKING:
    import uharfbuzz

# Features that the themes ask for, beyond those that HarfBuzz keeps by itself.
_FEATURES = ("smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "sups", "subs", "frac", "case", "ordn", "zero")
# Kept in every subset: what hyphenation and typography may add to the words.
_ALWAYS = frozenset("\u0020\u00a0\u002d\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f")
# Pango shifts the base lines of mixed scripts by BASE, and the line grows; the others are for vertical lines, and for
# the menus of programs.
_DROPPED = ("STAT", "BASE", "vhea", "vmtx", "VORG")
_SPACES = (0x20, 0xA0)
_KEPT_NAMES = (0, 5, 13, 14)


@lru_cache(maxsize=64)
def find_file(face: Face) -> Path:
    """Return the file of a face that comes from a package (MissingToolError where that is not installed)."""
    found = importlib.util.find_spec(face.package.replace("-", "_"))
    if found is None or not found.submodule_search_locations:
        raise MissingToolError(
            f"the font package {face.package} is not installed", "install makeready again with all it depends on"
        )
    return Path(found.submodule_search_locations[0]) / face.file_name


def read_font(face: Face) -> bytes:
    """Return the bytes of the font that the face is cut from. Raises MissingToolError as `find_file` does."""
    return face.content if not face.package else find_file(face).read_bytes()


@lru_cache(maxsize=64)
def find_release(face: Face) -> str:
    """Return the version of the font package; of a face that comes from none, the beginning of its digest."""
    return releases.find_release(face.package) if face.package else face.digest[:12]


def identify(face: Face) -> str:
    """Return what tells the face from all others, its font and what is done to it included: a part of keys."""
    source = face.digest or f"{face.package} {find_release(face)} {face.file_name}"
    return repr((face.family, face.style, face.weight, face.file_stem, source, face.scale, face.lines, face.only))


@lru_cache(maxsize=32)
def instance_face(face: Face) -> bytes:
    """Return the whole static face as a font file, under names of its own."""
    return _cut(face, frozenset(face.only) or None)


def subset_face(face: Face, characters: Iterable[str]) -> bytes:
    """Return the face reduced to `characters` and what layout needs with them, as a font file."""
    wanted = frozenset(characters)
    return _cut(face, wanted & frozenset(face.only) if face.only else wanted | _ALWAYS)


# The code points of fonts by package, file and digest: several faces are cut from one font.
_KNOWN: dict[tuple[str, str, str], frozenset[int]] = {}
_MOST_KNOWN = 128
_OBJECT = 0xFFFC


def list_characters(face: Face) -> frozenset[int]:
    """Return the code points that the face has glyphs for."""
    key = (face.package, face.file_name, face.digest)
    known = _KNOWN.get(key)
    if known is None:
        import uharfbuzz

        known = _KNOWN[key] = list_drawn(uharfbuzz.Face(read_font(face)))
        for oldest in list(_KNOWN)[:-_MOST_KNOWN]:
            _KNOWN.pop(oldest, None)
    return known & frozenset(map(ord, face.only)) if face.only else known


def list_drawn(font: uharfbuzz.Face) -> frozenset[int]:
    """Return the code points that a font has glyphs for, without the sign for an object where it draws nothing.

    That sign stands for what text lost on its way here. Fonts map it to an empty glyph, and the loss would go unseen.
    """
    import uharfbuzz

    known = frozenset(font.unicodes)
    if _OBJECT not in known:
        return known
    drawing = uharfbuzz.Font(font)
    extents = drawing.get_glyph_extents(drawing.get_nominal_glyph(_OBJECT) or 0)
    return known if extents is not None and extents.width else known - {_OBJECT}


@lru_cache(maxsize=32)
def measure_lines(face: Face) -> LineMetrics:
    """Return the height of the face's lines, as the page engine takes it, and the width of its space."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(read_font(face)), lazy=True)
    em, hhea = font["head"].unitsPerEm / face.scale, font["hhea"]
    space = font.getBestCmap().get(0x20)
    width = font["hmtx"][space][0] if space is not None else em / 4
    return LineMetrics(ascent=hhea.ascent / em, descent=-hhea.descent / em, space=width / em)


def _cut(face: Face, characters: frozenset[str] | None) -> bytes:
    import uharfbuzz

    source = uharfbuzz.Face(read_font(face))
    order = uharfbuzz.SubsetInput()
    if characters is None:
        order.keep_everything()
    else:
        for character in sorted(characters):
            order.unicode_set.add(ord(character))
        for feature in _FEATURES:
            order.layout_feature_tag_set.add(int.from_bytes(feature.encode("ascii"), "big"))
    if face.is_postscript:
        # A PDF cannot hold CFF2.
        order.flags |= uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    for axis in source.axis_infos:
        wanted = float(face.weight) if axis.tag == "wght" else axis.default_value
        order.pin_axis_location(source, axis.tag, min(max(wanted, axis.min_value), axis.max_value))
    return _finish(face, order.subset(source).blob.data)


def _finish(face: Face, content: bytes) -> bytes:
    """Return the font with the names and style bits of its own weight, which a cut face has of the whole."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    # Looking characters up, as saving does too, wants a name for each glyph: the font's own take long to read, and a
    # table with outlines that was read for them takes longer to write again.
    font.setGlyphOrder([f"glyph{number}" for number in range(font["maxp"].numGlyphs)])
    _fit(font, face)
    bold, italic = face.weight >= 700, face.style == "italic"
    style = " ".join(n for n, wanted in (("Bold", bold), ("Italic", italic)) if wanted) or "Regular"
    postscript = f"{face.family.replace(' ', '')}-{style.replace(' ', '')}"
    release = find_release(face)
    names = {1: face.family, 2: style, 3: f"{release};{postscript}", 4: f"{face.family} {style}", 6: postscript}
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in _KEPT_NAMES]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    os2 = font["OS/2"]
    os2.usWeightClass = face.weight
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | (italic << 0) | (bold << 5) | ((not bold and not italic) << 6)
    font["head"].macStyle = (bold << 0) | (italic << 1)
    for tag in _DROPPED if face.lines is not None else ("STAT",):
        if tag in font:
            del font[tag]
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _fit(font: Any, face: Face) -> None:
    """Give the font the scale and the lines of the face."""
    head = font["head"]
    if face.scale != 1.0:
        # More units in an em make all outlines smaller, and leave them as they are.
        head.unitsPerEm = em = round(head.unitsPerEm / face.scale)
        if "CFF " in font:
            font["CFF "].cff.topDictIndex[0].FontMatrix = [1 / em, 0, 0, 1 / em, 0, 0]
    if face.lines is None:
        return
    em = head.unitsPerEm
    up, down = round(face.lines.ascent * em), round(face.lines.descent * em)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = up, -down, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = up, -down, 0
    os2.usWinAscent, os2.usWinDescent = up, down
    # The engine takes the space of a run from the run's face, but the one that it stretches from the first family's.
    names = font.getBestCmap()
    for code in _SPACES:
        if code in names:
            font["hmtx"][names[code]] = (round(face.lines.space * em), font["hmtx"][names[code]][1])


def digest_font(content: bytes) -> str:
    """Return the SHA-256 of a font file in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
