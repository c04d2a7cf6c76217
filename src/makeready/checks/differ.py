"""Differences: two runs of words go in; which words are lacking, too many, changed or moved come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher
from enum import StrEnum

# Words compared at a time once a difference was seen: a lost page (some 400 words) still lies within.
_WINDOW = 1500
_CONTEXT = 5


class Change(StrEnum):
    """What happened to words on their way into an artifact."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Words that two texts do not share: `wanted` stand in one from `at`, `found` in the other from `found_at`."""

    change: Change
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    at: int
    found_at: int


def compare_words(wanted: Sequence[str], found: Sequence[str], limit: int) -> tuple[Difference, ...]:
    """Return the first `limit` differences between two runs of words, in order; none where they are equal."""
    differences: list[Difference] = []
    at = found_at = 0
    while len(differences) < limit:
        step = _count_equal(wanted, found, at, found_at)
        at, found_at = at + step, found_at + step
        if at >= len(wanted) and found_at >= len(found):
            break
        ahead, found_ahead = wanted[at : at + _WINDOW], found[found_at : found_at + _WINDOW]
        whole = at + _WINDOW >= len(wanted) and found_at + _WINDOW >= len(found)
        seen, used, found_used = compare_window(ahead, found_ahead, whole=whole)
        differences += [replace(d, at=d.at + at, found_at=d.found_at + found_at) for d in seen]
        at, found_at = at + used, found_at + found_used
    return pair_moves(differences[:limit])


def _count_equal(wanted: Sequence[str], found: Sequence[str], at: int, found_at: int) -> int:
    count = min(len(wanted) - at, len(found) - found_at)
    if wanted[at : at + count] == found[found_at : found_at + count]:
        return count
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        if wanted[at + low : at + middle] == found[found_at + low : found_at + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def compare_window(wanted: Sequence[str], found: Sequence[str], *, whole: bool) -> tuple[list[Difference], int, int]:
    """Return the differences within a window, and how many words of either were used up.

    Unless the window is the `whole` rest, what follows the last words in common is left for the next one.
    """
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    used, found_used = len(wanted), len(found)
    blocks = matcher.get_matching_blocks()
    if not whole and len(blocks) > 1:
        used, found_used = blocks[-2].a + blocks[-2].size, blocks[-2].b + blocks[-2].size
    return _list_changes(matcher, wanted, found, used, found_used), used, found_used


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Where words of a page were found in a text: from and to, in the text and on the page, and how many are equal."""

    start: int
    end: int
    found_start: int
    found_end: int
    equal: int
    differences: tuple[Difference, ...]

    @property
    def is_dense(self) -> bool:
        """Return True where most words of the place are equal."""
        return 2 * self.equal >= self.found_end - self.found_start


# Fewer words in common than a sure run count only near the start.
_NEAR = 6
_SURE_RUN = 4


def find_overlap(wanted: Sequence[str], found: Sequence[str]) -> Overlap | None:
    """Return where `found` overlaps `wanted` without gaps worth the name, or None where it does not."""
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    middle = max(range(len(blocks)), key=lambda place: blocks[place].size)
    first = last = middle
    while first > 0 and _are_near(blocks[first - 1], blocks[first], blocks[first - 1]):
        first -= 1
    while last + 1 < len(blocks) and _are_near(blocks[last], blocks[last + 1], blocks[last + 1]):
        last += 1
    head, tail = blocks[first], blocks[last]
    if blocks[middle].size < _SURE_RUN and max(head.a, head.b) > _NEAR:
        return None
    end, found_end = tail.a + tail.size, tail.b + tail.size
    return Overlap(
        start=head.a,
        end=end,
        found_start=head.b,
        found_end=found_end,
        equal=sum(block.size for block in blocks[first : last + 1]),
        differences=tuple(_list_changes(matcher, wanted, found, end, found_end, head.a, head.b)),
    )


def _are_near(block: Match, following: Match, outer: Match) -> bool:
    """Return True where `outer`, one of two neighbours, is large enough for the gap between them to be a difference."""
    gap = max(following.a - block.a - block.size, following.b - block.b - block.size)
    return gap <= 2 or outer.size >= gap


def _list_changes(
    matcher: SequenceMatcher[str],
    wanted: Sequence[str],
    found: Sequence[str],
    end: int,
    found_end: int,
    start: int = 0,
    found_start: int = 0,
) -> list[Difference]:
    """Return what differs up to `end`; what lies before `start` is one difference, but for the first equal words."""
    changes: list[Difference] = []
    if start or found_start:
        same = _count_equal(wanted[:start], found[:found_start], 0, 0)
        changes += _change(wanted, found, same, start, same, found_start)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal" and (a, c) >= (start, found_start) and b <= end and d <= found_end:
            changes += _change(wanted, found, a, b, c, d)
    return changes


def _change(
    wanted: Sequence[str], found: Sequence[str], start: int, end: int, found_start: int, found_end: int
) -> tuple[Difference, ...]:
    lost, gained = tuple(wanted[start:end]), tuple(found[found_start:found_end])
    if not lost and not gained:
        return ()
    change = Change.CHANGED if lost and gained else Change.MISSING if lost else Change.EXTRA
    return (Difference(change=change, wanted=lost, found=gained, at=start, found_at=found_start),)


def pair_moves(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the differences with words that are missing here and extra there told once, as moved."""
    result = list(differences)
    for lost in differences:
        if lost.change is not Change.MISSING:
            continue
        for gained in differences:
            if gained.change is Change.EXTRA and gained.found == lost.wanted and gained in result and lost in result:
                moved = replace(lost, change=Change.MOVED, found=gained.found, found_at=gained.found_at)
                result[result.index(lost)] = moved
                result.remove(gained)
    return tuple(result)


def show_words(words: Sequence[str], limit: int = 8) -> str:
    """Return words in quotation marks, many of them cut short."""
    shown = " ".join(words[:limit])
    return f"“{shown} …”" if len(words) > limit else f"“{shown}”"


def show_context(words: Sequence[str], start: int, end: int) -> str:
    """Return the words around a place, what differs between brackets."""
    before = " ".join(words[max(0, start - _CONTEXT) : start])
    middle = " ".join(words[start : min(end, start + 12)])
    after = " ".join(words[end : end + _CONTEXT])
    return f"… {before} [{middle}] {after} …"
