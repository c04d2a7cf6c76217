"""The page engine on parts of a book: trees go in; pages without heads, and heads without pages, come out.

The second of the two modules that know WeasyPrint's insides (see engine.py for the other), pinned to 70.0 likewise.
Private names used: `Document._build_layout_context`, `build_formatting_structure`, `layout_document`,
`layout.make_margin_boxes`, `layout.page.PageType`, `set_page_type_computed_styles`, `page_width`, `page_height`,
`_standardize_page_based_counters`, `resolve_percentages`, `update_counters`, `layout_box_backgrounds`,
`LayoutContext.string_set`, `page_maker`, `TargetCollector`, `block_level_page_break`, `block_level_page_name`,
`pdf.resolve_links`, `pdf.fonts.Font`. tests/unit/pdf/test_engine_parts.py fails when they change.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from makeready.dataclass import dataclass
from makeready.pdf.engine import boxes, tend_engine  # first of all: it sets the engine's fonts up
from makeready.pdf.paragraphs.pages import faces_others
from makeready.pdf.parts import Frame, PageSort, UndividableError, UsedFace

# isort: split
import weasyprint.document
import weasyprint.layout
import weasyprint.layout.page
import weasyprint.pdf
import weasyprint.pdf.fonts
from weasyprint import DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector, TargetLookupItem, anchor_name_from_token
from weasyprint.document import Document, DocumentMetadata, Page
from weasyprint.formatting_structure.build import build_formatting_structure, update_counters
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.block import block_level_page_break, block_level_page_name
from weasyprint.layout.page import (
    PageType,
    make_margin_boxes,
    page_height,
    page_width,
    resolve_percentages,
)
from weasyprint.pdf.anchors import resolve_links
from weasyprint.urls import get_url_tuple

__all__ = [
    "Flow",
    "PageRules",
    "draw_pages",
    "draw_whole",
    "find_breaks",
    "lay_out_book",
    "lay_out_flow",
    "tend_engine",
]

Folios = Mapping[str, Mapping[str, int]]
_SIDES = frozenset({"left", "right", "recto", "verso"})
_BORDERS = tuple(f"border_{side}" for side in ("top", "right", "bottom", "left"))
_EDGES = tuple(
    f"{kind}_{side}{end}" for side in ("top", "bottom") for kind, end in (("border", "_width"), ("padding", ""))
)
_LATER = 1_000_000  # an index that no `:first` matches
_POINTS = 0.75  # points in one of the engine's pixels


@dataclass(slots=True, kw_only=True)
class Flow:
    """A laid-out part: the engine's document and context, whose places were asked for, whether sides matter in it.

    `settled` is False where page numbers in the text change the pages that they name.
    """

    document: Any
    context: Any
    asked: tuple[str, ...] = ()
    sided: bool = False
    settled: bool = True


def lay_out_flow(html: Any, sheets: Sequence[Any], fonts: Any, *, first: bool, folios: Folios | None) -> Flow:
    """Return the pages of `html` without margin boxes.

    `first` says that the book begins here; `folios` has the page counters of places that the text may ask for, those
    of the part itself as well; a place that is not among them is none. Where it is None, each counts as page 0.
    """
    targets = _FarTargets(folios)
    context = _open_context(html, sheets, fonts, targets)
    with _set(weasyprint.layout, "make_margin_boxes", lambda *_: ()), _number_later_pages(first):
        root = _build_boxes(html, context)
        sided = _find_sides(html, root)
        pages = [Page(box) for box in layout_document(html, root, context)]
    painted = any(_is_painted(page._page_box) for page in pages)
    document = Document(pages, DocumentMetadata(**get_html_metadata(html)), html.url_fetcher, fonts, {}, None)
    return Flow(
        document=document, context=context, asked=tuple(targets.asked), sided=sided or painted or faces_others(context)
    )


def lay_out_book(html: Any, sheets: Sequence[Any], fonts: Any) -> Flow:
    """Return the pages of `html`, a whole book, with their margin boxes and the page numbers in its text."""
    targets = _NearTargets()
    context = _open_context(html, sheets, fonts, targets)
    pages = [Page(box) for box in layout_document(html, _build_boxes(html, context), context)]
    document = Document(pages, DocumentMetadata(**get_html_metadata(html)), html.url_fetcher, fonts, {}, None)
    # The engine gives up after some rounds, and says nothing.
    true: dict[str, Any] = {}
    for index, page in enumerate(pages):
        number = context.page_maker[index + 1][3][1].get("page")
        true |= {anchor: number for anchor in page.anchors if anchor not in true}
    settled = all(number == true.get(anchor, number) for (_, anchor), number in targets.shown.items())
    return Flow(document=document, context=context, settled=settled)


def _is_painted(page: Any) -> bool:
    """Return True where something is drawn on the paper itself, which stays where it is when the text is moved."""
    background, style = page.background, page.style
    drawn = background.color.alpha > 0 or any(layer.image is not None for layer in background.layers)
    lines = (page.border_top_width, page.border_right_width, page.border_bottom_width, page.border_left_width)
    return bool(page.canvas_background or drawn or any(lines) or style["marks"] or style["box_shadow"])


def _open_context(html: Any, sheets: Sequence[Any], fonts: Any, targets: Any) -> Any:
    options = {**DEFAULT_OPTIONS, "stylesheets": list(sheets)}
    with _set(weasyprint.document, "TargetCollector", lambda: targets):
        return Document._build_layout_context(html, fonts, CounterStyle(), {}, options)


def _build_boxes(html: Any, context: Any) -> Any:
    return build_formatting_structure(
        html.etree_element,
        context.style_for,
        context.get_image_from_uri,
        html.base_url,
        context.target_collector,
        context.counter_style,
        context.footnotes,
    )


def _resolve_token(token: Any, source_box: Any) -> Any:
    """Return the address that a token means, which may be in an attribute of the element that asks."""
    if token[0] != "attr()":
        return token
    name, kind, fallback = token[1]
    value = source_box.element.get(name, fallback)
    return ("string", value) if kind == "string" else ("url", get_url_tuple(value, source_box.style.base_url))


class _NearTargets(TargetCollector):  # type: ignore[misc]
    """Remembers which page number each place in the text last showed, by the box that shows it and the target."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[tuple[Any, str], list[int] | None] = {}

    def lookup_target(self, anchor_token: Any, source_box: Any, css_token: str, parse_again: Any) -> Any:
        """Return the engine's answer."""
        item = super().lookup_target(anchor_token, source_box, css_token, parse_again)
        anchor = anchor_name_from_token(_resolve_token(anchor_token, source_box))
        if css_token == "content" and anchor is not None and item.state == "up-to-date":  # noqa: S105 - no password
            number = item.cached_page_counter_values.get("page")
            self.shown[source_box, anchor] = None if number is None else list(number)
        return item


