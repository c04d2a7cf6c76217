"""Typefaces: static faces under true names, subsets that keep what layout needs, and what a family lacks."""

from __future__ import annotations

import io
from typing import Any

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from makeready.findings import MissingToolError
from makeready.fonts import (
    CODE_FAMILY,
    TEXT_FAMILY,
    Face,
    find_missing,
    instance_face,
    list_characters,
    list_faces,
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
    assert all(f.release[0].isdigit() and f.licence for f in FACES)


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


def test_characters_that_a_family_lacks_are_found() -> None:
    assert find_missing(TEXT_FAMILY, "Straße — “où” ﬁn 1½") == frozenset()
    assert find_missing(TEXT_FAMILY, "a道b\U0001f600") == {"道", "\U0001f600"}
    assert find_missing(TEXT_FAMILY, "\ue0ff\U000f0000") == {"\ue0ff", "\U000f0000"}, "private characters"
    assert find_missing(CODE_FAMILY, "│└") == frozenset()


def test_spaces_controls_and_what_only_chooses_a_form_are_not_missed() -> None:
    assert find_missing(TEXT_FAMILY, "\n\t\u2003\u3000\u200b\u00ad\u2060\ufe0f\u200d") == frozenset()


def test_a_missing_package_is_a_missing_tool() -> None:
    face = Face(
        family="None", style="normal", weight=400, package="fontpkg-none", file_name="x.ttf", file_stem="x", licence="x"
    )
    with pytest.raises(MissingToolError, match="fontpkg-none"):
        face.source  # noqa: B018 - looked up when read
