"""The package: files, reading order and metadata rows go in; the bytes of an EPUB come out, packed by EbookLib.

EbookLib is given each file as an `EpubItem`, whose bytes it writes verbatim; its own writers of XHTML lose text. The
metadata element is written here, because EbookLib's grows by kind and not in order.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime

from ebooklib import epub
from lxml import etree

from makeready.dataclass import dataclass
from makeready.epub.container import LEVEL, MIMETYPE, SteadyZip, deflate
from makeready.epub.metadata import IDENTIFIER_ID, PREFIXES, Row
from makeready.model.direction import is_backward

FOLDER = "EPUB"
_XML = "http://www.w3.org/XML/1998/namespace"
_DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """A file of the package: its place relative to the package document, its media type, its bytes."""

    href: str
    media_type: str
    content: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    id: str = ""

    @property
    def name(self) -> str:
        """Return the file's id in the manifest, which XML wants to be a name."""
        return self.id or re.sub(r"[^\w.-]", "-", self.href)


def pack_package(
    files: Sequence[PackageFile],
    spine: Sequence[PackageFile],
    rows: Sequence[Row],
    language: str,
    modified: str,
    pack: Callable[[bytes], bytes] = deflate,
) -> bytes:
    """Return the EPUB that holds `files` and is read in the order of `spine`.

    `modified` is a UTC time as `YYYY-MM-DDThh:mm:ssZ` (ValueError for anything else). `pack` gives what `deflate` does.
    """
    moment = datetime.strptime(modified, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    book = epub.EpubBook()
    book.IDENTIFIER_ID = IDENTIFIER_ID
    book.language = language
    book.direction = "rtl" if is_backward(language) else None
    items = {}
    for file in files:
        item = epub.EpubItem(uid=file.name, file_name=file.href, media_type=file.media_type, content=file.content)
        item.properties = list(file.properties)
        items[file.href] = book.add_item(item)
    book.spine = [items[file.href] for file in spine]
    stream = io.BytesIO()
    _Writer(stream, book, rows, moment, pack).write()
    return stream.getvalue()


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer with our metadata, our package attributes and a steady ZIP."""

    def __init__(
        self,
        stream: io.BytesIO,
        book: epub.EpubBook,
        rows: Sequence[Row],
        moment: datetime,
        pack: Callable[[bytes], bytes],
    ) -> None:
        super().__init__(stream, book, {"mtime": moment, "compresslevel": LEVEL})
        self._rows = rows
        self._moment = moment
        self._pack = pack

    def write(self) -> None:
        date = self._moment.timetuple()
        moment = (date.tm_year, date.tm_mon, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec)
        self.out = SteadyZip(self.file_name, moment, self._pack)
        with self.out:
            # EPUB 3.3, 4.2.2.2: first in the archive, neither compressed nor with an extra field.
            self.out.writestr("mimetype", MIMETYPE, compress_type=zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_metadata(self, root: etree._Element) -> None:
        metadata = etree.SubElement(root, "metadata", nsmap={"dc": _DC})
        for row in self._rows:
            tag = f"{{{_DC}}}{row.tag[3:]}" if row.tag.startswith("dc:") else row.tag
            element = etree.SubElement(metadata, tag)
            for name, value in row.attributes:
                element.set(f"{{{_XML}}}{name[4:]}" if name.startswith("xml:") else name, value)
            element.text = row.text

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set("prefix", PREFIXES)
        root.set(f"{{{_XML}}}lang", self.book.language)
        ncx = next((i.id for i in self.book.items if i.media_type == "application/x-dtbncx+xml"), None)
        spine = root.find("spine")
        if spine is not None and ncx is None:
            del spine.attrib["toc"]
        elif spine is not None and ncx is not None:
            spine.set("toc", ncx)
        super()._write_opf_file(root)
