"""Archives: the bytes of a ZIP file go in; its members come out, each bounded, none under a name that leads elsewhere.

What an archive says of itself is not believed: sizes are counted while a member is inflated, and checksums compared.
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
import zipfile
import zlib

from lxml import etree

# A book of 800 pages with its pictures has some 60 MB; text that is larger is no text.
MOST_BYTES = 300_000_000
LARGEST = 100_000_000
MOST_MEMBERS = 20_000
# The parser's own bounds stand for what is no larger.
_PLAIN_XML = 20_000_000
_ENCRYPTED = 0x1
_PIECE = 1 << 16


class BadArchive(Exception):
    """An archive that is not read; the message says why, as a clause."""


class Archive:
    """One ZIP file in memory. Raises BadArchive where it is damaged, encrypted, or not what a book can be."""

    def __init__(self, content: bytes) -> None:
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
            members = self._file.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise BadArchive(f"it is damaged ({error})") from error
        if len(members) > MOST_MEMBERS:
            raise BadArchive(f"it has {len(members):,} members, and no book has more than {MOST_MEMBERS:,}")
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._parsed: dict[str, etree._Element] = {}
        folded: set[str] = set()
        total = 0
        for member in members:
            name = member.filename
            if member.is_dir():
                continue
            _check_name(name)
            key = unicodedata.normalize("NFC", name).casefold()
            if key in folded:
                raise BadArchive(f"it has two members of the name {name!r}")
            folded.add(key)
            if member.flag_bits & _ENCRYPTED:
                raise BadArchive(f"{name!r} in it is encrypted")
            total += member.file_size
            if member.file_size > LARGEST or total > MOST_BYTES:
                raise BadArchive(f"it holds more than {MOST_BYTES // 1_000_000} MB, or one member that is too large")
            self._members[name] = member

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the members, in the order of the archive."""
        return tuple(self._members)

    def has(self, name: str) -> bool:
        """Return True where there is a member of this name."""
        return name in self._members

    def read(self, name: str, limit: int = LARGEST) -> bytes:
        """Return the bytes of a member. Raises BadArchive where there is none, or it is damaged or too large."""
        member = self._members.get(name)
        if member is None:
            raise BadArchive(f"there is no {name!r} in it")
        pieces, size = [], 0
        try:
            with self._file.open(member) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > limit:
                        raise BadArchive(f"{name!r} in it is larger than {limit // 1_000_000} MB")
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
        ) as error:
            raise BadArchive(f"{name!r} in it is damaged ({error})") from error
        return b"".join(pieces)

    def parse(self, name: str, limit: int = LARGEST) -> etree._Element:
        """Return the root of a member that is XML, parsed once: it is to be left as it is.

        Raises BadArchive where it is none, or declares entities.
        """
        if name not in self._parsed:
            self._parsed[name] = self._parse(name, limit)
        return self._parsed[name]

    def _parse(self, name: str, limit: int) -> etree._Element:
        content = self.read(name, limit)
        if b"<!ENTITY" in content:
            raise BadArchive(f"{name!r} in it declares entities")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=limit > _PLAIN_XML)
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise BadArchive(f"{name!r} in it is no XML: {str(error)[:120]}") from error

    def check_sizes(self, limit: int) -> None:
        """Raise BadArchive where the members hold more than `limit` bytes together, counted while they are inflated."""
        total = 0
        for name in self._members:
            total += len(self.read(name, limit=max(limit - total, 1)))
            if total > limit:
                raise BadArchive(f"it holds more than {limit // 1_000_000} MB")


def _check_name(name: str) -> None:
    shown = name.replace("\\", "/")
    outside = shown.startswith("/") or re.match(r"[A-Za-z]:", shown) or ".." in shown.split("/")
    if outside or re.search(r"[\x00-\x1f]", name) or posixpath.normpath(shown).startswith(".."):
        raise BadArchive(f"the name {name!r} in it leads out of it")
