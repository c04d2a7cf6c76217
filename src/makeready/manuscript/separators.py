"""Separators: nodes whose words hold U+2028, U+2029 or U+0085 go in; nodes with breaks in their places come out.

These three end a line or a paragraph in some programs and are nothing, or a box, in others; the page engine may stop at
one. A break says the same everywhere. What stands in code becomes a new line there, and a blank in an attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from makeready.late_pattern import late_pattern
from makeready.manuscript.shapes import split_lines
from makeready.model.node import Node, NodeKind, map_nodes

# As characters, and as references to them; one to U+0085 is none in Markdown.
_SEPARATOR = late_pattern("[\u2028\u2029\u0085]")
_WRITTEN = late_pattern("[\u2028\u2029\u0085]|&#(?:[xX]0*(?:2028|2029)|0*(?:8232|8233));")
_SIGNS = ("\u2028", "\u2029", "\u0085", "&#")
_PARTS = late_pattern("([\u2028\u2029\u0085])")
_ENDS_PARAGRAPH = ("ends", "paragraph")
# Addresses are compared with names of files, letter by letter.
_ADDRESSES = frozenset({"src", "href"})


def list_separators(text: str) -> list[re.Match[str]]:
    """Return where separators stand in a text of the manuscript."""
    # Four searches for a sign are a tenth of one for a pattern.
    if not any(sign in text for sign in _SIGNS):
        return []
    return list(_WRITTEN.finditer(text))


def name_separator(written: str) -> str:
    """Return the name of a separator that is written as itself or as a reference: U+2028."""
    number = written.strip("&#;")
    code = ord(written) if len(written) == 1 else int(number[1:], 16) if number[0] in "xX" else int(number)
    return f"U+{code:04X}"


def blank_separators(text: str) -> str:
    """Return the text with a blank for each separator, for what has no lines: metadata."""
    return _SEPARATOR.sub(" ", text)


def break_at_separators(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return `nodes` with lines broken at separators, and paragraphs parted at U+2029."""
    return map_nodes(map_nodes(map_nodes(nodes, _split_text), _part_paragraph), _forget_ends)


def _split_text(node: Node) -> Node | Iterable[Node]:
    if any(_SEPARATOR.search(value) for name, value in node.attributes if name not in _ADDRESSES):
        node = node.having(
            **{name: blank_separators(value) for name, value in node.attributes if name not in _ADDRESSES}
        )
    if not node.text or not _SEPARATOR.search(node.text):
        return node
    if node.kind is not NodeKind.TEXT:
        between = "\n" if node.kind is NodeKind.CODE_BLOCK else " "
        return replace(node, text=_SEPARATOR.sub(between, node.text))
    parts: list[Node] = []
    for part in _PARTS.split(node.text):
        if _SEPARATOR.fullmatch(part):
            attributes = (_ENDS_PARAGRAPH,) if part == "\u2029" else ()
            parts.append(Node(kind=NodeKind.LINE_BREAK, attributes=attributes, span=node.span))
        elif part:
            parts.append(replace(node, text=part))
    return parts


def _part_paragraph(node: Node) -> Node | Iterable[Node]:
    if node.kind is not NodeKind.PARAGRAPH:
        return node
    runs = split_lines(node.children, _ends_paragraph) if _holds_end(node) else [list(node.children)]
    paragraphs: list[Node] = []
    for run in runs:
        while run and _is_blank(run[-1]):
            run.pop()
        while run and len(runs) > 1 and _is_blank(run[0]):
            run.pop(0)
        if run:
            first = node if not paragraphs else node.having(id=None)
            paragraphs.append(replace(first, children=tuple(run)))
    return paragraphs or replace(node, children=())


def _holds_end(node: Node) -> bool:
    return any(_ends_paragraph(inner) for inner in node.walk())


def _ends_paragraph(node: Node) -> bool:
    return node.kind is NodeKind.LINE_BREAK and _ENDS_PARAGRAPH in node.attributes


def _is_blank(node: Node) -> bool:
    breaks = (NodeKind.LINE_BREAK, NodeKind.SOFT_BREAK)
    return node.kind in breaks or (node.kind is NodeKind.TEXT and not node.text.strip())


def _forget_ends(node: Node) -> Node:
    return replace(node, attributes=()) if _ends_paragraph(node) else node
