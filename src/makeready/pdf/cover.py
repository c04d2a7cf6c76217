"""The cover: a book's title and makers go in; a picture of 1600 × 2560 pixels, typeset by the theme, comes out."""

from __future__ import annotations

import pickle
from typing import Any
from xml.etree import ElementTree

from makeready.compose.balance import balance_lines
from makeready.dataclass import dataclass
from makeready.findings import Finding, Outcome, observe
from makeready.fonts import Face, Typefaces, identify, list_built_in
from makeready.markup.typefaces import Search, find_unset, fit_typefaces
from makeready.model.book import Book, Matter
from makeready.model.composition import ContentDocument, StyleSheet
from makeready.model.direction import is_backward
from makeready.store import make_key
from makeready.workers import (
    Bounds,
    BoundsPassedError,
    WorkerLostError,
    WorkerPool,
    explain_ending,
    is_worker,
    keep_within,
)
from makeready.workshop import Workshop, name_makers

_LONG, _VERY_LONG = 26, 60
_LINE = 15
# The last picture that was drawn, by its key: the EPUBs of a book share it, where nothing is remembered as well.
_DRAWN: dict[str, bytes] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverJob:
    """A cover to be set: its page, an `html` element, the style sheets and faces, and the bounds of the work."""

    page: ElementTree.Element
    styles: tuple[StyleSheet, ...]
    faces: tuple[Face, ...]
    bounds: Bounds


def draw_cover(
    book: Book,
    styles: tuple[StyleSheet, ...],
    workshop: Workshop | None = None,
    typefaces: Typefaces | None = None,
    search: Search | None = None,
) -> Outcome[bytes]:
    """Return the front cover of `book` as an RGB JPEG of 1600 × 2560 pixels, set by `styles`.

    The size is what the shops call ideal for an ebook cover: 2560 pixels on the long side, 1.6 : 1. A character
    that no typeface has is an error: the cover would show a box, or nothing. `typefaces` are by default the built-in
    ones; `search` as in markup/typefaces.py.
    """
    root = _write_page(book)
    document = ContentDocument(
        href="cover",
        title=book.title,
        matter=Matter.FRONT,
        role="cover",
        language=book.language,
        content=ElementTree.tostring(root, "utf-8"),
    )
    fitted, styles = fit_typefaces([document], styles, book.language, typefaces or list_built_in(), search)
    missing = [(family, character) for family, character, _, _ in find_unset([document], fitted)]
    if missing:
        return Outcome(findings=tuple(_report_missing(family, character) for family, character in missing))
    shop = workshop or Workshop()
    sheets = [style.content for style in styles]
    key = make_key(name_makers(), "cover", ElementTree.tostring(root), *map(identify, fitted.faces), *sheets)
    known = shop.recall(key)
    if known is None and (known := _DRAWN.get(key)) is not None:
        shop.remember(key, known)
    if known is not None:
        return Outcome(value=known)
    job = CoverJob(page=root, styles=styles, faces=fitted.faces, bounds=shop.bounds)
    outcome = set_within_bounds(job) if shop.pool is None else _give_out(job, shop.pool)
    # Only what gave no cause for findings: these are not kept.
    if outcome.value is not None and not outcome.findings:
        shop.remember(key, outcome.value)
        _DRAWN.clear()
        _DRAWN[key] = outcome.value
    return outcome


def set_within_bounds(job: CoverJob) -> Outcome[bytes]:
    """Return the picture of a cover; a finding where it takes more than its bounds."""
    from makeready.pdf.cover_setting import set_cover  # the page engine, which a cover that is known does without

    try:
        with keep_within(job.bounds, is_worker=is_worker()):
            return set_cover(job.page, job.styles, job.faces)
    except BoundsPassedError as error:
        return _report_too_large(error)


def _give_out(job: CoverJob, pool: WorkerPool[Any, bytes]) -> Outcome[bytes]:
    """Return the picture that a process has set which laid the pages out: the page engine is loaded there."""
    try:
        (packed,) = pool.run([job], most=1)
    except WorkerLostError as error:
        passed = explain_ending(error, job.bounds)
        if passed is None:
            raise
        return _report_too_large(passed)
    outcome: Outcome[bytes] = pickle.loads(packed)  # noqa: S301 - our own worker wrote it
    return outcome


def _report_too_large(error: BoundsPassedError) -> Outcome[bytes]:
    message = f"the cover takes {error}, and was given up"
    return Outcome(findings=(observe("PD015", message, location="styles/cover.css"),))


def _report_missing(family: str, character: str) -> Finding:
    return observe(
        "TY001",
        f"{family} has no “{character}” (U+{ord(character):04X}), which the cover needs",
        hint='bring a picture of your own: cover = "images/cover.jpg" in book.toml',
    )


def _write_page(book: Book) -> ElementTree.Element:
    direction = {"dir": "rtl"} if is_backward(book.language) else {}
    root = ElementTree.Element("html", {"lang": book.language, **direction})
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = book.title
    body = ElementTree.SubElement(root, "body")
    ElementTree.SubElement(body, "div", {"class": "cover-frame"})
    head = ElementTree.SubElement(body, "div", {"class": "cover-head"})
    length = len(book.title)
    size = "very-long" if length > _VERY_LONG else "long" if length > _LONG else ""
    longest = _LINE + (3 if size == "long" else 9 if size else 0)
    title = ElementTree.SubElement(head, "p", {"class": f"cover-title {size}".strip()})
    for place, line in enumerate(balance_lines(book.title, longest, book.language)):
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
