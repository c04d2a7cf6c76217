"""Plans: a paragraph of the engine and the width of its lines go in; what stands on each of its lines comes out.

A plan is made once for each paragraph, and kept on its box: the engine asks for its lines again wherever a page is
made anew, and goes on with it on the next page. Where a text has changed since, as numbers of notes do that begin
anew on each page, another plan is made. Private names of WeasyPrint 70.0 used: `layout.inline.skip_first_whitespace`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any, NamedTuple

from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.layout.inline
from weasyprint.formatting_structure import boxes

from makeready.pdf.paragraphs.choose import Break, Choice, Kind, Shape, choose_breaks
from makeready.pdf.paragraphs.leaves import LINE_END, Leaf, Path, gather_leaves, list_breaks, split_word
from makeready.pdf.paragraphs.measure import LeftToEngineError, find_face
from makeready.pdf.paragraphs.tolerances import Tolerances, read_tolerances

__all__ = ["Paragraph", "Piece", "Plan", "PlannedLine", "find_box", "flatten"]

# The widest spaces of the third attempt and the fourth, in usual ones. The last one takes any.
_WIDER, _WIDE = 2.2, 4.0
# The demerits of a line that need not be better; those beyond it are of a fragment, or of three hyphens on end.
_FAIR = 20_000.0


class Piece(NamedTuple):
    """A text on a line: the number of its leaf, its width and spaces, and whether its box begins and ends with it."""

    leaf: int
    text: str
    width: float
    spaces: int
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line: its texts, and by how much each space is wider than usual. The engine goes on behind it at `resume`."""

    pieces: tuple[Piece, ...]
    spacing: float
    resume: Any
    ends_with_hyphen: bool
    is_last: bool


@dataclass(slots=True)
class Plan:
    """The lines of a paragraph of so wide lines, whose first one steps in by `indent`, and where each begins."""

    width: float
    indent: float
    leaves: list[Leaf]
    choice: Choice
    tolerances: Tolerances
    space: float
    lines: list[PlannedLine] = field(default_factory=list)
    starts: dict[Path, int] = field(default_factory=dict)

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


