"""Lines: the engine asks for the lines of a paragraph; those of its plan come out, or the engine's own.

Imported by pdf/engine.py only, after it has set the engine up. Private names of WeasyPrint 70.0 used:
`layout.block.iter_line_boxes`, `layout.inline.resolve_percentages`, `resolve_one_percentage`, `line_box_verticality`,
`_adjust_line_height`, `strut`, `atomic_box`, `text_align`, `text.line_break.Layout` with its attributes,
`create_layout`.

A line has its boxes as the engine would make them, but no layout of Pango, which is set up when it is drawn. Where the
engine goes on behind a line is told in its own way, so that widows, orphans, notes and pages are as they were.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, ClassVar

from makeready.dataclass import dataclass
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.layout.block
import weasyprint.layout.inline
from weasyprint.formatting_structure import boxes
from weasyprint.text import line_break

from makeready.pdf.engine_grid import fit_to_grid
from makeready.pdf.engine_words import WordText, measure_tracking
from makeready.pdf.paragraphs.first_line import is_seen
from makeready.pdf.paragraphs.measure import LeftToEngineError
from makeready.pdf.paragraphs.paragraph import Paragraph
from makeready.pdf.paragraphs.plan import Piece, Plan, PlannedLine, flatten

__all__ = ["Kept", "Setting", "set_paragraphs", "set_plans"]

block, inline = weasyprint.layout.block, weasyprint.layout.inline
_ENGINE_LINES = block.iter_line_boxes
_KEPT = "_kept_plan"
_ASKED = "_makeready_plans"


@contextlib.contextmanager
def set_paragraphs() -> Iterator[None]:
    """Break paragraphs as wholes while the engine works."""
    block.iter_line_boxes = _iterate_lines
    try:
        yield
    finally:
        block.iter_line_boxes = _ENGINE_LINES


def _iterate_lines(
    context: Any,
    box: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    first_letter_style: Any,
    first_line_style: Any,
) -> Iterator[tuple[Any, Any]]:
    rest = (containing_block, absolute_boxes, fixed_boxes)
    if skip_stack is not None:  # what goes on from another page or column has its first line there
        first_letter_style = first_line_style = None
    plan = None
    if first_letter_style and not is_seen(first_letter_style, box.style):
        first_letter_style = None
    if not first_letter_style and not _has_neighbours(context, position_y):
        plan = _find_plan(context, box, skip_stack, containing_block, first_line_style)
    if plan is None and (first_letter_style or first_line_style):
        # The first line is set in another style: the engine makes it, and the plan is that of what follows.
        styles = (first_letter_style, first_line_style)
        first = next(_ENGINE_LINES(context, box, position_y, bottom_space, skip_stack, *rest, *styles), None)
        if first is None:
            return
        yield first
        line, skip_stack = first
        if skip_stack is None:
            return
        position_y = line.position_y + line.height
        if not _has_neighbours(context, position_y):
            plan = _find_plan(context, box, skip_stack, containing_block)
    kept: Kept | None = box.__dict__.get(_KEPT)
    if plan is None or kept is None:
        yield from _ENGINE_LINES(context, box, position_y, bottom_space, skip_stack, *rest, None, None)
        return
    for number in range(plan.starts[flatten(skip_stack)], len(plan.lines)):
        line = plan.lines[number]
        of, source = (plan, box) if number or plan.first is None else (plan.first[1], plan.first[0])
        indent = plan.indent if number == 0 else 0.0
        made = _make_line(context, source, of, line, indent, position_y, containing_block)
        if of is not plan and first_line_style:
            _wrap_first(made, first_line_style)
        made.__dict__[Setting.KEY] = Setting(kept, plan, number, box.style)
        fit_to_grid(context, made, bottom_space)
        position_y = made.position_y + made.height
        yield made, line.resume


def _has_neighbours(context: Any, position_y: float) -> bool:
    """Tell whether a float stands beside what begins at `position_y`, or below it."""
    return any(one.position_y + one.margin_height() > position_y for one in context.excluded_shapes)


def _wrap_first(line: Any, style: Any) -> None:
    """Put what stands on a first line into a box with its style, as the engine's `get_next_linebox` does."""
    wrapper = line.copy_with_children(line.children)
    wrapper.element_tag += "::first-line"
    wrapper.style = wrapper.style.copy()
    for key, value in style.items():
        wrapper.style[key] = value
    line.children = [wrapper]
    inline._adjust_line_height(wrapper)


def _find_plan(
    context: Any, box: Any, skip_stack: Any, containing_block: Any, first_line_style: Any = None
) -> Plan | None:
    """Return the plan that goes on from `skip_stack`, made where it has to be; None for the engine's way.

    That of a whole paragraph is kept as it is best by itself; where another one is asked for, that is taken.
    """
    inline.resolve_percentages(box, containing_block)
    inline.resolve_one_percentage(box, "text_indent", containing_block.width)
    width, indent = containing_block.width, box.text_indent if skip_stack is None else 0
    kept: Kept | None = box.__dict__.get(_KEPT)
    plan = None if kept is None else kept.find(flatten(skip_stack), width, indent)
    if kept is None or plan is None or not plan.is_of(box):
        try:
            paragraph = Paragraph(box, width, indent, containing_block, skip_stack, context, first_line_style)
            plan = paragraph.plan()
        except LeftToEngineError:
            box.__dict__[_KEPT] = None
            return None
        kept = box.__dict__[_KEPT] = Kept(paragraph, plan, plan)
    if skip_stack is None:
        asked = context.__dict__.get(_ASKED, {}).get(id(kept))
        plan = kept.used = kept.plan if asked is None else asked[1]
    return plan


