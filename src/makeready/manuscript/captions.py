"""Captions: blocks in their order go in; tables that hold what is written below or above them as theirs come out.

A paragraph next to a table is its caption where it begins with `: ` or `Table: `; braces at its end belong to the
table. Right below the last row, without an empty line, it looks like a row of one cell and is a caption all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from makeready.late_pattern import late_pattern
from makeready.manuscript.attributes import parse_attributes, split_heading
from makeready.manuscript.marks import check_attributes
from makeready.manuscript.record import Record
from makeready.model.node import Node, NodeKind

_OPENING = late_pattern(r"(?:[Tt]able)?:[ \t]+(?=\S)")


def attach_captions(nodes: Sequence[Node], record: Record) -> tuple[Node, ...]:
    """Return `nodes`, and all in them, with captions in their tables, where those stand first."""
    result: list[Node] = []
    waiting: Node | None = None
    for node in nodes:
        last = result[-1] if result else None
        if node.kind is NodeKind.TABLE:
            table = _take_last_row(_settle(node), record)
            if waiting is not None and not _has_caption(table):
                result.pop()
                table = _give(table, waiting, record)
            result.append(table)
        elif last is not None and last.kind is NodeKind.TABLE and _is_caption(node) and not _has_caption(last):
            result[-1] = _give(last, node, record)
            continue
        elif node.children and _holds_table(node):
            result.append(replace(node, children=attach_captions(node.children, record)))
        else:
            result.append(node)
        waiting = node if _is_caption(node) else None
    return tuple(result)


def _holds_table(node: Node) -> bool:
    return any(inner.kind is NodeKind.TABLE for inner in node.walk())


def _is_caption(node: Node) -> bool:
    first = node.children[0] if node.kind is NodeKind.PARAGRAPH and node.children else None
    return first is not None and first.kind is NodeKind.TEXT and _OPENING.match(first.text) is not None


def _has_caption(table: Node) -> bool:
    return bool(table.children) and table.children[0].kind is NodeKind.CAPTION


def _settle(table: Node) -> Node:
    """Return a table whose caption stands first, as XHTML wants it."""
    captions = [child for child in table.children if child.kind is NodeKind.CAPTION]
    if not captions or _has_caption(table):
        return table
    others = tuple(child for child in table.children if child.kind is not NodeKind.CAPTION)
    return replace(table, children=(*captions, *others))


def _take_last_row(table: Node, record: Record) -> Node:
    """Return a table whose last row is its caption where that was written like one, with no bar in its line."""
    body = table.children[-1] if table.children else None
    row = body.children[-1] if body is not None and body.kind is NodeKind.TABLE_BODY and body.children else None
    if body is None or row is None or row.span is None or _has_caption(table):
        return table
    line = row.span.start_line - record.first_line
    if not 0 <= line < len(record.lines) or "|" in record.lines[line]:
        return table
    cells = [cell for cell in row.children if cell.children]
    if len(cells) != 1 or cells[0] is not row.children[0]:
        return table
    words = Node(kind=NodeKind.PARAGRAPH, children=cells[0].children, span=row.span)
    if not _is_caption(words):
        return table
    rows = body.children[:-1]
    rest = (*table.children[:-1], replace(body, children=rows)) if rows else table.children[:-1]
    return _give(replace(table, children=rest), words, record)


def _give(table: Node, words: Node, record: Record) -> Node:
    """Return the table with the words of a paragraph as its caption, and with the attributes at their end."""
    children = list(words.children)
    opening = _OPENING.match(children[0].text)
    if opening is None:
        return table
    record.markup.append(opening[0])
    children[0] = replace(children[0], text=children[0].text[opening.end() :])
    given: dict[str, str] = {}
    if children[-1].kind is NodeKind.TEXT and children[-1].text.rstrip().endswith("}"):
        text, braces = split_heading(children[-1].text)
        if braces:
            record.markup.append(braces)
            span = children[-1].span or words.span or record.span(0)
            given = check_attributes(record, parse_attributes(braces) or {}, NodeKind.TABLE, span)
            children[-1] = replace(children[-1], text=text)
    while children and children[-1].kind is NodeKind.TEXT and not children[-1].text.strip():
        children.pop()
    own = dict(words.attributes)
    if "id" in given and table.get("id"):
        # The table has one already, and both may be linked to.
        own |= {name: given.pop(name) for name in ("id", "anchor") if name in given}
    if "class" in given and table.get("class"):
        given["class"] = f"{table.get('class')} {given['class']}"
    caption = Node(kind=NodeKind.CAPTION, attributes=tuple(own.items()), children=tuple(children), span=words.span)
    return replace(table.having(**given), children=(caption, *table.children))
