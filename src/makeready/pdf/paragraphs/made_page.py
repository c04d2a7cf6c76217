"""Made pages: a page of the engine goes in; its lines, by paragraphs, and what is missing at its foot come out.

Private names of WeasyPrint 70.0 used: `LayoutContext.page_maker`, `page_bottom`, `current_page_footnotes`, the boxes'
attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Any

from weasyprint.formatting_structure import boxes

from makeready.pdf.paragraphs.balance import FEWEST_BELOW, Item, Line, Option, Page
from makeready.pdf.paragraphs.lines import Kept, Setting
from makeready.pdf.paragraphs.plan import Plan

__all__ = ["Group", "MadePage", "Text", "list_texts"]

_NEAR = 0.02  # in lines
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DEAREST = 500_000.0  # demerits that a line more or less of one paragraph may cost
_OPAQUE = Line(may_end=False, hyphen=False)


@dataclass(slots=True)
class Group:
    """Lines on a page that belong together: `first` is the number of the first of them in its paragraph.

    `setting` says how the paragraph was set; it is None for lines of the engine's own, and for what takes the place of
    a line. `is_text` tells lines of running text, which have the `height` of the page's most, from others.
    """

    setting: Setting | None
    first: int = 0
    count: int = 1
    height: float = 0.0
    is_heading: bool = False
    is_text: bool = False

    @property
    def is_running(self) -> bool:
        """Whether these are lines of a paragraph that was planned."""
        return self.setting is not None and not self.is_heading

    def is_part_of(self, other: Group) -> bool:
        """Tell whether both are of one paragraph, set in one way."""
        return self.setting is not None and other.setting is not None and self.setting.plan is other.setting.plan


@dataclass(slots=True)
class MadePage:
    """A page that was made, as far as its foot is concerned.

    It `goes_on` where it should be full: neither the text ends on it, nor is there a forced break. It `is_plain` where
    it has nothing but lines. `step` is the distance of lines in the engine's pixels, `free` how many are missing at the
    foot.
    """

    goes_on: bool
    is_recto: bool
    has_notes: bool
    is_plain: bool = True
    groups: list[Group] = field(default_factory=list)
    step: float = 0.0
    free: int = 0
    _bottom: float = 0.0

    @classmethod
    def read(cls, box: Any, context: Any, index: int) -> MadePage:
        """Return what stands on the engine's page `box`, the last one that was made, with the number `index` from 0."""
        maker, root = context.page_maker, box.children[0]
        following = maker[index + 1] if index + 1 < len(maker) else None
        ends = following is None or following[0] is None or following[1]["break"] != "any"
        page = cls(
            goes_on=not ends,
            is_recto=maker[index][2] == (root.style["direction"] == "ltr"),
            has_notes=bool(context.current_page_footnotes),
        )
        page._read(root, is_heading=False)
        page.step = page._find_step()
        for group in page.groups:
            group.is_text = group.is_running and abs(group.height - page.step) < _NEAR
        if page.step:
            page.free = floor((context.page_bottom - page._bottom) / page.step + _NEAR)
        return page

    def _read(self, box: Any, *, is_heading: bool) -> None:
        for child in box.children:
            if not child.is_in_normal_flow():
                continue
            if isinstance(child, boxes.LineBox):
                self._read_line(child, is_heading=is_heading)
            elif isinstance(child, boxes.BlockBox) and not child.is_table_wrapper and not child.is_column:
                self._read(child, is_heading=is_heading or child.element_tag in _HEADINGS)
            elif isinstance(child, boxes.Box):
                self._bottom = max(self._bottom, child.position_y + child.margin_height())
                self.groups.append(Group(None))
                self.is_plain = False

    def _read_line(self, line: Any, *, is_heading: bool) -> None:
        if not line.height:
            return
        self._bottom = max(self._bottom, line.position_y + line.height)
        setting: Setting | None = line.__dict__.get(Setting.KEY)
        if setting is None:
            self.groups.append(Group(None, is_heading=is_heading))
            return
        group = Group(setting, setting.number, height=line.height, is_heading=is_heading)
        if self.groups and group.is_part_of(self.groups[-1]):
            self.groups[-1].count += 1
        else:
            self.groups.append(group)

    def _find_step(self) -> float:
        """Return the height of most lines of running text, 0 where there are none."""
        counts: dict[float, int] = {}
        for group in self.groups:
            if group.is_running:
                counts[group.height] = counts.get(group.height, 0) + group.count
        return max(counts, key=lambda height: counts[height], default=0.0)

    @property
    def has_foot(self) -> bool:
        """Whether the page should be full, and its foot can be told."""
        return self.goes_on and self.step > 0 and self.free >= 0

    @property
    def count(self) -> int:
        """How many lines the page has."""
        return sum(group.count for group in self.groups)

    def describe(self) -> Page:
        """Return the page as the choice of ends knows it."""
        last = self.groups[-1]
        hyphen = False
        if last.setting is not None and last.is_text:
            hyphen = last.setting.plan.lines[last.first + last.count - 1].ends_with_hyphen
        below = 0
        for group in reversed(self.groups):
            if group.is_heading or below >= FEWEST_BELOW:
                break
            below += group.count
        lonely = below < FEWEST_BELOW and any(group.is_heading for group in self.groups)
        return Page(self.count + self.free, self.free, hyphen, lonely, self.is_recto, self.has_notes)

    def settle(self) -> None:
        """Go on from the paragraphs as they stand here."""
        for group in self.groups:
            if group.setting is not None:
                group.setting.kept.used = group.setting.plan


