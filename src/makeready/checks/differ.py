"""Differences: two runs of words go in; which words are lacking, too many, changed or moved come out."""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

# Words compared at a time once a difference was seen: a lost page (some 400 words) still lies within.
_WINDOW = 1500
_CONTEXT = 5
_TOKEN = late_pattern(r"[\w\u0300-\u036f]+|[^\w\s]")


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
    wanted: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    at: int = 0
    found_at: int = 0

    @property
    def is_space(self) -> bool:
        """Return True where only spaces differ."""
        return self.change is not Change.MOVED and "".join(self.wanted) == "".join(self.found)


def compare_texts(wanted: str, found: str, limit: int = sys.maxsize) -> tuple[Difference, ...]:
    """Return the first `limit` differences between two texts, in order, whatever spaces stand beside marks.

    A difference that has the same letters on both sides is one of spaces. `at` and `found_at` count letters.
    """
    ours, theirs = _Tokens(wanted), _Tokens(found)
    return tuple(_show(ours, theirs, one) for one in compare_words(ours.tokens, theirs.tokens, limit))


def _show(ours: _Tokens, theirs: _Tokens, one: Difference) -> Difference:
    """Return a difference of tokens as one of whole words; a word that only lost or gained a mark has changed."""
    shown = _show_stretch(ours, theirs, one, 0, 0)
    if one.change in (Change.MISSING, Change.EXTRA):
        left, right = (
            ours.measure(one.at, len(one.wanted)) if one.wanted else theirs.measure(one.found_at, len(one.found))
        )
        changed = _show_stretch(ours, theirs, one, min(left, one.at, one.found_at), right)
        if left + right and changed.wanted and changed.found and not changed.is_space:
            return replace(changed, change=Change.CHANGED)
    return shown


def _show_stretch(ours: _Tokens, theirs: _Tokens, one: Difference, left: int, right: int) -> Difference:
    at, found_at = one.at - left, one.found_at - left
    return replace(
        one,
        wanted=ours.show(at, left + len(one.wanted) + right),
        found=theirs.show(found_at, left + len(one.found) + right),
        at=ours.starts[at],
        found_at=theirs.starts[found_at],
    )


class _Tokens:
    """A text as runs of letters and digits, and single marks; each knows the word that it is in."""

    def __init__(self, text: str) -> None:
        self.words = text.split()
        self.tokens: list[str] = []
        self.starts = [0]
        self._owners: list[int] = []
        for place, word in enumerate(self.words):
            for token in _TOKEN.findall(word):
                self.tokens.append(token)
                self._owners.append(place)
                self.starts.append(self.starts[-1] + len(token))

    def show(self, at: int, count: int) -> tuple[str, ...]:
        """Return the words that so many tokens from one on are in."""
        owners = self._owners[at : at + count]
        return tuple(self.words[owners[0] : owners[-1] + 1]) if owners else ()

    def measure(self, at: int, count: int) -> tuple[int, int]:
        """Return how many tokens the words have before and behind so many of theirs from one on."""
        first, last = self._owners[at], self._owners[at + count - 1]
        return at - bisect_left(self._owners, first), bisect_right(self._owners, last) - at - count


def compare_words(wanted: Sequence[str], found: Sequence[str], limit: int = sys.maxsize) -> tuple[Difference, ...]:
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
        seen, used, found_used = _compare_window(ahead, found_ahead, whole=whole)
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


def _compare_window(wanted: Sequence[str], found: Sequence[str], *, whole: bool) -> tuple[list[Difference], int, int]:
    """Return the differences within a window, and how many words of either were used up.

    Unless the window is the `whole` rest, what follows the last words in common is left for the next one.
    """
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    used, found_used = len(wanted), len(found)
    blocks = matcher.get_matching_blocks()
    if not whole and len(blocks) > 1:
        used, found_used = blocks[-2].a + blocks[-2].size, blocks[-2].b + blocks[-2].size
    changes = [
        _change(wanted[a:b], found[c:d], a, c)
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal" and b <= used and d <= found_used
    ]
    return changes, used, found_used


def _change(lost: Sequence[str], gained: Sequence[str], at: int, found_at: int) -> Difference:
    change = Change.CHANGED if lost and gained else Change.MISSING if lost else Change.EXTRA
    return Difference(change=change, wanted=tuple(lost), found=tuple(gained), at=at, found_at=found_at)


def pair_moves(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the differences with words that are missing here and extra there told once, as moved."""
    result: list[Difference] = []
    left = list(differences)
    while left:
        one = left.pop(0)
        other = next((other for other in left if _are_moved(one, other)), None)
        if other is not None:
            left.remove(other)
            lost, gained = (other, one) if one.change is Change.EXTRA else (one, other)
            one = replace(lost, change=Change.MOVED, found=gained.found, found_at=gained.found_at)
        result.append(one)
    return tuple(result)


def _are_moved(one: Difference, other: Difference) -> bool:
    """Return True where each of two differences lacks what the other has."""
    changes = {one.change, other.change}
    if changes != {Change.MISSING, Change.EXTRA} and changes != {Change.CHANGED}:
        return False
    return all("".join(a.wanted) == "".join(b.found) for a, b in ((one, other), (other, one)))


def show_words(words: Sequence[str], limit: int = 8) -> str:
    """Return words in quotation marks, many of them cut short."""
    shown = unicodedata.normalize("NFC", " ".join(words[:limit]))
    return f"“{shown} …”" if len(words) > limit else f"“{shown}”"


def show_context(text: str, letter: int, words: Sequence[str]) -> str:
    """Return the words of a text around a letter; the `words` that differ stand there between brackets."""
    whole = text.split()
    bounds = list(accumulate(map(len, whole), initial=0))
    place = bisect_right(bounds, letter) - 1
    before = " ".join(whole[max(0, place - _CONTEXT) : place])
    behind = place + max(len(words), bisect_left(bounds, letter) - place)
    after = " ".join(whole[behind : behind + _CONTEXT])
    shown = f"… {before} [{' '.join(words[:12])}] {after} …"
    return unicodedata.normalize("NFC", shown)
