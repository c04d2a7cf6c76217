"""Navigation: the tree of contents, landmarks and page markers go in; nav.xhtml and toc.ncx as bytes come out.

EPUB 3.3, section 7 (navigation document): https://www.w3.org/TR/epub-33/#sec-nav
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from makeready.epub.escaping import escape_text, quote_value
from makeready.epub.survey import PageMarker
from makeready.epub.words import word_for
from makeready.model.composition import ContentDocument, Landmark, NavigationPoint
from makeready.model.direction import is_backward, name_direction, write_direction

NAV_HREF = "nav.xhtml"
NCX_HREF = "toc.ncx"
DEPTH = 3
# Pages that stand before the contents in a printed book, after which the navigation document is read.
_OPENING_ROLES = frozenset(
    "cover halftitlepage titlepage copyright-page imprint dedication epigraph frontispiece".split()
)


def name_point(point: NavigationPoint) -> str:
    """Return a point's words with its label before them: "3 The Road"; the label alone where there is no title."""
    label = (point.label or "").strip()
    if not label or point.title == label or point.title.startswith((f"{label} ", f"{label}. ", f"{label}: ")):
        return point.title
    return f"{label} {point.title}".strip()


def place_contents(documents: Sequence[ContentDocument]) -> int | None:
    """Return before which document the contents are read; None where the text has a contents page of its own."""
    if any(document.role == "toc" for document in documents):
        return None
    place = 0
    while place < len(documents) and documents[place].role in _OPENING_ROLES:
        place += 1
    return place


def list_landmarks(
    given: Iterable[Landmark], documents: Sequence[ContentDocument], language: str, cover: str | None
) -> tuple[Landmark, ...]:
    """Return the landmarks, one a role: the cover and the contents, then those given, the start of the text last."""
    marks: dict[str, Landmark] = {}
    if cover:
        marks["cover"] = Landmark(role="cover", title=word_for("cover", language), href=cover)
    # Where the text has a contents page of its own, nav.xhtml is not read, and a landmark leads to what is read.
    contents = next((document.href for document in documents if document.role == "toc"), f"{NAV_HREF}#nav-toc")
    marks["toc"] = Landmark(role="toc", title=word_for("contents", language), href=contents)
    own = {mark.role: mark for mark in reversed(tuple(given))}
    for role, mark in reversed(tuple(own.items())):
        if role not in marks:
            marks[role] = mark
    if "bodymatter" not in marks:
        first = next((d for d in documents if d.matter == "body"), documents[0] if documents else None)
        if first is not None:
            marks["bodymatter"] = Landmark(role="bodymatter", title=word_for("start", language), href=first.href)
    return tuple(marks.values())


def write_nav(
    contents: Sequence[NavigationPoint], landmarks: Sequence[Landmark], markers: Sequence[PageMarker], language: str
) -> bytes:
    """Return the navigation document: contents of at most three levels, landmarks, and pages where any are marked."""
    title = escape_text(word_for("contents", language))
    tag = quote_value(language)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f" lang={tag} xml:lang={tag}{write_direction(language)}>\n<head>\n<title>{title}</title>\n"
        '<link rel="stylesheet" type="text/css" href="styles/book.css"/>\n</head>\n<body epub:type="frontmatter">\n'
        '<nav epub:type="toc" role="doc-toc" id="nav-toc" aria-labelledby="nav-toc-title">\n'
        f'<h1 id="nav-toc-title">{title}</h1>\n{_list_points(contents, 1, language)}</nav>\n'
    ]
    if landmarks:
        heading = escape_text(word_for("landmarks", language))
        items = "".join(
            f"<li><a epub:type={quote_value(m.role)} href={quote_value(m.href)}>{escape_text(m.title)}</a></li>\n"
            for m in landmarks
        )
        parts.append(
            '<nav epub:type="landmarks" id="nav-landmarks" aria-labelledby="nav-landmarks-title" hidden="hidden">\n'
            f'<h2 id="nav-landmarks-title">{heading}</h2>\n<ol>\n{items}</ol>\n</nav>\n'
        )
    if markers:
        heading = escape_text(word_for("pages", language))
        items = "".join(f"<li><a href={quote_value(m.href)}>{escape_text(m.label)}</a></li>\n" for m in markers)
        parts.append(
            '<nav epub:type="page-list" role="doc-pagelist" id="nav-pages" aria-labelledby="nav-pages-title"'
            f' hidden="hidden">\n<h2 id="nav-pages-title">{heading}</h2>\n<ol>\n{items}</ol>\n</nav>\n'
        )
    parts.append("</body>\n</html>\n")
    return "".join(parts).encode()


