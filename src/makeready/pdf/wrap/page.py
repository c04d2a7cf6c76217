"""The wrap's page: a book and the measures go in; an `html` element and the sheet of its places come out."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from makeready.compose.balance import balance_lines
from makeready.dataclass import dataclass
from makeready.model.book import Book
from makeready.model.direction import is_backward
from makeready.pdf.wrap.barcode import ADDON_TOP, GAP, GUARD, HEIGHT, LEFT_WHITE, MODULE, WIDTH, Barcode
from makeready.pdf.wrap.measures import Box, Measures

# The base of all sizes is a part of the trim's width: 12 points on a page of 6 in.
_BASE = 36
# What words keep from the trim for their looks, as a part of its width, where the receiver asks for less.
_MARGIN = 0.1
# The same of a flap's width; and in points how far panels reach at head and foot beyond what is seen.
_FLAP_MARGIN = 0.11
_MOST_BEYOND = 9.0
_LONG, _VERY_LONG = 26, 60
_LINE = 15
_MOST_LINES = 4
# Characters of a blurb that is set larger than others.
_BRIEF = 260
# In points: a spine that takes two lines; and characters of a title and of an imprint that stay on one line there.
_BROAD, _SPINE_LINE, _IMPRINT = 30.0, 34, 16
_BLACK, _WHITE = "device-cmyk(0 0 0 1)", "device-cmyk(0 0 0 0)"
# In points: the ISBN above the bars and the white above it, at 100 per cent.
_ISBN_SIZE, _ISBN_LINE = 8.0, 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the wrap says beside the book's title and makers; `isbn` as it is to be read."""

    blurb: str | None
    note: str | None
    isbn: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A barcode in its place: the left and lower end of its white, its scale, and its height with the digits."""

    barcode: Barcode
    left: float
    bottom: float
    scale: float
    height: float


def place_barcode(barcode: Barcode, area: Box) -> Bars | None:
    """Return the barcode in the middle of its area, as large as it goes up to 100 per cent; None if it is too large."""
    scale = barcode.fit(area[2] - area[0])
    if scale is None:
        return None
    wide, room = barcode.modules * MODULE * scale, area[3] - area[1] - _ISBN_LINE * scale - 2 * scale
    height = min((HEIGHT + GUARD) * MODULE * scale, room)
    left = area[0] + (area[2] - area[0] - wide) / 2
    bottom = area[1] + (room - height) / 2
    return Bars(barcode=barcode, left=left, bottom=bottom, scale=scale, height=height)


def write_page(
    book: Book, words: Words, measures: Measures, bars: Bars | None, picture: str | None
) -> ElementTree.Element:
    """Return the page; `picture` is "wrap" or "front" where a picture of the project's own takes that place."""
    direction = {"dir": "rtl"} if is_backward(book.language) else {}
    root = ElementTree.Element("html", {"lang": book.language, **direction})
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = book.title
    body = ElementTree.SubElement(root, "body")
    if picture == "wrap":
        _add(body, "img", "own-wrap", src="images/own", alt="")
    else:
        # Fields across the whole wrap: where two meet at a fold, viewers show a hairline, and folds are not exact.
        _add(body, "div", "field g1")
        across = _add(body, "div", "across")
        for field in ("g2", "g3"):
            _add(across, "div", f"field {field}")
        if not measures.has_spine_text:
            body.set("class", "thin")
        flaps = ("flap back-flap", "flap front-flap") if measures.flap else ()
        panels = {name: _add(body, "div", f"panel {name}") for name in (*flaps, "back", "spine", "front")}
        for panel in panels.values():
            for field in ("f1", "f2", "f3"):
                _add(panel, "div", f"field {field}")
        back = _add(panels["back"], "div", "live")
        if flaps:
            # What the back of a paperback says stands on the flaps.
            _write_back(back, book, replace(words, blurb=None, note=None), named=True)
            _write_words(_add(panels[flaps[0]], "div", "live"), "back-flap", None, words.note)
            _write_words(_add(panels[flaps[1]], "div", "live"), "front-flap", words.blurb, None)
        else:
            _write_back(back, book, words)
        if measures.has_spine_text:
            _write_spine(_add(panels["spine"], "div", "live"), book, measures)
        if picture == "front":
            _add(panels["front"], "img", "own-front", src="images/own", alt="")
        else:
            _write_front(_add(panels["front"], "div", "live"), book)
    if bars is not None:
        _write_barcode(body, words, measures, bars)
    return root


