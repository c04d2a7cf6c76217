"""Streams are unpacked as they say, and not beyond what is allowed."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from makeready.checks.preflight.streams import TooLargeError, unpack

# Streams live as long as their file.
PDF = pikepdf.new()
TEXT = b"0 0 0 1 k " * 100


def make(data: bytes, *filters: str, **entries: Any) -> Any:
    """Return a stream of packed bytes."""
    stream = Stream(PDF, data)
    if filters:
        stream.Filter = Array([Name(f"/{one}") for one in filters]) if len(filters) > 1 else Name(f"/{filters[0]}")
    for key, value in entries.items():
        stream[f"/{key}"] = value
    return stream


@pytest.mark.parametrize(
    "stream",
    [
        make(TEXT),
        make(zlib.compress(TEXT), "FlateDecode"),
        make(base64.a85encode(TEXT) + b"~>", "ASCII85Decode"),
        make(TEXT.hex().encode() + b">", "ASCIIHexDecode"),
        make(zlib.compress(zlib.compress(TEXT)), "FlateDecode", "FlateDecode"),
    ],
)
def test_general_filters_are_undone(stream: Any) -> None:
    assert unpack(stream, 10_000) == TEXT


def test_rows_that_are_packed_by_their_differences_are_put_together() -> None:
    rows = b"\x02\x01\x02\x02\x01\x01"
    parms = Dictionary(Predictor=15, Colors=1, Columns=2, BitsPerComponent=8)
    assert unpack(make(zlib.compress(rows), "FlateDecode", DecodeParms=parms), 100) == b"\x01\x02\x02\x03"


@pytest.mark.parametrize(
    "stream",
    [
        make(TEXT),
        make(zlib.compress(TEXT), "FlateDecode"),
        make(zlib.compress(zlib.compress(TEXT)), "FlateDecode", "FlateDecode"),
        make(b"\x80" * 50, "LZWDecode"),
        make(b"", "DCTDecode"),
        make(b"", *["ASCIIHexDecode"] * 5),
    ],
)
def test_what_is_too_large_or_cannot_be_measured_is_refused(stream: Any) -> None:
    with pytest.raises(TooLargeError):
        unpack(stream, 500)


def test_what_is_cut_off_is_read_as_far_as_it_goes() -> None:
    whole = zlib.compress(bytes(range(256)) * 40, 0)
    assert unpack(make(whole[:5000], "FlateDecode"), 100_000)[:256] == bytes(range(256))
