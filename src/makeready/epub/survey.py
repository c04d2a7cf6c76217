"""The survey: content documents go in, each parsed once; what accessibility, faces and lists need to know comes out."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import field
from functools import partial
from typing import Any
from urllib.parse import unquote

from lxml import etree

from makeready.dataclass import dataclass
from makeready.epub.cascade import INITIAL, Cascade, Place, Settings
from makeready.findings import Finding, observe
from makeready.model.composition import ContentDocument

XHTML = "http://www.w3.org/1999/xhtml"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML = f"{{{XHTML}}}"
_SVG = "{http://www.w3.org/2000/svg}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MOVING = frozenset({"video", "script", "iframe", "object", "embed", "canvas", "marquee"})
_FORMS = frozenset({"form", "input", "button", "select", "textarea"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image in the text: where it is, the file it shows ("" for inline SVG), its words, whether it is ornament."""

    document: str
    line: int
    source: str
    alt: str
    decorative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMarker:
    """The start of a printed page: its address and its printed number."""

    href: str
    label: str


@dataclass(slots=True, kw_only=True)
class Survey:
    """What the content documents hold, gathered while they are read, complete when `survey_documents` returns it."""

    pictures: list[Picture] = field(default_factory=list)
    markers: list[PageMarker] = field(default_factory=list)
    headings: list[tuple[str, int, int]] = field(default_factory=list)
    text: dict[Settings, set[str]] = field(default_factory=dict)
    properties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    maths: int = 0
    tables: int = 0
    tables_without_heads: int = 0
    empty_links: int = 0
    index: bool = False
    without_language: list[str] = field(default_factory=list)
    without_title: list[str] = field(default_factory=list)
    words: int = 0

    def add(self, other: Survey) -> None:
        """Take in what the documents behind those of this survey hold."""
        self.pictures += other.pictures
        self.markers += other.markers
        self.headings += other.headings
        for settings, characters in other.text.items():
            self.text.setdefault(settings, set()).update(characters)
        self.properties |= other.properties
        self.moving |= other.moving
        self.maths += other.maths
        self.tables += other.tables
        self.tables_without_heads += other.tables_without_heads
        self.empty_links += other.empty_links
        self.index |= other.index
        self.without_language += other.without_language
        self.without_title += other.without_title
        self.words += other.words


# What gives the survey of a document: one that it remembers, or that which it is told to make.
Recall = Callable[[ContentDocument, Callable[[], Survey]], Survey]


def read_xhtml(content: bytes) -> etree._Element:
    """Return the root of an XHTML file; no entity, DTD or network is used (etree.XMLSyntaxError where broken)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(content, parser)


def survey_documents(
    documents: Iterable[ContentDocument], cascade: Cascade, recall: Recall | None = None
) -> tuple[Survey, tuple[Finding, ...]]:
    """Return the survey of `documents` under the styles of `cascade`, and a finding for each that is no XML.

    `recall` gives the survey of a document that is known, else that which it is told to make.
    """
    whole = Survey()
    findings: list[Finding] = []
    for document in documents:
        make = partial(_survey_document, document, cascade)
        try:
            whole.add(make() if recall is None else recall(document, make))
        except etree.XMLSyntaxError as error:
            line = error.lineno or 1
            place = f"EPUB/{document.href}:{line}"
            message = f"the text cannot be written as XHTML: {(error.msg or '').partition(', line ')[0]}"
            findings.append(observe("EP005", message, span=document.locate(line), location=place))
    return whole, tuple(findings)


def _survey_document(document: ContentDocument, cascade: Cascade) -> Survey:
    """Return the survey of one document (etree.XMLSyntaxError)."""
    survey, root = Survey(), read_xhtml(document.content)
    places: dict[etree._Element, Place] = {}
    properties = set(document.properties)
    xml_lang = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    if not xml_lang or root.get("lang") != xml_lang:
        survey.without_language.append(document.href)
    if not (root.findtext(f"{_XHTML}head/{_XHTML}title") or "").strip():
        survey.without_title.append(document.href)
    for element in root.iter("*"):
        tag = element.tag
        name = tag[len(_XHTML) :] if tag.startswith(_XHTML) else tag
        parent = element.getparent()
        above = places.get(parent, INITIAL) if parent is not None else INITIAL
        place = places[element] = cascade.settle(above, name, element.get("class") or "")
        if element.text and name not in ("title", "style", "script"):
            survey.text.setdefault(place.settings, set()).update(element.text)
        if element.tail:
            survey.text.setdefault(above.settings, set()).update(element.tail)
        _note_element(document, element, name, survey, properties)
    if properties:
        survey.properties[document.href] = tuple(sorted(properties))
    body = root.find(f"{_XHTML}body")
    if body is not None:
        survey.words += len("".join(str(text) for text in body.itertext()).split())
    return survey


def _note_element(
    document: ContentDocument, element: etree._Element, name: str, survey: Survey, properties: set[str]
) -> None:
    if name in _HEADINGS:
        survey.headings.append((document.href, _line_of(element), _HEADINGS[name]))
    elif name == "img":
        survey.pictures.append(_read_picture(document, element))
    elif name == "a":
        if element.get("href") is not None and not _has_name(element):
            survey.empty_links += 1
    elif name == "table":
        survey.tables += 1
        survey.tables_without_heads += element.find(f".//{_XHTML}th") is None
    elif name in _MOVING or name in _FORMS:
        survey.moving.add(f"<{name}>")
        properties.add("scripted")
    elif name == f"{_SVG}svg":
        survey.pictures.append(_read_drawing(document, element))
        properties.add("svg")
        if any(e.tag.startswith(f"{_SVG}animate") for e in element.iter(f"{_SVG}*")):
            survey.moving.add("an animated drawing")
    elif name == f"{_MATH}math":
        survey.maths += 1
        properties.add("mathml")
    role = element.get("role")
    if role == "doc-pagebreak" and element.get("id"):
        label = element.get("aria-label") or element.get("title") or _words_of(element)
        survey.markers.append(PageMarker(href=f"{document.href}#{element.get('id')}", label=_read_folio(label)))
    elif role == "doc-index":
        survey.index = True


def _line_of(element: Any) -> int:
    return int(element.sourceline or 0)


def _words_of(element: Any) -> str:
    return "".join(element.itertext())


def _read_picture(document: ContentDocument, element: etree._Element) -> Picture:
    folder = posixpath.dirname(document.href)
    source = posixpath.normpath(posixpath.join(folder, unquote(element.get("src") or "")))
    ornament = element.get("role") in ("presentation", "none") or element.get("aria-hidden") == "true"
    alt = (element.get("alt") or "").strip()
    return Picture(document=document.href, line=_line_of(element), source=source, alt=alt, decorative=ornament)


def _read_drawing(document: ContentDocument, element: etree._Element) -> Picture:
    words = element.get("aria-label") or element.findtext(f"{_SVG}title") or ""
    ornament = element.get("role") in ("presentation", "none") or element.get("aria-hidden") == "true"
    line = _line_of(element)
    return Picture(document=document.href, line=line, source="", alt=words.strip(), decorative=ornament)


def _has_name(element: etree._Element) -> bool:
    if element.get("aria-label") or _words_of(element).strip():
        return True
    return any((image.get("alt") or "").strip() for image in element.iter(f"{_XHTML}img"))


def _read_folio(label: str) -> str:
    """Return the folio in a marker's words: " page 12. " gives "12"."""
    words = label.strip().rstrip(".").split()
    return words[-1] if words else ""
