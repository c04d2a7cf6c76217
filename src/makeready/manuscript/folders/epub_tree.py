"""Trees of XHTML: a folder with a package document, or with pages alone, goes in; the book in its order comes out.

Standard Ebooks keeps books so, an unpacked EPUB is one, and HTMLBook is a page with the whole book.
https://www.w3.org/TR/epub-33/#sec-package-doc and https://standardebooks.org/manual
"""

from __future__ import annotations

import posixpath
import urllib.parse
from typing import Any

from lxml import etree

from makeready.findings import Finding, observe
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.plain import is_aside
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.folders.xhtml import prepare_page, read_page_metadata
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System

_PAGES = (".xhtml", ".html", ".htm")
_PLACES = ("src/epub", "", "OEBPS", "OPS", "EPUB", "epub", "src")
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_KEYS = {"title": "title", "creator": "author", "language": "language", "description": "description",
         "publisher": "publisher"}  # fmt: skip
# Pages that are made anew for each edition.
_MADE_ANEW = frozenset({"titlepage", "halftitlepage", "toc", "nav", "cover", "loi", "landmarks"})


def find_epub_tree(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book whose package document lies in `folder`, or where unpacked EPUBs have it; None where none is."""
    package = None
    for base in _PLACES:
        found = tree.list_files(join(folder, base), (".opf",))
        if len(found) == 1:
            package = found[0]
            break
    if package is None:
        return None
    root = _parse(tree.read(package) or "")
    if root is None:
        return None
    files = {
        str(one.get("id")): urllib.parse.unquote(str(one.get("href")))
        for one in root.iter(f"{_OPF}item")
        if str(one.get("media-type")) in ("application/xhtml+xml", "text/html")
    }
    base = posixpath.dirname(package)
    entries: list[Entry] = []
    left_out: list[tuple[str, str]] = []
    findings: list[Finding] = []
    for one in root.iter(f"{_OPF}itemref"):
        href = files.get(str(one.get("idref")))
        if href is None:
            continue
        path = join(base, href)
        span = place(package, one.sourceline or 1)
        if posixpath.splitext(posixpath.basename(path))[0].lower() in _MADE_ANEW:
            left_out.append((path, "it is made anew for each edition"))
        elif tree.has(path):
            entries.append(Entry(path=path, span=span))
        else:
            findings.append(observe("BF003", f"{href} is in the reading order, and there is no such file", span=span))
    if not entries:
        return None
    metadata, positions = _read_metadata(root, package)
    cover = next((one for one in root.iter(f"{_OPF}item") if "cover-image" in str(one.get("properties", ""))), None)
    bitmap = cover is not None and str(cover.get("media-type")) in ("image/jpeg", "image/png")
    if cover is not None and bitmap and tree.has(path := join(base, urllib.parse.unquote(str(cover.get("href"))))):
        metadata["cover"] = f"/{path}"
        positions.put("cover", place(package, cover.sourceline or 1))
    standard = package.endswith("src/epub/content.opf")
    return BookFolder(
        system=System.STANDARD_EBOOKS if standard else System.XHTML,
        evidence=((place(package), "the package document"),),
        folder=base,
        entries=tuple(entries),
        metadata=metadata,
        positions=positions,
        left_out=tuple(left_out),
        findings=tuple(findings),
        prepare=prepare_page,
    )


def _parse(text: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _read_metadata(root: Any, package: str) -> tuple[dict[str, Any], Positions]:
    """Return what the package document says: the first title, the authors, the language."""
    found: dict[str, Any] = {}
    positions = Positions(package)
    for one in root.iter(*(f"{_DC}{key}" for key in _KEYS)):
        key = _KEYS[etree.QName(one).localname]
        value = " ".join("".join(one.itertext()).split())
        if not value or (key in found and key != "author"):
            continue
        if key == "author":
            found.setdefault(key, []).append(value)
        else:
            found[key] = value
        span = place(package, one.sourceline or 1)
        positions.keys.setdefault((key,), span)
        positions.values.setdefault((key,), span)
    return found, positions


def find_pages(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book of the HTML pages in `folder`: HTMLBook, or pages in their order; None where none are."""
    listed = tree.find(join(folder, "atlas.json"))
    files: list[str] = []
    if listed is not None:
        values, _ = tree.read_yaml(listed)
        names = values.get("files") if isinstance(values, dict) else None
        files = [join(folder, one) for one in names if isinstance(one, str)] if isinstance(names, list) else []
        files = [path for path in files if tree.has(path) and path.lower().endswith(_PAGES)]
    if not files:
        files = [path for path in tree.list_files(folder, _PAGES) if not is_aside(path)]
    if not files:
        return None
    texts = [tree.read(path) or "" for path in files]
    books = [path for path, text in zip(files, texts, strict=True) if 'data-type="book"' in text]
    is_htmlbook = any("data-type=" in text for text in texts)
    if len(books) > 1:
        # Each page is a book of its own; which one is meant is the person's to say.
        return BookFolder(
            system=System.HTMLBOOK,
            evidence=((place(books[0]), "a whole book"),),
            candidates=tuple((path, "a whole book") for path in books),
        )
    if not is_htmlbook and listed is None:
        return None
    metadata, positions = read_page_metadata(tree, (books or files)[0])
    if not books:
        metadata.pop("title", None)  # it is the chapter's
    return BookFolder(
        system=System.HTMLBOOK,
        evidence=((place(listed or files[0]), "the files of the book" if listed else "pages of HTMLBook"),),
        folder=folder,
        entries=tuple(Entry(path=path, span=place(path)) for path in (books or files)),
        metadata=metadata,
        positions=positions,
        prepare=prepare_page,
    )