def write_ncx(
    contents: Sequence[NavigationPoint], markers: Sequence[PageMarker], language: str, title: str, identifier: str
) -> bytes:
    """Return the NCX, which EPUB 2 reading systems and some shops still read."""
    lines: list[str] = []
    orders: dict[str, int] = {}
    count = _add_nav_points(contents, 1, lines, orders, 0)
    if not count:
        return b""
    depth = _measure_depth(contents, 1)
    pages = "".join(
        f'<pageTarget id="page-{n}" {_type_page(m.label)}>'
        f"<navLabel><text>{escape_text(m.label)}</text></navLabel><content src={quote_value(m.href)}/></pageTarget>\n"
        for n, m in enumerate(markers, 1)
    )
    heading = escape_text(word_for("pages", language))
    page_list = f"<pageList>\n<navLabel><text>{heading}</text></navLabel>\n{pages}</pageList>\n"
    highest = max((int(m.label) for m in markers if m.label.isdecimal()), default=0)
    heads = (("uid", identifier), ("depth", depth), ("totalPageCount", len(markers)), ("maxPageNumber", highest))
    head = "".join(f'<meta name="dtb:{name}" content={quote_value(str(value))}/>\n' for name, value in heads)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
        f" xml:lang={quote_value(language)}>\n<head>\n{head}</head>\n"
        f"<docTitle><text>{escape_text(title)}</text></docTitle>\n<navMap>\n{''.join(lines)}</navMap>\n"
        f"{page_list if markers else ''}</ncx>\n"
    ).encode()


def _type_page(label: str) -> str:
    """Return the attributes of a page in the NCX: the pages before the body have roman figures."""
    return f'type="normal" value="{int(label)}"' if label.isdecimal() else 'type="front"'


def _list_points(points: Sequence[NavigationPoint], level: int, language: str) -> str:
    items = []
    for point in points:
        below = _list_points(point.children, level + 1, language) if point.children and level < DEPTH else ""
        link = (
            f"<a href={quote_value(point.href)}{_write_language(point, language)}>{escape_text(name_point(point))}</a>"
        )
        items.append(f"<li>{link}{below and chr(10)}{below}</li>\n")
    return f"<ol>\n{''.join(items)}</ol>\n"


def _write_language(point: NavigationPoint, around: str) -> str:
    """Return the attributes of a line in another language than the lines around it."""
    if point.language is None:
        return ""
    tag = quote_value(point.language)
    turned = is_backward(point.language) != is_backward(around)
    return f" lang={tag} xml:lang={tag}" + (f' dir="{name_direction(point.language)}"' if turned else "")


def _add_nav_points(
    points: Sequence[NavigationPoint], level: int, lines: list[str], orders: dict[str, int], count: int
) -> int:
    """Add the lines of `points` to `lines`; return how many there are by now. One address has one playOrder."""
    for point in points:
        count += 1
        order = orders.setdefault(point.href, len(orders) + 1)
        lines.append(
            f'<navPoint id="point-{count}" playOrder="{order}"><navLabel><text>{escape_text(name_point(point))}</text>'
            f"</navLabel><content src={quote_value(point.href)}/>"
        )
        if point.children and level < DEPTH:
            lines.append("\n")
            count = _add_nav_points(point.children, level + 1, lines, orders, count)
        lines.append("</navPoint>\n")
    return count


def _measure_depth(points: Sequence[NavigationPoint], level: int) -> int:
    if level == DEPTH:
        return level
    return max((_measure_depth(p.children, level + 1) for p in points if p.children), default=level)
