"""The cover: a book's title and makers go in; a picture of 1600 × 2560 pixels, typeset by the theme, comes out."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pypdfium2
from PIL import Image

from makeready.compose.balance import balance_lines
from makeready.findings import Finding, Outcome, Severity, observe
from makeready.fonts import TEXT_FAMILY, find_missing
from makeready.model.book import Book
from makeready.model.composition import StyleSheet
from makeready.pdf.engine import (
    EngineHtml,
    FontConfiguration,
    MemoryFetcher,
    limit_pages,
    tend_engine,
    watch_engine,
)
from makeready.pdf.layout import parse_sheets
from makeready.pdf.messages import describe_failure
from makeready.pdf.typefaces import choose_faces, serve_faces

SIZE = (1600, 2560)
_LONG, _VERY_LONG = 26, 60
_LINE = 15
_MOST_PAGES = 20


def draw_cover(book: Book, styles: tuple[StyleSheet, ...]) -> Outcome[bytes]:
    """Return the front cover of `book` as an RGB JPEG of 1600 × 2560 pixels, set by `styles`.

    The size is what the shops call ideal for an ebook cover: 2560 pixels on the long side, 1.6 : 1. A character
    that the typeface lacks is an error: the cover would show a box, or nothing.
    """
    root = _write_page(book)
    missing = sorted(find_missing(TEXT_FAMILY, "".join(root.itertext())))
    if missing:
        return Outcome(findings=tuple(_report_missing(character) for character in missing))
    rules, resources = serve_faces(choose_faces(()))
    fetcher = MemoryFetcher(resources)
    fonts = FontConfiguration()
    findings: list[Finding] = []
    with tend_engine(), watch_engine() as messages:
        try:
            texts = (("", rules), *((style.name, style.content) for style in styles))
            sheets = parse_sheets(texts, fetcher, fonts, messages)
            with limit_pages(_MOST_PAGES):
                document = EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts)
            content = document.write_pdf()
        except Exception as error:  # the engine's own, of any kind, for what no page can hold
            return Outcome(findings=(observe("PD006", f"of the cover, {describe_failure(error)}"),))
    findings += [
        observe("ST005", f"the style sheet of the cover asks for {url[:120]}, which is no file of the book")
        for url in dict.fromkeys(fetcher.refused)
    ]
    findings += [
        observe("ST004", f"of the cover the page engine says: {message[:200]}")
        for message in messages
        if not message.startswith("Failed to load")
    ]
    if len(document.pages) != 1:
        findings.append(
            observe("PD001", f"the cover came out as {len(document.pages)} pages", severity=Severity.WARNING)
        )
    return Outcome(value=_draw_picture(content), findings=tuple(findings))


def _report_missing(character: str) -> Finding:
    return observe(
        "TY001",
        f"{TEXT_FAMILY} has no “{character}” (U+{ord(character):04X}), which the cover needs",
        hint='bring a picture of your own: cover = "images/cover.jpg" in book.toml',
    )


def _write_page(book: Book) -> ElementTree.Element:
    root = ElementTree.Element("html", {"lang": book.language})
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = book.title
    body = ElementTree.SubElement(root, "body")
    ElementTree.SubElement(body, "div", {"class": "cover-frame"})
    head = ElementTree.SubElement(body, "div", {"class": "cover-head"})
    length = len(book.title)
    size = "very-long" if length > _VERY_LONG else "long" if length > _LONG else ""
    longest = _LINE + (3 if size == "long" else 9 if size else 0)
    title = ElementTree.SubElement(head, "p", {"class": f"cover-title {size}".strip()})
    for place, line in enumerate(balance_lines(book.title, longest)):
        if place:
            ElementTree.SubElement(title, "br").tail = line
        else:
            title.text = line
    if book.subtitle:
        ElementTree.SubElement(head, "div", {"class": "cover-rule"})
        ElementTree.SubElement(head, "p", {"class": "cover-subtitle"}).text = book.subtitle
    foot = ElementTree.SubElement(body, "div", {"class": "cover-foot"})
    for creator in book.creators[:4]:
        ElementTree.SubElement(foot, "p", {"class": "cover-creators"}).text = creator.name
    imprint = book.imprint or book.publisher
    if imprint:
        ElementTree.SubElement(foot, "p", {"class": "cover-imprint"}).text = imprint
    return root


def _draw_picture(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        picture = page.render(scale=SIZE[0] / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    if picture.size != SIZE:
        picture = picture.resize(SIZE, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    return out.getvalue()
