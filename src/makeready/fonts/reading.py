"""Reading font files: the bytes of a file go in; the faces in it, with family, weight, slope and licence, come out.

OpenType 1.9.1, name, OS/2, fvar: https://learn.microsoft.com/typography/opentype/spec/os2#fstype
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from makeready.model.face import Face

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2")
# A whole family of Chinese has less.
LARGEST = 32 * 1024 * 1024
_RESTRICTED, _WHOLE_ONLY, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200
_LICENCE, _TYPE_FAMILY, _FAMILY, _STYLE = 13, 16, 1, 17
_WEIGHTS = (400, 700)
_LONGEST_LICENCE = 200
_COLLECTIONS = (b"ttcf",)
_COMPRESSED = (b"wOFF", b"wOF2")
_NEEDED = ("head", "hhea", "maxp", "cmap", "hmtx", "name", "OS/2")


class FontRefusedError(Exception):
    """A font file that cannot be used; `code` is that of the finding that says so."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@lru_cache(maxsize=64)
def read_faces(path: str, content: bytes) -> tuple[Face, ...]:
    """Return the faces in a font file: of a variable one the regular and the bold, each upright or slanted as it is.

    `path` names the file for people. Raises FontRefusedError: FO001 where the file is no font or a broken one, FO002
    where its licence bits forbid to embed it, or a part of it.
    """
    try:
        found = tuple(face for font in _open(content) for face in _describe(path, font))
        _try_out(found)
    except FontRefusedError:
        raise
    # fontTools and HarfBuzz raise whatever their reading stumbles over.
    except Exception as error:
        raise FontRefusedError("FO001", f"it cannot be read as a font: {type(error).__name__}") from error
    return found


def _open(content: bytes) -> Iterator[tuple[Any, bytes]]:
    """Yield each font of a file, opened, with its own bytes."""
    from fontTools.ttLib import TTCollection, TTFont

    if content[:4] in _COLLECTIONS:
        for font in TTCollection(io.BytesIO(content), lazy=True).fonts:
            yield font, _save(font)
        return
    font = TTFont(io.BytesIO(content), lazy=True)
    if content[:4] in _COMPRESSED:
        font.flavor = None
        content = _save(font)
        font = TTFont(io.BytesIO(content), lazy=True)
    yield font, content


def _save(font: Any) -> bytes:
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _describe(path: str, opened: tuple[Any, bytes]) -> Iterator[Face]:
    font, content = opened
    lacking = [tag for tag in _NEEDED if tag not in font]
    if lacking:
        raise FontRefusedError("FO001", f"it lacks the table {lacking[0]}")
    if not any(tag in font for tag in ("glyf", "CFF ", "CFF2")):
        raise FontRefusedError("FO001", "it has no outlines")
    os2, names = font["OS/2"], font["name"]
    _check_licence(os2.fsType)
    family = _read_name(names, _TYPE_FAMILY) or _read_name(names, _FAMILY)
    if not family:
        raise FontRefusedError("FO001", "it does not say the name of its family")
    # Names that only group a family by four, as in "Source Serif Semibold", are not looked at where better ones are.
    slanted = bool(os2.fsSelection & 1) or bool(font["head"].macStyle & 2)
    axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    weight = axes.get("wght")
    weights = [w for w in _WEIGHTS if weight.minValue <= w <= weight.maxValue] if weight is not None else []
    for one in weights or [_round_weight(os2.usWeightClass)]:
        yield Face(
            family=family,
            style="italic" if slanted else "normal",
            weight=one,
            file_stem=_name_file(family, one, slanted),
            licence=_shorten(_read_name(names, _LICENCE)) or "no licence stated in the file",
            origin=path,
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            is_postscript="glyf" not in font,
        )


def _check_licence(bits: int) -> None:
    """Raise FontRefusedError for a font that may not be embedded in a book, or not as a subset."""
    if bits & 0x000F == _RESTRICTED:
        raise FontRefusedError("FO002", "its licence bits (fsType) forbid to embed it")
    if bits & _WHOLE_ONLY:
        raise FontRefusedError("FO002", "its licence bits (fsType) forbid to embed a part of it, as each book does")
    if bits & _BITMAP_ONLY:
        raise FontRefusedError("FO002", "its licence bits (fsType) allow to embed pictures of its letters only")


def _read_name(names: Any, number: int) -> str:
    found = names.getDebugName(number)
    return " ".join(found.split()) if found else ""


def _shorten(licence: str) -> str:
    first = licence.split(". ", maxsplit=1)[0].rstrip(".")
    return first if len(first) <= _LONGEST_LICENCE else f"{first[:_LONGEST_LICENCE]}…"


def _round_weight(weight: int) -> int:
    return min(900, max(100, round(weight / 100) * 100))


def _name_file(family: str, weight: int, slanted: bool) -> str:
    stem = re.sub(r"[^a-z0-9]+", "", family.lower()) or "face"
    return f"own-{stem}-{weight}{'italic' if slanted else ''}"


def _try_out(faces: tuple[Face, ...]) -> None:
    """Raise whatever a subset of each face raises: a table that is cut off shows only then."""
    from makeready.fonts.cutting import list_characters, subset_face

    for face in faces:
        known = list_characters(face)
        if not known:
            raise FontRefusedError("FO001", "it has no characters")
        subset_face(face, map(chr, sorted(known)[:64]))


def is_font(name: str) -> bool:
    """Return True where the name of a file is a font's."""
    return posixpath.splitext(name.lower())[1] in SUFFIXES
