"""Introductions: the tree of a document goes in; paragraphs that end with a colon and introduce a block are marked.

The theme parts them from that block at no page turn (`break-after: avoid`); the block itself may be broken.
"""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element

ATTRIBUTE = "data-introduces"
_INTRODUCED = frozenset({"pre", "ul", "ol", "dl", "blockquote", "table", "figure", "div"})
_PICTURES = "pictures"  # the class of a paragraph of pictures alone
_COLONS = (":", "\uff1a")  # of all scripts, and of the width of Chinese signs
_CLOSERS = "\"'”’“‘»«›‹)]*"
_NOTES = ("doc-noteref", "doc-footnote")


def mark_introductions(body: Element) -> None:
    """Mark each paragraph in `body` that ends with a colon and has a block of another kind right behind it.

    One that introduces another introduction is left: the engine gives a page to each level of what holds together.
    """
    found = {
        before: after
        for parent in body.iter()
        for before, after in pairwise(parent)
        if before.tag == "p" and _is_introduced(after) and not (before.tail or "").strip() and _ends_open(before)
    }
    for before, after in found.items():
        if _find_first(after) not in found:
            before.set(ATTRIBUTE, "")


def _find_first(block: Element) -> Element:
    """Return the paragraph that a block begins with, or whatever it begins with that holds nothing."""
    while len(block) and block.tag != "p":
        block = block[0]
    return block


def _is_introduced(element: Element) -> bool:
    if element.tag == "p":
        return _PICTURES in (element.get("class") or "").split()
    return element.tag in _INTRODUCED


def _ends_open(paragraph: Element) -> bool:
    """Return True where the last words end with a colon; notes and closing marks behind it do not count."""
    # From the end on, so that no paragraph is read as a whole.
    stack: list[Element | str | None] = [paragraph]
    while stack:
        last = stack.pop()
        if isinstance(last, Element):
            if last.get("role") not in _NOTES:
                stack.append(last.text)
                for child in last:
                    stack += [child, child.tail]
        elif last and (words := last.rstrip().rstrip(_CLOSERS).rstrip()):
            return words.endswith(_COLONS)
    return False
