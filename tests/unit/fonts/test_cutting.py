"""Cutting: static faces under true names, subsets that keep what layout needs, and the lines of what stands in."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from makeready.findings import MissingToolError
from makeready.fonts import (
    CODE_FAMILY,
    TEXT_FAMILY,
    Face,
    find_file,
    find_release,
    identify,
    instance_face,
    list_built_in,
    list_characters,
    list_faces,
    measure_lines,
    subset_face,
)

FACES = list_faces()
REGULAR = next(f for f in FACES if (f.family, f.style, f.weight) == (TEXT_FAMILY, "normal", 400))


def _open(content: bytes) -> Any:
    return TTFont(io.BytesIO(content))


def _features(font: Any) -> set[str]:
    return {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def _shape(content: bytes, text: str) -> int:
    """Return how many glyphs the text is set in."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(content)), buffer)
    return len(buffer.glyph_infos)


def _identify(face: Face) -> str:
    return face.file_stem


def test_each_family_has_four_faces() -> None:
    combinations = [(s, w) for w in (400, 700) for s in ("normal", "italic")]
    for family in (TEXT_FAMILY, CODE_FAMILY):
        assert [(f.style, f.weight) for f in FACES if f.family == family] == combinations
    assert len({f.file_stem for f in FACES}) == len(FACES)
    assert all(find_release(f)[0].isdigit() and f.licence for f in FACES)


@pytest.mark.parametrize("face", FACES, ids=_identify)
def test_a_face_says_what_it_is(face: Face) -> None:
    for content in (instance_face(face), subset_face(face, "ab")):
        font = _open(content)
        assert "fvar" not in font and "glyf" in font
        names = {n.nameID: n.toUnicode() for n in font["name"].names}
        style = {("normal", 400): "Regular", ("italic", 400): "Italic", ("normal", 700): "Bold"}.get(
            (face.style, face.weight), "Bold Italic"
        )
        assert (names[1], names[2], names[4]) == (face.family, style, f"{face.family} {style}")
        assert names[6] == f"{face.family}-{style}".replace(" ", "")
        os2, bold, italic = font["OS/2"], face.weight == 700, face.style == "italic"
        assert os2.usWeightClass == face.weight
        assert (bool(os2.fsSelection & 32), bool(os2.fsSelection & 1)) == (bold, italic)
        assert bool(os2.fsSelection & 64) == (not bold and not italic)
        assert font["head"].macStyle == bold + 2 * italic


def test_weights_differ() -> None:
    widths = []
    for weight in (400, 700):
        face = next(f for f in FACES if (f.family, f.style, f.weight) == (TEXT_FAMILY, "normal", weight))
        font = _open(instance_face(face))
        widths.append(font["hmtx"][font.getBestCmap()[ord("n")]][0])
    assert widths[0] < widths[1]


def test_a_whole_face_has_all_characters_of_its_source() -> None:
    assert set(_open(instance_face(REGULAR)).getBestCmap()) == list_characters(REGULAR)


def test_a_subset_keeps_small_capitals_figures_and_ligatures() -> None:
    font = _open(subset_face(REGULAR, "fil 0123"))
    assert {"smcp", "c2sc", "onum", "lnum", "tnum", "pnum", "liga", "kern"} <= _features(font) | {
        record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord
    }
    characters = {chr(c) for c in font.getBestCmap()}
    assert set("fil 0123") <= characters
    assert {"\u2010", "’", "—", "\u00a0"} <= characters, "what hyphenation and typography may add"
    assert "Z" not in characters
    assert _shape(subset_face(REGULAR, "fil"), "fi") == 1, "a ligature"


def test_a_subset_is_small_and_the_same_each_time() -> None:
    content = subset_face(REGULAR, "hello")
    assert content == subset_face(REGULAR, "ollehh")
    assert len(content) < len(instance_face(REGULAR)) / 5
    instance_face.cache_clear()
    first = instance_face(REGULAR)
    instance_face.cache_clear()
    assert first == instance_face(REGULAR)


@pytest.mark.parametrize("face", list_built_in().fallbacks, ids=_identify)
def test_a_fallback_has_the_lines_and_the_spaces_of_the_text(face: Face) -> None:
    lines = measure_lines(REGULAR)
    assert (lines.ascent, lines.descent) == pytest.approx((1.007, 0.298))
    content = subset_face(replace(face, lines=lines), "a\u00a0 ")
    font = _open(content)
    em = font["head"].unitsPerEm
    heights = (font["hhea"].ascent, -font["hhea"].descent, font["OS/2"].usWinAscent, font["OS/2"].sTypoAscender)
    assert [height / em for height in heights] == pytest.approx([1.007, 0.298, 1.007, 1.007], abs=0.001)
    names = font.getBestCmap()
    for code in {0x20, 0xA0} & names.keys():
        assert font["hmtx"][names[code]][0] / em == pytest.approx(lines.space, abs=0.001)
    assert "BASE" not in font and "fvar" not in font
    assert content == subset_face(replace(face, lines=lines), "a\u00a0 ")


def test_a_scale_makes_letters_smaller_and_leaves_their_outlines() -> None:
    whole, small = _open(instance_face(REGULAR)), _open(instance_face(replace(REGULAR, scale=0.8)))
    assert small["head"].unitsPerEm == round(whole["head"].unitsPerEm / 0.8)
    assert (
        small["hmtx"]["n" if "n" in small["hmtx"].metrics else small.getBestCmap()[ord("n")]]
        == (whole["hmtx"][whole.getBestCmap()[ord("n")]])
    )


def test_a_face_for_some_characters_has_these_alone() -> None:
    face = replace(REGULAR, only="\u2014\u201c")
    assert list_characters(face) == {0x2014, 0x201C}
    assert set(_open(instance_face(face)).getBestCmap()) == {0x2014, 0x201C}
    assert set(_open(subset_face(face, "ab\u2014")).getBestCmap()) == {0x2014}


def test_what_is_done_to_a_face_is_in_its_identity() -> None:
    others = [replace(REGULAR, scale=0.9), replace(REGULAR, lines=measure_lines(REGULAR)), replace(REGULAR, only="a")]
    assert len({identify(face) for face in (*FACES, *others)}) == len(FACES) + len(others)


def test_a_missing_package_is_a_missing_tool() -> None:
    face = Face(
        family="None", style="normal", weight=400, package="fontpkg-none", file_name="x.ttf", file_stem="x",
        licence="x", origin="fontpkg-none",
    )  # fmt: skip
    with pytest.raises(MissingToolError, match="fontpkg-none"):
        find_file(face)
