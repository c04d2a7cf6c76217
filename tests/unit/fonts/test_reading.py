"""Reading font files: what a file says of itself is believed, and what cannot be used is refused with its reason."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from makeready.fonts import find_file, list_built_in, list_characters, list_faces, subset_face
from makeready.fonts.reading import FontRefusedError, is_font, read_faces
from tests.unit.fonts.files import make_font

VARIABLE = next(face for face in list_faces() if face.style == "italic")
POSTSCRIPT = next(face for face in list_built_in().fallbacks if face.family == "Noto Serif KR")


def _save(content: bytes, flavour: str) -> bytes:
    font, out = TTFont(io.BytesIO(content)), io.BytesIO()
    font.flavor = flavour
    font.save(out)
    return out.getvalue()


def test_a_file_says_its_family_weight_slope_and_licence() -> None:
    (face,) = read_faces("fonts/a.ttf", make_font("My  Own Face", 650, italic=True))
    assert (face.family, face.weight, face.style) == ("My Own Face", 600, "italic")
    assert (face.licence, face.origin, face.is_postscript) == ("Made for a test", "fonts/a.ttf", False)
    assert list_characters(face) == set(map(ord, "abcxyz "))
    assert face.content and len(face.digest) == 64


def test_a_variable_font_has_a_regular_and_a_bold_face() -> None:
    faces = read_faces("v.ttf", find_file(VARIABLE).read_bytes())
    assert [(face.family, face.weight, face.style) for face in faces] == [
        ("EB Garamond", 400, "italic"),
        ("EB Garamond", 700, "italic"),
    ]
    assert subset_face(faces[0], "ab") != subset_face(faces[1], "ab")


def test_outlines_of_postscript_make_another_kind_of_file() -> None:
    (face,) = read_faces("k.otf", find_file(POSTSCRIPT).read_bytes())
    assert (face.suffix, face.media_type, face.css_format) == (".otf", "font/otf", "opentype")


@pytest.mark.parametrize("flavour", ["woff", "woff2"])
def test_compressed_files_are_the_same_font(flavour: str) -> None:
    plain = make_font()
    (face,) = read_faces("a.woff", _save(plain, flavour))
    assert face.content[:4] == b"\0\1\0\0"
    assert subset_face(face, "ab")[:4] == b"\0\1\0\0"
    assert list_characters(face) == list_characters(read_faces("a.ttf", plain)[0])


@pytest.mark.parametrize(
    ("bits", "is_allowed"),
    [(0, True), (0x0004, True), (0x0008, True), (0x0002, False), (0x0100, False), (0x0200, False), (0x0108, False)],
)
def test_licence_bits_are_obeyed(bits: int, is_allowed: bool) -> None:
    if is_allowed:
        assert read_faces("a.ttf", make_font(bits=bits))
        return
    with pytest.raises(FontRefusedError) as refusal:
        read_faces("a.ttf", make_font(bits=bits))
    assert refusal.value.code == "FO002"


@pytest.mark.parametrize("content", [b"", b"ttcf", b"wOFF", b"wOF2" + bytes(60), b"<html>", make_font()[:-200]])
def test_what_is_no_sound_font_is_refused(content: bytes) -> None:
    with pytest.raises(FontRefusedError) as refusal:
        read_faces("a.ttf", content)
    assert refusal.value.code == "FO001"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(make_font()) - 1), st.integers(0, 255), st.integers(1, 64))
def test_a_damaged_font_is_read_or_refused_and_raises_nothing_else(place: int, value: int, count: int) -> None:
    content = bytearray(make_font())
    content[place : place + count] = bytes([value]) * len(content[place : place + count])
    try:
        faces = read_faces("a.ttf", bytes(content))
    except FontRefusedError as refusal:
        assert refusal.code in ("FO001", "FO002")
    else:
        assert all(face.family for face in faces)


def test_endings_tell_fonts_from_other_files() -> None:
    assert all(map(is_font, ["a.ttf", "B.OTF", "c.woff2", "d.ttc"]))
    assert not any(map(is_font, ["OFL.txt", "a.ttf.license", "readme", ".ttf"]))
