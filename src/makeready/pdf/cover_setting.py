"""The cover set: its tree and style sheets go in; a picture comes out."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pypdfium2
from PIL import Image

from makeready.findings import Finding, Outcome, Severity, observe
from makeready.fonts import Face
from makeready.model.composition import StyleSheet
from makeready.pdf.engine import (
    EngineHtml,
    MemoryFetcher,
    limit_pages,
    tend_engine,
    watch_engine,
)
from makeready.pdf.engine_sheets import open_sheets
from makeready.pdf.messages import report_given_up
from makeready.pdf.refusals import UNREADABLE, EngineRefusedError, TooManyPagesError, recognise_refusals
from makeready.pdf.typefaces import serve_faces

SIZE = (1600, 2560)
_MOST_PAGES = 20


def set_cover(root: ElementTree.Element, styles: tuple[StyleSheet, ...], faces: tuple[Face, ...]) -> Outcome[bytes]:
    """Return the picture of `root` as `styles` set it in `faces`, an RGB JPEG of 1600 × 2560 pixels."""
    rules, resources = serve_faces(faces)
    fetcher = MemoryFetcher(resources)
    findings: list[Finding] = []
    with tend_engine(), watch_engine() as messages:
        try:
            texts = (("", rules), *((style.name, style.content) for style in styles))
            with recognise_refusals(), limit_pages(_MOST_PAGES):
                fonts, sheets = open_sheets(texts, fetcher, messages)
                document = EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts)
                content = document.write_pdf()
            picture = _draw_picture(content)
        except TooManyPagesError as error:
            return Outcome(findings=(observe("PD003", f"the cover has {error}"),))
        except EngineRefusedError as error:
            return Outcome(findings=(report_given_up(error, styles, of_cover=True),))
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
    return Outcome(value=picture, findings=tuple(findings))


def _draw_picture(content: bytes) -> bytes:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise EngineRefusedError(UNREADABLE.name) from error
    try:
        if not len(document):
            raise EngineRefusedError(UNREADABLE.name)
        page = document[0]
        # As pixels of four bytes in Pillow's own order, which it takes and packs without a copy.
        scale = SIZE[0] / page.get_width()
        picture = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True).to_pil()
    finally:
        document.close()
    if picture.size != SIZE:
        picture = picture.resize(SIZE, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    return out.getvalue()
