"""Binding the wrap: a book, its final page count, a receiver and a design go in; the PDF of the wrap comes out."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pikepdf
from PIL import Image

from makeready.dataclass import dataclass
from makeready.findings import Outcome, observe
from makeready.fonts import Typefaces, list_built_in
from makeready.markup.typefaces import Search, find_unset, fit_typefaces
from makeready.model.book import Book, Matter
from makeready.model.composition import ContentDocument, StyleSheet
from makeready.model.direction import is_backward
from makeready.model.profile import Profile, Size
from makeready.pdf.wrap.barcode import draw, encode, encode_price, read_isbn
from makeready.pdf.wrap.facts import KEY, WrapFacts, write_facts
from makeready.pdf.wrap.measures import Measures, measure_wrap
from makeready.pdf.wrap.page import Bars, Words, place_barcode, write_page, write_places
from makeready.themes import read_wrap_design
from makeready.workers import BoundsPassedError, is_worker, keep_within
from makeready.workshop import Workshop

# The designs, and where in their zones words stand that do not begin at the top.
DESIGNS: dict[str, dict[str, str]] = {
    "framed": {"head": "middle", "foot": "bottom", "mark": "bottom"},
    "banded": {"head": "middle", "foot": "bottom", "mark": "bottom"},
    "divided": {"head": "bottom", "foot": "bottom", "mark": "bottom"},
    "ruled": {"foot": "bottom", "mark": "bottom"},
    "labelled": {"head": "middle", "foot": "bottom", "mark": "bottom"},
    "ornamented": {"head": "middle", "foot": "bottom", "mark": "bottom"},
}
_PLACES = ("wrap", "front")
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
# How far the proportions of a picture may be from those of its place, and the fewest pixels an inch.
_PROPORTION = 0.015
_LEAST_RESOLUTION, _RESOLUTION = 200, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """A wrap that was bound: its PDF, where everything stands on it, and what it was made for."""

    pdf: bytes
    measures: Measures
    facts: WrapFacts


def list_facts(
    book: Book,
    profile: Profile,
    paper: str,
    pages: int,
    trim: Size,
    price: str | None = None,
    binding: str = "paperback",
    isbn: str | None = None,
) -> WrapFacts | None:
    """Return what a wrap of the book is made for now, to be compared with that of one that lies there already.

    `isbn` is that of this binding, None for the book's own. Returns None where the receiver has no such paper or does
    not bind so.
    """
    bound = profile.find_binding(binding)
    spine = bound.find_spine(paper) if bound is not None else None
    if spine is None:
        return None
    return WrapFacts(
        page_count=pages,
        paper=paper,
        binding=binding,
        profile=profile.name,
        title=book.title,
        subtitle=book.subtitle,
        authors=tuple(one.name for one in book.creators),
        isbn=isbn or _find_isbn(book),
        price=price,
        trim=trim,
        spine=round(spine.measure(pages), 4),
    )


def bind_wrap(
    book: Book,
    profile: Profile,
    paper: str,
    pages: int,
    trim: Size,
    *,
    binding: str = "paperback",
    isbn: str | None = None,
    design: str = "framed",
    price: str | None = None,
    note: str | None = None,
    picture: bytes | None = None,
    picture_place: str = "wrap",
    styles: tuple[StyleSheet, ...] = (),
    workshop: Workshop | None = None,
    typefaces: Typefaces | None = None,
    search: Search | None = None,
) -> Outcome[Wrap]:
    """Return back, spine and front of the book as one page, cut to `trim`, around `pages` pages of `paper`.

    `binding` is one of model/profile.py's; `isbn` is as for `list_facts`; `price` is such as "USD 14.95"; `note` is
    about the author; `picture` a JPEG or PNG of the project's own for the whole "wrap" or the "front" of it, bleed or
    turn-in included; `styles` are the project's own sheets, behind the design's. `search` as in markup/typefaces.py.
    Where something cannot be made right there is an error and no wrap.
    """
    sheet = read_wrap_design(design) if design in DESIGNS else None
    if sheet is None:
        return Outcome(findings=(observe("PD066", f"“{design[:60]}” is none of {', '.join(DESIGNS)}"),))
    measured = measure_wrap(profile, paper, pages, trim, binding=binding, is_backward=is_backward(book.language))
    facts = list_facts(book, profile, paper, pages, trim, price, binding, isbn)
    if (measures := measured.value) is None or facts is None:
        return Outcome(findings=measured.findings)
    isbn = facts.isbn
    bars = _make_bars(isbn, price, measures)
    held = _hold_picture(picture, picture_place, measures, profile)
    if findings := (*bars.findings, *held.findings):
        return Outcome(findings=findings)
    words = Words(blurb=book.description, note=note, isbn=isbn)
    root = write_page(book, words, measures, bars.value, None if picture is None else picture_place)
    known = typefaces or list_built_in()
    sheets = (
        StyleSheet(name="theme/wrap.css", content=write_places(measures, known.text)),
        StyleSheet(name=f"theme/{design}.css", content=sheet),
        *styles,
    )
    set_ = _set(book, root, sheets, design, held.value, workshop or Workshop(), known, search)
    if set_.value is None:
        return Outcome(findings=set_.findings)
    said = set_.findings
    if not measures.has_spine_text and not (picture is not None and picture_place == "wrap"):
        message = f"{profile.title or profile.name} allows words on the spine from {profile.spine_text_from} pages on"
        said = (*said, observe("PD065", f"{message}; the book has {pages}"))
    content = _finish(set_.value, measures, facts, bars.value)
    return Outcome(value=Wrap(pdf=content, measures=measures, facts=facts), findings=said)


def _set(
    book: Book,
    root: ElementTree.Element,
    sheets: tuple[StyleSheet, ...],
    design: str,
    picture: tuple[bytes, str] | None,
    workshop: Workshop,
    typefaces: Typefaces,
    search: Search | None,
) -> Outcome[bytes]:
    from makeready.pdf.wrap.setting import set_wrap  # the page engine, which nobody loads who has no wrap to set

    document = ContentDocument(
        href="wrap",
        title=book.title,
        matter=Matter.FRONT,
        role="cover",
        language=book.language,
        content=ElementTree.tostring(root, "utf-8"),
    )
    fitted, sheets = fit_typefaces([document], sheets, book.language, typefaces, search)
    if missing := [(family, character) for family, character, _, _ in find_unset([document], fitted)]:
        return Outcome(
            findings=tuple(
                observe("TY001", f"{family} has no “{character}” (U+{ord(character):04X}), which the wrap needs")
                for family, character in missing
            )
        )
    pictures = {} if picture is None else {"images/own": picture}
    try:
        with keep_within(workshop.bounds, is_worker=is_worker()):
            return set_wrap(root, sheets, fitted.faces, DESIGNS[design], pictures)
    except BoundsPassedError as error:
        message = f"the wrap takes {error}, and was given up"
        return Outcome(findings=(observe("PD015", message, location="styles/wrap.css"),))


def _find_isbn(book: Book) -> str | None:
    return next((one.value for one in book.identifiers if one.scheme == "isbn"), None)


def _make_bars(isbn: str | None, price: str | None, measures: Measures) -> Outcome[Bars]:
    """Return the barcode in its place; nothing for a book without an ISBN."""
    if isbn is None:
        return Outcome()
    digits, addon = read_isbn(isbn), encode_price(price) if price else ""
    if digits is None:
        return Outcome(findings=(observe("PD062", f"“{isbn[:40]}” is no ISBN: its check digit is wrong"),))
    if addon is None:
        return Outcome(findings=(observe("PD062", f"“{str(price)[:40]}” is no price such as “USD 14.95”"),))
    barcode = encode(digits, addon)
    bars = place_barcode(barcode, measures.barcode)
    if bars is None:
        left, _, right, _ = measures.barcode
        message = f"the barcode does not fit into {(right - left) / 72:.2f} in, not even at 80 per cent"
        return Outcome(findings=(observe("PD062", message),))
    return Outcome(value=bars)


def _hold_picture(
    picture: bytes | None, place: str, measures: Measures, profile: Profile
) -> Outcome[tuple[bytes, str]]:
    """Return the picture and its media type, or what is wrong with it."""
    if picture is None:
        return Outcome()
    if place not in _PLACES:
        return Outcome(findings=(observe("PD064", f"“{place[:40]}” is none of {', '.join(_PLACES)}"),))
    wide, high = measures.size
    if place == "front":
        wide = measures.front_panel[2] - measures.front_panel[0]
    asked = max(_RESOLUTION, profile.resolution or 0)
    size = f"{wide / 72:.3f} × {high / 72:.3f} in, {round(wide / 72 * asked)} × {round(high / 72 * asked)} pixels"
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            kind, (across, down) = opened.format, opened.size
            opened.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Outcome(findings=(observe("PD064", "the picture cannot be read as JPEG or PNG"),))
    if kind not in _FORMATS:
        return Outcome(findings=(observe("PD064", f"the picture is {kind}, neither JPEG nor PNG"),))
    if abs(across / down / (wide / high) - 1) > _PROPORTION:
        message = f"the picture has {across} × {down} pixels; its place is {size}"
        return Outcome(findings=(observe("PD064", message),))
    if (density := across / (wide / 72)) < (profile.least_resolution or _LEAST_RESOLUTION):
        message = f"the picture has {density:.0f} pixels an inch; its place is {size}"
        return Outcome(findings=(observe("PD064", message),))
    return Outcome(value=(picture, _FORMATS[kind]))


def _finish(content: bytes, measures: Measures, facts: WrapFacts, bars: Bars | None) -> bytes:
    """Return the PDF with its boxes, its bars and what it was made for, the same bytes for the same wrap."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        width, height = (round(side, 4) for side in measures.size)
        page.obj.MediaBox = pikepdf.Array([0, 0, width, height])
        page.obj.BleedBox = pikepdf.Array([0, 0, width, height])
        page.obj.TrimBox = pikepdf.Array([round(side, 4) for side in measures.trim_box])
        if bars is not None:
            # The engine's drawing may leave its own scale behind: it is shut in.
            page.contents_add(pdf.make_stream(b"q\n"), prepend=True)
            drawn = draw(bars.barcode, bars.left, bars.bottom, bars.scale, bars.height)
            page.contents_add(pdf.make_stream(b"\nQ\n" + drawn))
        pdf.docinfo[KEY] = write_facts(facts)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
