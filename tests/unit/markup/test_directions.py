"""Directions: runs from right to left are one span each, with the markup and the spaces in them."""

from __future__ import annotations

import pytest

from makeready.markup.directions import isolate_runs
from makeready.model.node import Node, NodeKind, plain_text, text_node

K = NodeKind


def _show(nodes: object) -> str:
    """Return nodes in a short form: <…> a span of its own direction, *…* emphasis."""
    parts = []
    for one in nodes:  # type: ignore[attr-defined]
        if one.kind is K.TEXT:
            parts.append(one.text)
        elif one.kind is K.SOFT_BREAK:
            parts.append("/")
        elif one.get("dir"):
            parts.append(f"<{_show(one.children)}>")
        elif one.kind is K.CODE:
            parts.append(f"`{one.text}`")
        else:
            parts.append(f"*{_show(one.children)}*")
    return "".join(parts)


def _em(*children: Node, **attributes: str) -> Node:
    return Node(kind=K.EMPHASIS, attributes=tuple(attributes.items()), children=children)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([text_node("plain – words")], "plain – words"),
        ([text_node("the word שלום here")], "the word <שלום> here"),
        ([text_node("שלום עולם, and more")], "<שלום עולם>, and more"),
        ([text_node("two: שלום, “עולם” 12 דג. End")], "two: <שלום, “עולם” 12 דג>. End"),
        ([text_node("שלום or עולם")], "<שלום> or <עולם>"),
        ([text_node("شُكْرًا")], "<شُكْرًا>"),
        ([text_node("a שלום "), _em(text_node("עולם")), text_node(" דג b")], "a <שלום *עולם* דג> b"),
        ([text_node("a שלום "), _em(text_node("world")), text_node(" דג b")], "a <שלום> *world* <דג> b"),
        ([text_node("a שלום"), Node(kind=K.SOFT_BREAK), text_node("דג b")], "a <שלום/דג> b"),
        ([text_node("a שלום "), Node(kind=K.CODE, text="x"), text_node(" דג")], "a <שלום> `x` <דג>"),
        ([text_node("a שלום "), _em(text_node("דג"), lang="he"), text_node(" b")], "a <שלום> *דג* b"),
    ],
)
def test_runs_are_isolated(parts: list[Node], shown: str) -> None:
    isolated = isolate_runs(parts, backward=False)
    assert _show(isolated) == shown
    assert plain_text(isolated) == plain_text(parts)


def test_a_line_without_such_words_is_the_same_object() -> None:
    parts = [text_node("plain — “words”"), _em(text_node("x"))]
    assert isolate_runs(parts, backward=False) is parts


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([text_node("בשפת Python 3.11 (2022) הכול")], "בשפת <Python 3.11 (2022>) הכול"),
        ([text_node("שלום 12 עולם")], "שלום 12 עולם"),
        ([text_node("א One, two. ב")], "א <One, two>. ב"),
        ([text_node("א One "), _em(text_node("two")), text_node(" ב")], "א <One *two*> ב"),
        ([text_node("א ٣ One ٤ ב")], "א ٣ <One> ٤ ב"),
    ],
)
def test_runs_from_left_to_right_are_isolated_in_text_that_is_backward(parts: list[Node], shown: str) -> None:
    assert _show(isolate_runs(parts, backward=True)) == shown