class _FarTargets(TargetCollector):  # type: ignore[misc]
    """Answers `target-counter()` from what is known of the whole book, and remembers what was asked."""

    def __init__(self, folios: Folios | None) -> None:
        super().__init__()
        self.folios = folios
        self.asked: dict[str, None] = {}

    def lookup_target(self, anchor_token: Any, source_box: Any, css_token: str, parse_again: Any) -> Any:
        """Return the counters of the page where the target stands, as the engine wants them."""
        anchor_token = _resolve_token(anchor_token, source_box)
        anchor = anchor_name_from_token(anchor_token)
        if anchor is None:
            return super().lookup_target(anchor_token, source_box, css_token, parse_again)
        self.asked[anchor] = None
        if self.folios is not None and anchor not in self.folios:
            self.target_lookup_items.pop(anchor, None)  # the engine tells of a place that is none
            return super().lookup_target(anchor_token, source_box, css_token, parse_again)
        item = TargetLookupItem("up-to-date")
        item.target_box = _NOWHERE
        known = self.folios[anchor] if self.folios is not None else {}
        item.cached_page_counter_values = {name: [value] for name, value in known.items()}
        return item

    def collect_missing_counters(self, *_: Any) -> None:
        """Collect nothing: all that can be known of pages is known before."""

    def cache_target_page_counters(self, *_: Any) -> None:
        """Keep nothing: the pages of a part are not those of the book."""


class _Nowhere:
    cached_counter_values: Mapping[str, list[int]] = {}


_NOWHERE = _Nowhere()


@contextlib.contextmanager
def _number_later_pages(first: bool) -> Iterator[None]:
    """Keep `@page :first` from matching the first page of a part that is not the book's first."""
    if first:
        yield
        return

    def make_type(side: str, blank: bool, name: str, index: int, groups: Any) -> PageType:
        return PageType(side, blank, name, index + _LATER, groups)

    with _set(weasyprint.layout.page, "PageType", make_type):
        yield


