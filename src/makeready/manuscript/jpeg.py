"""JPEG: the bytes of a picture go in; whether its pixels end before its end mark comes out.

Decoders fill what is missing with grey and pass over it. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from makeready.late_pattern import late_pattern

if TYPE_CHECKING:
    from PIL import Image

_START_OF_SCAN, _END = 0xDA, 0xD9
_ALONE = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})  # no length behind them
_BEHIND_SCAN = late_pattern(rb"\xff[^\x00\xd0-\xd7\xff]")
# Where pixels are missing this is read as pixels, with the marks that a decoder may wait for; behind the last pixel
# nobody reads it.
_BITS = bytes((0x5A, 0xA5, 0x33, 0xCC, 0x96, 0x69, 0x0F, 0xF0)) * 16
_OTHER_BITS = _BITS + b"".join(bytes((0xFF, 0xD0 + number)) + _BITS for number in range(8))
_STRIP = 64


def is_cut_off(content: bytes, image: Image.Image) -> bool:
    """Return True where pixels of `image`, which was unpacked from `content`, are missing in it.

    The proof is a scan that was to be refined and was not, or a second picture, with other bits in front of the end
    mark: it is the same one if nothing is missing.
    """
    from PIL import Image

    end = _find_end(content)
    if end is None:
        return True
    with Image.open(io.BytesIO(content[:end] + _OTHER_BITS + content[end : end + 2]), formats=("JPEG",)) as other:
        return _hash_pixels(image) != _hash_pixels(other)


def _find_end(content: bytes) -> int | None:
    """Return where the end mark of the first picture is; None without one, or where bits of its scans are to come."""
    at = 2
    missing: dict[tuple[int, int], int] = {}
    while at + 2 <= len(content):
        if content[at] != 0xFF or content[at + 1] == 0xFF or content[at + 1] in _ALONE:
            at += 1
            continue
        marker = content[at + 1]
        if marker == _END:
            return None if any(missing.values()) else at
        start, at = at + 4, at + 2 + max(2, int.from_bytes(content[at + 2 : at + 4], "big"))
        if marker == _START_OF_SCAN:
            missing.update(_read_scan(content[start:at]))
            found = _BEHIND_SCAN.search(content, at)
            if found is None:
                break
            at = found.start()
    return None


def _read_scan(head: bytes) -> dict[tuple[int, int], int]:
    """Return how many bits are still missing in each coefficient of each component once the scan is read."""
    count = head[0] if head else 0
    if len(head) < 4 + 2 * count:
        return {}
    first, last, bits = head[1 + 2 * count : 4 + 2 * count]
    return {(head[1 + 2 * one], number): bits & 15 for one in range(count) for number in range(first, last + 1)}


def _hash_pixels(image: Image.Image) -> bytes:
    # In strips: a copy of all pixels would take as much memory again.
    found = hashlib.sha256()
    for top in range(0, image.height, _STRIP):
        found.update(image.crop((0, top, image.width, min(top + _STRIP, image.height))).tobytes())
    return found.digest()
