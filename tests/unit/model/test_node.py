"""Nodes: all that stands in a text is walked in reading order."""

from __future__ import annotations

from makeready.model.node import Node, NodeKind, text_node, walk_nodes


def test_nodes_are_walked_in_reading_order() -> None:
    emphasis = Node(kind=NodeKind.EMPHASIS, children=(text_node("b"),))
    paragraph = Node(kind=NodeKind.PARAGRAPH, children=(text_node("a"), emphasis, text_node("c")))
    walked = list(walk_nodes((paragraph, text_node("d"))))
    assert walked[0] is paragraph and walked[2] is emphasis
    assert "".join(node.text for node in walked) == "abcd"
