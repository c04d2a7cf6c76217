"""Lines: lines as the engine breaks and justifies them go in; whole words, and no lines thrown apart, come out.

Private names of WeasyPrint 70.0 used: `layout.inline.justify_line`, `text_align`, `count_expandable_spaces`,
`split_inline_box`, `split_text_box`, `can_break_text`, `trailing_whitespace_size`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import weasyprint.layout.inline
from weasyprint.formatting_structure import boxes

from makeready.dataclass import dataclass
from makeready.pdf.paragraphs.tolerances import Tolerances, read_tolerances

_ENGINE_JUSTIFY = weasyprint.layout.inline.justify_line
_ENGINE_BOX = weasyprint.layout.inline.split_inline_box
_ENGINE_TEXT = weasyprint.layout.inline.split_text_box
_ENGINE_CAN_BREAK = weasyprint.layout.inline.can_break_text
_NEAR = 0.01  # in the engine's pixels
_SPACE = 0.25  # of a usual typeface, in em
_USUAL = Tolerances()


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    # The bound is that of lines that are chosen together: running text stays below it, lines before a long word that
    # cannot be broken do not. The engine leaves a line without spaces as it is, so that those of most are counted once.
    tolerances = read_tolerances(line.style) or _USUAL
    widest = (tolerances.ragged - 1) * _SPACE * line.style["font_size"]
    if extra_width <= widest or extra_width <= widest * weasyprint.layout.inline.count_expandable_spaces(line):
        _ENGINE_JUSTIFY(context, line, extra_width)


@contextlib.contextmanager
def spare_loose_lines() -> Iterator[None]:
    """Leave lines ragged, while the engine works, where justifying them would tear their words apart."""
    weasyprint.layout.inline.justify_line = _justify_line
    try:
        yield
    finally:
        weasyprint.layout.inline.justify_line = _ENGINE_JUSTIFY


_ENGINE_ALIGN = weasyprint.layout.inline.text_align


def _text_align(context: Any, line: Any, available_width: float, last: bool) -> Any:
    """Align a line as the engine does, which counts the indent of one that runs from right to left at its left end."""
    offset = _ENGINE_ALIGN(context, line, available_width, last)
    if line.style["direction"] == "rtl" and line.text_indent:
        for child in line.children:
            if child.is_in_normal_flow():
                child.translate(dx=-line.text_indent)
    return offset


@contextlib.contextmanager
def indent_from_the_right() -> Iterator[None]:
    """Let lines that run from right to left step in on the right while the engine works."""
    weasyprint.layout.inline.text_align = _text_align
    try:
        yield
    finally:
        weasyprint.layout.inline.text_align = _ENGINE_ALIGN


@dataclass(slots=True)
class _Line:
    """The line that is being filled: where it starts, and whether words in it may be broken, or had to stay whole."""

    start: float
    breaks_words: bool = False
    kept_whole: bool = False


# The lines that are being filled, the innermost last: a box in a line has lines of its own.
_LINES: list[_Line] = []


def _split_inline_box(
    context: Any, box: Any, position_x: float, max_x: float, bottom_space: float, skip_stack: Any, *rest: Any
) -> Any:
    """Fill a line as the engine does; where that leaves a word beyond its end, once more with words broken.

    The engine (70.0) takes each word within an element for the first of its line, and breaks it though the line could
    be broken before it; a word that starts in one element and goes on in another it never breaks.
    """
    if not isinstance(box, boxes.LineBox):
        return _ENGINE_BOX(context, box, position_x, max_x, bottom_space, skip_stack, *rest)
    lists = [one for one in rest if isinstance(one, list)]
    lengths = [len(one) for one in lists]
    shapes = context.excluded_shapes and context.excluded_shapes.copy()
    line = _Line(position_x)
    _LINES.append(line)
    try:
        filled = _ENGINE_BOX(context, box, position_x, max_x, bottom_space, skip_stack, *rest)
        if not line.kept_whole or not _stands_out(context, filled[0], max_x):
            return filled
        for one, length in zip(lists, lengths, strict=True):
            del one[length:]
        context.excluded_shapes = shapes
        line.breaks_words = True
        return _ENGINE_BOX(context, box, position_x, max_x, bottom_space, skip_stack, *rest)
    finally:
        _LINES.pop()


def _stands_out(context: Any, line: Any, end: float) -> bool:
    last = next((child for child in reversed(line.children) if child.is_in_normal_flow()), None)
    if last is None or last.position_x + last.margin_width() <= end + _NEAR:
        return False
    blank = weasyprint.layout.inline.trailing_whitespace_size(context, last)
    return bool(last.position_x + last.margin_width() - blank > end + _NEAR)


def _split_text_box(context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True) -> Any:
    if _LINES and available_width is not None:
        line = _LINES[-1]
        if line.breaks_words:
            is_line_start = True
        elif not is_line_start or box.position_x > line.start + _NEAR:
            is_line_start, line.kept_whole = False, True
        # Behind what stands out already, the engine (70.0) would go on without an end.
        available_width = max(available_width, 0)
    return _ENGINE_TEXT(context, box, available_width, skip, is_line_start=is_line_start)


def _can_break(text: str, language: str) -> bool | None:
    """Tell whether a line may end between the last letter of one element and the first of the next.

    Pango allows no end between a space and a mark, such as the full stop that code begins with; the space was lost
    there, and the mark stood beyond the line (UAX 14, LB13, has not asked for that since Unicode 16).
    """
    return True if len(text) == 2 and text[0] == " " else _ENGINE_CAN_BREAK(text, language)


@contextlib.contextmanager
def break_words_last() -> Iterator[None]:
    """Break words, while the engine works, only where a line of their own does not hold them."""
    inline = weasyprint.layout.inline
    inline.split_inline_box, inline.split_text_box = _split_inline_box, _split_text_box
    inline.can_break_text = _can_break
    try:
        yield
    finally:
        inline.split_inline_box, inline.split_text_box = _ENGINE_BOX, _ENGINE_TEXT
        inline.can_break_text = _ENGINE_CAN_BREAK
