"""Page turns: the plan of a paragraph that goes over the foot of a page goes in; one that suits the page comes out.

Where the page would end with a hyphen, or a line short because the paragraph has too few lines left for the next page,
the paragraph is broken in another way, if there is one that costs less than the fault. What is on earlier pages stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite

from makeready.pdf.paragraphs.plan import Paragraph, Plan

__all__ = ["Foot", "suit_page"]

_NEAR = 0.02  # in lines
# What is held against a page, in demerits of lines.
_HYPHEN = 60_000.0
_SHORT = 250_000.0  # for each line that is missing
_MOST_BANS = 3
_LONGEST = 60  # lines: with more, the number of ways of so many lines is large


@dataclass(frozen=True, slots=True)
class Foot:
    """How many lines of a paragraph fit on a page, and the fewest that may stand before and behind a page turn."""

    room: int
    orphans: int
    widows: int

    @classmethod
    def measure(cls, height: float, line_height: float, orphans: int, widows: int) -> Foot:
        """Return the foot of a page with so much height left, in the engine's pixels."""
        room = floor(height / line_height + _NEAR) if line_height > 0 and isfinite(height) else 0
        return cls(room, orphans, widows)

    def place(self, lines: int) -> int:
        """Return how many of so many lines stay on the page, as the engine breaks a paragraph; 0 where all go."""
        if lines <= self.room:
            return lines
        stay = min(self.room, lines - self.widows)
        return stay if stay >= self.orphans else 0

    def weigh(self, plan: Plan) -> float:
        """Return the demerits of a plan that begins on the page, with those of the page that it makes."""
        lines = len(plan.lines)
        stay = self.place(lines)
        total = plan.choice.demerits
        if stay < lines:
            total += (self.room - stay) * _SHORT
            total += _HYPHEN if stay and plan.lines[stay - 1].ends_with_hyphen else 0.0
        return total


def suit_page(paragraph: Paragraph, plan: Plan, foot: Foot) -> Plan:
    """Return `plan`, which is of `paragraph` from its start on the page, or another one that suits the page better."""
    lines = len(plan.lines)
    if lines <= foot.room or foot.room <= 0 or lines > _LONGEST:
        return plan
    best, least = plan, foot.weigh(plan)
    if least <= plan.choice.demerits:
        return plan
    banned: frozenset[tuple[int, int]] = frozenset()
    current: Plan | None = plan
    for _ in range(_MOST_BANS):
        stay = foot.place(len(current.lines)) if current is not None else 0
        if current is None or not stay or not current.lines[stay - 1].ends_with_hyphen:
            break
        banned |= {current.lines[stay - 1].end}
        current = paragraph.plan_otherwise(banned)
        if current is not None and foot.weigh(current) < least:
            best, least = current, foot.weigh(current)
    for wanted in (lines - 1, lines + 1):
        other = paragraph.plan_otherwise(banned, wanted) if wanted > 0 else None
        if other is not None and foot.weigh(other) < least:
            best, least = other, foot.weigh(other)
    return best
