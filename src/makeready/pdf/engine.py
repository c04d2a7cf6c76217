"""The page engine: the one place that imports WeasyPrint's insides; calm, hermetic and watched use of it comes out.

Pinned to WeasyPrint 70.0 and pydyf 0.13. Private names used: `HTML`'s attributes (set in `EngineHtml`),
`pydyf.PDF.page_references`, `layout.inline.split_first_line` and `first_letter_to_box`,
`layout.block._linebox_layout`, `formatting_structure.text.uppercase`,
`layout.LayoutContext.add_broken_out_of_flow`, `pdf.stream.Stream.marked` and `_tags`, `Page._page_box`,
`AbsolutePlaceholder._box`, the box classes with `element` and `element_tag`, and those of pdf/note_area.py and
`weasyprint.pdf.add_tags`, which pdf/engine_tags.py takes the place of.
tests/unit/pdf/test_engine.py fails when they change.
"""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from makeready.late_pattern import late_pattern
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import cssselect2
import pydyf
import weasyprint.formatting_structure.text
import weasyprint.layout.block
import weasyprint.layout.inline
import weasyprint.layout.page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream
from weasyprint.text import fonts as engine_fonts
from weasyprint.urls import URLFetcher, URLFetcherResponse

from makeready.model.keys import ATTRIBUTE, ENTRY, NOBODY, WORDS
from makeready.pdf.engine_grid import keep_grid
from makeready.pdf.engine_heads import cut_heads
from makeready.pdf.engine_lines import break_words_last, indent_from_the_right, spare_loose_lines
from makeready.pdf.engine_speed import hasten_engine
from makeready.pdf.engine_styles import keep_styles
from makeready.pdf.engine_tags import tag_structure
from makeready.pdf.messages import BASE
from makeready.pdf.note_area import SENDS_CALL, carry_notes, mend_function
from makeready.pdf.paragraphs.first_line import is_seen
from makeready.pdf.paragraphs.lines import set_paragraphs
from makeready.pdf.paragraphs.pages import balance_pages
from makeready.pdf.refusals import TooManyPagesError

__all__ = [
    "CSS",
    "EngineHtml",
    "FontConfiguration",
    "MemoryFetcher",
    "boxes",
    "limit_pages",
    "list_leaves",
    "tend_engine",
    "watch_engine",
]

CSS = weasyprint.CSS


class FontConfiguration(engine_fonts.FontConfiguration):  # type: ignore[misc]
    """The typefaces of one composition, whose memory goes with it.

    Pango 1.50 keeps a share in what it was told to look for typefaces in, 200 kB and more, when the map that it was
    told for is gone: so it is told to look elsewhere before. A process that builds many books would grow by each.
    """

    def is_there(self) -> bool:
        """Return True unless the files of the typefaces are gone, with the folder for temporary files around them."""
        return self._folder is None or bool(self._folder.is_dir())

    def __del__(self) -> None:
        """Let go of the typefaces and their files."""
        font_map = getattr(self, "font_map", None)
        if font_map is not None:
            ffi, pangoft2 = engine_fonts.ffi, engine_fonts.pangoft2
            pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", font_map), ffi.NULL)
        super().__del__()


class _Served(URLFetcherResponse):  # type: ignore[misc]
    """What is served, as the engine asks for it: without the headers of HTTP, and without what parses them."""

    def __init__(self, url: str, content: bytes, media_type: str) -> None:
        self.url = url
        self.status = 200
        self._file_obj = io.BytesIO(content)
        self._media_type = media_type

    @property
    def content_type(self) -> str:
        return self._media_type

    @property
    def charset(self) -> None:
        return None


