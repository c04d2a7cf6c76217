"""The tree: content documents go in; one tree for the page engine, inner links mended, comes out."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from itertools import islice
from xml.etree import ElementTree

from makeready.model.book import Book, Matter
from makeready.model.composition import Composition, ContentDocument
from makeready.model.direction import is_backward, name_direction
from makeready.model.edition import require_pages
from makeready.model.keys import ATTRIBUTE, number_elements
from makeready.pdf.code_lines import hang_code_lines
from makeready.pdf.introductions import mark_introductions
from makeready.pdf.lists import number_list

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPS = "{http://www.idpf.org/2007/ops}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def join_documents(composition: Composition) -> ElementTree.Element:
    """Return one `html` element with the bodies of all content documents in reading order.

    The matter of the book (front, body, back) becomes a `div` each, the page engine's page names hang on these.
    """
    book = composition.book
    root, body = open_tree(composition)
    targets = {document.href: document.anchors[0] for document in composition.documents if document.anchors}
    holders: dict[Matter, ElementTree.Element] = {}
    for document in composition.documents:
        holder = holders.get(document.matter)
        if holder is None:
            holder = ElementTree.SubElement(body, "div", {"class": f"matter-{document.matter.value}"})
            holders[document.matter] = holder
        first = document.matter is Matter.BODY and len(holder) == 0
        sections = _read_body(document, targets)
        for section in sections:
            hang_code_lines(section, require_pages(composition.edition))
            mark_introductions(section)
        for section in sections:
            if first:
                section.set("class", f"{section.get('class', '')} first".strip())
            if document.language != book.language:
                section.set("lang", document.language)
                if is_backward(document.language) != is_backward(book.language):
                    section.set("dir", name_direction(document.language))
            holder.append(section)
    return root


def write_tree(root: ElementTree.Element) -> bytes:
    """Return the tree as a job carries it: XML in UTF-8 with no other references than those of XML."""
    return ElementTree.tostring(root, encoding="unicode").encode()


def open_tree(composition: Composition) -> tuple[ElementTree.Element, ElementTree.Element]:
    """Return the `html` element of a book with its head, and its body, which is empty yet."""
    book = composition.book
    # On the root, for the engine then binds the pages on the right: the first one is a left one.
    direction = {"dir": "rtl"} if is_backward(book.language) else {}
    root = ElementTree.Element("html", {"lang": book.language, **direction})
    root.append(_write_head(book))
    body = ElementTree.SubElement(root, "body", {"class": f"openings-{require_pages(composition.edition).openings}"})
    return root, body


def _write_head(book: Book) -> ElementTree.Element:
    head = ElementTree.Element("head")
    ElementTree.SubElement(head, "title").text = book.title
    return head


def _read_body(document: ContentDocument, targets: Mapping[str, str]) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(document.content)  # noqa: S314 - our own bytes, written a moment ago
    body = root.find(f"{_XHTML}body")
    if body is None:
        raise ValueError(f"{document.href} has no body")
    folder = posixpath.dirname(document.href)
    for key, element in number_elements(document.href, islice(body.iter(), 1, None)):
        element.set(ATTRIBUTE, key)
    for element in body.iter():
        if element.tag.startswith(_XHTML):
            element.tag = element.tag[len(_XHTML) :]
        attributes = element.attrib
        for name in [n for n in attributes if n.startswith(_OPS) or n == _XML_LANG]:
            del attributes[name]
        href = attributes.get("href")
        if href and element.tag == "a":
            attributes["href"] = _join_href(href, folder, targets)
        if element.tag == "ol" and attributes.get("class") != "contents":
            number_list(element)
        if attributes.get("class") == "footnote":
            _fold_lines(element)
        source = attributes.get("src")
        if source:
            attributes["src"] = posixpath.normpath(posixpath.join(folder, source))
    return list(body)


def _fold_lines(note: ElementTree.Element) -> None:
    """Make spaces of the line ends in a footnote: the page engine (70.0) keeps them there and breaks its lines."""
    for element in note.iter():
        if element.tag == "pre" or element.tag == f"{_XHTML}pre":
            continue
        if element.text:
            element.text = element.text.replace("\n", " ")
        for child in element:
            if child.tail:
                child.tail = child.tail.replace("\n", " ")


def _join_href(href: str, folder: str, targets: Mapping[str, str]) -> str:
    if href.startswith("#") or "://" in href or href.startswith("mailto:"):
        return href
    path, _, fragment = href.partition("#")
    target = targets.get(posixpath.normpath(posixpath.join(folder, path)))
    if target is None:
        return href
    return f"#{fragment or target}"
