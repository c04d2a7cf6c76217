"""Made pages: a page of the engine goes in; its lines, by paragraphs, and what is missing at its foot come out.

Private names of WeasyPrint 70.0 used: `LayoutContext.page_maker`, `page_bottom`, `current_page_footnotes`, the boxes'
attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from math import floor
from typing import Any

from weasyprint.formatting_structure import boxes

from makeready.dataclass import dataclass
from makeready.pdf.engine_grid import number_lines
from makeready.pdf.paragraphs.balance import FEWEST_BELOW, Item, Line, Option, Page
from makeready.pdf.paragraphs.lines import Kept, Setting
from makeready.pdf.paragraphs.plan import Plan
from makeready.pdf.structure import HEADINGS

__all__ = ["Group", "MadePage", "Text", "list_texts"]

_AVOID = frozenset({"avoid", "avoid-page"})
_NEAR = 0.02  # in lines
_SOME_WHITE = 0.5  # in lines
# Demerits of a line of white more, and less, above headings and above other things.
_HEADING_WHITE = {1: 30_000.0, -1: 60_000.0}
_OTHER_WHITE = {1: 90_000.0, -1: 60_000.0}
_DEAREST = 500_000.0  # demerits that a line more or less of one paragraph may cost


@dataclass(slots=True, eq=False)
class Group:
    """Lines on a page that belong together, or a table or a picture, which is one of them.

    `setting` says how a paragraph was set whose lines were planned, and `first` is the number of the first line
    there; `element` is that of the block, `number` that of its lines, 0 where there are none. `tops` and `bottoms` are
    the places of the lines on the page, in the engine's pixels. A page may end between lines unless they are `solid`,
    and behind the last one unless that `keeps` what follows. `asked` is the white that margins ask for above them, in
    the engine's pixels; at the head of a page, where there is none, that which they would have behind the page before.
    `box` is the outermost one that holds them, and nothing else.
    """

    setting: Setting | None
    element: Any
    style: Any
    number: int = 0
    first: int = 0
    is_heading: bool = False
    solid: bool = False
    keeps: bool = False
    asked: float = 0.0
    box: Any = None
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines these are."""
        return len(self.tops)

    def is_part_of(self, other: Group) -> bool:
        """Tell whether both are of one paragraph, set in one way."""
        if self.setting is not None and other.setting is not None:
            return self.setting.plan is other.setting.plan
        return self.setting is other.setting and self.element is not None and self.element is other.element