class MemoryFetcher(URLFetcher):  # type: ignore[misc]
    """Serves the bytes that an edition brings with it, under `file:///book/`, and nothing else on earth.

    What was asked for and refused is kept in `refused`; `asked` counts all that was asked for.
    """

    # The engine asks whether it is to stop where a thing is refused.
    _fail_on_errors = False

    def __init__(self, resources: dict[str, tuple[bytes, str]]) -> None:
        """Take `resources`: paths below the base to (content, media type). There is nothing that opens an address."""
        self.resources = resources
        self.refused: list[str] = []
        self.asked = 0

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the resource at `url`, or raise ValueError; the engine reports that as a failed load."""
        self.asked += 1
        path = url.partition("?")[0].partition("#")[0]
        found = self.resources.get(path.removeprefix(BASE)) if path.startswith(BASE) else None
        if found is None:
            self.refused.append(url)
            raise ValueError("outside of the book")
        return _Served(url, *found)


class EngineHtml(weasyprint.HTML):  # type: ignore[misc]
    """The engine's document made from a finished tree, so that nothing is parsed twice or repaired in silence."""

    def __init__(self, root: ElementTree.Element, fetcher: URLFetcher) -> None:
        """Take `root`, an `html` element whose names have no namespace but for SVG."""
        self.base_url = BASE
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextlib.contextmanager
def watch_engine() -> Iterator[list[str]]:
    """Collect what the engine and the font tools warn of, each message once, instead of letting it pass unread."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [(logger.handlers[:], logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers[:] = [collector]
        logger.propagate = False
    try:
        yield collector.messages
    finally:
        for logger, (handlers, propagate) in zip(loggers, before, strict=True):
            logger.handlers[:] = handlers
            logger.propagate = propagate
        collector.messages[:] = list(dict.fromkeys(collector.messages))


@contextlib.contextmanager
def limit_pages(most: int) -> Iterator[None]:
    """Raise TooManyPagesError out of a layout that begins a page behind the last of `most`."""
    make_page = weasyprint.layout.page.make_page

    def make_limited(context: Any, root: Any, kind: Any, resume_at: Any, number: int, state: Any) -> Any:
        if number > most:
            raise TooManyPagesError(most)
        return make_page(context, root, kind, resume_at, number, state)

    weasyprint.layout.page.make_page = make_limited
    try:
        yield
    finally:
        weasyprint.layout.page.make_page = make_page


def list_leaves(box: Any) -> Iterator[Any]:
    """Yield the boxes of text and of pictures within a laid-out box, in the order of the tree."""
    stack = [box]
    while stack:
        current = stack.pop()
        if isinstance(current, AbsolutePlaceholder):
            current = current._box  # absolutely placed boxes stand behind a placeholder
        if isinstance(current, boxes.TextBox | boxes.ReplacedBox):
            yield current
        elif isinstance(current, boxes.ParentBox):
            stack.extend(reversed(current.children))


@contextlib.contextmanager
def tend_engine() -> Iterator[None]:
    """Keep the engine clear of two known costs and of its faults while it works, and let it say whose words it draws.

    The costs are garbage collection and page references made anew for every box; the faults are told at
    `_split_first_line`, `_MENDED_LINE_LAYOUT` and in pdf/note_area.py.
    """
    collecting = gc.isenabled()
    gc.disable()
    references = pydyf.PDF.page_references
    pydyf.PDF.page_references = property(_list_page_references)
    weasyprint.layout.inline.split_first_line = _split_first_line
    weasyprint.layout.inline.first_letter_to_box = _set_letter_once
    weasyprint.formatting_structure.text.uppercase = _turn_to_capitals
    weasyprint.layout.block._linebox_layout = _MENDED_LINE_LAYOUT
    weasyprint.layout.LayoutContext.add_broken_out_of_flow = _end_with_page
    Stream.marked = _mark
    try:
        with (
            hasten_engine(), keep_styles(), carry_notes(), spare_loose_lines(), indent_from_the_right(),
            break_words_last(), cut_heads(), keep_grid(), set_paragraphs(), balance_pages(), tag_structure(),
        ):  # fmt: skip
            yield
    finally:
        pydyf.PDF.page_references = references
        weasyprint.layout.inline.split_first_line = _ENGINE_SPLIT
        weasyprint.layout.inline.first_letter_to_box = _ENGINE_LETTER
        weasyprint.formatting_structure.text.uppercase = _ENGINE_CAPITALS
        weasyprint.layout.block._linebox_layout = _ENGINE_LINE_LAYOUT
        weasyprint.layout.LayoutContext.add_broken_out_of_flow = _ENGINE_CARRY
        Stream.marked = _ENGINE_MARK
        if collecting:
            gc.enable()


_ENGINE_SPLIT = weasyprint.layout.inline.split_first_line
_SHORT = 4  # characters per em of width: the engine's own guess of what may fit on a line


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """Split off a line as the engine does, but for words that fit and are followed by a space that does not.

    There the engine (70.0) breaks behind the first word of the line, which stands alone and unjustified: before
    an element in the line (a word in italics), about once in 3,600 lines of a novel.
    """
    rest = (style, context, max_width, justification_spacing, is_line_start, minimum)
    split = _ENGINE_SPLIT(text, *rest)
    if split[2] is None or not text.endswith(" ") or max_width is None or minimum:
        return split
    words = text.rstrip(" ")
    if " " not in words or len(words) * style["font_size"] > max_width * _SHORT or style["white_space"] != "normal":
        return split
    bare = _ENGINE_SPLIT(words, *rest)
    return bare if bare[2] is None else split


_ENGINE_LETTER = weasyprint.layout.inline.first_letter_to_box


def _set_letter_once(box: Any, skip_stack: Any, style: Any) -> Any:
    """Set a first letter apart as the engine does, but for one that stands in a box of its own already.

    A line that is laid out anew, on the next page for example, has it; the engine (70.0) puts the letter of that box
    into another one, and gives up where it floats. A letter that looks like the next ones is not set apart either: it
    would be parted from its ligature, Th for example, and from its distance to the next.
    """
    if style and not is_seen(style, box.style):
        return skip_stack
    first = box.children[0] if box.children else None
    if isinstance(first, boxes.ParentBox) and (first.element_tag or "").endswith("::first-letter"):
        return skip_stack
    return _ENGINE_LETTER(box, skip_stack, style)


_ENGINE_CARRY = weasyprint.layout.LayoutContext.add_broken_out_of_flow


def _end_with_page(context: Any, placed: Any, box: Any, containing_block: Any, resume_at: Any) -> None:
    """Carry the rest of a positioned box over to the next page, but not that of what a style sheet adds to an element.

    The engine (70.0) goes on with it at the head of the text, and for ever where nothing else fits there: the marks of
    a long line of code stood beside all that followed.
    """
    if "::" not in (box.element_tag or "") or box.is_floated():
        _ENGINE_CARRY(context, placed, box, containing_block, resume_at)


_ENGINE_CAPITALS = weasyprint.formatting_structure.text.uppercase
# Greek capitals bear a diaeresis and no other mark, and show a stress that parted two vowels by it (άυ, ΑΫ).
_GREEK_STRESS = late_pattern(r"(?<=[ΑΕΟαεο]\u0301)[ιυ](?!\u0308)")
_GREEK_MARKS = late_pattern(r"(?<=[\u0370-\u03ff])[\u0300-\u036f]+")


def _turn_to_capitals(text: str, language: str | None) -> str:
    """Return `text` in capitals as `text-transform: uppercase` asks (CSS Text 3, 2.1.1).

    In Greek the engine (70.0) takes its marks from letters of other alphabets too, and makes ΗΫ of έυ.
    """
    if language != "el":
        return str(_ENGINE_CAPITALS(text, language))
    parted = _GREEK_STRESS.sub("\\g<0>\u0308", unicodedata.normalize("NFD", text))
    bare = _GREEK_MARKS.sub(lambda marks: "".join(m for m in marks[0] if m in "\u0308\u0345"), parted)
    return unicodedata.normalize("NFC", bare).upper()


_ENGINE_MARK = Stream.marked
# From Devanagari to Sinhala, Tibetan, Myanmar, Khmer; and colours of skin, which an emoji in one colour does not show.
_REORDERED = late_pattern("[\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\U0001f3fb-\U0001f3ff]")
# Points and vowels of Hebrew and Arabic, of which one glyph may stand for several, and one for several of them.
_POINTS = late_pattern("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
# Hebrew and Arabic with what belongs to them.
_BACKWARD = late_pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@contextlib.contextmanager
def _mark(self: Any, box: Any, tag: str) -> Iterator[None]:
    """Mark what is drawn of a box with the key of its element, and number it where the PDF is tagged.

    What a style sheet adds to an element has its kind behind the key: `text/one.xhtml#12::before`. Scripts whose glyphs
    stand in another order than their characters, or are shared, have their words on the mark: no meanings of single
    glyphs give them back (ISO 32000-1, 14.9.4). Text from right to left is read worse with
    that than without; where it has points, its words stand in an entry of our own.
    """
    properties = ""
    if self._tags is not None:
        number = len(self._tags)
        # With the place where the mark begins, for what turns out to be no part of the text (pdf/engine_tags.py).
        self._tags[box] = {"tag": tag, "mcid": number, "stream": self.stream, "place": len(self.stream)}
        properties = f"/MCID {number}"
    if box.element is None:
        properties += f"/{ENTRY}({NOBODY})"
    elif key := box.element.get(ATTRIBUTE):
        _, colons, kind = (box.element_tag or "").partition("::")
        properties += f"/{ENTRY}({key}{colons}{kind})"
    if not properties:
        yield
        return
    text = getattr(box, "text", "")
    if text and not text.isascii() and (_REORDERED.search(text) or _POINTS.search(text)):
        entry = WORDS if _BACKWARD.search(text) else "ActualText"
        properties += f"/{entry}<FEFF{text.encode('utf-16-be').hex()}>"
    self.begin_marked_content(tag, f"<<{properties}>>")
    try:
        yield
    finally:
        self.end_marked_content()


_ENGINE_LINE_LAYOUT = weasyprint.layout.block._linebox_layout
_SENDS_NOTES_AWAY = (
    "report = not context.in_column and can_break_now and not could_break_before",
    "report = False",
)
# Where two lines of a paragraph do not fit at the foot of a page, the engine (70.0) sends notes of that page, of
# whatever paragraph, to the next one to make room, and so parts them from their calls (its issue 1564). Without that
# the paragraph breaks earlier, as its widows and orphans ask.
_MENDED_LINE_LAYOUT = mend_function(_ENGINE_LINE_LAYOUT, weasyprint.layout.block, _SENDS_NOTES_AWAY, SENDS_CALL)


def _list_page_references(pdf: Any) -> tuple[bytes, ...]:
    """Return the references of all pages; pydyf makes this tuple anew for every tagged box."""
    count = len(pdf.pages["Kids"])
    kept: tuple[int, tuple[bytes, ...]] | None = pdf.__dict__.get("_kept_page_references")
    if kept is None or kept[0] != count:
        references = tuple(f"{number} 0 R".encode("ascii") for number in pdf.pages["Kids"][::3])
        kept = (count, references)
        pdf.__dict__["_kept_page_references"] = kept
    return kept[1]
