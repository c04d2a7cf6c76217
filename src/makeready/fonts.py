"""Typefaces: the pinned font packages go in; static faces, small subsets and the characters a face lacks come out.

The families come as variable fonts from pinned packages, never from the system, so that the same manuscript
gives the same pages everywhere. HarfBuzz cuts a static face or a subset out of them in milliseconds.
"""

from __future__ import annotations

import importlib.util
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from makeready.findings.errors import MissingToolError

TEXT_FAMILY = "EB Garamond"
CODE_FAMILY = "Source Code Pro"

# Features that the themes ask for, beyond those that HarfBuzz keeps by itself.
_FEATURES = ("smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "sups", "subs", "frac", "case", "ordn", "zero")
# Kept in every subset: what hyphenation and typography may add to the words.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_SELECTORS = range(0xFE00, 0xFE10)  # variation selectors: they choose a form and have none of their own
_ALWAYS = frozenset("\u0020\u00a0\u002d\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One static face: its CSS family, style and weight, the file it is cut from, and its licence."""

    family: str
    style: str
    weight: int
    package: str
    file_name: str
    file_stem: str
    licence: str

    @property
    def source(self) -> Path:
        """Return the variable font that the face is cut from (MissingToolError where it is not installed)."""
        return _find_folder(self.package) / self.file_name

    @property
    def release(self) -> str:
        """Return the version of the font package."""
        return _find_release(self.package)


@lru_cache(maxsize=8)
def _find_folder(package: str) -> Path:
    found = importlib.util.find_spec(package.replace("-", "_"))
    if found is None or not found.submodule_search_locations:
        raise MissingToolError(
            f"the font package {package} is not installed", "install makeready again with all it depends on"
        )
    return Path(found.submodule_search_locations[0]) / "files"


@lru_cache(maxsize=8)
def _find_release(package: str) -> str:
    return version(package)


def _family(family: str, package: str, stem: str, weights: tuple[int, ...]) -> tuple[Face, ...]:
    names = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
    faces = []
    for weight in weights:
        for style, infix in (("normal", ""), ("italic", "-Italic")):
            name = names[weight] if style == "normal" else f"{names[weight]}Italic".replace("RegularItalic", "Italic")
            faces.append(
                Face(
                    family=family,
                    style=style,
                    weight=weight,
                    package=package,
                    file_name=f"{stem}{infix}[wght].ttf",
                    file_stem=f"{stem}-{name}".lower(),
                    licence="SIL Open Font License 1.1",
                )
            )
    return tuple(faces)


_FACES = (
    *_family(TEXT_FAMILY, "fontpkg-eb-garamond", "EBGaramond", (400, 700)),
    *_family(CODE_FAMILY, "fontpkg-source-code-pro", "SourceCodePro", (400, 700)),
)


def list_faces() -> tuple[Face, ...]:
    """Return the faces that the built-in themes may use."""
    return _FACES


@lru_cache(maxsize=32)
def instance_face(face: Face) -> bytes:
    """Return the whole static face as a TrueType font, under names of its own."""
    return _cut(face, None)


def subset_face(face: Face, characters: Iterable[str]) -> bytes:
    """Return the face reduced to `characters` and what layout needs with them, as a TrueType font."""
    return _cut(face, frozenset(characters) | _ALWAYS)


@lru_cache(maxsize=32)
def list_characters(face: Face) -> frozenset[int]:
    """Return the code points that the face has glyphs for."""
    import uharfbuzz

    return frozenset(uharfbuzz.Face(face.source.read_bytes()).unicodes)


def find_missing(family: str, text: Iterable[str]) -> frozenset[str]:
    """Return the characters of `text` that no face of `family` has; spaces, controls and format characters aside."""
    have: set[int] = set()
    for face in _FACES:
        if face.family == family:
            have |= list_characters(face)
    lacking = (c for c in set(text) if ord(c) not in have and ord(c) not in _SELECTORS)
    return frozenset(c for c in lacking if unicodedata.category(c) not in _INVISIBLE)


def _cut(face: Face, characters: frozenset[str] | None) -> bytes:
    import uharfbuzz

    source = uharfbuzz.Face(face.source.read_bytes())
    order = uharfbuzz.SubsetInput()
    if characters is None:
        order.keep_everything()
    else:
        for character in sorted(characters):
            order.unicode_set.add(ord(character))
        for feature in _FEATURES:
            order.layout_feature_tag_set.add(int.from_bytes(feature.encode("ascii"), "big"))
    order.pin_axis_location(source, "wght", face.weight)
    return _name_face(face, order.subset(source).blob.data)


def _name_face(face: Face, content: bytes) -> bytes:
    """Return the font with the names and style bits of its own weight: a cut face keeps those of the whole."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    # Saving looks characters up, and for that wants a name for each glyph: those that the font has take long to read.
    font.setGlyphOrder([f"glyph{number}" for number in range(font["maxp"].numGlyphs)])
    bold, italic = face.weight >= 700, face.style == "italic"
    style = " ".join(n for n, wanted in (("Bold", bold), ("Italic", italic)) if wanted) or "Regular"
    postscript = f"{face.family.replace(' ', '')}-{style.replace(' ', '')}"
    names = {1: face.family, 2: style, 3: f"{face.release};{postscript}", 4: f"{face.family} {style}", 6: postscript}
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in (0, 5, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    os2 = font["OS/2"]
    os2.usWeightClass = face.weight
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | (italic << 0) | (bold << 5) | ((not bold and not italic) << 6)
    font["head"].macStyle = (bold << 0) | (italic << 1)
    if "STAT" in font:
        del font["STAT"]
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()
