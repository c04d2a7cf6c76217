"""Spine: an EPUB goes in; its content documents in reading order and its style sheets come out, read within limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from makeready.checks.blocks import XHTML, make_parser
from makeready.checks.words import UnreadableText
from makeready.model.composition import StyleSheet

# An XML bomb ends here instead of in memory; a chapter of 60 MB is none.
_ENTRY_LIMIT = 64 * 1024 * 1024
_TOTAL_LIMIT = 512 * 1024 * 1024


def read_entries(content: bytes) -> zipfile.ZipFile:
    """Return an EPUB opened for reading; raises UnreadableText where it is no archive or inflates to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        total = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableText(f"the file is no ZIP archive: {error}") from error
    if total > _TOTAL_LIMIT:
        raise UnreadableText(f"the archive inflates to {total:,} bytes")
    return archive


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of an entry, at most 64 MB; raises UnreadableText where there is none or it is damaged."""
    try:
        with archive.open(name) as stream:
            content = stream.read(_ENTRY_LIMIT + 1)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableText(f"{name} cannot be read: {error}") from error
    except Exception as error:  # zlib.error and lzma's have no common base
        raise UnreadableText(f"{name} is damaged: {error}") from error
    if len(content) > _ENTRY_LIMIT:
        raise UnreadableText(f"{name} inflates to more than {_ENTRY_LIMIT:,} bytes")
    return content


@dataclass(slots=True)
class Spine:
    """The content documents of an EPUB in reading order, by their names in the archive, and the archive itself."""

    documents: tuple[tuple[str, bytes], ...]
    archive: zipfile.ZipFile
    _sheets: dict[str, StyleSheet | None] = field(default_factory=dict)

    def find_names(self, hrefs: Iterable[str]) -> dict[str, str]:
        """Return the names that content documents have in the archive, by their places in the package's folder."""
        known: dict[str, str] = {}
        for name, _ in self.documents:
            parts = name.split("/")
            known.update(("/".join(parts[at:]), name) for at in range(len(parts)))
        return {href: known[href] for href in hrefs if href in known}

    def read_styles(self, name: str, root: etree._Element) -> tuple[StyleSheet, ...]:
        """Return the style sheets that a document (its name and its tree) asks for. Raises UnreadableText."""
        sheets = []
        for element in root.iter(f"{XHTML}link", f"{XHTML}style"):
            if element.tag == f"{XHTML}style":
                sheets.append(StyleSheet(name=name, content=element.text or ""))
            elif "stylesheet" in (element.get("rel") or "").lower().split():
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(element.get("href") or "")))
                sheet = self._read_sheet(path)
                if sheet is not None:
                    sheets.append(sheet)
        return tuple(sheets)

    def _read_sheet(self, path: str) -> StyleSheet | None:
        """Return a sheet of the archive, which nearly every document asks for, or None where there is none."""
        if path not in self._sheets:
            there = path in self.archive.NameToInfo
            content = read_entry(self.archive, path).decode("utf-8", "replace") if there else ""
            self._sheets[path] = StyleSheet(name=path, content=content) if there else None
        return self._sheets[path]


def read_spine(content: bytes) -> Spine:
    """Return the content documents of an EPUB in reading order.

    The navigation document counts only where the spine holds it. Raises UnreadableText.
    """
    archive = read_entries(content)
    package = _find_package(archive)
    folder = package.rpartition("/")[0]
    try:
        root = etree.fromstring(read_entry(archive, package), make_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText(f"{package} is not well-formed: {error}") from error
    items = {item.get("id"): item for item in root.iterfind(".//{*}manifest/{*}item")}
    documents: list[tuple[str, bytes]] = []
    for reference in root.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None:
            raise UnreadableText(f"the spine names “{reference.get('idref')}”, which is not in the manifest")
        if item.get("media-type") != "application/xhtml+xml" or "nav" in (item.get("properties") or "").split():
            continue
        name = f"{folder}/{item.get('href')}" if folder else item.get("href") or ""
        documents.append((name, read_entry(archive, name)))
    return Spine(tuple(documents), archive)


def _find_package(archive: zipfile.ZipFile) -> str:
    name = "META-INF/container.xml"
    try:
        root = etree.fromstring(read_entry(archive, name), make_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText(f"{name} is not well-formed: {error}") from error
    for found in root.iterfind(".//{*}rootfile"):
        if path := found.get("full-path"):
            return path
    raise UnreadableText(f"{name} names no package document")
