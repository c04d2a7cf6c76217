"""Directions: the parts of a line go in; runs that go against the direction of their text come out as spans.

The page engine orders the words of a text as Unicode's algorithm says (UAX 9), but each box by itself: words in two
boxes, and figures beside them, stood in the wrong order. With `dir` the box is one. Reading systems need it no less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.node import Node, NodeKind, plain_text, text_node

# Letters that run from right to left, with their points and forms: Hebrew, Arabic, Syriac, Thaana, NKo and others.
_BACK = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_HAS_BACKWARD = late_pattern(f"[{_BACK}]")
_LETTER = rf"(?:[^\W\d_](?<![{_BACK}]))"
_LETTER_OR_FIGURE = rf"(?:[^\W_](?<![{_BACK}]))"
# What is no letter of another direction may stand within a run, but neither begin nor end it.
_NEUTRAL = rf"(?:[\W\d_](?<![{_BACK}]))"
_LEAVES = frozenset({NodeKind.CODE, NodeKind.IMAGE, NodeKind.NOTE_CALL, NodeKind.LINE_BREAK})
_HOLDERS = frozenset({NodeKind.EMPHASIS, NodeKind.STRONG, NodeKind.SPAN, NodeKind.LINK})
_TEXTS = frozenset({NodeKind.TEXT, NodeKind.SOFT_BREAK})


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of one direction: what they look like, the letters that make one, and those that end it."""

    direction: str
    run: re.Pattern[str]
    own: re.Pattern[str]
    others: re.Pattern[str]


_BACKWARD = _Runs("rtl", late_pattern(rf"[{_BACK}]+(?:{_NEUTRAL}+[{_BACK}]+)*"), _HAS_BACKWARD, late_pattern(_LETTER))
# Figures behind letters go with them, as the algorithm has it.
_FORWARD = _Runs(
    "ltr", late_pattern(rf"{_LETTER}(?:[^{_BACK}]*{_LETTER_OR_FIGURE})?"), late_pattern(_LETTER), _HAS_BACKWARD
)


def isolate_runs(nodes: Sequence[Node], *, backward: bool) -> Sequence[Node]:
    """Return the parts of a line with a span round each run against its direction, markup in it included.

    The line runs from right to left where it is `backward`. Elements with a direction or a language of their own are
    left alone.
    """
    runs = _FORWARD if backward else _BACKWARD
    if not any(node.kind is NodeKind.TEXT and _has_run(node.text, runs) for node in nodes):
        return nodes
    found: list[Node] = []
    run: list[Node] = []  # begins with words of the other direction
    waiting: list[Node] = []  # neutral parts behind the run, which belong to it if it goes on
    for node in _split(nodes, runs):
        if _is_run(node, runs):
            run += [*waiting, node]
            waiting = []
        elif run and _is_neutral(node, runs):
            waiting.append(node)
        else:
            found += [*_wrap(run, runs), *waiting, node]
            run, waiting = [], []
    return [*found, *_wrap(run, runs), *waiting]


def _has_run(text: str, runs: _Runs) -> bool:
    return (runs is _FORWARD or not text.isascii()) and runs.own.search(text) is not None


def _split(nodes: Iterable[Node], runs: _Runs) -> Iterator[Node]:
    """Yield the parts of a line, texts in runs of one direction and what stands between them."""
    for node in nodes:
        if node.kind is not NodeKind.TEXT or not _has_run(node.text, runs):
            yield node
            continue
        place = 0
        for run in runs.run.finditer(node.text):
            if run.start() > place:
                yield text_node(node.text[place : run.start()], node.span)
            yield text_node(run[0], node.span)
            place = run.end()
        if place < len(node.text):
            yield text_node(node.text[place:], node.span)


def _is_run(node: Node, runs: _Runs) -> bool:
    if node.kind is NodeKind.TEXT:
        return _has_run(node.text, runs)
    if node.kind not in _HOLDERS or node.get("dir") or node.get("lang"):
        return False
    if any(one.kind in _LEAVES or one.get("dir") or one.get("lang") for one in node.walk()):
        return False
    words = plain_text([node])
    return _has_run(words, runs) and runs.others.search(words) is None


def _is_neutral(node: Node, runs: _Runs) -> bool:
    return node.kind in _TEXTS and runs.others.search(node.text) is None


def _wrap(run: list[Node], runs: _Runs) -> list[Node]:
    if not run:
        return []
    return [Node(kind=NodeKind.SPAN, attributes=(("dir", runs.direction),), children=tuple(run), span=run[0].span)]
