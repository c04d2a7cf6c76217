"""Faces: the glyphs that the parts of a book use go in; one subset a font, with widths and meanings, comes out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array

from makeready.fonts import Face, complete, list_glyphs
from makeready.pdf.parts import Heads, Part, UndividableError, UsedFace
from makeready.pdf.typefaces import digest_face, recall_face
from makeready.store import make_key
from makeready.workshop import Workshop, name_makers

# Tables that a PDF reader has no use for, as the page engine drops them.
_DROPPED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")
_BATCH = 100  # entries in a section of a CMap, ISO 32000-1, 9.10.3
_FIXED_PITCH = 1
# What a glyph means whose characters stand with another one of its cluster; a meaning may not be empty.
_NOTHING = "\u2060"


def unite_faces(
    pdf: pikepdf.Pdf,
    known: Mapping[str, Any],
    users: Iterable[Part | Heads],
    whole: Sequence[Face],
    workshop: Workshop,
) -> dict[str, Any]:
    """Return the fonts of a book by their names in the resources.

    `known` has for each name a font of one of the parts, copied into `pdf`; its program, widths and meanings are
    made anew for all `users`. `whole` are the faces that they may be of.
    """
    faces: dict[str, list[UsedFace]] = {}
    for user in users:
        for face in user.faces:
            faces.setdefault(f"/{face.name}", []).append(face)
    united = {}
    for name in sorted(faces):
        texts: dict[int, str] = {}
        for glyph, text in (pair for face in faces[name] for pair in face.texts):
            before = texts.get(glyph)
            # One part may know less than another: none of a glyph's meaning, or that of what stood with it as well.
            if not before or 0 < len(text) <= len(before):
                texts[glyph] = text
        widths = {glyph: width for face in faces[name] for glyph, width in face.widths}
        program = _recall_subset(faces[name][0].digest, texts, whole, workshop)
        united[name] = _write_font(pdf, known[name], texts, widths, program)
    return united


def _recall_subset(digest: str, used: Collection[int], faces: Sequence[Face], workshop: Workshop) -> bytes:
    """Return a font by its SHA-256, with the glyphs in use and the rest of the alphabets that they are most of."""
    glyphs = sorted(complete(used, _recall_alphabets(digest, faces, workshop)))
    key = make_key(name_makers(), "subset", digest, repr(glyphs))
    program = workshop.recall(key)
    if program is None:
        program = subset_glyphs(_find_file(digest, faces, workshop), glyphs)
        workshop.remember(key, program)
    return program


def _recall_alphabets(digest: str, faces: Sequence[Face], workshop: Workshop) -> list[list[int]]:
    key = make_key(name_makers(), "glyphs of alphabets", digest)
    known = workshop.recall(key)
    if known is None:
        known = json.dumps(list_glyphs(_find_file(digest, faces, workshop))).encode()
        workshop.remember(key, known)
    alphabets: list[list[int]] = json.loads(known)
    return alphabets


def _find_file(digest: str, faces: Sequence[Face], workshop: Workshop) -> bytes:
    """Return the font whose file has this SHA-256: one of those that pages are set in."""
    for face in faces:
        if digest_face(face, workshop) == digest:
            return recall_face(face, workshop)
    raise UndividableError("a typeface is none of those that books are set in")


def _write_font(
    pdf: pikepdf.Pdf, font: Any, texts: Mapping[int, str], widths: Mapping[int, float], program: bytes
) -> Any:
    font.ToUnicode = pdf.make_stream(write_meanings(texts))
    descendant = font.DescendantFonts[0]
    descendant.W = write_widths(widths)
    descriptor = descendant.FontDescriptor
    box = [float(value) for value in descriptor.FontBBox]
    descriptor.FontBBox = Array([box[0], box[1], max(widths.values(), default=0), box[3]])
    even = len(widths) > 1 and len(set(widths.values())) == 1
    descriptor.Flags = int(descriptor.Flags) & ~_FIXED_PITCH | (_FIXED_PITCH if even else 0)
    if "/FontFile3" in descriptor:
        descriptor.FontFile3 = pdf.make_stream(program, Subtype=pikepdf.Name.OpenType)
    else:
        descriptor.FontFile2 = pdf.make_stream(program, Length1=len(program))
    return font


def subset_glyphs(content: bytes, glyphs: Iterable[int]) -> bytes:
    """Return the font in `content` with `glyphs` only, each under its own number, for a PDF."""
    import uharfbuzz  # a build whose subsets are remembered does without

    face = uharfbuzz.Face(content)
    keep = sorted(glyphs)
    retain = uharfbuzz.SubsetFlags.RETAIN_GIDS
    common = uharfbuzz.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    first = uharfbuzz.SubsetInput()
    first.glyph_set.update(keep)
    first.flags = common | retain
    first.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in _DROPPED)
    whole = first.subset(face)
    # Without RETAIN_GIDS, and with all numbers up to the last: what is behind it goes away.
    second = uharfbuzz.SubsetInput()
    second.glyph_set.update(range(max(keep, default=0) + 1))
    second.flags = common | uharfbuzz.SubsetFlags.NO_HINTING
    return bytes(second.subset(whole).blob.data)


def write_meanings(texts: Mapping[int, str]) -> bytes:
    """Return the ToUnicode map of glyphs (9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
    ]
    pairs = sorted(texts.items())
    for start in range(0, len(pairs), _BATCH):
        batch = pairs[start : start + _BATCH]
        lines.append(f"{len(batch)} beginbfchar")
        lines += [f"<{glyph:04x}> <{(text or _NOTHING).encode('utf-16-be').hex()}>" for glyph, text in batch]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


def write_widths(widths: Mapping[int, float]) -> Array:
    """Return the widths of glyphs as a W array (9.7.4.3): a first number, then the widths from it on."""
    array = Array()
    run = Array()
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            run = Array()
            array.append(glyph)
            array.append(run)
        array[len(array) - 1].append(widths[glyph])
    return array