@dataclass(slots=True)
class MadePage:
    """A page that was made, as far as its foot is concerned.

    It `goes_on` where it should be full: neither the text ends on it, nor is there a forced break. It `is_plain` where
    it has nothing but lines. `step` is the distance of lines in the engine's pixels, `free` how many are missing at the
    foot. `margins` are those since its last lines, each with the element that it belongs to.
    """

    goes_on: bool
    is_recto: bool
    has_notes: bool
    is_plain: bool = True
    groups: list[Group] = field(default_factory=list)
    step: float = 0.0
    free: float = 0.0
    margins: list[tuple[int, float]] = field(default_factory=list)
    _elements: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, box: Any, context: Any, index: int, step: float, before: MadePage | None = None) -> MadePage:
        """Return what stands on the engine's page `box`, the last one that was made, with the number `index` from 0.

        `step` is the height of a line of running text in the engine's pixels; `before` is the page before it.
        """
        maker, root = context.page_maker, box.children[0]
        following = maker[index + 1] if index + 1 < len(maker) else None
        ends = following is None or following[0] is None or following[1]["break"] != "any"
        page = cls(
            goes_on=not ends,
            is_recto=maker[index][2] == (root.style["direction"] == "ltr"),
            has_notes=bool(context.current_page_footnotes),
        )
        page._read(root, set() if before is None else before._elements, is_heading=False, solid=False)
        if before is not None and page.groups:
            ended = [margin for element, margin in before.margins if element not in page._elements]
            page.groups[0].asked = max(page.groups[0].asked, *ended, 0.0)
        page.step = step if page.groups else 0.0
        if page.groups:
            bottom = max(group.bottoms[-1] for group in page.groups)
            # What is left of a page that is no whole number of lines is no line.
            rest = 0.0 if page.has_notes else box.height % page.step / page.step
            page.free = (context.page_bottom - bottom) / page.step - (0.0 if rest > 1 - _NEAR else rest)
        return page

    def _read(self, box: Any, known: AbstractSet[int], *, is_heading: bool, solid: bool) -> None:
        """Read what stands in a box; `known` are the elements of the page before, which may go on here."""
        for child in box.children:
            if not child.is_in_normal_flow():
                continue
            style = child.style
            if isinstance(child, boxes.LineBox):
                self._read_line(child, box, is_heading=is_heading, solid=solid)
                continue
            if not isinstance(child, boxes.Box):
                continue
            if style["break_before"] in _AVOID and self.groups:
                self.groups[-1].keeps = True
            self._elements.add(id(child.element))
            if self.groups or id(child.element) not in known:
                self.margins.append((0, _read_margin(style["margin_top"])))
            if isinstance(child, boxes.BlockBox) and not child.is_table_wrapper and not child.is_column:
                heading = is_heading or child.element_tag in HEADINGS
                count = len(self.groups)
                self._read(child, known, is_heading=heading, solid=solid or style["break_inside"] in _AVOID)
                if len(self.groups) == count + 1:
                    self.groups[-1].box = child
            else:
                top = child.position_y
                self.groups.append(Group(None, None, style, tops=[top], bottoms=[top + child.margin_height()]))
                self.groups[-1].asked = self._take_margins()
                self.is_plain = False
            self.margins.append((id(child.element), _read_margin(style["margin_bottom"])))
            if style["break_after"] in _AVOID and self.groups:
                self.groups[-1].keeps = True

    def _read_line(self, line: Any, block: Any, *, is_heading: bool, solid: bool) -> None:
        if not line.height:
            return
        asked = self._take_margins()
        setting: Setting | None = line.__dict__.get(Setting.KEY)
        first = 0 if setting is None else setting.number
        number = number_lines(line)
        group = Group(setting, block.element, line.style, number, first, is_heading=is_heading)
        group.solid = solid or is_heading
        if self.groups and group.is_part_of(self.groups[-1]):
            group = self.groups[-1]
        else:
            group.asked = asked
            self.groups.append(group)
        group.tops.append(line.position_y)
        group.bottoms.append(line.position_y + line.height)
        if setting is None and any(isinstance(one, boxes.ReplacedBox) for one in line.descendants()):
            self.is_plain = False

    def _take_margins(self) -> float:
        """Return the largest margin since the last lines, behind which there are others now."""
        largest = max((margin for _, margin in self.margins), default=0.0)
        self.margins.clear()
        return largest

    @property
    def has_foot(self) -> bool:
        """Whether the page should be full, and its foot can be told."""
        return self.goes_on and self.step > 0 and self.free > -0.5

    @property
    def count(self) -> int:
        """How many lines the page has."""
        return sum(group.count for group in self.groups)

    def level(self) -> None:
        """Move what stands last down to a line of the grid, where it is none of the grid, and has white above it."""
        if self.groups and self.groups[-1].box is not None and self.goes_on and not self.has_notes:
            last = self.groups[-1]
            part = self.free - floor(self.free + _NEAR)
            if part > _NEAR and self._hangs_loose(last):
                last.box.translate(dy=part * self.step)
                self.free -= part

    def _hangs_loose(self, last: Group) -> bool:
        """Tell whether the last lines are none of the grid, and stand below others."""
        height = last.bottoms[0] - last.tops[0]
        return len(self.groups) > 1 and abs(height - self.step) > _NEAR * self.step

    def describe(self) -> Page:
        """Return the page as the choice of ends knows it."""
        last = self.groups[-1]
        hyphen, is_over = False, True
        if last.setting is not None:
            is_over = last.first + last.count == len(last.setting.plan.lines)
            hyphen = last.setting.plan.lines[last.first + last.count - 1].ends_with_hyphen
        below = 0
        for group in reversed(self.groups):
            if group.is_heading or below >= FEWEST_BELOW:
                break
            below += group.count
        lonely = below < FEWEST_BELOW and any(group.is_heading for group in self.groups)
        used = (max(group.bottoms[-1] for group in self.groups) - self.groups[0].tops[0]) / self.step
        free = float(floor(self.free + _NEAR)) if self._hangs_loose(last) else self.free
        return Page(used + self.free, free, hyphen, lonely, self.is_recto, self.has_notes, is_over)

    def settle(self) -> None:
        """Go on from the paragraphs as they stand here."""
        for group in self.groups:
            if group.setting is not None:
                group.setting.kept.used = group.setting.plan


