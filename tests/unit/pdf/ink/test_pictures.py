"""Pictures in print: pixels are converted exactly, gray ones go to black alone, no pixel passes the limit."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import NamedTuple

import pikepdf
import pytest
from PIL import Image

from tests.unit.pdf.ink.files import PLAIN, add, make_pdf, make_picture, prepare, scan

RGB = pikepdf.Name.DeviceRGB


class Read(NamedTuple):
    """A picture as it was written: its space, its palette, its samples, its keys."""

    space: str
    palette: bytes
    samples: bytes
    keys: set[str]


def _read(content: bytes) -> Read:
    pdf = pikepdf.open(io.BytesIO(content))
    (found,) = (one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image")
    indexed = isinstance(found.ColorSpace, pikepdf.Array)
    palette = bytes(found.ColorSpace[3]) if indexed else b""
    return Read(
        str(found.ColorSpace[1] if indexed else found.ColorSpace), palette, found.read_bytes(), set(found.keys())
    )


def _convert(
    samples: bytes, width: int, height: int, space: object = RGB, limit: float | None = None, **more: object
) -> Read:
    pdf = make_pdf(b"q 9 0 0 9 0 0 cm /Im Do Q")
    add(pdf, "/XObject", "/Im", make_picture(pdf, samples, width, height, space, **more))
    _, content = prepare(pdf, replace(PLAIN, ink_limit=limit))
    assert scan(content) == set()
    return _read(content)


def test_pixels_are_those_of_the_formula() -> None:
    found = _convert(bytes([255, 0, 0, 128, 128, 128, 10, 20, 30, 255, 255, 255]), 2, 2)
    assert found.space == "/DeviceCMYK"
    assert found.samples == bytes([0, 255, 255, 0, 0, 0, 0, 127, 20, 10, 0, 225, 0, 0, 0, 0])


def test_a_picture_of_neutral_pixels_is_gray() -> None:
    found = _convert(bytes([7, 7, 7, 200, 200, 200]), 2, 1)
    assert found.space == "/DeviceGray"
    assert found.samples == bytes([7, 200])


def test_a_palette_alone_is_converted() -> None:
    space = pikepdf.Array([pikepdf.Name.Indexed, RGB, 1, pikepdf.String(bytes([255, 0, 0, 0, 0, 0]))])
    found = _convert(bytes([0, 1, 1, 0]), 2, 2, space)
    assert found.palette == bytes([0, 255, 255, 0, 0, 0, 0, 255])
    assert found.samples == bytes([0, 1, 1, 0])


def test_decode_arrays_are_applied() -> None:
    found = _convert(bytes([0, 255, 255]), 1, 1, Decode=pikepdf.Array([1, 0, 1, 0, 1, 0]))
    assert found.samples == bytes([0, 255, 255, 0])
    assert "/Decode" not in found.keys


def test_jpegs_of_rgb_and_of_inks() -> None:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), (255, 0, 0)).save(written, "JPEG", quality=100)
    found = _convert(written.getvalue(), 8, 8, Filter=pikepdf.Name.DCTDecode)
    assert list(found.samples[:4]) == pytest.approx([0, 255, 255, 0], abs=3)
    written = io.BytesIO()
    Image.new("CMYK", (8, 8), (250, 240, 230, 220)).save(written, "JPEG", quality=100)
    turned = pikepdf.Array([1, 0] * 4)
    found = _convert(
        written.getvalue(), 8, 8, pikepdf.Name.DeviceCMYK, 240, Filter=pikepdf.Name.DCTDecode, Decode=turned
    )
    cyan, magenta, yellow, black = found.samples[:4]
    assert cyan + magenta + yellow + black <= 612
    assert black == 255
    assert cyan > magenta > yellow


def test_no_pixel_passes_the_limit() -> None:
    samples = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(313))[:10000]
    content = _convert(samples, 50, 50, pikepdf.Name.DeviceCMYK, 200).samples
    for n in range(0, len(content), 4):
        before, after = samples[n : n + 4], content[n : n + 4]
        assert sum(after) <= 510
        if sum(before) <= 510:
            assert after == before


def test_soft_masks_stay_where_transparency_may() -> None:
    pdf = make_pdf(b"q 9 0 0 9 0 0 cm /Im Do Q")
    mask = make_picture(pdf, bytes([128]), 1, 1, pikepdf.Name.DeviceGray)
    add(pdf, "/XObject", "/Im", make_picture(pdf, bytes([255, 0, 0]), 1, 1, RGB, SMask=mask))
    _, content = prepare(pdf)
    assert scan(content) == {"/SMask"}
