"""Shapes: children as they were found go in; children that their parent may have come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from makeready.findings import Span
from makeready.model.node import Node, NodeKind, plain_text

INLINE_KINDS = frozenset(
    {
        NodeKind.TEXT, NodeKind.EMPHASIS, NodeKind.STRONG, NodeKind.CODE, NodeKind.LINK, NodeKind.IMAGE,
        NodeKind.LINE_BREAK, NodeKind.SOFT_BREAK, NodeKind.NOTE_CALL, NodeKind.SPAN,
    }
)  # fmt: skip
MOST_BLANKS = 32  # by which a line steps in
_BREAKS = (NodeKind.SOFT_BREAK, NodeKind.LINE_BREAK)
_WANTED = {
    NodeKind.LIST: (NodeKind.ITEM,),
    NodeKind.DEFINITION_LIST: (NodeKind.TERM, NodeKind.DEFINITION, NodeKind.DIVISION),
    NodeKind.TABLE: (NodeKind.CAPTION, NodeKind.TABLE_HEAD, NodeKind.TABLE_BODY),
    NodeKind.TABLE_HEAD: (NodeKind.ROW,),
    NodeKind.TABLE_BODY: (NodeKind.ROW,),
    NodeKind.ROW: (NodeKind.CELL,),
}
_WRAPPERS = {
    NodeKind.LIST: NodeKind.ITEM,
    NodeKind.DEFINITION_LIST: NodeKind.DEFINITION,
    NodeKind.TABLE: NodeKind.TABLE_BODY,
    NodeKind.TABLE_HEAD: NodeKind.ROW,
    NodeKind.TABLE_BODY: NodeKind.ROW,
    NodeKind.ROW: NodeKind.CELL,
}


def settle_children(kind: NodeKind, children: Sequence[Node]) -> list[Node]:
    """Return the children of an HTML element as a node of `kind` takes them: rows in a body, words in an item."""
    wanted = _WANTED.get(kind)
    if kind is NodeKind.FIGURE:
        return _settle_captions(children)
    if wanted is None:
        return list(children)
    settled: list[Node] = []
    strays: list[Node] = []
    for child in children:
        if child.kind in wanted:
            _wrap_strays(kind, strays, settled)
            settled.append(child)
        else:
            strays.append(child)
    _wrap_strays(kind, strays, settled)
    return settled


def _settle_captions(children: Sequence[Node]) -> list[Node]:
    """Return what is in a figure with one caption, first or last: what stands behind one belongs to it.

    Breaks there only made room on a screen.
    """
    children = list(children)
    first = next((place for place, child in enumerate(children) if child.kind is NodeKind.CAPTION), len(children))
    while first + 1 < len(children) and _is_blank(children[first + 1]):
        del children[first + 1]
    while len(children) > first + 1 and _is_blank(children[-1]):
        del children[-1]
    places = [place for place, child in enumerate(children) if child.kind is NodeKind.CAPTION]
    if not places or (len(places) == 1 and places[0] in (0, len(children) - 1)):
        return list(children)
    first = places[0]
    words: list[Node] = []
    for child in children[first:]:
        words += wrap_words(child.children) if child.kind is NodeKind.CAPTION else wrap_words([_open_with_words(child)])
    return [*children[:first], replace(children[first], children=tuple(words))]


def _open_with_words(node: Node) -> Node:
    """Return a paragraph without the breaks before its first words."""
    if node.kind is not NodeKind.PARAGRAPH:
        return node
    start = next((place for place, child in enumerate(node.children) if not _is_blank(child)), 0)
    return replace(node, children=node.children[start:])


def _is_blank(node: Node) -> bool:
    return all(
        one.kind in (NodeKind.PARAGRAPH, NodeKind.LINE_BREAK, NodeKind.SOFT_BREAK)
        or (one.kind is NodeKind.TEXT and not one.text.strip())
        for one in node.walk()
    )


def _wrap_strays(kind: NodeKind, strays: list[Node], settled: list[Node]) -> None:
    if strays:
        wrapper = _WRAPPERS[kind]
        inside = settle_children(wrapper, strays)
        if wrapper in (NodeKind.ITEM, NodeKind.DEFINITION):
            inside = wrap_words(inside)
        settled.append(Node(kind=wrapper, children=tuple(inside), span=strays[0].span))
        strays.clear()


def wrap_words(nodes: Sequence[Node]) -> list[Node]:
    """Return `nodes` with each run of words in a paragraph."""
    wrapped: list[Node] = []
    run: list[Node] = []
    for node in nodes:
        if node.kind in INLINE_KINDS:
            run.append(node)
            continue
        if run:
            wrapped.append(Node(kind=NodeKind.PARAGRAPH, children=tuple(run), span=run[0].span))
            run = []
        wrapped.append(node)
    if run:
        wrapped.append(Node(kind=NodeKind.PARAGRAPH, children=tuple(run), span=run[0].span))
    return wrapped


def make_figure(attributes: tuple[tuple[str, str], ...], image: Node, span: Span) -> Node:
    """Return the figure that a picture alone in its paragraph is; its title is what stands below it."""
    title = image.get("title")
    parts = [replace(image.having(title=None), children=())]
    if title:
        words = image.children or (Node(kind=NodeKind.TEXT, text=title, span=image.span),)
        parts.append(Node(kind=NodeKind.CAPTION, children=words, span=image.span))
    return Node(kind=NodeKind.FIGURE, attributes=attributes, children=tuple(parts), span=span)


def drop_captions(children: Sequence[Node]) -> list[Node]:
    """Return `children` with pictures that have no caption, for only one that stands alone has: its title is plain."""
    return [
        replace(child.having(title=plain_text(child.children)), children=())
        if child.kind is NodeKind.IMAGE and child.children
        else child
        for child in children
    ]


def split_verse(children: Iterable[Node]) -> list[Node]:
    """Return stanzas: the paragraphs among `children` with a node for each line of the manuscript."""
    stanzas = [_split_stanza(child) for child in children]
    if len(stanzas) > 1 and _is_attribution(stanzas[-1]):
        stanzas[-1] = stanzas[-1].having(role="attribution")
    return stanzas


def _is_attribution(stanza: Node) -> bool:
    """Return True for a stanza of one line that begins with a dash: it says who wrote those above."""
    return (
        stanza.kind is NodeKind.PARAGRAPH
        and len(stanza.children) == 1
        and stanza.get("role") is None
        and plain_text(stanza.children).lstrip().startswith(("—", "–", "―", "--"))
    )


def _split_stanza(node: Node) -> Node:
    if node.kind in (NodeKind.DIVISION, NodeKind.BLOCK_QUOTE):
        return replace(node, children=tuple(split_verse(node.children)))
    if node.kind is not NodeKind.PARAGRAPH or any(child.kind is NodeKind.LINE for child in node.children):
        return node
    lines = [
        Node(kind=NodeKind.LINE, children=tuple(line), span=_first_span(line) or node.span)
        for line in split_lines(node.children)
    ]
    return replace(node, children=tuple(lines))


def _first_span(nodes: Iterable[Node]) -> Span | None:
    """Return the place of the first words among `nodes`."""
    for top in nodes:
        for node in top.walk():
            if not node.children:
                return node.span
    return None


def _is_break(node: Node) -> bool:
    return node.kind in _BREAKS


def split_lines(nodes: Iterable[Node], is_break: Callable[[Node], bool] = _is_break) -> list[list[Node]]:
    """Return the runs of `nodes` between breaks; markup that goes over a break is opened again behind it."""
    lines: list[list[Node]] = [[]]
    for node in nodes:
        if is_break(node):
            lines.append([])
        elif node.children:
            pieces = split_lines(node.children, is_break)
            for index, piece in enumerate(pieces):
                if index:
                    lines.append([])
                part = node if index == 0 else node.having(id=None)
                lines[-1].append(replace(part, children=tuple(piece)))
        else:
            lines[-1].append(node)
    return lines