def _write_front(live: ElementTree.Element, book: Book) -> None:
    head = _add_zone(live, "head")
    title = _add(_add(head, "div", "scaled"), "p", "title")
    length = len(book.title)
    longest = _LINE + (3 if _LONG < length <= _VERY_LONG else 9 if length > _VERY_LONG else 0)
    lines = balance_lines(book.title, longest, book.language)
    if len(lines) > 1 or length <= longest:
        title.set("class", "title unbroken")
    for place, line in enumerate(lines):
        if place:
            _add(title, "br", "").tail = line
        else:
            title.text = line
    rest = _add(head, "div", "scaled-less")
    _add(rest, "div", "rule")
    if book.subtitle:
        _add(rest, "p", "subtitle").text = book.subtitle
    reviewed = book.attribution.reviewed
    if reviewed is not None and book.attribution.reviewers:
        work = _add(rest, "p", "reviewed")
        _add(work, "cite", "").text = reviewed.title
        if reviewed.authors:
            _add(work, "br", "").tail = ", ".join(one.name for one in reviewed.authors)
    foot = _add_zone(live, "foot")
    names = [one.name for one in book.creators]
    for line in names if len(names) <= _MOST_LINES else [", ".join(names)]:
        _add(foot, "p", "authors").text = line
    if imprint := book.imprint or book.publisher:
        _add(foot, "p", "imprint").text = imprint


def _write_back(live: ElementTree.Element, book: Book, words: Words, *, named: bool = False) -> None:
    """Write the back cover; where it is `named` it says the title again, for its words stand elsewhere."""
    blurb = _write_words(live, "blurb", words.blurb, words.note)
    if named:
        _add(blurb, "p", "named").text = book.title
        names = ", ".join(one.name for one in book.creators)
        for line in filter(None, (book.subtitle, names)):
            _add(blurb, "p", "note").text = line
    mark = _add_zone(live, "mark")
    if imprint := book.imprint or book.publisher:
        _add(mark, "p", "imprint").text = imprint


def _write_words(live: ElementTree.Element, zone: str, words: str | None, note: str | None) -> ElementTree.Element:
    """Write what a zone says of the book, and of its author; return what fits into the zone."""
    fit = _add_zone(live, zone)
    kind = "words brief" if len(words or "") < _BRIEF else "words"
    for paragraph in _split(words):
        _add(fit, "p", kind).text = paragraph
    notes = _split(note)
    if notes and words:
        _add(fit, "div", "rule")
    for paragraph in notes:
        _add(fit, "p", "note").text = paragraph
    return fit


