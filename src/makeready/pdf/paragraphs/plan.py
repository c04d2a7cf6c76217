"""Plans: the leaves of a paragraph and the breaks that were chosen go in; what stands on each of its lines comes out.

A plan is made once for each paragraph, and kept on its box: the engine asks for its lines again wherever a page is
made anew, and goes on with it on the next page. Where a text has changed since, as numbers of notes do that begin
anew on each page, another plan is made.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

from makeready.dataclass import dataclass
from makeready.pdf.engine_words import measure_tracking
from makeready.pdf.paragraphs.choose import Break, Choice, Kind
from makeready.pdf.paragraphs.leaves import LINE_END, Leaf, Path, measure_end, measure_start
from makeready.pdf.paragraphs.tolerances import Tolerances

__all__ = ["Piece", "Plan", "PlannedLine", "find_box", "flatten", "plan_line"]


class Piece(NamedTuple):
    """A text on a line: the number of its leaf, its width and spaces, and whether its box begins and ends with it.

    Of a line whose letters are set apart, `glyphs` are those of the text behind which there is more white.
    """

    leaf: int
    text: str
    width: float
    spaces: int
    begins: bool
    ends: bool
    glyphs: int = 0


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line: its texts, and by how much each space is wider than usual. The engine goes on behind it at `resume`.

    It begins by `hang` before its edge, in the engine's pixels. Its letters are set apart by `tracking` thousandths of
    their size.
    """

    pieces: tuple[Piece, ...]
    spacing: float
    resume: Any
    ends_with_hyphen: bool
    is_last: bool
    hang: float = 0.0
    tracking: int = 0


@dataclass(slots=True)
class Plan:
    """The lines of a paragraph of so wide lines, whose first one steps in by `indent`, and where each begins.

    `first` is the box of the paragraph in the style of its first line, and the plan of that line, if there are any.
    """

    width: float
    indent: float
    leaves: list[Leaf]
    choice: Choice
    tolerances: Tolerances
    space: float
    lines: list[PlannedLine] = field(default_factory=list)
    starts: dict[Path, int] = field(default_factory=dict)
    first: tuple[Any, Plan] | None = None

    def may_have(self, lines: int) -> bool:
        """Return False where no spaces within their bounds make so many lines of it."""
        tolerances, last = self.tolerances, self.lines[-1]
        most = (tolerances.hyphenated - 1) * self.space
        least = (tolerances.least - 1) * self.space
        text = sum(piece.width for piece in last.pieces)
        counts = [(line.spacing, sum(piece.spaces for piece in line.pieces)) for line in self.lines[:-1]]
        if lines > len(self.lines):
            white = sum(count * (most - spacing) for spacing, count in counts if spacing < most)
            return text + white + most * sum(piece.spaces for piece in last.pieces) > self.width
        return text <= sum(count * (spacing - least) for spacing, count in counts)

    def is_of(self, box: Any) -> bool:
        """Return True while the texts of `box` are those that the plan was made of."""
        for leaf in self.leaves:
            if leaf.width is not None or leaf.text == LINE_END:
                continue
            found = find_box(box, leaf.path)
            text = found.text if isinstance(found, boxes.TextBox) else ""
            if (text[leaf.base :] if leaf.base else text) != leaf.text:
                return False
        return True


def find_box(box: Any, path: Path) -> Any:
    """Return the box at the end of `path` within `box`."""
    for index in path:
        box = box.children[index]
    return box


def flatten(stack: Any) -> Path:
    """Return the way that the engine's `stack` says to go on by as one tuple."""
    found = []
    while stack:
        ((index, stack),) = stack.items()
        found.append(index)
    return tuple(found)


def _stack(path: Path, offset: int) -> Any:
    """Return the engine's way to go on from `offset` bytes into the text at `path`."""
    stack: Any = {offset: None} if offset else None
    for index in reversed(path):
        stack = {index: stack} if index or stack is not None else None
    return stack


