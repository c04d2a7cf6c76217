"""The engine: the release and the private names that are relied on, the repairs, and a fetcher for the book alone."""

from __future__ import annotations

import gc
import inspect
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pydyf
import pytest
import weasyprint
import weasyprint.layout.block
import weasyprint.layout.inline
import weasyprint.layout.page
from weasyprint.urls import FatalURLFetchingError, URLFetchingError

from makeready.fonts import list_characters, list_faces
from makeready.pdf import engine, engine_grid, note_area
from makeready.pdf.engine import (
    CSS,
    EngineHtml,
    FontConfiguration,
    MemoryFetcher,
    boxes,
    tend_engine,
    watch_engine,
)
from makeready.pdf.messages import BASE
from makeready.pdf.typefaces import serve_faces


def _render(body: str, css: str, resources: dict[str, tuple[bytes, str]] | None = None) -> tuple[Any, MemoryFetcher]:
    """Return the engine's pages of `body`, set in the text family, and the fetcher that they used."""
    rules, served = serve_faces(list_faces()[:4])
    fetcher = MemoryFetcher({**served, **(resources or {})})
    fonts = FontConfiguration()
    sheets = [CSS(string=s, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for s in (rules, css)]
    root = ElementTree.fromstring(f'<html lang="en"><head><title>t</title></head><body>{body}</body></html>')  # noqa: S314
    return EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts), fetcher


def _lines(document: Any) -> list[str]:
    def walk(box: Any) -> Iterator[str]:
        if isinstance(box, boxes.LineBox):
            yield "".join(b.text for b in box.descendants() if isinstance(b, boxes.TextBox)).strip()
        else:
            for child in getattr(box, "children", ()):
                yield from walk(child)

    return [line for page in document.pages for line in walk(page._page_box)]


# --- what is pinned


def test_the_engine_is_the_release_that_its_insides_were_read_in() -> None:
    """Another release needs a look at every private name below and at the repairs."""
    assert weasyprint.VERSION == "70.0"
    assert pydyf.VERSION.startswith("0.13")


def test_the_private_names_that_are_used_are_there() -> None:
    signature = inspect.signature(engine._ENGINE_SPLIT)
    assert list(signature.parameters) == [
        "text", "style", "context", "max_width", "justification_spacing", "is_line_start", "minimum",
    ]  # fmt: skip
    lines = inspect.getsource(engine._ENGINE_LINE_LAYOUT)
    assert lines.count(engine._SENDS_NOTES_AWAY[0]) == lines.count(note_area.SENDS_CALL[0]) == 1
    remake = inspect.getsource(note_area._ENGINE_REMAKE_PAGE)
    assert remake.count(note_area.ENDS_WITH_NOTES[0]) == remake.count(note_area.KNOWS_BREAKS[0]) == 1
    assert list(inspect.signature(engine._ENGINE_LINE_LAYOUT).parameters)[:11] == [
        "context", "box", "index", "child", "new_children", "page_is_empty", "absolute_boxes", "fixed_boxes",
        "adjoining_margins", "bottom_space", "position_y",
    ]  # fmt: skip
    assert list(inspect.signature(engine_grid._ENGINE_IN_FLOW).parameters)[:5] == [
        "context", "box", "index", "child", "new_children",
    ]  # fmt: skip
    assert list(inspect.signature(engine_grid._ENGINE_LINE).parameters)[:5] == [
        "context", "linebox", "position_y", "bottom_space", "skip_stack",
    ]  # fmt: skip
    assert list(inspect.signature(note_area._ENGINE_BLOCK_LAYOUT).parameters)[:9] == [
        "context", "box", "bottom_space", "skip_stack", "containing_block", "page_is_empty", "absolute_boxes",
        "fixed_boxes", "adjoining_margins",
    ]  # fmt: skip
    assert all(callable(method) for method in note_area._ENGINE_METHODS.values())
    assert isinstance(pydyf.PDF.page_references, property)
    assert all(hasattr(boxes, n) for n in ("FootnoteAreaBox", "MarginBox", "LineBox", "TextBox"))
    document, _ = _render("<p id='x'>one</p>", "@page { size: 200pt }")
    (page,) = document.pages
    assert page._page_box.children and "x" in page.anchors


def test_the_made_document_has_what_the_engines_own_has() -> None:
    own = weasyprint.HTML(string="<p>x</p>", url_fetcher=MemoryFetcher({}))
    made = EngineHtml(ElementTree.Element("html"), MemoryFetcher({}))
    assert set(vars(own)) == set(vars(made))