def _write_spine(live: ElementTree.Element, book: Book, measures: Measures) -> None:
    creators = book.creators
    names = [creators[0].name] if len(creators) == 1 else [one.sort_name.partition(",")[0] for one in creators]
    is_broad = measures.spine - 2 * measures.spine_safe > _BROAD
    # Two lines at most, which on a narrow spine would be smaller than one.
    title = (
        balance_lines(book.title, max(_SPINE_LINE, -(-len(book.title) // 2)), book.language)
        if is_broad
        else (book.title,)
    )
    imprint = book.imprint or book.publisher or ""
    for zone, lines in (
        ("spine-author", names if is_broad and len(names) < _MOST_LINES else [", ".join(names)]),
        ("spine-title", title),
        (
            "spine-imprint",
            balance_lines(imprint, max(_IMPRINT, -(-len(imprint) // 2)), book.language) if is_broad else (imprint,),
        ),
    ):
        fit = _add_zone(live, zone)
        for line in lines:
            _add(fit, "p", "unbroken").text = line


def _write_barcode(body: ElementTree.Element, words: Words, measures: Measures, bars: Bars) -> None:
    """Write what belongs to the bars and is not bars: their white, the digits, and the ISBN above."""
    area, module = measures.barcode, MODULE * bars.scale
    top = measures.size[1]
    white = _add(body, "div", "barcode")
    white.set("style", _put(area[0], top - area[3], area[2] - area[0], area[3] - area[1]) + f"; background: {_WHITE}")
    line = _ISBN_LINE * bars.scale
    if words.isbn:
        isbn = _add(body, "p", "barcode-digits")
        isbn.text = f"ISBN {words.isbn}"
        place = _put(area[0], top - bars.bottom - bars.height - line, area[2] - area[0], line)
        isbn.set("style", f"{place}; font-size: {_ISBN_SIZE * bars.scale:.3f}pt; line-height: {line:.3f}pt")
    row = 2 * GUARD * module
    low = top - bars.bottom - row + 0.16 * row

    def put(digit: str, at: float, wide: float, above: float, high: float) -> None:
        one = _add(body, "p", "barcode-digits")
        one.text = digit
        place = _put(bars.left + at * module, above, wide * module, high)
        one.set("style", f"{place}; font-size: {high * 0.98:.3f}pt; line-height: {high:.3f}pt")

    digits = bars.barcode.digits
    put(digits[0], LEFT_WHITE - 9, 7, low, row * 0.84)
    for at, digit in enumerate(digits[1:]):
        put(digit, LEFT_WHITE + (3 if at < 6 else 8) + at * 7, 7, low, row * 0.84)
    for at, digit in enumerate(bars.barcode.addon):
        start = LEFT_WHITE + WIDTH + GAP + 4 + at * 9
        put(digit, start, 7, top - bars.bottom - bars.height, ADDON_TOP * module * 0.92)


def write_places(measures: Measures, family: str) -> str:
    """Return the rules that put the panels and what lies on them in their places."""
    width, height = measures.size
    base = measures.trim[0] / _BASE
    aside = max(measures.safe, _MARGIN * measures.trim[0])
    spine, around = measures.spine_box, measures.around
    # Panels reach so far beyond the covers as bleed does; what of a turn-in is further out is not seen, and no measure.
    beyond = min(around, _MOST_BEYOND)
    lift = around - beyond
    high = measures.cover[1] - 2 * aside
    back, front = measures.back_panel, measures.front_panel
    face = measures.back_face
    wide = face[2] - face[0] - 2 * aside
    # From the top of a panel's live area to what must stay free above the barcode.
    free = height - measures.barcode[3] - around - aside - base * 1.5
    beside = face[2] - measures.barcode[2] if measures.is_backward else measures.barcode[0] - face[0]
    beside -= aside + base
    deep = measures.spine - 2 * measures.spine_safe
    # Words on a narrow spine take all of it up to 8 points; on a broader one there is room around them.
    size = max(1.0, min(max(0.72 * deep, min(deep, 8.0)), 1.8 * base))
    lesser, leading = 0.85 if size > 9 else 1.0, 1.15 if deep > _BROAD else 1.0
    rules = [
        f"@page {{ size: {width:.4f}pt {height:.4f}pt; margin: 0 }}",
        f'html {{ font-family: "{family}", serif; font-size: {base:.4f}pt; line-height: 1.3 }}',
        "body, p { margin: 0; text-indent: 0; hyphens: none }",
        ".panel, .across, .field, .live, .zone { position: absolute }",
        ".barcode, .barcode-digits, .own-wrap, .own-front { position: absolute }",
        f".panel, .across {{ top: {lift:.4f}pt; height: {height - 2 * lift:.4f}pt }}",
        ".zone { box-sizing: border-box }",
        ".thin .spine .field { display: none }",
        ".brief { font-size: 1.4em !important }",
        f".across, .g1, .g2, .g3 {{ left: 0; width: {width:.4f}pt }}",
        ".named { font-size: 2.2em; line-height: 1.2; margin-bottom: 0.5em }",
        ".unbroken { white-space: nowrap }",
        f".barcode-digits {{ text-align: center; color: {_BLACK}; font-style: normal; font-weight: 400;"
        " font-variant-numeric: lining-nums tabular-nums; direction: ltr; white-space: nowrap }",
        f".own-wrap {{ {_put(0, 0, width, height)} }}",
        f".own-front {{ {_put(0, -lift, front[2] - front[0], height)} }}",
        f".back {{ left: {back[0]:.4f}pt; width: {back[2] - back[0]:.4f}pt }}",
        f".front {{ left: {front[0]:.4f}pt; width: {front[2] - front[0]:.4f}pt }}",
        f".spine {{ left: {spine[0]:.4f}pt; width: {measures.spine:.4f}pt }}",
        f".back .live {{ {_put(face[0] + aside - back[0], beyond + aside, wide, high)} }}",
        f".front .live {{ {_put(measures.front_face[0] + aside - front[0], beyond + aside, wide, high)} }}",
        f".spine .live {{ {_put(measures.spine - measures.spine_safe, beyond + aside, high, max(deep, 1))};"
        f" transform-origin: 0 0; transform: rotate(90deg); font-size: {size:.4f}pt; line-height: {leading:g} }}",
        f".blurb {{ left: 0; top: 0; width: {wide:.4f}pt; height: {free:.4f}pt }}",
        f".mark {{ {'right' if measures.is_backward else 'left'}: 0; bottom: 0; width: {max(beside, 1):.4f}pt;"
        f" height: {base * 4:.4f}pt }}",
        ".spine .zone { top: 0; height: 100%; text-align: center; direction: ltr }",
        f".spine-author, .spine-imprint {{ font-size: {lesser:g}em }}",
        ".spine-author { left: 0; width: 24%; text-align: left !important }",
        ".spine-title { left: 26%; width: 50% }",
        ".spine-imprint { right: 0; width: 22%; text-align: right !important }",
        ".head { left: 0; top: 0; width: 100%; height: 62% }",
        ".foot { left: 0; bottom: 0; width: 100%; height: 30% }",
    ]
    return "\n".join([*rules, *_write_flaps(measures, aside, beyond)])


def _write_flaps(measures: Measures, aside: float, beyond: float) -> list[str]:
    """Return the rules that put the flaps of a jacket in their places, to the edge of the sheet."""
    if measures.flap_boxes is None:
        return []
    inside = max(measures.safe, _FLAP_MARGIN * measures.flap)
    rules = [".flap .zone { left: 0; top: 0; width: 100%; height: 100% }"]
    for name, (left, _, right, _) in zip(("back-flap", "front-flap"), measures.flap_boxes, strict=True):
        is_left = left == measures.around
        start, end = (0.0, right) if is_left else (left, measures.size[0])
        place = _put(left - start + inside, beyond + aside, right - left - 2 * inside, measures.cover[1] - 2 * aside)
        rules += [f".{name} {{ left: {start:.4f}pt; width: {end - start:.4f}pt }}", f".{name} .live {{ {place} }}"]
    return rules


def _put(left: float, top: float, width: float, height: float) -> str:
    return f"position: absolute; left: {left:.4f}pt; top: {top:.4f}pt; width: {width:.4f}pt; height: {height:.4f}pt"


def _add_zone(live: ElementTree.Element, name: str) -> ElementTree.Element:
    return _add(_add(live, "div", f"zone {name}", id=name), "div", "fit", id=f"{name}-fit")


def _add(parent: ElementTree.Element, tag: str, kind: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, {**({"class": kind} if kind else {}), **attributes})


def _split(text: str | None) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in (text or "").split("\n\n") if paragraph.strip()]
