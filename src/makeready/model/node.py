"""Nodes: parts of a text go in; one immutable class of tree with a place in the manuscript comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from makeready.dataclass import dataclass
from makeready.findings.span import Span


class NodeKind(StrEnum):
    """What a node is. Blocks first, then what stands in a line.

    The attributes that a kind may have are named beside it; every kind may have `id`, `class` (names apart by
    a space), `lang`, `dir`, `role` (a word of the trade: "epigraph", "verse", "dedication" …) and `box`, the word that
    composing gives a note, tip or warning for a label.
    """

    PARAGRAPH = "paragraph"
    HEADING = "heading"  # level: "1" … "6"; only below a section's own title, or unnumbered inside divisions
    BLOCK_QUOTE = "block_quote"
    LIST = "list"  # ordered: "true"; start: number; type: 1, a, A, i, I; reversed; tight: "true"
    ITEM = "item"  # value: number
    DEFINITION_LIST = "definition_list"
    TERM = "term"
    DEFINITION = "definition"
    CODE_BLOCK = "code_block"  # language; the text is verbatim
    RULE = "rule"  # a thematic break
    TABLE = "table"
    TABLE_HEAD = "table_head"
    TABLE_BODY = "table_body"
    ROW = "row"
    CELL = "cell"  # header: "true"; align: left, center, right; colspan, rowspan
    DIVISION = "division"  # role; a fenced div, or a block of HTML
    FIGURE = "figure"
    CAPTION = "caption"
    LINE = "line"  # one line of verse; indent: how many blanks it steps in by
    NOTE = "note"  # label; the words of a footnote; children are blocks

    TEXT = "text"  # only this kind has a text of its own, and CODE, CODE_BLOCK
    EMPHASIS = "emphasis"
    STRONG = "strong"
    CODE = "code"
    LINK = "link"  # href, title
    IMAGE = "image"  # src, alt, title
    LINE_BREAK = "line_break"
    SOFT_BREAK = "soft_break"
    NOTE_CALL = "note_call"  # label
    SPAN = "span"  # tag: an HTML element of the line without a kind of its own (sup, sub, abbr, cite, q …)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a text: its kind, its attributes in order, what is in it, its own words, and its place."""

    kind: NodeKind
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()
    text: str = ""
    span: Span | None = None

    def get(self, name: str) -> str | None:
        """Return the attribute `name`, or None."""
        for key, value in self.attributes:
            if key == name:
                return value
        return None

    def having(self, **values: str | None) -> Node:
        """Return the node with these attributes set; None takes one away."""
        kept = tuple(pair for pair in self.attributes if pair[0] not in values)
        return replace(self, attributes=kept + tuple((k, v) for k, v in values.items() if v is not None))

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in reading order."""
        return walk_nodes((self,))


def text_node(text: str, span: Span | None = None) -> Node:
    """Return a node of words."""
    return Node(kind=NodeKind.TEXT, text=text, span=span)


def walk_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield `nodes` and all below them, in reading order."""
    stack = [*nodes][::-1]
    while stack:
        node = stack.pop()
        yield node
        if node.children:
            stack += node.children[::-1]


def plain_text(nodes: Iterable[Node]) -> str:
    """Return the words of `nodes` without their markup; breaks become spaces, note calls nothing."""
    parts: list[str] = []
    for top in nodes:
        for node in top.walk():
            if node.kind in (NodeKind.TEXT, NodeKind.CODE, NodeKind.CODE_BLOCK):
                parts.append(node.text)
            elif node.kind in (NodeKind.SOFT_BREAK, NodeKind.LINE_BREAK):
                parts.append(" ")
    return "".join(parts)


def map_nodes(nodes: Iterable[Node], change: Callable[[Node], Node | Iterable[Node]]) -> tuple[Node, ...]:
    """Return `nodes` rebuilt from the leaves up, each through `change`, which may give several for one."""
    result: list[Node] = []
    for node in nodes:
        children = map_nodes(node.children, change) if node.children else ()
        changed = change(node if children == node.children else replace(node, children=children))
        if isinstance(changed, Node):
            result.append(changed)
        else:
            result.extend(changed)
    return tuple(result)
