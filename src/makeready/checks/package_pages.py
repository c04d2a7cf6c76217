"""The pages of an EPUB: each XHTML file goes in, parsed once; its ids, links and notes, and findings, come out."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable
from dataclasses import field
from typing import Any, NamedTuple

from lxml import etree

from makeready.checks.blocks import CALLS, XHTML, line_of, name_roles
from makeready.checks.package_container import XHTML_TYPE, Package, resolve, say_fault
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.schemes import LINK_SCHEMES
from makeready.store import make_key
from makeready.style.addresses import list_addresses
from makeready.workshop import Workshop, name_makers

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ACTIVE = frozenset({"script", "iframe", "object", "embed", "form", "input", "button", "base"})
_SCHEME = late_pattern(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class Link(NamedTuple):
    """A reference within the EPUB: from where, to which file and which id in it."""

    source: str
    line: int
    written: str
    path: str | None
    fragment: str
    element: etree._Element


@dataclass(slots=True, kw_only=True)
class Page:
    """An XHTML file of the EPUB, parsed: its ids in order, its references, its headings, its page markers."""

    path: str
    root: etree._Element
    ids: dict[str, etree._Element] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    note_calls: list[Link] = field(default_factory=list)


def read_pages(package: Package) -> dict[str, Page]:
    """Return the pages by their path; what is wrong with each by itself is noted in the package."""
    pages: dict[str, Page] = {}
    owners: dict[str, str] = {}
    for item in package.items.values():
        if item.media_type != XHTML_TYPE:
            continue
        try:
            root = package.read_page(item.path)
        except etree.XMLSyntaxError as error:
            package.note("EP016", f"the page is no well-formed XML: {say_fault(error)}", item.path, error.lineno or 1)
            continue
        page = pages[item.path] = Page(path=item.path, root=root)
        _check_head(package, page)
        _read_elements(package, page, owners)
    return pages


def check_links(package: Package, pages: dict[str, Page], workshop: Workshop) -> None:
    """Note each reference, in pages and style sheets, that leads to nothing in the EPUB.

    `workshop` remembers the references of sheets: reading one takes as long as reading all pages of a novel.
    """
    for page in pages.values():
        for link in page.links:
            target = pages.get(link.path or "")
            if link.path is None or link.path not in package.files:
                package.note("EP020", f"“{link.written}” leads to no file of the EPUB", link.source, link.line)
            elif link.fragment and target is not None and link.fragment not in target.ids:
                package.note("EP020", f"“{link.written}” leads to no place in {link.path}", link.source, link.line)
    for item in package.items.values():
        if item.media_type == "text/css":
            css = package.files[item.path].decode("utf-8", "replace")
            _check_addresses(package, item.path, _recall_addresses(css, workshop), 1)


def _check_head(package: Package, page: Page) -> None:
    root = page.root
    language = root.get(_XML_LANG)
    if not language or root.get("lang") != language:
        package.note("EP017", "the page does not say its language in both lang and xml:lang", page.path, line_of(root))
    if not (root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
        package.note("EP018", "the page has no title", page.path, line_of(root))


def _read_elements(package: Package, page: Page, owners: dict[str, str]) -> None:
    level = 0
    for element in page.root.iter(etree.Element):
        tag = element.tag
        name = tag[len(XHTML) :] if tag.startswith(XHTML) else tag.rpartition("}")[2]
        if element.attrib:
            _read_attributes(package, page, element, name, owners)
        if name in _HEADINGS:
            if level and _HEADINGS[name] > level + 1:
                message = f"a heading of level {_HEADINGS[name]} follows one of level {level}"
                package.note("EP029", message, page.path, line_of(element))
            level = _HEADINGS[name]
        elif name == "img":
            ornament = element.get("role") in ("presentation", "none") or element.get("aria-hidden") == "true"
            if not (element.get("alt") or "").strip() and not (ornament and element.get("alt") is not None):
                message = f"the picture {element.get('src')} has no words for those who do not see it"
                package.note("EP021", message, page.path, line_of(element))
        elif name in _ACTIVE:
            package.note("EP026", f"the page has a <{name}>", page.path, line_of(element))
        elif name == "style" and element.text:
            _check_style(package, page.path, element.text, line_of(element))


def _read_attributes(package: Package, page: Page, element: etree._Element, name: str, owners: dict[str, str]) -> None:
    line = line_of(element)
    attributes: Any = element.attrib
    for key, value in attributes.items():
        if key == "id":
            if value in owners:
                package.note("EP019", f"the id “{value}” is also in {owners[value]}", page.path, line)
            owners.setdefault(value, page.path)
            page.ids.setdefault(value, element)
        elif key in ("href", "src", "poster", _XLINK):
            _read_address(package, page, element, name, value, key != "href" or name in ("link", "image", "use"))
        elif key == "style":
            _check_style(package, page.path, value, line)
        elif key.startswith("on"):
            package.note("EP026", f"the attribute {key} runs a script", page.path, line)
    if {"pagebreak", "doc-pagebreak"} & name_roles(element):
        page.markers.append(element.get("id") or "")


def _read_address(package: Package, page: Page, element: etree._Element, name: str, value: str, resource: bool) -> None:
    line = line_of(element)
    scheme = _SCHEME.match(value)
    if scheme or value.startswith("//"):
        kind = scheme[1].lower() if scheme else "https"
        if resource and not value.lower().startswith("data:image/"):
            package.note("EP027", f"<{name}> takes {value[:80]} from outside the EPUB", page.path, line)
        elif not resource and kind not in LINK_SCHEMES:
            package.note("EP026", f"a link leads to “{value[:40]}”", page.path, line)
        return
    reference, _, fragment = value.partition("#")
    path = resolve(page.path, reference) if reference else page.path
    link = Link(page.path, line, value, path, fragment, element)
    page.links.append(link)
    if CALLS & name_roles(element):
        page.note_calls.append(link)


def _check_style(package: Package, path: str, css: str, first: int) -> None:
    """Note what a style takes from outside the EPUB, or from a file that is not there."""
    _check_addresses(package, path, _list_addresses(css), first)


def _list_addresses(css: str) -> list[tuple[str, int]]:
    return [(one.written, one.line) for one in list_addresses(css)]


def _recall_addresses(css: str, workshop: Workshop) -> list[tuple[str, int]]:
    """Return what a style sheet asks for, with the lines."""
    key = make_key("addresses of a sheet", name_makers(), css) if workshop.memory is not None else ""
    noted = workshop.recall(key) if key else None
    if noted is not None:
        with contextlib.suppress(ValueError, TypeError):
            return [(str(written), int(line)) for written, line in json.loads(noted)]
    found = _list_addresses(css)
    if key:
        workshop.remember(key, json.dumps(found).encode("ascii"))
    return found


def _check_addresses(package: Package, path: str, addresses: Iterable[tuple[str, int]], first: int) -> None:
    for address, below in addresses:
        line = first + below - 1
        if _SCHEME.match(address) or address.startswith("//"):
            if not address.lower().startswith("data:"):
                package.note("EP027", f"a style takes {address[:80]} from outside the EPUB", path, line)
        elif address and not address.startswith("#"):
            found = resolve(path, address.partition("#")[0])
            if found is None or found not in package.files:
                package.note("EP020", f"a style names {address}, which is not there", path, line)