class Text:
    """A paragraph that stands on pages, or something else there, as the choice of ends knows it.

    `ways` are those to set it, as the options of `item`: plans, and lines of white more above it. `kept` keeps plans,
    None where there are none, or it begins before the pages.
    """

    def __init__(self, parts: Sequence[Group], lines: Sequence[Line]) -> None:
        """Take what stands of it on each of the pages, and its lines as they are set."""
        self._group = parts[0]
        self.item = Item([Option(tuple(lines), 0.0)])
        self.kept: Kept | None = None
        setting = self._group.setting
        self.ways: list[Plan | int] = [0 if setting is None else setting.plan]
        if setting is not None and not self._group.first and () in setting.plan.starts:
            self.kept = setting.kept

    @property
    def number(self) -> int:
        """The number of its lines (see engine_grid.py), 0 for a table or a picture."""
        return self._group.number

    def find_options(self, *, has_grid: bool) -> None:
        """Add the ways to set it in a line more or less, or with other white above it."""
        if has_grid:
            self._find_whites()
        kept, setting = self.kept, self._group.setting
        if kept is None or setting is None or self._group.is_heading:
            return
        now, lines = setting.plan, self.item.options[0].lines
        for plan in (kept.plan, *(kept.plan_so_long(len(now.lines) + more) for more in (1, -1))):
            if plan is None or plan is now or not plan.lines:
                continue
            if (cost := plan.choice.demerits - now.choice.demerits) < _DEAREST:
                self.ways.append(plan)
                self.item.options.append(Option(_set_otherwise(lines, plan, setting.style), cost))

    def _find_whites(self) -> None:
        """Add a line of white more where there is some, and one less where there is much."""
        first, *others = self.item.options[0].lines
        if not self._group.number or first.white < _SOME_WHITE:
            return
        for more, cost in (_HEADING_WHITE if self._group.is_heading else _OTHER_WHITE).items():
            if first.white + more >= _SOME_WHITE:
                self.ways.append(more)
                self.item.options.append(Option((first.whiten(more), *others), cost))


def _read_margin(margin: Any) -> float:
    """Return a computed margin in the engine's pixels; what is no length counts for none."""
    return float(margin.value) if getattr(margin, "unit", None) == "px" else 0.0


def _set_otherwise(lines: Sequence[Line], plan: Plan, style: Any) -> tuple[Line, ...]:
    """Return the lines of a plan of a paragraph that has these `lines` by another one."""
    count, first, other = len(plan.lines), lines[0], lines[-1]
    found = []
    for number, line in enumerate(plan.lines):
        ends = style["orphans"] <= number + 1 <= count - style["widows"]
        found.append(
            Line(
                height=other.height,
                white=first.white if number == 0 else 0.0,
                above=first.above if number == 0 else None,
                asked=first.asked if number == 0 else None,
                may_end=ends if number + 1 < count else lines[-1].may_end,
                hyphen=line.ends_with_hyphen,
                lonely=number < len(lines) and lines[number].lonely,
            )
        )
    return tuple(found)


def list_texts(pages: Sequence[MadePage]) -> list[Text]:
    """Return what stands on pages, in order; a paragraph that goes over a page turn once."""
    parts: list[list[tuple[MadePage, Group]]] = []
    for page in pages:
        for group in page.groups:
            if parts and group.is_part_of(parts[-1][-1][1]):
                parts[-1].append((page, group))
            else:
                parts.append([(page, group)])
    texts = []
    below = FEWEST_BELOW  # lines between a heading above and here
    bottom: tuple[MadePage, float] | None = None  # the last line, and its page
    for number, several in enumerate(parts):
        groups = [group for _, group in several]
        is_end = number + 1 == len(parts) and pages[-1].goes_on
        lines = list(_list_lines(several, below, bottom, goes_on=is_end))
        texts.append(Text(groups, lines))
        below = 0 if groups[-1].is_heading else below + len(lines)
        bottom = (several[-1][0], groups[-1].bottoms[-1])
    return texts


def _list_lines(
    parts: Sequence[tuple[MadePage, Group]], below: int, bottom: tuple[MadePage, float] | None, *, goes_on: bool
) -> Iterator[Line]:
    """Yield the lines of a paragraph that stands on pages, and those of its plan that are still to come."""
    group = parts[0][1]
    plan = None if group.setting is None else group.setting.plan
    style, number = group.style, group.first
    begins = plan is None or () in plan.starts
    count = sum(len(one.tops) for _, one in parts) if plan is None else len(plan.lines)
    height = 0.0

    def make(height: float, white: float, above: float | None, asked: float) -> Line:
        """Return the line behind `number` others; whether it is the last of its block is known only of a plan."""
        is_last = number + 1 == count and (plan is not None or not goes_on)
        orphans = style["orphans"] if begins else 1
        ends = number + 1 >= orphans and (count - number - 1 >= style["widows"] or (plan is None and goes_on))
        return Line(
            height=height,
            white=white,
            may_end=not parts[-1][1].keeps if is_last else ends and not group.solid,
            hyphen=plan is not None and plan.lines[number].ends_with_hyphen,
            lonely=below + number + 1 - group.first < FEWEST_BELOW,
            above=above,
            asked=asked,
            leads=group.is_heading,
        )

    for page, one in parts:
        for top, under in zip(one.tops, one.bottoms, strict=True):
            height = (under - top) / page.step
            white, above = 0.0, None
            asked = one.asked / page.step if top == one.tops[0] and number == group.first else 0.0
            if bottom is not None and bottom[0] is page:
                white = (top - bottom[1]) / page.step
                above = (bottom[1] - page.groups[0].tops[0]) / page.step
            yield make(height, white, above, asked)
            bottom = (page, under)
            number += 1
    while plan is not None and number < count:
        yield make(height, 0.0, None, 0.0)
        number += 1
