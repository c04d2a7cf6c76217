"""Differences: the first byte that differs, and the members of an archive; whatever somebody made of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import pytest

from makeready.press.differences import describe_difference, find_difference

LONG = bytes(range(256)) * 12_000  # more than the reader takes at once


def _pack(members: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


MEMBERS = [("mimetype", b"application/epub+zip"), ("a.xhtml", b"<p>One</p>"), ("b.css", b"p { }")]
BOOK = _pack(MEMBERS)


@pytest.mark.parametrize("at", [0, 1, 255, 1024 * 1024 - 1, 1024 * 1024, 2_000_001, len(LONG) - 1])
def test_the_first_byte_that_differs_is_found(at: int) -> None:
    other = bytearray(LONG)
    other[at] ^= 1
    other[-1] ^= 2
    assert find_difference(io.BytesIO(bytes(other)), LONG) == at


@pytest.mark.parametrize(
    ("found", "at"),
    [(LONG, None), (LONG + b"x", len(LONG)), (LONG[:-1], len(LONG) - 1), (b"", 0), (LONG[:1048576], 1048576)],
)
def test_where_one_ends_is_where_they_differ(found: bytes, at: int | None) -> None:
    assert find_difference(io.BytesIO(found), LONG) == at


def test_what_is_the_same_does_not_differ() -> None:
    assert describe_difference(io.BytesIO(BOOK), BOOK) is None
    assert find_difference(io.BytesIO(), b"") is None


def test_of_a_pdf_the_byte_is_told() -> None:
    assert describe_difference(io.BytesIO(b"%PDF-1.6"), b"%PDF-1.7") == ("differs first at byte 7", ())


@pytest.mark.parametrize(
    ("members", "notes"),
    [
        ([MEMBERS[0], ("a.xhtml", b"<p>Two</p>"), MEMBERS[2]], ("a.xhtml differs first at byte 3",)),
        ([*MEMBERS[:2], ("b.css", b"p {")], ("b.css differs first at byte 3",)),
        (MEMBERS[:2], ("b.css is not in it",)),
        ([*MEMBERS, ("c.js", b"")], ("c.js should not be in it",)),
        ([MEMBERS[0], MEMBERS[2], MEMBERS[1]], ("its members stand in another order",)),
    ],
)
def test_of_an_archive_the_members_are_told(members: list[tuple[str, bytes]], notes: tuple[str, ...]) -> None:
    told = describe_difference(io.BytesIO(_pack(members)), BOOK)
    assert told is not None and told[1] == notes


def test_another_way_to_pack_the_same_is_told() -> None:
    told = describe_difference(io.BytesIO(_pack(MEMBERS, zipfile.ZIP_STORED)), BOOK)
    assert told is not None and told[1] == ("its members are the same: it differs in how it is packed",)


def test_a_member_twice_is_told() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        double = _pack([*MEMBERS, MEMBERS[1]])
    told = describe_difference(io.BytesIO(double), BOOK)
    assert told is not None and told[1] == ("a.xhtml is in it more than once",)


@pytest.mark.parametrize("content", [b"", b"PK", BOOK[:-10], BOOK[:40] + b"?" * 30 + BOOK[70:], LONG])
def test_what_is_no_archive_is_told_not_raised(content: bytes) -> None:
    told = describe_difference(io.BytesIO(content), BOOK)
    assert told is not None and told[0].startswith("differs first at byte")
    assert any("cannot be read" in note for note in told[1])


@pytest.mark.parametrize("at", range(0, len(BOOK), 3))
def test_any_byte_may_be_spoilt(at: int) -> None:
    spoilt = bytearray(BOOK)
    spoilt[at] ^= 0xFF
    told = describe_difference(io.BytesIO(bytes(spoilt)), BOOK)
    assert told is not None and told[0] == f"differs first at byte {at:,}"


@pytest.mark.threat(96)
def test_an_archive_that_is_far_larger_or_packed_in_a_greedy_way_is_not_opened() -> None:
    told = describe_difference(io.BytesIO(bytes(70 * 1024 * 1024) + BOOK), BOOK)
    assert told == ("differs first at byte 0", ("it is far larger than it should be",))
    told = describe_difference(io.BytesIO(_pack(MEMBERS, zipfile.ZIP_LZMA)), BOOK)
    assert told is not None and told[1] == tuple(f"{name} cannot be read" for name, _ in MEMBERS)


@pytest.mark.threat(96)
def test_no_more_of_a_member_is_read_than_there_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _pack([MEMBERS[0], ("a.xhtml", bytes(64 * 1024 * 1024)), MEMBERS[2]])
    read = 0
    plain = zipfile.ZipExtFile.read

    def count(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        nonlocal read
        content = plain(self, n)
        read += len(content)
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "read", count)
    told = describe_difference(io.BytesIO(bomb), BOOK)
    assert told is not None and told[1] == ("a.xhtml differs first at byte 0",)
    assert read < 3 * 1024 * 1024
