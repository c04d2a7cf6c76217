"""Pictures: the first bytes of a file go in; what it is and how many pixels it has come out, without decoding it."""

from __future__ import annotations

import struct

_STARTS = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
# JPEG: frames that carry the size (ITU T.81, table B.1), all but DHT, JPG and DAC of that range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def is_of_type(content: bytes, media_type: str) -> bool:
    """Return True where the bytes begin as `media_type` wants; a type that is not known here passes."""
    if media_type == "image/svg+xml":
        return b"<svg" in content[:4096]
    return media_type not in _STARTS or content.startswith(_STARTS[media_type])


def measure_picture(content: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG, GIF or JPEG in pixels; None where they are not told."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"GIF8") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _measure_jpeg(content)
    return None


def _measure_jpeg(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        # 0xFF may fill, and RST, SOI and TEM have no length.
        bare = kind in (0x01, 0xFF) or 0xD0 <= kind <= 0xD8
        place += 1 if kind == 0xFF else 2 if bare else 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None
