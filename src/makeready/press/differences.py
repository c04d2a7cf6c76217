"""Differences: a file as it lies there and the bytes that it should have go in; where they differ comes out.

The file may be anything: no more of it, nor of a member of it, is read than there are bytes to compare it with.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import IO, BinaryIO

_CHUNK = 1024 * 1024
# An archive that is longer by so much is not opened: its list of members may be as long as it likes.
_MOST_MORE = 64 * 1024 * 1024
# How we pack, and what needs no more memory than we ask for.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the archive's reader raises on what others wrote.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError,
    LookupError,
)  # fmt: skip


def find_difference(stream: IO[bytes], wanted: bytes) -> int | None:
    """Return the offset of the first byte of `stream` that is not that of `wanted`; None where there is none.

    Where one ends before the other, that is the offset.
    """
    at = 0
    while True:
        found = stream.read(_CHUNK)
        expected = wanted[at : at + _CHUNK]
        if found != expected[: len(found)]:
            return at + _find_first(found, expected)
        at += len(found)
        if not found:
            return None if at == len(wanted) else at


def describe_difference(stream: BinaryIO, wanted: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Return a few words and notes on how `stream` differs from `wanted`; None where it does not.

    Of an archive such as an EPUB, the notes name the members that differ.
    """
    at = find_difference(stream, wanted)
    if at is None:
        return None
    words = f"differs first at byte {at:,}"
    if not zipfile.is_zipfile(io.BytesIO(wanted)):
        return words, ()
    if stream.seek(0, io.SEEK_END) > len(wanted) + _MOST_MORE:
        return words, ("it is far larger than it should be",)
    try:
        stream.seek(0)
        notes = tuple(_compare_members(stream, wanted))
    except _BROKEN as error:
        return words, (f"it cannot be read as an archive: {str(error)[:200] or type(error).__name__}",)
    return words, notes or ("its members are the same: it differs in how it is packed",)


def _compare_members(stream: BinaryIO, wanted: bytes) -> Iterator[str]:
    with zipfile.ZipFile(stream) as theirs, zipfile.ZipFile(io.BytesIO(wanted)) as ours:
        there, here = theirs.namelist(), ours.namelist()
        counts, known = Counter(there), set(here)
        yield from (f"{name} is not in it" for name in here if name not in counts)
        yield from (f"{name} should not be in it" for name in sorted(set(there) - known))
        yield from (f"{name} is in it more than once" for name in here if counts[name] > 1)
        if there != here and sorted(there) == sorted(here):
            yield "its members stand in another order"
        for name in here:
            if name in counts and (at := _compare_member(theirs, ours, name)) is not None:
                yield f"{name} differs first at byte {at:,}" if at >= 0 else f"{name} cannot be read"


def _compare_member(theirs: zipfile.ZipFile, ours: zipfile.ZipFile, name: str) -> int | None:
    """Return the first byte at which the members differ, None where there is none, -1 where theirs cannot be read."""
    wanted = ours.read(name)
    if theirs.getinfo(name).compress_type not in _PACKED:
        return -1
    try:
        with theirs.open(name) as stream:
            return find_difference(stream, wanted)
    except _BROKEN:
        return -1


def _find_first(found: bytes, expected: bytes) -> int:
    """Return the offset of the first byte in which these two differ, by halves: a loop over bytes is slow."""
    low, high = 0, min(len(found), len(expected))
    if found[:high] == expected[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if found[low:middle] == expected[low:middle]:
            low = middle
        else:
            high = middle
    return low
