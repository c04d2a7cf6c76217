"""JPEGs whose pixels end before their end mark are found out, and no sound one is taken for such."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageFilter

from makeready.manuscript.jpeg import is_cut_off


def make(size: tuple[int, int], soft: int, **options: int) -> bytes:
    """Return a JPEG of noise, softened by so many pixels."""
    choice = random.Random(f"{size}{soft}")  # noqa: S311 - the same picture every time
    image = Image.frombytes("RGB", size, choice.randbytes(3 * size[0] * size[1]))
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(soft)).save(out, "JPEG", **options)
    return out.getvalue()


def judge(content: bytes) -> bool:
    """Return whether the picture is cut off."""
    with Image.open(io.BytesIO(content)) as image:
        try:
            image.load()
        except OSError:
            # Then the decoder says so itself, and nobody asks.
            return True
        return is_cut_off(content, image)


@pytest.mark.threat(84)
@pytest.mark.parametrize("progressive", [0, 1])
@pytest.mark.parametrize("subsampling", [0, 2])
@pytest.mark.parametrize("restarts", [0, 1])
@pytest.mark.parametrize("size", [(90, 70), (33, 17)])
def test_what_is_cut_is_found_and_what_is_whole_is_not(
    progressive: int, subsampling: int, restarts: int, size: tuple[int, int]
) -> None:
    for soft in (0, 4):
        whole = make(
            size, soft, progressive=progressive, subsampling=subsampling, restart_marker_rows=restarts, quality=80
        )
        assert not judge(whole)
        assert not judge(whole + b"\xff\xd9 and what else a camera wrote")
        start = whole.index(b"\xff\xda") + 14
        for number in range(1, 8):
            cut = start + (len(whole) - 6 - start) * number // 8
            assert judge(whole[:cut].removesuffix(b"\xff") + b"\xff\xd9"), (soft, cut, len(whole))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [0, 1])
def test_an_even_picture_is_whole(mode: str, progressive: int) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "JPEG", progressive=progressive)
    assert not judge(out.getvalue())
