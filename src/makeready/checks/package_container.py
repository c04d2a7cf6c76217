"""The container of an EPUB: bytes that may be hostile go in; its files, manifest and reading order come out.

Read within budgets, without entities, DTDs or network. EPUB 3.3, 4 (OCF) and 5 (package document).
"""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
import zipfile
import zlib
from dataclasses import field
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from makeready.checks.blocks import XHTML, line_of, parse_xml
from makeready.dataclass import dataclass
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.model.artifact import DEVICE_NAMES
from makeready.model.composition import Composition, StyleSheet

ENTRY_LIMIT = 10_000
FILE_LIMIT = 64 * 1024 * 1024
TOTAL_LIMIT = 512 * 1024 * 1024
XHTML_TYPE = "application/xhtml+xml"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_PORTABLE = late_pattern(r"[A-Za-z0-9._/-]+")


class Item(NamedTuple):
    """A row of the manifest: its id, the path of its file in the archive, what it says the file is."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]
    line: int


@dataclass(slots=True, kw_only=True)
class Package:
    """An opened EPUB, and the findings so far; `composition` gives the places in the manuscript.

    `trees` and `sheets` are what was parsed of its files.
    """

    composition: Composition | None
    files: dict[str, bytes] = field(default_factory=dict)
    opf_path: str = ""
    opf: etree._Element | None = None
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    trees: dict[str, etree._Element] = field(default_factory=dict)
    sheets: dict[str, StyleSheet] = field(default_factory=dict)

    def note(self, code: str, message: str, path: str | None = None, line: int | None = None) -> None:
        """Add a finding at a line of a file in the archive, and at the place in the manuscript where known."""
        span = None
        if self.composition is not None and path is not None and line is not None:
            href = self.name_place(path)
            span = next((one.locate(line) for one in self.composition.documents if one.href == href), None)
        location = path if line is None else f"{path}:{line}"
        self.findings.append(observe(code, message, span=span, location=location))

    def name_place(self, path: str) -> str:
        """Return where a file of the archive stands as the package document names it."""
        return posixpath.relpath(path, posixpath.dirname(self.opf_path) or ".")

    def read_page(self, path: str) -> etree._Element:
        """Return the root of an XHTML file, parsed when it is first asked for (etree.XMLSyntaxError)."""
        if path not in self.trees:
            self.trees[path] = parse_xml(self.files[path])
        return self.trees[path]

    def list_texts(self) -> list[str]:
        """Return the XHTML files in reading order; the navigation document is none of them."""
        known = {i.path for i in self.items.values() if i.media_type == XHTML_TYPE and "nav" not in i.properties}
        return [path for path in self.spine if path in known]

    def read_styles(self, path: str) -> tuple[StyleSheet, ...]:
        """Return the style sheets that a page asks for, those that are there; each is decoded once."""
        sheets = []
        for element in self.read_page(path).iter(f"{XHTML}link", f"{XHTML}style"):
            if element.tag == f"{XHTML}style":
                sheets.append(StyleSheet(name=path, content=element.text or ""))
            elif "stylesheet" in (element.get("rel") or "").lower().split():
                name = resolve(path, element.get("href") or "")
                if name is not None and name in self.files:
                    if name not in self.sheets:
                        self.sheets[name] = StyleSheet(name=name, content=self.files[name].decode("utf-8", "replace"))
                    sheets.append(self.sheets[name])
        return tuple(sheets)


def open_package(content: bytes, composition: Composition | None) -> Package:
    """Return the EPUB opened as far as it can be; `opf` is None where there is no package document."""
    package = Package(composition=composition)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_mimetype(package, archive)
            _read_files(package, archive)
    # Of the last three, zipfile raises one for what is encrypted, one for methods that it does not know, one for names.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        package.note("EP010", f"the file cannot be read as an EPUB: {error}")
        return package
    _find_opf(package)
    if package.opf is not None:
        _read_manifest(package, package.opf)
        _read_spine(package, package.opf)
        _check_names(package)
    return package


def say_fault(error: etree.XMLSyntaxError) -> str:
    """Return what is wrong with XML, without the place, which the finding has."""
    return (error.msg or "").partition(", line ")[0]


def resolve(base: str, reference: str) -> str | None:
    """Return the path in the archive that a relative reference in `base` leads to; None where it leads out."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(reference)))
    return None if path.startswith(("..", "/")) else path