# --- the repairs

# A line of it that ends exactly before the element in italics has only its last space too many.
SPEECH = (
    "The keeper of the lamp had long a habit of counting the ships that even the worst winter could not teach her "
    "neighbours what she still hoped for at night when the rain came over the stone wall. <em>Her</em> dog was less "
    "patient, and slept."
)
MEASURE = """
@page { size: 400pt 600pt; margin: 50pt 56pt }
html { font: 11pt/14pt "EB Garamond" }
p { margin: 0; text-indent: 1.2em; text-align: justify; hyphens: auto }
"""


def test_no_word_stands_alone_on_a_line_before_italics() -> None:
    body = f"<p>a b.</p><p>{SPEECH}</p>"
    unmended = _lines(_render(body, MEASURE)[0])
    assert "she" in unmended, "the engine no longer has the fault: the repair can go"
    with tend_engine():
        mended = _lines(_render(body, MEASURE)[0])
    assert "she" not in mended
    assert " ".join(mended) == " ".join(unmended)
    assert len(mended) == len(unmended) - 1


def test_lines_without_the_fault_are_what_they_were() -> None:
    body = "".join(f"<p>{SPEECH[n:]}</p>" for n in (4, 40, 70, 100))
    plain = _lines(_render(body.replace("<em>", "").replace("</em>", ""), MEASURE)[0])
    with tend_engine():
        assert _lines(_render(body.replace("<em>", "").replace("</em>", ""), MEASURE)[0]) == plain


@pytest.mark.parametrize(
    ("language", "words", "capitals"),
    [
        ("el", "Το ρολόι του έυπορου, Ğöran Ùlm", "ΤΟ ΡΟΛΟΪ ΤΟΥ ΕΫΠΟΡΟΥ, ĞÖRAN ÙLM"),
        ("el", "προϊόν, μαΐου, άυλος", "ΠΡΟΪΟΝ, ΜΑΪΟΥ, ΑΫΛΟΣ"),
        ("tr", "ığdır iki", "IĞDIR İKİ"),
        ("en", "Ğöran Ùlm ίσα", "ĞÖRAN ÙLM ΊΣΑ"),
    ],
)
def test_capitals_are_those_of_the_language_and_the_alphabet(language: str, words: str, capitals: str) -> None:
    root = ElementTree.fromstring(f'<html lang="{language}"><body><p>{words}</p></body></html>')  # noqa: S314
    with tend_engine():
        document = EngineHtml(root, MemoryFetcher({})).render(
            stylesheets=[engine.CSS(string="p { text-transform: uppercase; white-space: nowrap }")]
        )
    (leaf,) = engine.list_leaves(document.pages[0]._page_box)
    assert leaf.text == capitals


def test_the_engine_is_left_as_it_was_found() -> None:
    def see() -> tuple[object, ...]:
        return (
            pydyf.PDF.page_references,
            weasyprint.layout.inline.split_first_line,
            weasyprint.layout.inline.first_letter_to_box,
            weasyprint.formatting_structure.text.uppercase,
            weasyprint.layout.block._linebox_layout,
            weasyprint.layout.page.block_level_layout,
            weasyprint.layout.page.remake_page,
            weasyprint.pdf.add_tags,
            weasyprint.layout.LayoutContext.add_broken_out_of_flow,
            *(getattr(weasyprint.layout.LayoutContext, name) for name in note_area._ENGINE_METHODS),
            gc.isenabled(),
        )

    before = see()
    with pytest.raises(KeyError), tend_engine():
        assert [a is b for a, b in zip(see(), before, strict=True)] == [False] * len(before)
        raise KeyError
    assert see() == before


def test_page_references_are_the_same_and_made_once() -> None:
    def make() -> Any:
        pdf = pydyf.PDF()
        for _ in range(3):
            pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference}))
        return pdf

    plain = make().page_references
    with tend_engine():
        pdf = make()
        assert tuple(pdf.page_references) == tuple(plain)
        assert len(pdf.page_references) == 3
        assert pdf.page_references is pdf.page_references
        pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference}))
        assert len(pdf.page_references) == 4


# --- what the engine says


