"""Heads: the boxes in a page's margins, as the engine lays them out, go in; they come out cut to the room they have.

A title of forty words as a running head goes over the edge of the paper. It is cut at a word's end, with an ellipsis;
the title in the text and in the outline is whole. Private names of WeasyPrint 70.0 used:
`layout.page.margin_box_content_layout`, `boxes.TextBox.copy_with_text`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import weasyprint.layout.page
from weasyprint.formatting_structure import boxes

_ENGINE_LAYOUT = weasyprint.layout.page.margin_box_content_layout
_NEAR = 0.01  # in the engine's pixels
_EDGE = 12.0  # what a head of several lines leaves free at the edge of the paper: a cutter is not exact
_KEPT = "_kept_heads"
_ELLIPSIS = "…"
_PAUSES = " ,;:–—-("


def _lay_margin_box(context: Any, page: Any, box: Any) -> Any:
    """Lay a box in the margin out; where it is higher than its room, with as many words as fit."""
    laid = _ENGINE_LAYOUT(context, page, box)
    lines = _list_lines(laid)
    if not lines or not _is_over(laid, lines):
        return laid
    texts = [one for one in box.descendants() if isinstance(one, boxes.TextBox)]
    longest = max(texts, key=lambda one: len(one.text))
    words = longest.text.strip()
    kept: dict[tuple[Any, ...], str] = context.__dict__.setdefault(_KEPT, {})
    key = (words, box.at_keyword, page.page_type.side, box.width, box.height)
    if key not in kept:
        kept[key] = _cut(context, page, box, longest, words)
    return _ENGINE_LAYOUT(context, page, _replace(box, longest, kept[key]))


def _list_lines(box: Any) -> list[Any]:
    return [one for one in box.descendants() if isinstance(one, boxes.LineBox)]


def _is_over(box: Any, lines: list[Any]) -> bool:
    """Return True where the lines are more than one and do not fit, or one stands beside the box."""
    height = sum(line.height for line in lines)
    wide = any(line.position_x + line.width > box.content_box_x() + box.width + _NEAR for line in lines)
    return wide or (len(lines) > 1 and height > box.height - _EDGE + _NEAR)


def _cut(context: Any, page: Any, box: Any, longest: Any, words: str) -> str:
    """Return the most of `words` that fits, found by halves."""
    least, most = 0, len(words)
    while most - least > 1:
        middle = (least + most) // 2
        laid = _ENGINE_LAYOUT(context, page, _replace(box, longest, _end(words, middle)))
        if _is_over(laid, _list_lines(laid)):
            most = middle
        else:
            least = middle
    return _end(words, max(least, 1))


def _end(words: str, length: int) -> str:
    """Return `words` up to `length` letters, to the end of a word where there is one among them."""
    part = words[:length]
    if not words[length : length + 1].isspace() and " " in part:
        part = part.rsplit(" ", 1)[0]
    return part.rstrip(_PAUSES) + _ELLIPSIS


def _replace(box: Any, longest: Any, words: str) -> Any:
    if box is longest:
        return box.copy_with_text(words)
    if not isinstance(box, boxes.ParentBox):
        return box
    return box.copy_with_children([_replace(child, longest, words) for child in box.children])


@contextlib.contextmanager
def cut_heads() -> Iterator[None]:
    """Cut what stands in the margins to its room while the engine works."""
    weasyprint.layout.page.margin_box_content_layout = _lay_margin_box
    try:
        yield
    finally:
        weasyprint.layout.page.margin_box_content_layout = _ENGINE_LAYOUT
