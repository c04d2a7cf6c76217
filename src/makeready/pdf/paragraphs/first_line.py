"""First lines: a paragraph whose first line has a style of its own goes in; where that line may end comes out.

Capitals, for example, are wider than the letters of the other lines (CSS Pseudo-Elements 4, 3). Private names of
WeasyPrint 70.0 used: the boxes' `process_text_transform`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from weasyprint.css.properties import INHERITED
from weasyprint.formatting_structure import boxes

from makeready.pdf.paragraphs.choose import Break, Choice, Kind
from makeready.pdf.paragraphs.leaves import BreakList, gather_leaves, is_verbatim, split_word
from makeready.pdf.paragraphs.measure import LeftToEngineError
from makeready.pdf.paragraphs.plan import Plan
from makeready.pdf.paragraphs.tolerances import read_tolerances

__all__ = ["FirstLine", "is_seen"]

_CAPS = "font_variant_caps"
_MOST = 400  # characters: no first line is longer
# Letters that may be set apart: small letters are not.
_CAPITALS = frozenset({"small-caps", "all-small-caps", "petite-caps", "all-petite-caps", "titling-caps"})
# What makes no difference to a letter of the size of its line; the engine gives each a position.
_NOT_SEEN = frozenset({"line_height", "position"})


def is_seen(letter_style: Mapping[str, Any], style: Any) -> bool:
    """Tell whether a first letter looks otherwise than those behind it, whose computed style is `style`."""
    return any(key not in _NOT_SEEN and value != style[key] for key, value in letter_style.items())


class FirstLine:
    """The first line of a paragraph of the engine, in its own style.

    `leaves` says how many there are of what may stand on it; `box` is the start of the paragraph in that style, and
    `plan` what lines of it are planned by. Raises LeftToEngineError where it is not plain.
    """

    def __init__(
        self, box: Any, style: Mapping[str, Any], width: float, indent: float, containing_block: Any, context: Any
    ) -> None:
        tolerances = read_tolerances(box.style)
        if tolerances is None:
            raise LeftToEngineError("not asked for")
        self.box = _copy_start(box, style, _MOST)[0]
        leaves = gather_leaves(self.box, containing_block, context)
        first = next((leaf for leaf in leaves if leaf.text.strip(" ")), None)
        if first is None:
            raise LeftToEngineError("no text")
        self.leaves = len(leaves)
        self._breaks = BreakList(leaves, indent, width, tolerances)
        letters_apart = style.get("letter_spacing", "normal") == "normal"
        is_tracked = letters_apart and style.get(_CAPS, "normal") in _CAPITALS
        self._tracking = tolerances.opening_tracking * box.style["font_size"] if is_tracked else 0.0
        if self._tracking:
            # Before any space is wider than usual.
            tolerances = replace(tolerances, plain=1.0, line_tracking=tolerances.opening_tracking)
        self.plan = Plan(width, indent, leaves, Choice(0.0, ()), tolerances, first.face.space)

    def find_ends(self, breaks: Sequence[Break], *, hyphenates: bool) -> dict[int, float]:
        """Return the numbers of those of the paragraph's `breaks` where its first line may end, with its demerits.

        Raises LeftToEngineError where all of it fits on the line.
        """
        plan, numbers = self.plan, {_name(one): number for number, one in enumerate(breaks)}
        tolerances = plan.tolerances
        most_shrink, most = (1 - tolerances.least) * plan.space, (tolerances.ragged - 1) * plan.space
        found: dict[int, float] = {}
        begins = [0, *accumulate(len(leaf.text) for leaf in plan.leaves)]
        for one in self._breaks.find(hyphenates=hyphenates):
            if one.kind in (Kind.HYPHEN, Kind.SOFT) and not hyphenates:
                continue
            if one.penalty == tolerances.emergency_penalty:
                continue  # the engine has better ends of a line with one word, which nothing fills
            is_last = one.kind >= Kind.END
            x = one.x_end if one.word is None or is_last else split_word(one)[0]
            count = one.spaces_end
            slack = plan.width - x
            if slack > 0 and self._tracking:
                slack = max(0.0, slack - self._tracking * (begins[one.leaf] + one.end))
            if -slack > count * most_shrink:
                if one.word is None or is_last:
                    break
                continue
            if is_last:
                raise LeftToEngineError("a first line that is the only one")
            if slack > count * most or _name(one) not in numbers:
                continue
            unit = tolerances.stretch * plan.space if slack > 0 else most_shrink
            ratio = abs(slack) / (count * unit) if count else 0.0
            found[numbers[_name(one)]] = (tolerances.line_penalty + 100.0 * ratio**3) ** 2 + one.penalty**2
        return found


def _name(one: Break) -> tuple[int, int, Kind]:
    return one.leaf, one.end, one.kind


def _copy_start(box: Any, style: Mapping[str, Any], most: int) -> tuple[Any, int]:
    """Return a copy of what begins a box, with so many characters at most, in another style; and what is left of them.

    What is replaced keeps its own style, and so does the line box itself. Code keeps its letters: a name in capitals is
    another name.
    """
    children = []
    for child in box.children:
        if most <= 0:
            break
        if not isinstance(child, boxes.TextBox | boxes.InlineBox):
            children.append(child)
            continue
        if isinstance(child, boxes.InlineBox):
            inner = {key: value for key, value in style.items() if key != _CAPS} if is_verbatim(child) else style
            new, most = _copy_start(child, inner, most)
        else:
            new = child.copy()
            most -= len(new.text)
        new.style = child.style.copy()
        for key, value in style.items():
            if key in INHERITED:
                new.style[key] = value
        if isinstance(child, boxes.TextBox):
            new.process_text_transform()
            if len(new.text) != len(child.text):
                raise LeftToEngineError("other letters in the first line")
        children.append(new)
    return box.copy_with_children(children), most