class Paragraph:
    """A paragraph of the engine from where `skip_stack` says on, of which plans are made.

    Raises LeftToEngineError where it is not plain.
    """

    def __init__(
        self, box: Any, width: float, indent: float, containing_block: Any, skip_stack: Any, context: Any
    ) -> None:
        style = box.style
        tolerances = read_tolerances(style)
        if tolerances is None:
            raise LeftToEngineError("not asked for")
        if isinstance(containing_block, boxes.MarginBox) or not isfinite(width + indent):
            raise LeftToEngineError("a running head or a folio, or no number")
        justified = style["text_align_all"] == "justify"
        if justified and style["text_align_last"] not in ("auto", "start", "left"):
            raise LeftToEngineError("a last line that is justified, or at the right")
        if style["direction"] != "ltr" or style["white_space"] != "normal":
            raise LeftToEngineError("direction or white space")
        leaves = gather_leaves(box, containing_block, context)
        stack = weasyprint.layout.inline.skip_first_whitespace(box, skip_stack)
        if stack == "continue":
            raise LeftToEngineError("nothing left")
        if stack is not None:
            leaves = _cut(leaves, stack)
        if not any(leaf.text.strip(" ") for leaf in leaves) or leaves[0].text.startswith(" "):
            raise LeftToEngineError("no text, or a space at its start")
        if not justified and any(leaf.text and leaf.face.kerns_spaces for leaf in leaves):
            raise LeftToEngineError("spaces that are kerned")
        self._box = box
        self._width, self._indent = width, indent
        self._start = flatten(skip_stack)
        self._leaves = leaves
        self._tolerances = tolerances
        self._space, self._em = find_face(style).space, style["font_size"]
        self._rag = 0.0 if justified else tolerances.rag * self._em
        self._balanced = tolerances.balanced and not justified
        # Whether there are hyphens, how much white there may be, and whether it is tried only where nothing else does.
        self._attempts: tuple[tuple[bool, float, bool], ...]
        if justified:
            self._attempts = (
                (False, tolerances.plain, False), (True, tolerances.hyphenated, False), (True, _WIDER, False),
                (True, _WIDE, True), (True, inf, True),
            )  # fmt: skip
        elif self._balanced:
            self._rag = width
            self._attempts = ((False, inf, False), (True, inf, True))
        else:
            self._attempts = ((False, tolerances.white, False), (True, tolerances.white, False), (True, inf, True))
        self._breaks: dict[bool, list[Break]] = {}

    def plan(self) -> Plan:
        """Return the best plan, with few hyphens and little white; raise LeftToEngineError where there is none."""
        best: tuple[list[Break], Choice] | None = None
        tolerances = self._tolerances
        for hyphenates, widest, is_last_resort in self._attempts:
            if is_last_resort and best is not None:
                break  # slow, and worse than what there is
            found = self._choose(hyphenates=hyphenates, widest=widest)
            if found is not None and (best is None or found[1].demerits < best[1].demerits):
                best = found
            if best is not None and best[1].demerits < tolerances.fragment_demerits + len(best[1].breaks) * _FAIR:
                break
        if best is None:
            raise LeftToEngineError("no way to break it")
        return self._make(*best)

    def plan_so_long(self, lines: int) -> Plan | None:
        """Return the best plan of so many lines, if there is one."""
        widest = self._tolerances.white if self._rag else _WIDER
        found = self._choose(hyphenates=True, widest=widest, lines=lines)
        return None if found is None else self._make(*found)

    def _choose(
        self,
        *,
        hyphenates: bool,
        widest: float,
        lines: int | None = None,
    ) -> tuple[list[Break], Choice] | None:
        breaks = self._breaks.get(hyphenates)
        if breaks is None:  # patterns are read only where they are asked for
            breaks = self._breaks[hyphenates] = list_breaks(
                self._leaves, self._indent, self._width, self._tolerances, hyphenates=hyphenates
            )
        shape = Shape(self._width, self._space, self._em, hyphenates, widest, self._rag, self._balanced)
        choice = choose_breaks(breaks, shape, self._tolerances, split_word, lines)
        return None if choice is None else (breaks, choice)

    def _make(self, breaks: list[Break], choice: Choice) -> Plan:
        plan = Plan(self._width, self._indent, self._leaves, choice, self._tolerances, self._space)
        loosest = 0.0 if self._rag else (self._tolerances.ragged - 1) * self._space
        start, begin = self._start, (0, 0)
        for count, number in enumerate(choice.breaks):
            indent = self._indent if count == 0 else 0.0
            end = breaks[number]
            line = _plan_line(self._box, plan, end, begin, indent, loosest)
            plan.starts[start] = count
            plan.lines.append(line)
            start, begin = flatten(line.resume), (end.next_leaf, end.next_start)
        return plan


def _cut(leaves: list[Leaf], stack: Any) -> list[Leaf]:
    """Return the leaves from where `stack` says on."""
    path = flatten(stack)
    number = next((one for one, leaf in enumerate(leaves) if leaf.path >= path[: len(leaf.path)]), None)
    if number is None:
        raise LeftToEngineError("nothing left")
    leaf = leaves[number]
    if len(path) > len(leaf.path) and leaf.path == path[: len(leaf.path)]:
        offset = path[len(leaf.path)]
        leaf.base = len(leaf.text.encode()[:offset].decode())
        leaf.text = leaf.text[leaf.base :]
        leaf.before = 0.0
        leaf.opens = 0
    return leaves[number:]


def _plan_line(box: Any, plan: Plan, end: Break, begin: tuple[int, int], indent: float, loosest: float) -> PlannedLine:
    """Return the line from `begin`, (leaf, place), to the break `end`; spaces grow by no more than `loosest`."""
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
    slack = plan.width - natural
    spacing = slack / spaces if spaces and (not is_last or slack < 0) else 0.0
    if spacing > loosest:
        spacing = 0.0
    resume = None
    if end.kind is not Kind.END:
        following = leaves[end.next_leaf]
        before = 0
        if end.next_start or following.base:
            before = len(find_box(box, following.path).text[: following.base + end.next_start].encode())
        resume = _stack(following.path, before)
    return PlannedLine(tuple(pieces), spacing, resume, hyphenated or end.is_hyphen, is_last)
