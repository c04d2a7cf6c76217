"""Plain words: a finished EPUB or PDF and the book that it was made of go in; the words that a reader misses come out.

Nothing here is shared with the checks: an EPUB is read with zipfile and lxml, a PDF with PDFium.
"""

from __future__ import annotations

import io
import posixpath
import unicodedata
import zipfile
from functools import lru_cache

import pypdfium2
from lxml import etree

from tests.properties.random_books import BREAK, RandomBook

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPS = "{http://www.idpf.org/2007/ops}type"
_OPF = {"o": "http://www.idpf.org/2007/opf", "c": "urn:oasis:names:tc:opendocument:xmlns:container"}
MOST = 3
# Points by which letters may stand out of the text block.
_SLACK = 3
# Pages of notes alone, between two pages that a passage stands on.
_PASSED_OVER = 4


def find_lost(book: RandomBook, content: bytes) -> list[str]:
    """Return sentences about words that are lacking, too many or out of order; none where the file is whole."""
    problems = _read_epub(book, content) if book.target == "epub" else _read_pdf(book, content)
    return problems[:MOST]


def fold(text: str) -> str:
    """Return the letters and digits alone, as they are whatever typography did to them."""
    return "".join(_fold_character(character) for character in text)


@lru_cache(maxsize=20_000)
def _fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


# --- EPUB ------------------------------------------------------------------------------------------------------------


def _read_epub(book: RandomBook, content: bytes) -> list[str]:
    main: list[str] = []
    notes: list[str] = []
    code: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        package_name = str(container.findall(".//c:rootfile", _OPF)[0].get("full-path"))
        package = etree.fromstring(archive.read(package_name))
        items = {str(item.get("id")): str(item.get("href")) for item in package.findall(".//o:item", _OPF)}
        for reference in package.findall(".//o:itemref", _OPF):
            name = posixpath.join(posixpath.dirname(package_name), items[str(reference.get("idref"))])
            root = etree.fromstring(archive.read(name))
            for section in root.iterfind(f"{_XHTML}body/*"):
                if section.tag == f"{_XHTML}nav":
                    continue
                # Pages that were composed hold no words of the manuscript but notes at the end of the book.
                _walk(section, main if section.get("data-generated") is None else [], notes, code)
    problems = []
    expected, found = fold(book.main), fold("".join(main))
    if expected != found:
        problems.append(_show_first_difference(expected, found))
    wanted = sorted(fold(note) for note in book.notes)
    seen = sorted(fold(note) for note in notes)
    problems += [f"note lacking: {note[:60]}" for note in wanted if note not in seen]
    problems += [f"note too many: {note[:60]}" for note in seen if note not in wanted]
    blocks = ["".join(text.split()) for text in code]
    problems += [f"code lacking: {text[:60]}" for text in book.code if text not in blocks]
    return problems


def _walk(element: etree._Element, main: list[str], notes: list[str], code: list[str]) -> None:
    """Add the words below `element`, without the calls of notes, their numbers and the title above them."""
    if not str(element.tag).startswith("{"):  # a comment
        main.append(element.tail or "")
        return
    kind = element.get(_OPS) or ""
    if kind == "noteref" or element.get("role") == "doc-backlink":
        main.append(element.tail or "")
        return
    inner = main
    if kind == "footnote":
        inner = []
    if element.tag == f"{_XHTML}pre":
        code.append("".join(str(text) for text in element.itertext()))
    inner.append(element.text or "")
    for child in element:
        _walk(child, inner, notes, code)
    if kind == "footnote":
        notes.append("".join(inner))
    main.append(element.tail or "")


def _show_first_difference(expected: str, found: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), min(len(expected), len(found))
    )
    start = max(0, at - 20)
    return f"…{expected[start : at + 30]}… has become …{found[start : at + 30]}…"


# --- PDF -------------------------------------------------------------------------------------------------------------


def read_pages(book: RandomBook, content: bytes, *, paper: bool = True) -> list[str]:
    """Return the text of each page as PDFium reads it, without contents, heads and folios: they repeat titles.

    With `paper` False what is drawn beside the paper, at the height of the text, is read as well.
    """
    texts = []
    document = pypdfium2.PdfDocument(content)
    try:
        for index, page in enumerate(document):
            if not document.get_page_label(index).isdigit():
                continue
            _, low, right, high = page.get_trimbox()
            inside = {"bottom": low + book.bottom - _SLACK, "top": high - book.top + _SLACK}
            sides = {"left": 0, "right": right + 1} if paper else {"left": -20_000, "right": 20_000}
            texts.append(page.get_textpage().get_text_bounded(**sides, **inside))
    finally:
        document.close()
    return texts


def _read_pdf(book: RandomBook, content: bytes) -> list[str]:
    pages = [fold(text) for text in read_pages(book, content)]
    beside: list[str] = []
    problems = []
    for passage in (book.main + BREAK + BREAK.join(book.notes)).split(BREAK):
        words = fold(passage)
        if not words or _stands_on(words, pages) or (book.letters_apart and _stands_on(words[1:], pages)):
            continue
        beside = beside or [fold(text) for text in read_pages(book, content, paper=False)]
        where = "beside the paper" if _stands_on(words, beside) else "nowhere in the PDF"
        problems.append(f"{where}: {words[:70]}")
    return problems


def _stands_on(words: str, pages: list[str]) -> bool:
    """Return True where the words begin on a page and go on, without a gap, on those behind it."""
    for index, page in enumerate(pages):
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            if words[:middle] in page:
                low = middle
            else:
                high = middle - 1
        if low == len(words):
            return True
        # What stands behind it on the page may happen to begin as the rest does.
        if low and any(_goes_on(words[cut:], pages, index + 1) for cut in (low, low - 1, low - 2, low - 3) if cut > 0):
            return True
    return False


def _goes_on(words: str, pages: list[str], first: int) -> bool:
    """Return True where the words go on from page `first`; a few pages may have nothing but notes and pictures."""
    for index in range(first, min(first + _PASSED_OVER + 1, len(pages))):
        if words in pages[index]:
            return True
        cut = next((n for n in range(len(words) - 1, 0, -1) if words[:n] in pages[index]), 0)
        if (cut > 3 or cut * 2 > len(pages[index])) and cut and _goes_on(words[cut:], pages, index + 1):
            return True
    return False