@contextlib.contextmanager
def set_plans(context: Any, plans: Mapping[int, tuple[Kept, Plan]]) -> Iterator[None]:
    """Take these plans instead of the best ones while a page is made, each by the identity of what keeps it."""
    context.__dict__[_ASKED] = plans
    try:
        yield
    finally:
        del context.__dict__[_ASKED]


@dataclass(slots=True)
class Kept:
    """What is kept on the box of a paragraph: its best plan, and the one that was used where it begins last.

    `others` has plans of another length.
    """

    paragraph: Paragraph
    plan: Plan
    used: Plan
    others: dict[int, Plan | None] = field(default_factory=dict)

    def plan_so_long(self, lines: int) -> Plan | None:
        """Return the best plan of so many lines, if there is one."""
        if lines not in self.others:
            possible = lines > 0 and self.plan.may_have(lines)
            self.others[lines] = self.paragraph.plan_so_long(lines) if possible else None
        return self.others[lines]

    def find(self, start: tuple[int, ...], width: float, indent: float) -> Plan | None:
        """Return the plan with so wide lines that has one at `start`; at that of the paragraph, with its indent.

        A plan may have been made anew from within the paragraph, and has no line at its start then.
        """
        plans = (self.used, self.plan) if start else (self.plan,)
        return next(
            (one for one in plans if start in one.starts and one.width == width and (start or one.indent == indent)),
            None,
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """What a line of the engine was set by, under KEY: the number of the line in a plan, and the paragraph's style."""

    KEY: ClassVar[str] = "_kept_setting"

    kept: Kept
    plan: Plan
    number: int
    style: Any


def _make_line(
    context: Any, box: Any, plan: Plan, line: PlannedLine, indent: float, position_y: float, containing_block: Any
) -> Any:
    """Return the box of a line, placed as the engine's `get_next_linebox` does."""
    box.position_y = position_y
    box.width = box.height = 0
    box.position_x = containing_block.content_box_x()
    made = _assemble(context, box, plan, line, line.pieces, 0, box.position_x + indent - line.hang, containing_block)
    made.position_x = box.position_x
    made.width += indent
    bottom, top = inline.line_box_verticality(made)
    made.baseline = -top
    made.position_y = top
    made.height = bottom - top
    made.margin_top = made.margin_bottom = 0
    made.translate(0, position_y - top)
    made.position_y = position_y
    if box.style["text_align_all"] != "justify":
        made.translate(inline.text_align(context, made, containing_block.width, line.is_last))
    return made


def _assemble(
    context: Any,
    box: Any,
    plan: Plan,
    line: PlannedLine,
    pieces: Sequence[Piece],
    depth: int,
    x: float,
    containing_block: Any,
) -> Any:
    """Return a copy of `box`, which is so deep in the paragraph, with what of it stands on the line from `x` on."""
    leaves, children, start, at = plan.leaves, [], x, 0
    while at < len(pieces):
        path = leaves[pieces[at].leaf].path
        child = box.children[path[depth]]
        child.position_y = box.position_y
        inline.resolve_percentages(child, containing_block)
        group = at
        while at < len(pieces) and leaves[pieces[at].leaf].path[: depth + 1] == path[: depth + 1]:
            at += 1
        if isinstance(child, boxes.TextBox):
            if not pieces[group].text:
                continue
            new = _make_text(context, child, leaves[pieces[group].leaf].face, pieces[group], line)
            new.position_x = x
            x += new.width
            children.append(new)
            continue
        if isinstance(child, boxes.AtomicInlineLevelBox):
            new = inline.atomic_box(context, child, x, None, containing_block, [], [])
            new.position_x = x
            x += new.margin_width()
            children.append(new)
            continue
        inner = pieces[group:at]
        if len(path) == depth + 1:
            new = child.copy_with_children([])
            new.width = 0
            inline._adjust_line_height(new)
        else:
            # Whether the inline box begins, and ends, on this line.
            first, last = inner[0], inner[-1]
            begins = first.begins and leaves[first.leaf].opens >= len(leaves[first.leaf].path) - depth - 1
            ends = last.ends and leaves[last.leaf].closes >= len(leaves[last.leaf].path) - depth - 1
            inset = child.margin_left + child.border_left_width + child.padding_left if begins else 0
            new = _assemble(context, child, plan, line, inner, depth + 1, x + inset, containing_block)
            new.remove_decoration(start=not begins, end=not ends)
        new.position_x = x
        x += new.margin_width()
        children.append(new)
    made = box.copy_with_children(children)
    made.width = x - start
    inline._adjust_line_height(made)
    return made


def _make_text(context: Any, child: Any, face: Any, piece: Piece, line: PlannedLine) -> Any:
    """Return a copy of a text box with the words of a piece, as the engine's `split_text_box` makes it."""
    new, style, spacing = child.copy_with_text(piece.text), child.style, line.spacing
    new.width = piece.width + piece.spaces * spacing + piece.glyphs * measure_tracking(line.tracking, style)
    new.justification_spacing = spacing
    new.height = face.height
    line_height, _ = inline.strut(style)
    new.margin_top = new.margin_bottom = (line_height - new.height) / 2
    new.baseline = face.baseline + new.margin_top
    if style["text_decoration_line"] != "none":
        layout = line_break.create_layout(piece.text, style, context, None, spacing)
        layout.deactivate()
    else:
        layout = WordText(piece.text, face, spacing, line.tracking if piece.glyphs else 0)
    new.pango_layout = layout
    return new
