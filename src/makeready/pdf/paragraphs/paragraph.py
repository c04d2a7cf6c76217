"""Paragraphs: one of the engine and the width of its lines go in; its best plan, or one of another length, comes out.

Private names of WeasyPrint 70.0 used: `layout.inline.skip_first_whitespace`, `layout.percent.percentage`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.layout.inline
import weasyprint.layout.percent
from weasyprint.formatting_structure import boxes

from makeready.pdf.paragraphs.choose import Break, Choice, Kind, Shape, choose_breaks
from makeready.pdf.paragraphs.first_line import FirstLine
from makeready.pdf.paragraphs.leaves import BreakList, Leaf, gather_leaves, split_word
from makeready.pdf.paragraphs.measure import LeftToEngineError, find_face
from makeready.pdf.paragraphs.plan import Plan, flatten, plan_line
from makeready.pdf.paragraphs.tolerances import read_tolerances

__all__ = ["Paragraph"]

# The widest spaces of the third attempt and the next ones, in usual ones. The last one takes any.
_WIDER, _STILL_WIDER, _WIDE = 2.2, 3.0, 4.0


class Paragraph:
    """A paragraph of the engine from where `skip_stack` says on, of which plans are made.

    Raises LeftToEngineError where it is not plain.
    """

    def __init__(
        self,
        box: Any,
        width: float,
        indent: float,
        containing_block: Any,
        skip_stack: Any,
        context: Any,
        first_line_style: Mapping[str, Any] | None = None,
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
        # What hangs at one edge only would make ragged lines uneven at it.
        self._tolerances = tolerances if justified else replace(tolerances, hangs={})
        self._space, self._em = find_face(style).space, style["font_size"]
        self._rag = 0.0 if justified else tolerances.rag * self._em
        self._balanced = tolerances.balanced and not justified
        self._zone = 0.0 if justified else _measure_zone(style, width)
        self._white = max(tolerances.white, self._zone / self._em if self._em else 0.0)
        # Whether there are hyphens, how much white there may be, and whether it is tried only where nothing else does.
        self._attempts: tuple[tuple[bool, float, bool], ...]
        if justified:
            self._attempts = (
                (False, tolerances.plain, False), (True, tolerances.hyphenated, False), (True, _WIDER, False),
                (True, _STILL_WIDER, False), (True, _WIDE, True), (True, inf, True),
            )  # fmt: skip
        elif self._balanced:
            self._rag = width
            self._attempts = ((False, inf, False), (True, inf, True))
        else:
            self._attempts = ((False, self._white, False), (True, self._white, False), (True, inf, True))
        self._breaks = BreakList(leaves, indent, width, self._tolerances)
        self._first: FirstLine | None = None
        if first_line_style:
            if not justified:
                raise LeftToEngineError("a first line of its own that is ragged")
            self._first = FirstLine(box, first_line_style, width, indent, containing_block, context)
            if self._first.leaves > len(leaves):
                raise LeftToEngineError("a first line of other leaves")

    def plan(self) -> Plan:
        """Return the best plan, with few hyphens and little white; raise LeftToEngineError where there is none."""
        best: tuple[Sequence[Break], Choice] | None = None
        for hyphenates, widest, is_last_resort in self._attempts:
            if is_last_resort and best is not None:
                break  # slow, and worse than what there is
            found = self._choose(hyphenates=hyphenates, widest=widest)
            if found is not None and (best is None or found[1].demerits < best[1].demerits):
                best = found
            if best is not None and not _has_blemish(*best) and (hyphenates or not self._breaks_anywhere(*best)):
                break
        if best is None:
            raise LeftToEngineError("no way to break it")
        return self._make(*best)

    def _breaks_anywhere(self, breaks: Sequence[Break], choice: Choice) -> bool:
        """Tell whether a word that no line holds was broken where it happened to end: a hyphen is better."""
        return any(breaks[number].penalty == self._tolerances.emergency_penalty for number in choice.breaks)

    def plan_so_long(self, lines: int) -> Plan | None:
        """Return the best plan of so many lines, if there is one."""
        widest = self._white if self._rag else _WIDER
        found = self._choose(hyphenates=True, widest=widest, lines=lines)
        return None if found is None else self._make(*found)

    def _choose(
        self,
        *,
        hyphenates: bool,
        widest: float,
        lines: int | None = None,
    ) -> tuple[Sequence[Break], Choice] | None:
        breaks = self._breaks.find(hyphenates=hyphenates)
        shape = Shape(self._width, self._space, self._em, hyphenates, widest, self._rag, self._balanced, self._zone)
        firsts = None if self._first is None else self._first.find_ends(breaks, hyphenates=hyphenates)
        if firsts is not None and not firsts:
            return None
        choice = choose_breaks(breaks, shape, self._tolerances, split_word, lines, firsts)
        return None if choice is None else (breaks, choice)

    def _make(self, breaks: Sequence[Break], choice: Choice) -> Plan:
        plan = Plan(self._width, self._indent, self._leaves, choice, self._tolerances, self._space)
        loosest = 0.0 if self._rag else (self._tolerances.ragged - 1) * self._space
        start, begin = self._start, (0, 0)
        for count, number in enumerate(choice.breaks):
            indent = self._indent if count == 0 else 0.0
            end = breaks[number]
            box, of = self._box, plan
            if count == 0 and self._first is not None:
                box, of = plan.first = (self._first.box, self._first.plan)
            line = plan_line(box, of, end, begin, indent, loosest)
            plan.starts[start] = count
            plan.lines.append(line)
            start, begin = flatten(line.resume), (end.next_leaf, end.next_start)
        return plan


def _measure_zone(style: Any, width: float) -> float:
    """Return the `hyphenate-limit-zone` of a computed style, of lines of a width; a percentage is one of it."""
    zone = style["hyphenate_limit_zone"]
    return float(weasyprint.layout.percent.percentage(zone, style, width))


def _has_blemish(breaks: Sequence[Break], choice: Choice) -> bool:
    """Tell whether three lines on end have a hyphen, or the last one is the end of a word."""
    chosen = [breaks[number] for number in choice.breaks]
    hyphens = [one.is_hyphen or one.kind in (Kind.HYPHEN, Kind.SOFT) for one in chosen]
    if any(all(hyphens[at : at + 3]) for at in range(len(hyphens) - 2)):
        return True
    return len(chosen) > 1 and hyphens[-2] and chosen[-1].spaces_end <= chosen[-2].spaces_start


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
