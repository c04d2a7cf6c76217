"""Embedded fonts: a PDF goes in; typefaces that are not embedded, not the theme's, or lack drawn glyphs come out."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from makeready.findings import Finding, observe
from makeready.fonts import Face
from makeready.late_pattern import late_pattern

_SUBSET = late_pattern(r"^[A-Z]{6}\+")
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_CODE = late_pattern(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>")
# Their glyphs are empty as they should be: a joiner, the fillers of Korean, the Braille cell without a dot.
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_MAPS = late_pattern(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


def check_fonts(pdf: pikepdf.Pdf, own: Iterable[Face] | None) -> Iterator[Finding]:
    """Yield a finding for each font that is not embedded, foreign, without meaning, or without a glyph it draws.

    `own` are the faces that a PDF of ours is set in, and no others may be in it.
    """
    families = {_squeeze(face.family) for face in own or ()}
    for font in find_fonts(pdf):
        name = _SUBSET.sub("", str(font.get("/BaseFont", "/?"))[1:])
        program = find_program(font)
        if program is None:
            yield observe("PD023", f"the typeface {name} is not embedded")
            continue
        if own is not None and not any(_squeeze(name).startswith(family) for family in families):
            yield observe("PD024", f"the typeface {name} is none that the book is set in")
        if font.get("/ToUnicode") is None:
            yield observe("PD036", f"the glyphs of {name} have no meaning: no reader can search or speak them")
            continue
        missing = find_missing_glyphs(font, program)
        if missing:
            shown = ", ".join(f"“{text}” (U+{ord(text[0]):04X})" for text in sorted(missing)[:8])
            yield observe("PD037", f"the typeface {name} has no glyph for {shown}")


def find_fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield each font that the pages' resources name, and those of the forms that they draw, once."""
    seen: set[tuple[int, int]] = set()

    def is_new(found: Any) -> bool:
        if found is None or found.objgen in seen:
            return False
        if found.is_indirect:
            seen.add(found.objgen)
        return True

    stack: list[Any] = [page.obj.get("/Resources") for page in pdf.pages]
    while stack:
        resources = stack.pop()
        for kind in ("/Font", "/XObject") if is_new(resources) else ():
            named = resources.get(kind)
            for item in filter(is_new, named.values()) if is_new(named) else ():
                if kind == "/Font":
                    yield item
                else:
                    stack.append(item.get("/Resources"))


def find_program(font: Any) -> Any | None:
    """Return the embedded font program, or None; a Type 3 font is its own."""
    if font.get("/Subtype") == "/Type3":
        return font
    descendants = font.get("/DescendantFonts")
    holder = descendants[0] if descendants is not None and len(descendants) else font
    descriptor = holder.get("/FontDescriptor")
    if descriptor is None:
        return None
    return next((descriptor[key] for key in _FONT_FILES if key in descriptor), None)


def find_missing_glyphs(font: Any, program: Any) -> set[str]:
    """Return the characters that the font maps to no glyph of its program: to .notdef, or beyond the last one.

    The engine invents a glyph number behind the last for each character that a typeface lacks. TrueType only.
    """
    if not isinstance(program, pikepdf.Stream):
        return set()
    pairs = [
        (int(code, 16), bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace"))
        for section in _MAPS.findall(font["/ToUnicode"].read_bytes())
        for code, text in _CODE.findall(section)
    ]
    drawn = {code: text for code, text in pairs if text.strip() and text.isprintable()}
    outlines = read_outlines(program.read_bytes())
    if outlines is None:
        return {text for code, text in drawn.items() if code == 0}
    return {
        text
        for code, text in drawn.items()
        if code == 0 or code >= len(outlines) or not (outlines[code] or text in _BLANK)
    }


def read_outlines(program: bytes) -> list[bool] | None:
    """Return for each glyph of a TrueType font whether it draws anything; None where the font is of another kind.

    By the `loca` table: https://learn.microsoft.com/typography/opentype/spec/loca
    """
    if program[:4] not in (b"\0\1\0\0", b"true"):
        return None
    count = struct.unpack_from(">H", program, 4)[0]
    rows = struct.iter_unpack(">4sLLL", program[12 : 12 + 16 * count])
    tables = {tag: (offset, length) for tag, _, offset, length in rows}
    if not {b"head", b"loca", b"glyf"} <= tables.keys():
        return None
    long = struct.unpack_from(">h", program, tables[b"head"][0] + 50)[0]
    offset, length = tables[b"loca"]
    entries = struct.unpack_from(f">{length // (4 if long else 2)}{'L' if long else 'H'}", program, offset)
    return [entries[place] != entries[place + 1] for place in range(len(entries) - 1)]


def _squeeze(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()