def test_what_the_engine_says_is_collected_once_and_reaches_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    with watch_engine() as messages:
        for _ in range(2):
            CSS(string="p { colour: red }", url_fetcher=MemoryFetcher({}), base_url=BASE)
    assert len(messages) == 1
    assert messages[0].startswith("Ignored")
    assert caplog.records == []
    logger = logging.getLogger("weasyprint")
    assert not any(isinstance(handler, engine._Collector) for handler in logger.handlers)


def test_no_font_of_the_system_can_reach_a_page() -> None:
    with watch_engine() as messages:
        document, _ = _render("<p>x</p>", 'p { font-family: "DejaVu Sans", sans-serif }')
        document.write_pdf()
    assert {font.family for font in document.fonts.values()} <= {"EB Garamond"}
    assert not any("DejaVu" in message for message in messages)


def test_a_narrow_space_is_set_though_the_typeface_has_none() -> None:
    """French marks bring it; the engine makes it out of the space, narrower, and misses no glyph."""

    def measure(text: str) -> float:
        (page,) = _render(f"<p>{text}</p>", MEASURE)[0].pages
        return max(float(b.width) for b in page._page_box.descendants() if isinstance(b, boxes.TextBox))

    assert ord("\u202f") not in list_characters(list_faces()[0])
    assert measure("nn") < measure("n\u202fn") < measure("n n")
    with watch_engine() as messages:
        document, _ = _render("<p>« n\u202f»</p>", MEASURE)
        document.write_pdf()
    assert [m for m in messages if "glyph" in m.lower()] == []


# --- the fetcher

OUTSIDE = (
    "file:///etc/hostname",
    "FILE:///etc/hostname",
    "file://localhost/etc/hostname",
    "file:///book/../etc/hostname",
    "file:///book/%2e%2e/etc/hostname",
    "file:///book/..%2fetc/hostname",
    "FILE:///book/images/a.png",
    "file:///bookshop/a",
    "http://127.0.0.1:9/x",
    "https://example.org/x.css",
    "//example.org/x",
    "ftp://example.org/x",
    "data:text/plain,x",
    "/etc/hostname",
    "",
)


@pytest.mark.parametrize("url", OUTSIDE)
def test_nothing_outside_of_the_book_is_served(url: str) -> None:
    fetcher = MemoryFetcher({"images/a.png": (b"x", "image/png"), "a": (b"y", "text/plain")})
    with pytest.raises(ValueError, match="outside"):
        fetcher.fetch(url)
    assert fetcher.refused == [url]


def test_what_the_book_brings_is_served() -> None:
    fetcher = MemoryFetcher({"images/a.png": (b"x", "image/png")})
    for url in ("file:///book/images/a.png", "file:///book/images/a.png?x#y"):
        response = fetcher.fetch(url)
        assert (response.read(), response.content_type, response.charset) == (b"x", "image/png", None)
    assert fetcher.refused == []


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ('<img src="{}" alt=""/>', ""),
        ('<object data="{}"></object>', ""),
        ('<embed src="{}"/>', ""),
        ("<p>x</p>", "p {{ background: url({}) }}"),
        ("<p>x</p>", "p::before {{ content: url({}) }}"),
        ("<p>x</p>", "p {{ list-style: url({}) inside; display: list-item }}"),
        ("<p>x</p>", "@import url({});"),
        ("<p>x</p>", "@font-face {{ font-family: Own; src: url({}) }} p {{ font-family: Own }}"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>', ""),
    ],
)
@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:9/x", "../../etc/hostname"])
def test_every_way_to_ask_comes_to_the_fetcher(body: str, css: str, url: str) -> None:
    with watch_engine():
        document, fetcher = _render(body.format(url), css.format(url))
        content = document.write_pdf()
    assert fetcher.refused != []
    assert b"/EmbeddedFile" not in content


def test_attachments_and_links_to_files_read_nothing() -> None:
    with watch_engine():
        body = '<p><a rel="attachment" href="file:///etc/hostname">x</a></p>'
        document, fetcher = _render(body, "")
        content = document.write_pdf()
    assert b"/EmbeddedFile" not in content
    assert b"/Filespec" not in content
    assert fetcher.refused == ["file:///etc/hostname"]


def test_a_refusal_is_an_error_that_the_engine_understands() -> None:
    assert not issubclass(ValueError, FatalURLFetchingError)
    assert issubclass(FatalURLFetchingError, BaseException)
    assert issubclass(URLFetchingError, OSError)