@contextlib.contextmanager
def _set(place: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(place, name)
    setattr(place, name, value)
    try:
        yield
    finally:
        setattr(place, name, before)


def _find_sides(html: Any, root: Any) -> bool:
    """Return True where a break inside asks for a left or right page; one before all of the text is the part's own."""
    beginning = set()
    element = html.etree_element
    while element is not None:
        beginning.add(element)
        element = next((child for child in element if child.tag != "head"), None)
    for box in root.descendants():
        if box.style["break_after"] in _SIDES or (box.style["break_before"] in _SIDES and box.element not in beginning):
            return True
    return False


def find_breaks(html: Any, sheets: Sequence[Any], fonts: Any) -> tuple[tuple[str, str], ...]:
    """Return how each section of the matters of `html` begins: see Division.breaks.

    Raises UndividableError where the canvas is painted, or where body has no box: that takes the whole document.
    """
    context = _open_context(html, sheets, fonts, _FarTargets(None))
    root = _build_boxes(html, context)
    body = next((box for box in root.children if box.element_tag == "body"), None)
    if body is None:
        raise UndividableError("a style sheet takes body, or html, out of the text")
    for box in (root, body):
        if box.style["background_color"].alpha or any(kind != "none" for kind, _ in box.style["background_image"]):
            raise UndividableError("a style sheet paints the background of html or body")
    recto = {"recto": "recto", "verso": "verso"}
    recto |= {"right": "recto", "left": "verso"} if root.style["direction"] == "ltr" else {
        "right": "verso", "left": "recto",
    }  # fmt: skip
    _require_sections(html.etree_element.find("body"), body)
    breaks: list[tuple[str, str]] = []
    before: Any = None
    holder_before: Any = None
    for holder in body.children:
        for section in holder.children:
            if before is None:
                breaks.append(("page", "auto"))
            else:
                pair, parent = (
                    ((before, section), holder) if holder is holder_before else ((holder_before, holder), body)
                )
                value = block_level_page_break(*pair)
                opens = value == "page" or block_level_page_name(*pair)
                breaks.append((recto.get(value, "page" if opens else ""), parent.style["page"]))
            before, holder_before = section, holder
    return tuple(breaks)


def _require_sections(element: Any, body: Any) -> None:
    """Raise UndividableError where the boxes of matters and sections are not exactly their elements, in the flow."""
    for holder, box in ((element, body), *zip(element, body.children, strict=False)):
        if [child.element for child in box.children] != list(holder):
            raise UndividableError("a style sheet hides a section, or puts words beside it")
        if not all(child.is_in_normal_flow() for child in box.children):
            raise UndividableError("a style sheet takes a section out of the flow")
        if any(box.style[name].value if hasattr(box.style[name], "value") else box.style[name] for name in _EDGES):
            raise UndividableError("a style sheet draws a line, or leaves room, above or below all sections")


class PageRules:
    """The page rules of a book, for pages that hold nothing: their frames, their counters, their heads and folios."""

    def __init__(self, html: Any, sheets: Sequence[Any], fonts: Any) -> None:
        self._html = html
        self._fonts = fonts
        self._context = _open_context(html, sheets, fonts, _FarTargets(None))
        root = _build_boxes(html, self._context)
        self._sides = ("right", "left") if root.style["direction"] == "ltr" else ("left", "right")

    def count(self, sorts: Sequence[PageSort]) -> Iterator[tuple[Frame, dict[str, tuple[int, ...]]]]:
        """Yield the frame of each page, and the counters when it is over; the first page is the book's first."""
        state: Any = ([0], {"pages": [0]}, [{"pages"}], [])
        for index, sort in enumerate(sorts):
            page = self._open_page(sort, index)
            weasyprint.layout.page._standardize_page_based_counters(page.style, None)
            update_counters(state, page.style)
            counters = {name: tuple(values) for name, values in state[1].items() if name != "pages" and values}
            yield find_frame(page), counters

    def _open_page(self, sort: PageSort, index: int) -> Any:
        side = self._sides[index % 2]
        kind = PageType(side, sort.blank, sort.name, 0 if index == 0 else _LATER, sort.groups)
        style_for = self._context.style_for
        weasyprint.layout.page.set_page_type_computed_styles(kind, self._html, style_for)  # once: see engine_speed.py
        style = style_for(kind)
        if any(style[f"{border}_width"] for border in (*_BORDERS, "outline")):
            raise UndividableError("a style sheet draws a border round the page")
        page = boxes.PageBox(kind, style)
        size = style["size"]
        resolve_percentages(page, size)
        page.position_x = page.position_y = 0
        page_width(page, self._context, size[0])
        page_height(page, self._context, size[1])
        if not style_for.initial_page_sizes.get("box"):
            style_for.initial_page_sizes["box"] = size
            style_for.initial_page_sizes["area"] = (page.width, page.height)
        page.children, page.fixed_boxes = (), []
        page.background = page.canvas_background = None
        self._context.page_bottom = page.content_box_y() + page.height
        return page

    def head(
        self,
        start: int,
        sorts: Sequence[PageSort],
        counters: Sequence[Mapping[str, Sequence[int]]],
        strings: Sequence[Mapping[str, Sequence[str]]],
        before: Mapping[str, str],
        total: int,
    ) -> Any:
        """Return the engine's document of pages from the index `start` on that hold their margin boxes only.

        A blank page has its own background besides. See HeadsJob for the rest.
        """
        context = self._context
        context.string_set = defaultdict(lambda: defaultdict(list))
        for name, value in before.items():
            context.string_set[name][1] = [value]
        pages = []
        self._open_page(sorts[0] if start == 0 else PageSort(name="auto"), 0)  # sizes in vw and vh are its
        for place, sort in enumerate(sorts):
            for name, values in strings[place].items():
                context.string_set[name][place + 2] = list(values)
            context.current_page = place + 2
            page = self._open_page(sort, start + place)
            known = {name: list(values) for name, values in counters[place].items()} | {"pages": [total]}
            margins = tuple(make_margin_boxes(context, page, ([0], known, [set(known)], [])))
            page.children = margins
            for margin in margins:
                layout_box_backgrounds(page, margin, context.get_image_from_uri)
            if sort.blank:
                layout_box_backgrounds(page, page, context.get_image_from_uri, layout_children=False)
            pages.append(Page(page))
        metadata = DocumentMetadata(**get_html_metadata(self._html))
        return Document(pages, metadata, self._html.url_fetcher, self._fonts, {}, None)


def find_frame(page: Any) -> Frame:
    """Return the frame of one of the engine's page boxes."""
    return Frame(
        left=page.content_box_x(),
        top=page.content_box_y(),
        width=page.width,
        height=page.height,
        paper_width=page.margin_width(),
        paper_height=page.margin_height(),
    )


def place_point(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return a point of the engine's page as PDF has it, in points from the left and bottom."""
    return x * _POINTS, (page.height - y) * _POINTS


def keep_outer_links(document: Any) -> None:
    """Leave each link its own areas: the engine adds one for every element inside a link, and tags it as no Link.

    PDF/UA-1 (ISO 14289-1, 7.18.5) wants each link annotation inside a Link element.
    """
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


def draw_whole(document: Any, *, tagged: bool) -> bytes:
    """Return the PDF of the engine's `document` with font programs of its own, for faces that cannot be joined.

    Links to what is on no page are told, and left out.
    """
    target = io.BytesIO()
    with _set(weasyprint.pdf, "resolve_links", _keep_names):
        document.write_pdf(target, pdf_tags=tagged or None, pdf_version="1.7")
    return target.getvalue()


def _keep_names(pages: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the links of each page that lead somewhere, by the names of their places."""
    for links, _ in resolve_links(pages):
        yield links, []


def draw_pages(document: Any, *, tagged: bool, is_whole: bool = False) -> tuple[bytes, tuple[UsedFace, ...]]:
    """Return the PDF of the engine's `document`, without font programs, and the glyphs that it uses.

    Links keep the names of their places, wherever these are, or on some page of a document that `is_whole`; no outline
    and no named destination is written.
    Raises UndividableError for a glyph that its font lacks.
    """
    faces: list[UsedFace] = []
    links = _keep_names if is_whole else lambda pages: ((page.links, []) for page in pages)

    def strip(_document: Any, pdf: Any) -> None:
        faces.extend(_list_faces(document))
        for stream in pdf.objects:
            extra = getattr(stream, "extra", {})
            if "Length1" in extra or extra.get("Subtype") == "/OpenType":
                stream.stream = [b""]

    target = io.BytesIO()
    with (
        _set(weasyprint.pdf, "resolve_links", links),
        _set(weasyprint.pdf.fonts.Font, "clean", lambda *_: None),
    ):
        for page in document.pages:
            page.bookmarks.clear()
        document.write_pdf(target, finisher=strip, pdf_tags=tagged or None, pdf_version="1.7")
    return target.getvalue(), tuple(faces)


def _list_faces(document: Any) -> Iterator[UsedFace]:
    digests: dict[int, str] = {}
    grouped: dict[str, list[Any]] = {}
    for font in document.fonts.values():
        if font.missing or font.bitmap:
            raise UndividableError(f"{font.family} lacks a glyph, or has pictures for glyphs")
        grouped.setdefault(font.hash, []).append(font)
    for name, fonts in grouped.items():
        texts: dict[int, str] = {}
        widths: dict[int, float] = {}
        for font in fonts:
            # What one size of a face could not tell, another may: an empty meaning never hides a good one.
            texts |= {glyph: text for glyph, text in font.to_unicode.items() if text or glyph not in texts}
            widths |= font.widths
        content = fonts[0].file_content
        digest = digests.setdefault(id(content), hashlib.sha256(content).hexdigest())
        yield UsedFace(
            name=name, digest=digest, texts=tuple(sorted(texts.items())), widths=tuple(sorted(widths.items()))
        )


def read_tree(content: bytes) -> ElementTree.Element:
    """Return the tree of a job's bytes."""
    return ElementTree.fromstring(content)  # noqa: S314 - written by us, for ourselves
