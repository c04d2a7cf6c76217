"""Pixels: a picture of a PDF goes in; its size, its packing and the ink of its heaviest places come out.

Pixels are sampled evenly, so that a large picture takes no longer than a small one.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image

from makeready.checks.preflight.colours import Space
from makeready.checks.preflight.streams import TooLargeError, list_filters, unpack
from makeready.dataclass import dataclass

_SAMPLES = 120_000
_MOST_BYTES = 96 * 1024 * 1024
_MOST_PIXELS = 24_000_000
LIMITS = tuple(range(200, 401, 10))


@dataclass(slots=True, kw_only=True)
class Told:
    """What a picture is wherever it stands; `heaviest` and `heavy` as those of `facts.Picture`."""

    pixels: tuple[int, int]
    packing: tuple[str, ...]
    bits: int
    heaviest: float | None = None
    heavy: tuple[tuple[int, float], ...] = ()


def describe_picture(found: Any, space: Space, *, is_mask: bool, most: int) -> tuple[Told, int]:
    """Return what is known of a picture, and how many pixels were sampled of at most `most`."""
    packing = tuple(one.removeprefix("/") for one in list_filters(found))
    width, height = int(found.get("/Width", 0)), int(found.get("/Height", 0))
    bits = int(found.get("/BitsPerComponent", 1 if is_mask else 8))
    told = Told(pixels=(width, height), packing=packing, bits=bits)
    if is_mask or space.family != "cmyk" or space.below is not None or bits != 8 or most <= 0:
        return told, 0
    if width < 1 or height < 1 or width * height > _MOST_PIXELS:
        return told, 0
    sums = _sample(found, width, height, packing, min(most, _SAMPLES))
    if sums:
        told.heaviest = max(sums) / 2.55
        told.heavy = tuple((limit, sum(one > limit * 2.55 + 2 for one in sums) / len(sums)) for limit in LIMITS)
    return told, len(sums)


def _sample(found: Any, width: int, height: int, packing: tuple[str, ...], most: int) -> list[int]:
    """Return the sums of four inks, 0 to 1020, of pixels that lie evenly; none where packed oddly."""
    turned = [float(one) for one in found.get("/Decode", ())][:2] == [1.0, 0.0]
    if packing == ("DCTDecode",):
        data = _unpack_jpeg(bytes(found.read_raw_bytes()), (width, height))
        # The library turns the four inks of every JPEG over, as those of Photoshop want it.
        turned = not turned
    elif "DCTDecode" in packing or "JPXDecode" in packing:
        return []
    else:
        try:
            data = unpack(found, min(_MOST_BYTES, width * height * 4 + height + 4096))
        except TooLargeError:
            return []
    count = len(data) // 4
    step = max(1, count // most) | 1
    view = memoryview(data)[: count * 4]
    sums = [
        c + m + y + k
        for c, m, y, k in zip(
            view[0 :: 4 * step], view[1 :: 4 * step], view[2 :: 4 * step], view[3 :: 4 * step], strict=True
        )
    ]
    return [1020 - one for one in sums] if turned else sums


def _unpack_jpeg(raw: bytes, size: tuple[int, int]) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=["JPEG"]) as image:
                if image.mode != "CMYK" or image.width * image.height > _MOST_PIXELS:
                    return b""
                # A quarter of the size is enough to sample, and is unpacked in a tenth of the time.
                if size[0] * size[1] > 16 * _SAMPLES:
                    image.draft("CMYK", (size[0] // 4, size[1] // 4))
                return image.tobytes()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return b""
