"""Labels of boxes: a book goes in; the same book comes out, its notes, tips and warnings with the word for each.

The word is that of the language around the box. Whether it is shown is up to the theme; where a language has none
here, nothing is said, and the box has its look alone.
"""

from __future__ import annotations

from dataclasses import replace

from makeready.compose.wording import find_box_words
from makeready.model.book import Book, Section
from makeready.model.node import Node, NodeKind

_KINDS = frozenset({NodeKind.DIVISION, NodeKind.PARAGRAPH})
# What may have boxes in it.
_HOLDS = _KINDS | {
    NodeKind.BLOCK_QUOTE,
    NodeKind.LIST,
    NodeKind.ITEM,
    NodeKind.DEFINITION_LIST,
    NodeKind.DEFINITION,
    NodeKind.FIGURE,
}


def label_boxes(book: Book) -> Book:
    """Return the book with an attribute `box` on its notes, tips, warnings and important words."""
    return replace(book, sections=tuple(_label_section(section, book.language) for section in book.sections))


def _label_section(section: Section, around: str) -> Section:
    language = section.language or around
    content = tuple(_label(node, language) for node in section.content)
    children = tuple(_label_section(child, language) for child in section.children)
    same = all(one is other for one, other in zip(content, section.content, strict=True)) and all(
        one is other for one, other in zip(children, section.children, strict=True)
    )
    return section if same else replace(section, content=content, children=children)


def _label(node: Node, around: str) -> Node:
    """Return the node with labels in it; the same object where it has none, so that a book without costs little."""
    if node.kind not in _HOLDS:
        return node
    language = node.get("lang") or around
    children = tuple(_label(child, language) for child in node.children)
    if any(one is not other for one, other in zip(children, node.children, strict=True)):
        node = replace(node, children=children)
    role = node.get("role") if node.attributes and node.kind in _KINDS else None
    word = find_box_words(language).get(role) if role else None
    return node.having(box=word) if word else node
