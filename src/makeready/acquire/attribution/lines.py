"""Lines: the tree of a page goes in; its headings and blocks of words that are no furniture, with places, come out."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from makeready.acquire.attribution.page import ProseLine
from makeready.acquire.attribution.scope import find_span, is_own_furniture, read_text
from makeready.acquire.elements import find_tag

_MOST_LINES = 20_000
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


def list_lines(tree: etree._Element, source: str) -> tuple[ProseLine, ...]:
    """Return the words of each innermost block of the page's body, furniture left out, in their order.

    A block that is broken by `br` gives a line for each piece.
    """
    lines: list[ProseLine] = []
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        tag = find_tag(element)
        if is_own_furniture(element):
            walk.skip_subtree()
        elif tag in _BLOCKS and not _holds_block(element):
            level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else None
            lines += [ProseLine(text=text, span=find_span(element, source), heading=level) for text in _split(element)]
            walk.skip_subtree()
        if len(lines) >= _MOST_LINES:
            break
    return tuple(lines)


def _holds_block(element: etree._Element) -> bool:
    return any(find_tag(inner) in _BLOCKS for inner in element.iterdescendants())


def _split(element: etree._Element) -> list[str]:
    """Return the lines of a block; where it has breaks, one for each piece between them."""
    breaks = [inner for inner in element.iterdescendants() if find_tag(inner) == "br"]
    if not breaks or len(breaks) > 50:
        text = read_text(element)
        return [text] if text else []
    pieces, words = [], [element.text or ""]
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if node is element:
            continue
        if event == "start" and find_tag(node) == "br":
            pieces.append("".join(words))
            words = []
        elif event == "start" and is_own_furniture(node):
            walk.skip_subtree()
        elif event == "start":
            words.append(node.text or "")
        else:
            words.append(node.tail or "")
    pieces.append("".join(words))
    return [plain for piece in pieces if (plain := " ".join(piece.split()))]


def join_lines(given: Sequence[ProseLine], found: Sequence[ProseLine]) -> tuple[ProseLine, ...]:
    """Return the lines that a reader gave and those short ones of the tree that are not among them, by their places."""
    if not given:
        return tuple(found)
    known = {" ".join(line.text.split()) for line in given}
    more = [line for line in found if line.text not in known and (line.heading or len(line.text) <= 300)]
    merged = [*given, *more]
    return tuple(sorted(merged, key=lambda line: line.span.start_line)) if more else tuple(given)