def plan_line(box: Any, plan: Plan, end: Break, begin: tuple[int, int], indent: float, loosest: float) -> PlannedLine:
    """Return the line of a plan from `begin`, (leaf, place), to `end`; spaces grow by no more than `loosest`."""
    leaves, pieces, natural, spaces = plan.leaves, [], indent, 0
    hyphenated, is_last = end.kind in (Kind.HYPHEN, Kind.SOFT), end.kind >= Kind.END
    for number in range(begin[0], end.leaf + 1):
        leaf = leaves[number]
        stop = end.end if number == end.leaf else len(leaf.text)
        start = begin[1] if number == begin[0] else 0
        if is_last and number >= end.word[0]:
            stop = end.word[1] if number == end.word[0] else 0
        text = leaf.text[start:stop]
        ends = stop >= len(leaf.text.rstrip(" ")) or leaf.text == LINE_END
        begins = start == 0 and not leaf.base
        if number == end.leaf and hyphenated:
            text += leaf.style["hyphenate_character"]
        if leaf.width is None:
            width, count = leaf.face.measure(text) if text else (0.0, 0)
        else:
            width, count = leaf.width, 0
        natural += width + (leaf.before if begins else 0) + (leaf.after if ends else 0)
        spaces += count
        pieces.append(Piece(number, text, width, count, begins, ends))
    hang, hangs = 0.0, plan.tolerances.hangs
    if hangs:
        hang = 0.0 if begin == (0, 0) else measure_start(leaves[begin[0]], begin[1], hangs)
        last, place = end.word if is_last else (end.leaf, end.end)
        if hyphenated:
            natural -= leaves[last].measure_hang(leaves[last].style["hyphenate_character"], hangs)
        else:
            natural -= measure_end(leaves[last], place, hangs)
    slack = plan.width + hang - natural
    spacing = slack / spaces if spaces and (not is_last or slack < 0) else 0.0
    tracking = 0
    if spacing > (plan.tolerances.plain - 1) * plan.space and plan.tolerances.line_tracking:
        tracking, spacing, pieces = _set_apart(plan, pieces, spacing, spaces)
    if spacing > loosest:
        tracking, spacing = 0, 0.0
    resume = None
    if end.kind is not Kind.END:
        following = leaves[end.next_leaf]
        before = 0
        if end.next_start or following.base:
            before = len(find_box(box, following.path).text[: following.base + end.next_start].encode())
        resume = _stack(following.path, before)
    return PlannedLine(tuple(pieces), spacing, resume, hyphenated or end.is_hyphen, is_last, hang, tracking)


def _set_apart(plan: Plan, pieces: list[Piece], spacing: float, spaces: int) -> tuple[int, float, list[Piece]]:
    """Return by how many thousandths of their size the letters of a loose line are set apart, the spacing that is
    left, and the pieces with their glyphs.

    In whole thousandths, because a PDF places letters by them. Behind the last letter of the line is its edge.
    """
    leaves = [plan.leaves[piece.leaf] for piece in pieces]
    pieces = [
        piece._replace(glyphs=leaf.face.count_glyphs(piece.text) if _may_be_apart(leaf) else 0)
        for piece, leaf in zip(pieces, leaves, strict=True)
    ]
    sizes = [measure_tracking(1, leaf.style) for leaf in leaves]
    letters = [(piece.glyphs, size) for piece, size in zip(pieces, sizes, strict=True) if piece.text]
    white = sum(glyphs * size for glyphs, size in letters) - (letters[-1][1] if letters[-1][0] else 0.0)
    excess = (spacing - (plan.tolerances.plain - 1) * plan.space) * spaces
    tracking = min(int(plan.tolerances.line_tracking * 1000), int(excess / white)) if white > 0 else 0
    return (tracking, spacing - tracking * white / spaces, pieces) if tracking else (0, spacing, pieces)


def _may_be_apart(leaf: Leaf) -> bool:
    """Tell whether the letters of a text may be set apart: those of code may not, nor what the engine draws itself."""
    style = leaf.style
    is_plain = style["letter_spacing"] == "normal" and not style["word_spacing"]
    return leaf.width is None and is_plain and leaf.hangs and style["text_decoration_line"] == "none"