class Text:
    """A paragraph that stands on pages, or something else there, as the choice of ends knows it.

    `plans` are the ways to set it, as the options of `item`; `kept` keeps them, None where it begins before the pages.
    """

    def __init__(self, group: Group, *, may_end: bool, below_heading: int | None) -> None:
        """Take the lines of the paragraph on the first of its pages.

        `may_end` says whether a page may end between it and what follows, `below_heading` how many lines stand between
        it and a heading above it.
        """
        self._group, self._may_end, self._below = group, may_end, below_heading
        self.kept: Kept | None = None
        self.plans: list[Plan] = []
        if group.setting is None or not group.is_text:
            self.item = Item([Option((_OPAQUE,) * group.count, 0.0)])
            return
        plan = group.setting.plan
        self.plans.append(plan)
        self.item = Item([Option(self._read(plan, group.setting.style), 0.0)])
        if not group.first and () in plan.starts:
            self.kept = group.setting.kept

    def _read(self, plan: Plan, style: Any) -> tuple[Line, ...]:
        lines, start = plan.lines, self._group.first
        orphans = style["orphans"] if () in plan.starts else 1
        latest, below = len(lines) - style["widows"], FEWEST_BELOW if self._below is None else self._below
        return tuple(
            Line(
                may_end=orphans <= number <= latest or (number == len(lines) and self._may_end),
                hyphen=line.ends_with_hyphen,
                lonely=below + number - start < FEWEST_BELOW,
            )
            for number, line in enumerate(lines[start:], start + 1)
        )

    def find_options(self) -> None:
        """Add the ways to set it in a line more or less."""
        kept, setting = self.kept, self._group.setting
        if kept is None or setting is None:
            return
        now = setting.plan
        for plan in (kept.plan, *(kept.plan_so_long(len(now.lines) + more) for more in (1, -1))):
            if plan is None or plan is now:
                continue
            if (cost := plan.choice.demerits - now.choice.demerits) < _DEAREST:
                self.plans.append(plan)
                self.item.options.append(Option(self._read(plan, setting.style), cost))


def list_texts(pages: Sequence[MadePage]) -> list[Text]:
    """Return what stands on pages, in order; a paragraph that goes over a page turn once."""
    groups = [(number, group) for number, page in enumerate(pages) for group in page.groups]
    return [*_list_texts(groups)]


def _list_texts(groups: Sequence[tuple[int, Group]]) -> Iterator[Text]:
    below: int | None = None
    for at, (number, group) in enumerate(groups):
        if at and group.is_part_of(groups[at - 1][1]):
            continue
        following = next((one for one in groups[at + 1 :] if not group.is_part_of(one[1])), None)
        setting = group.setting
        may_end = setting is not None and setting.style["break_after"] not in ("avoid", "avoid-page")
        if following is not None and following[0] == number and not following[1].is_text:
            may_end = False  # where a page may end before it is the engine's to tell
        yield Text(group, may_end=may_end, below_heading=below)
        if group.is_heading:
            below = 0
        elif below is not None:
            below += group.count
