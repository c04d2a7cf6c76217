"""Kept texts: the blocks and notes of a file go in, and bytes that a later build reads instead of the file come out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from makeready.findings.span import Span
from makeready.model.node import Node, NodeKind

__all__ = ["pack_text", "unpack_text"]

_KINDS = tuple(NodeKind)
_PLACES = {kind: place for place, kind in enumerate(_KINDS)}


def pack_text(nodes: Iterable[Node], notes: Iterable[Node], ids: Mapping[str, Span]) -> bytes:
    """Return the blocks, the notes and the ids of one file as bytes: JSON without the file's path."""
    places = {name: _flatten_span(span) for name, span in ids.items()}
    packed = [list(map(_flatten, nodes)), list(map(_flatten, notes)), places]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpack_text(content: bytes, source: str) -> tuple[list[Node], list[Node], dict[str, Span]]:
    """Return the blocks, the notes and the ids that were packed, with places in the file `source`.

    Raises ValueError where `content` was not packed by this release.
    """
    try:
        nodes, notes, ids = json.loads(content.decode("utf-8", "surrogatepass"))
        places = {name: _make_span(source, span) for name, span in ids.items()}
        return [_make(one, source) for one in nodes], [_make(one, source) for one in notes], places
    except (AttributeError, IndexError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("nothing that was packed here") from error


def _flatten(node: Node) -> list[Any]:
    children = [_flatten(child) for child in node.children]
    span = None if node.span is None else _flatten_span(node.span)
    return [_PLACES[node.kind], node.text, span, children, node.attributes]


def _flatten_span(span: Span) -> tuple[int, int | None, int, int | None]:
    return span.start_line, span.start_column, span.end_line, span.end_column


def _make(value: list[Any], source: str) -> Node:
    kind, text, span, children, attributes = value
    return Node(
        kind=_KINDS[kind],
        text=text,
        span=None if span is None else _make_span(source, span),
        children=tuple([_make(child, source) for child in children]),
        attributes=tuple([(name, word) for name, word in attributes]),
    )


def _make_span(source: str, span: list[Any]) -> Span:
    start_line, start_column, end_line, end_column = span
    return Span(
        source=source, start_line=start_line, start_column=start_column, end_line=end_line, end_column=end_column
    )
