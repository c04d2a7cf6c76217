"""The grid: the engine's layout of a page goes in; text whose lines stand on one grid, at every page's head, comes out.

The grid begins at the head of the text, and its step is the line height of `body`. A block whose lines are as high is
moved, where it begins, to the next line of the grid; what stands before it and is of another height (code, a table)
gets half of that white above. A line that small or raised type or another typeface makes higher keeps its height; one
that holds a picture takes as many steps as it needs. `:root { --grid: lines }` of a style sheet asks for it.

What stands in a table, a note, a float or beside the flow has its own lines.

Imported by pdf/engine.py only, after it has set the engine up. Private names of WeasyPrint 70.0 used:
`layout.block._in_flow_layout`, `layout.block._linebox_layout`, `layout.block.collapse_margin`, `layout.inline.strut`,
`layout.inline.get_next_linebox`, `LayoutContext._excluded_shapes_root_boxes`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from typing import Any

import weasyprint.layout.block
import weasyprint.layout.inline
import weasyprint.layout.page
from weasyprint.formatting_structure import boxes

from makeready.dataclass import dataclass
from makeready.pdf.grid_rule import NUDGE, move_to_grid
from makeready.pdf.note_area import sets_notes
from makeready.pdf.structure import HEADINGS

_NEAR = 0.02  # in the engine's pixels
# Text that makes its line higher by less is pressed into the line.
_PRESSED = 0.4
_PROPERTY = "__grid"
_WHITES = "_makeready_whites"
# What numbers the lines of a block that are laid out together, and where each of them has that number.
_NUMBERS = itertools.count(1)
_NUMBER = "_makeready_number"


@dataclass(slots=True)
class _Grid:
    """The grid of the page that is being made, and how far the first line of the block at work was moved."""

    top: float
    step: float
    baseline: float
    moved: float | None = None

    def swap_moved(self, moved: float | None) -> float | None:
        """Return how far the first line was moved since the last call, and keep `moved` instead."""
        before, self.moved = self.moved, moved
        return before

    def measure_over(self, position: float) -> float:
        """Return by how much `position` is below a line of the grid: 0 for one that stands on it."""
        over = (position - self.top) % self.step
        return 0.0 if over < _NEAR or self.step - over < _NEAR else float(over)


def _find_grid(context: Any) -> _Grid | None:
    """Return the grid where the flow of the text is laid out, and None elsewhere."""
    grid: _Grid | None = context.__dict__.get("_makeready_grid")
    if grid is None or len(context._excluded_shapes_root_boxes) != 1 or sets_notes(context):
        return None
    return grid


@contextmanager
def set_whites(context: Any, whites: Mapping[int, int]) -> Iterator[None]:
    """Put so many lines of white more above the lines of blocks, by what `number_lines` tells of one of them."""
    context.__dict__[_WHITES] = whites
    try:
        yield
    finally:
        del context.__dict__[_WHITES]


def number_lines(line: Any) -> int:
    """Return the number of the lines of a block, of which this is one: the same wherever they are laid out again.

    An element may have such lines in several places: before, between and behind blocks within it.
    """
    number: int = line.__dict__.get(_NUMBER, 0)
    return number


def wants_grid(style: Any) -> bool:
    """Tell whether the style sheet asks for the grid."""
    try:
        tokens = style[_PROPERTY]
    except KeyError:
        return False
    return any(getattr(token, "lower_value", "") == "lines" for token in tokens or ())


def _open_grid(root: Any, page: Any) -> _Grid | None:
    """Return the grid of a page."""
    body = next((child for child in root.children if child.element_tag == "body"), None)
    if body is None or not wants_grid(body.style):
        return None
    step, baseline = weasyprint.layout.inline.strut(body.style)
    return _Grid(top=page.content_box_y(), step=step, baseline=baseline) if step > 1 else None


# --- where a block begins


def _find_move(grid: _Grid, box: Any, position: float, white: float) -> float:
    """Return how far down the first line of a block goes from `position`, above which there is so much white.

    A heading is part of what follows it: together they take whole lines, as paragraphs/balance.py foretells. What else
    stays with what follows, such as a paragraph that introduces a list, is text like others.
    """
    height, baseline = weasyprint.layout.inline.strut(box.style)
    at_head = position - grid.top < _NEAR
    if box.element_tag in HEADINGS and box.style["break_after"] in ("avoid", "avoid-page"):
        if height <= 0 or grid.measure_over(grid.top + height) or at_head:
            return 0.0
        over = grid.measure_over(position + (box.margin_bottom if box.margin_bottom != "auto" else 0))
    elif abs(height - grid.step) < _NEAR:
        over = grid.measure_over(position + baseline - grid.baseline)
    else:
        return 0.0
    if not over or not wants_grid(box.style):
        return 0.0
    if at_head:
        return grid.step - over if grid.step - over < grid.step * NUDGE else 0.0
    return move_to_grid(over, white, grid.step, _NEAR)


def _lay_lines(
    lay: Any,
    context: Any,
    box: Any,
    index: int,
    child: Any,
    new_children: Any,
    page_is_empty: bool,
    absolute_boxes: Any,
    fixed_boxes: Any,
    adjoining_margins: list[Any],
    bottom_space: float,
    position_y: float,
    *rest: Any,
) -> Any:
    """Lay out the lines of a block from the grid on; the boxes that begin with it go with it."""
    grid = _find_grid(context)
    if grid is not None:
        white = weasyprint.layout.block.collapse_margin(adjoining_margins)
        move = _find_move(grid, box, position_y + white, white)
        number = number_lines(child)
        if not number:
            number = child.__dict__[_NUMBER] = next(_NUMBERS)
        more = context.__dict__.get(_WHITES, {}).get(number, 0)
        goes_on = rest[0] is not None  # from the page before
        if more and not goes_on and position_y + white - grid.top >= _NEAR:
            move += more * grid.step
        if grid.moved is None:
            grid.moved = move
        if move and adjoining_margins:
            # This list is that of all boxes whose upper margins meet here.
            edge = max(0, *adjoining_margins) if move > 0 else min(0, *adjoining_margins)
            adjoining_margins.append(edge + move)
        else:
            position_y += move
    return lay(
        context,
        box,
        index,
        child,
        new_children,
        page_is_empty,
        absolute_boxes,
        fixed_boxes,
        adjoining_margins,
        bottom_space,
        position_y,
        *rest,
    )


_ENGINE_IN_FLOW = weasyprint.layout.block._in_flow_layout


def _lay_in_flow(context: Any, box: Any, index: int, child: Any, new_children: Any, *rest: Any) -> Any:
    """Lay out a block as the engine does; what stands before it shares in the white that the grid adds."""
    grid = _find_grid(context)
    if grid is None:
        return _ENGINE_IN_FLOW(context, box, index, child, new_children, *rest)
    outer = grid.swap_moved(None)
    before = [*new_children]
    result = _ENGINE_IN_FLOW(context, box, index, child, new_children, *rest)
    moved = grid.swap_moved(outer)
    if outer is None:
        grid.moved = moved
    if not moved or result[0]:
        return result
    children = result[6]
    if len(children) != len(before) + 1 or children[-1].index != index:
        return result  # it went to the next page
    made = children[-1]
    if not made.top_margin_collapses() and made.position_y - grid.top >= _NEAR and not made.is_table_wrapper:
        made.position_y += moved  # its frame stands as far from the first line as before
        made.height -= moved
    last = next((one for one in reversed(before) if one.is_in_normal_flow()), None)
    if last is None:
        for one in before:
            one.translate(dy=moved)  # the marker of a list's item
    else:
        _center(grid, last, moved)
    return result


def _center(grid: _Grid, box: Any, moved: float) -> None:
    """Move what stands last in a laid-out box and off the grid by half of what follows it was moved."""
    while _holds_grid_line(grid, box):
        if isinstance(box, boxes.LineBox):
            return
        last = next((one for one in reversed(box.children) if one.is_in_normal_flow()), None)
        if last is None or isinstance(last, boxes.LineBox):
            return
        box = last
    if box.position_y - grid.top < _NEAR or (moved < 0 and box.margin_top < -moved / 2):
        return
    box.translate(dy=moved / 2)


def _holds_grid_line(grid: _Grid, box: Any) -> bool:
    """Tell whether a line of the flow within a laid-out box is one of the grid."""
    if isinstance(box, boxes.LineBox):
        return bool(abs(weasyprint.layout.inline.strut(box.style)[0] - grid.step) < _NEAR)
    if not isinstance(box, boxes.BlockBox) or box.is_table_wrapper or box.establishes_formatting_context():
        return False
    return any(_holds_grid_line(grid, child) for child in box.children if child.is_in_normal_flow())


# --- lines


_ENGINE_LINE = weasyprint.layout.inline.get_next_linebox


def _get_next_line(
    context: Any, linebox: Any, position_y: float, bottom_space: float, skip: Any, *rest: Any
) -> tuple[Any, dict[int, Any] | None]:
    """Return the next line as the engine makes it, but of a height that leaves the next one on the grid.

    An empty line of code at the head of a page is white like other white there.
    """
    line, resume_at = _ENGINE_LINE(context, linebox, position_y, bottom_space, skip, *rest)
    grid = _find_grid(context)
    if grid is None or line is None or not line.height:
        return line, resume_at
    if context.current_page > 1 and position_y - grid.top < _NEAR and _is_empty(line):
        if resume_at:
            return _get_next_line(context, linebox, position_y, bottom_space, resume_at, *rest)
        line.height = 0
        return line, resume_at
    fit_to_grid(context, line, bottom_space)
    return line, resume_at


def fit_to_grid(context: Any, line: Any, bottom_space: float) -> None:
    """Give a line that was laid out a height that leaves the next one on the grid, and move its boxes within it."""
    grid = _find_grid(context)
    if grid is None or not line.height or abs(line.height - grid.step) < _NEAR / 10:
        return
    height, baseline = weasyprint.layout.inline.strut(line.style)
    floats = [box for box in line.descendants() if box.is_floated()]
    if abs(height - grid.step) >= _NEAR or not all(box in line.children for box in floats):
        return
    above, below = line.baseline - baseline, line.height - line.baseline - (height - baseline)
    if max(above, below) <= grid.step * _PRESSED:
        steps_above = steps_below = 0
    else:
        steps_above, steps_below = (max(0, ceil(part / grid.step - _NEAR / 10)) for part in (above, below))
    full = (1 + steps_above + steps_below) * grid.step
    overflows = context.overflows(context.page_bottom - bottom_space, line.position_y + full)
    if not wants_grid(line.style) or (full > line.height and overflows):
        return  # a picture may be as high as the page
    move = steps_above * grid.step + baseline - line.baseline
    for child in line.children:
        if not child.is_floated():
            child.translate(dy=move)
    line.baseline += move
    line.height = full


def _is_empty(line: Any) -> bool:
    return line.style["white_space"] in ("pre", "pre-wrap", "pre-line") and all(
        not box.text.strip() if isinstance(box, boxes.TextBox) else isinstance(box, boxes.InlineBox | boxes.LineBox)
        for box in line.descendants()
    )


@contextmanager
def keep_grid() -> Iterator[None]:
    """Let the engine keep lines on the grid of their page; pages and lines are laid out as they are mended by then."""
    lay_page, lay_lines = weasyprint.layout.page.block_level_layout, weasyprint.layout.block._linebox_layout

    def open_page(context: Any, box: Any, *rest: Any, **named: Any) -> Any:
        if not box.is_for_root_element:
            return lay_page(context, box, *rest, **named)
        context._makeready_grid = _open_grid(box, rest[2])
        try:
            return lay_page(context, box, *rest, **named)
        finally:
            context._makeready_grid = None

    def lay_on_grid(context: Any, *rest: Any) -> Any:
        return _lay_lines(lay_lines, context, *rest)

    weasyprint.layout.page.block_level_layout = open_page
    weasyprint.layout.block._linebox_layout = lay_on_grid
    weasyprint.layout.block._in_flow_layout = _lay_in_flow
    weasyprint.layout.inline.get_next_linebox = _get_next_line
    try:
        yield
    finally:
        weasyprint.layout.page.block_level_layout = lay_page
        weasyprint.layout.block._linebox_layout = lay_lines
        weasyprint.layout.block._in_flow_layout = _ENGINE_IN_FLOW
        weasyprint.layout.inline.get_next_linebox = _ENGINE_LINE