def test_leaves_come_in_the_order_of_the_tree_from_behind_placeholders_too() -> None:
    placed = '<p>One <b style="position: absolute">two</b> three</p><p style="float: left">four</p><p>five</p>'
    document, _ = _render(placed, "@page { size: 200pt }")
    leaves = list(engine.list_leaves(document.pages[0]._page_box.children[0]))
    assert [leaf.text.strip() for leaf in leaves if leaf.text.strip()] == ["One", "two", "three", "four", "five"]
    assert {leaf.element_tag for leaf in leaves} == {"p", "b"}
    assert all(leaf.element is not None for leaf in leaves)


def test_what_is_added_to_an_element_ends_with_its_page() -> None:
    """The engine carries the rest of it on to the next pages, beside other words, as often as there are any."""
    css = """
    @page { size: 200pt 100pt; margin: 20pt } html { font: 10pt/12pt "EB Garamond" } p { margin: 0 }
    p.marked { position: relative }
    p.marked::before { content: "%"; white-space: pre; position: absolute; left: 0; top: 12pt; bottom: 0 }
    """.replace("%", r"x\A" * 30)
    body = "<p>a</p><p>b</p><p class='marked'>c<br/>d<br/>e<br/>f</p><p>g</p><p>h</p><p>i</p>"
    with tend_engine():
        document, _ = _render(body, css)
    pages = [
        [leaf.text for leaf in engine.list_leaves(page._page_box) if isinstance(leaf, boxes.TextBox)]
        for page in document.pages
    ]
    assert pages == [["a", "b", "x", "c", "d"], ["e", "f", "g", "h", "i"]]


@pytest.mark.parametrize("setting", ["float: left", "float: none"])
@pytest.mark.parametrize("before", range(6))
def test_a_first_letter_stands_once_wherever_its_paragraph_is_laid_out_anew(setting: str, before: int) -> None:
    """The engine raises an AssertionError for a floated one whose lines go to the next page."""
    css = f"""
    @page {{ size: 200pt 100pt; margin: 20pt }} html {{ font: 10pt/12pt "EB Garamond"; orphans: 2; widows: 2 }}
    p {{ margin: 0 }} p.first::first-letter {{ {setting}; font-size: 200% }}
    """
    words = "Quick words " * 12
    with tend_engine():
        document, _ = _render("<p>a</p>" * before + f"<p class='first'><b>{words}</b></p>", css)
    leaves = [leaf for page in document.pages for leaf in engine.list_leaves(page._page_box)]
    text = "".join("".join(leaf.text.split()) for leaf in leaves)
    assert text == "a" * before + "".join(words.split())
    assert [leaf.text for leaf in leaves if leaf.style["font_size"] > 20] == ["Q"]


_GROWTH = """
import ctypes, gc, sys
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, tend_engine
from makeready.pdf.messages import BASE
from makeready.fonts import list_faces
from makeready.pdf.typefaces import serve_faces
from xml.etree import ElementTree

rules, served = serve_faces(list_faces()[:4])
rules += "p { font-variant-numeric: oldstyle-nums; width: 1mm }"
# https://man7.org/linux/man-pages/man3/mallinfo.3.html
class Heap(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena chunks small maps mapped a b used free top".split()]

heap = ctypes.CDLL(None).mallinfo2
heap.restype = Heap
text = "<p>a b c d e f g h</p>" * int(sys.argv[1])

def lay_out():
    fonts, fetcher = FontConfiguration(), MemoryFetcher(served)
    sheet = CSS(string=rules, font_config=fonts, url_fetcher=fetcher, base_url=BASE)
    root = ElementTree.fromstring('<html lang="en"><head><title>t</title></head><body>%s</body></html>' % text)
    with tend_engine():
        EngineHtml(root, fetcher).render(stylesheets=[sheet], font_config=fonts)

def measure():
    gc.collect()
    now = heap()
    return now.used + now.mapped

count = int(sys.argv[2])
for _ in range(count // 3):
    lay_out()
    gc.collect()
before = measure()
for _ in range(count):
    lay_out()
    gc.collect()
print(measure() - before)
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="asks the C library")
def test_the_memory_of_a_composition_goes_with_it() -> None:
    """Pango 1.50 keeps 130 kB and more of each one's typefaces, and the engine some bytes of each line, here 50 kB.

    Forty paragraphs show both, and six compositions are enough: mended, one keeps less than 2 kB.
    """
    count = 6
    command = [sys.executable, "-c", _GROWTH, "40", str(count)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert int(ended.stdout) < 10_000 * count
