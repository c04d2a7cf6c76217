"""Streams: a stream of a PDF and a most size go in; its unpacked bytes, or an error before they are too many, come out.

The library behind pikepdf unpacks a stream whole, however large it becomes. So the size is measured before, in
pieces that are thrown away; what cannot be measured so is believed only where it is small.
"""

from __future__ import annotations

import zlib
from typing import Any

import pikepdf

_ENTRIES = (pikepdf.Dictionary, pikepdf.Stream)
_PIECE = 256 * 1024
_FLATE = ("/FlateDecode", "/Fl")
_TEXT = ("/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx")
# Both of them grow what they get by up to some thousand times.
_GROWING = {"/LZWDecode": 2800, "/LZW": 2800, "/RunLengthDecode": 64, "/RL": 64}


class TooLargeError(Exception):
    """A stream unpacks to more than was allowed, or nobody can tell."""


def list_filters(stream: Any) -> tuple[str, ...]:
    """Return the names of a stream's filters in the order in which they are undone."""
    named = stream.get("/Filter", stream.get("/F"))
    if named is None:
        return ()
    if isinstance(named, pikepdf.Array):
        return tuple(str(one) for one in named)
    return (str(named),)


def unpack(stream: Any, most: int) -> bytes:
    """Return the bytes of a stream with its general filters undone. Raises TooLargeError above `most`."""
    raw = bytes(stream.read_raw_bytes())
    if len(raw) > most:
        raise TooLargeError
    size, data, known = len(raw), raw, True
    filters = list_filters(stream)
    if len(filters) > 4:
        raise TooLargeError
    for name in filters:
        if name in _FLATE and known:
            data = _inflate(data, most)
            size = len(data)
        elif name in _TEXT and len(filters) == 1:
            known = False
        elif name in _TEXT or name in _GROWING or name in _FLATE:
            known = False
            size *= _GROWING.get(name, 1032 if name in _FLATE else 1)
        else:
            raise TooLargeError
        if size > most:
            raise TooLargeError
    if known and not _has_predictor(stream):
        return data
    return bytes(stream.read_bytes())


def _inflate(data: bytes, most: int) -> bytes:
    """Return what a deflated text becomes; of one that is cut off or broken as much as there is."""
    engine = zlib.decompressobj()
    parts, size = [], 0
    rest = data
    try:
        while rest and not engine.eof:
            part = engine.decompress(rest, _PIECE)
            rest = engine.unconsumed_tail
            parts.append(part)
            size += len(part)
            if size > most:
                raise TooLargeError
    except zlib.error:
        if not parts:
            raise ValueError("a stream is not packed as it says") from None
    return b"".join(parts)


def _has_predictor(stream: Any) -> bool:
    found = stream.get("/DecodeParms", stream.get("/DP"))
    if found is None:
        return False
    each = list(found) if isinstance(found, pikepdf.Array) else [found]
    return any(int(one.get("/Predictor", 1)) > 1 for one in each if isinstance(one, _ENTRIES))