def _check_mimetype(package: Package, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    first = entries[0] if entries else None
    if first is None or first.filename != "mimetype" or first.header_offset != 0:
        package.note("EP011", "the first entry is not `mimetype`", "mimetype")
    elif first.compress_type != zipfile.ZIP_STORED or first.extra:
        package.note("EP011", "`mimetype` is compressed or has an extra field", "mimetype")
    elif first.file_size > 100 or archive.read(first) != b"application/epub+zip":
        package.note("EP011", "`mimetype` does not say application/epub+zip", "mimetype")


def _read_files(package: Package, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > ENTRY_LIMIT:
        raise ValueError(f"it has more than {ENTRY_LIMIT:,} entries")
    # What the archive says comes first, so that nothing is inflated in vain; what is read is counted again.
    if sum(entry.file_size for entry in entries) > TOTAL_LIMIT:
        raise ValueError(f"it would unpack to more than {TOTAL_LIMIT:,} bytes")
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.filename in package.files:
            raise ValueError(f"{entry.filename} is in it twice")
        if entry.flag_bits & 1:
            raise ValueError(f"{entry.filename} is encrypted")
        with archive.open(entry) as stream:
            content = stream.read(FILE_LIMIT + 1)
        total += len(content)
        if len(content) > FILE_LIMIT or total > TOTAL_LIMIT:
            raise ValueError(f"{entry.filename} unpacks to more than {FILE_LIMIT:,} bytes")
        package.files[entry.filename] = content


def _find_opf(package: Package) -> None:
    container = package.files.get(_CONTAINER)
    if container is None:
        package.note("EP012", "there is no META-INF/container.xml", _CONTAINER)
        return
    path: str = _CONTAINER
    try:
        rootfile = parse_xml(container).find(f".//{_ROOTFILE}")
        path = (rootfile.get("full-path") if rootfile is not None else None) or ""
        if path not in package.files:
            package.note("EP012", f"the container names “{path}”, which is not there", _CONTAINER)
            return
        package.opf_path = path
        package.opf = parse_xml(package.files[path])
    except etree.XMLSyntaxError as error:
        package.note("EP012", f"it is no well-formed XML: {say_fault(error)}", path, error.lineno)


def _read_manifest(package: Package, opf: etree._Element) -> None:
    listed = {"mimetype", package.opf_path}
    for element in opf.iterfind(f"{OPF}manifest/{OPF}item"):
        line = line_of(element)
        href = element.get("href") or ""
        if re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
            package.note("EP027", f"the manifest lists {href}, which is not in the EPUB", package.opf_path, line)
            continue
        path = resolve(package.opf_path, href)
        if path is None or path not in package.files:
            package.note("EP013", f"the manifest lists {href}, which is not there", package.opf_path, line)
            continue
        if path in listed:
            package.note("EP013", f"the manifest lists {href} twice", package.opf_path, line)
        listed.add(path)
        properties = frozenset((element.get("properties") or "").split())
        item = Item(
            id=element.get("id") or "",
            path=path,
            media_type=element.get("media-type") or "",
            properties=properties,
            line=line,
        )
        package.items[item.id] = item
    for path in package.files:
        if path not in listed and not path.startswith("META-INF/"):
            package.note("EP014", f"{path} is in the EPUB but not in its manifest", path)


def _read_spine(package: Package, opf: etree._Element) -> None:
    for element in opf.iterfind(f"{OPF}spine/{OPF}itemref"):
        line = line_of(element)
        item = package.items.get(element.get("idref") or "")
        if item is None:
            name = element.get("idref")
            package.note("EP015", f"the reading order names “{name}”, which the manifest lacks", package.opf_path, line)
        elif item.path in package.spine:
            package.note("EP015", f"{item.path} is twice in the reading order", package.opf_path, line)
        else:
            package.spine.append(item.path)
    if not package.spine:
        package.note("EP015", "the reading order is empty", package.opf_path)


def _check_names(package: Package) -> None:
    seen: dict[str, str] = {}
    for path in package.files:
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in seen:
            package.note("EP030", f"{path} and {seen[folded]} are one file where case does not count", path)
        seen[folded] = path
        parts = path.split("/")
        if any(part.split(".")[0].casefold() in DEVICE_NAMES for part in parts):
            package.note("EP030", f"“{path}” is a name that Windows keeps for a device", path)
        elif not _PORTABLE.fullmatch(path) or any(part in ("", "..") or part.endswith(".") for part in parts):
            shown = path.encode("unicode_escape").decode("ascii")
            package.note("EP030", f"“{shown}” is no name that every system can unpack", shown)
