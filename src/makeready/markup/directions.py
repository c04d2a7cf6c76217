"""Directions: the parts of a line go in; runs from right to left within text from left to right come out as spans.

The page engine orders the words of a text as Unicode's algorithm says (UAX 9), but each box by itself: words in two
boxes, and figures beside them, stood in the wrong order. With `dir` the box is one. Reading systems need it no less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from makeready.model.node import Node, NodeKind, plain_text, text_node

# Letters that run from right to left, with their points and forms: Hebrew, Arabic, Syriac, Thaana, NKo and others.
_BACKWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_HAS_BACKWARD = re.compile(f"[{_BACKWARD}]")
# What is no letter of another direction may stand within a run, but neither begin nor end it.
_NEUTRAL = rf"(?:[\W\d_](?<![{_BACKWARD}]))"
_RUN = re.compile(rf"[{_BACKWARD}]+(?:{_NEUTRAL}+[{_BACKWARD}]+)*")
_FORWARD = re.compile(rf"[^\W\d_](?<![{_BACKWARD}])")
_LEAVES = frozenset({NodeKind.CODE, NodeKind.IMAGE, NodeKind.NOTE_CALL, NodeKind.LINE_BREAK})
_HOLDERS = frozenset({NodeKind.EMPHASIS, NodeKind.STRONG, NodeKind.SPAN, NodeKind.LINK})
_TEXTS = frozenset({NodeKind.TEXT, NodeKind.SOFT_BREAK})


def isolate_backward(nodes: Sequence[Node]) -> Sequence[Node]:
    """Return the parts of a line with a span of `dir` "rtl" round each run from right to left, markup in it included.

    Elements with a direction or a language of their own are left alone.
    """
    if not any(node.kind is NodeKind.TEXT and has_backward(node.text) for node in nodes):
        return nodes
    found: list[Node] = []
    run: list[Node] = []  # begins with words from right to left
    waiting: list[Node] = []  # neutral parts behind the run, which belong to it if it goes on
    for node in _split(nodes):
        if _is_backward(node):
            run += [*waiting, node]
            waiting = []
        elif run and _is_neutral(node):
            waiting.append(node)
        else:
            found += [*_wrap(run), *waiting, node]
            run, waiting = [], []
    return [*found, *_wrap(run), *waiting]


def has_backward(text: str) -> bool:
    """Return True where words in `text` run from right to left."""
    return not text.isascii() and _HAS_BACKWARD.search(text) is not None


def _split(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the parts of a line, texts in runs of one direction and what stands between them."""
    for node in nodes:
        if node.kind is not NodeKind.TEXT or not has_backward(node.text):
            yield node
            continue
        place = 0
        for run in _RUN.finditer(node.text):
            if run.start() > place:
                yield text_node(node.text[place : run.start()], node.span)
            yield text_node(run[0], node.span)
            place = run.end()
        if place < len(node.text):
            yield text_node(node.text[place:], node.span)


def _is_backward(node: Node) -> bool:
    if node.kind is NodeKind.TEXT:
        return has_backward(node.text)
    if node.kind not in _HOLDERS or node.get("dir") or node.get("lang"):
        return False
    if any(one.kind in _LEAVES or one.get("dir") or one.get("lang") for one in node.walk()):
        return False
    words = plain_text([node])
    return has_backward(words) and _FORWARD.search(words) is None


def _is_neutral(node: Node) -> bool:
    return node.kind in _TEXTS and _FORWARD.search(node.text) is None


def _wrap(run: list[Node]) -> list[Node]:
    if not run:
        return []
    return [Node(kind=NodeKind.SPAN, attributes=(("dir", "rtl"),), children=tuple(run), span=run[0].span)]
