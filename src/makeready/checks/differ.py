"""Differences: two runs of words go in; which words are lacking, too many, changed or moved come out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate, pairwise

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


def compare_texts(wanted: str, found: str, limit: int) -> tuple[Difference, ...]:
    """Return the first `limit` differences between two texts, in order, whatever spaces stand beside marks.

    A difference that has the same letters on both sides is one of spaces. `at` and `found_at` count letters.
    """
    ours, theirs = _Tokens(wanted), _Tokens(found)
    return tuple(
        replace(
            one,
            wanted=ours.show(one.at, len(one.wanted)),
            found=theirs.show(one.found_at, len(one.found)),
            at=ours.starts[one.at],
            found_at=theirs.starts[one.found_at],
        )
        for one in compare_words(ours.tokens, theirs.tokens, limit)
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
        return tuple(self.words[self._owners[at] : self._owners[at + count - 1] + 1]) if count else ()


_TOKEN = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")


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


def compare_letters(text: str, found: str) -> tuple[Difference, ...]:
    """Return what differs in two texts but for their spaces, in whole words; `at` and `found_at` count letters."""
    one, other = _Words(text), _Words(found)
    letters, theirs = one.letters, other.letters
    if letters == theirs:
        return ()
    start = _count_equal(letters, theirs, 0, 0)
    behind = _count_equal(letters[start:][::-1], theirs[start:][::-1], 0, 0)
    end, found_end = len(letters) - behind, len(theirs) - behind
    changes = [(start, end, start, found_end)]
    if (end - start) * (found_end - start) < _MOST_PAIRS:
        matcher = SequenceMatcher(None, letters[start:end], theirs[start:found_end], autojunk=False)
        # Letters that are equal by chance tell nothing.
        if matcher.ratio() > _ALIKE:
            changes = [
                (start + a, start + b, start + c, start + d)
                for kind, a, b, c, d in matcher.get_opcodes()
                if kind != "equal"
            ]
    joined: list[tuple[int, int, int, int]] = []
    for change in changes:
        # Several changes of one word are one.
        if joined and change[0] < one.find_end(joined[-1][1]):
            joined[-1] = (joined[-1][0], change[1], joined[-1][2], change[3])
        else:
            joined.append(change)
    return tuple(_describe(one, other, *_slide(one, other, *change)) for change in joined)


_ALIKE = 0.5
_MOST_PAIRS = 4_000_000  # of letters, that are compared in about a second


class _Words:
    """A text's letters, and where its words begin and end among them."""

    def __init__(self, text: str) -> None:
        self.words = text.split()
        self.letters = "".join(self.words)
        self.bounds = list(accumulate(map(len, self.words), initial=0))

    def begins(self, at: int) -> bool:
        """Return True where a word begins at a letter, or the last one ends before it."""
        return self.bounds[bisect_left(self.bounds, at) % len(self.bounds)] == at

    def find_start(self, at: int) -> int:
        """Return where the word begins that a letter is in."""
        return self.bounds[bisect_right(self.bounds, at) - 1]

    def find_end(self, at: int) -> int:
        """Return where the word ends that the letter before `at` is in."""
        return self.bounds[min(bisect_left(self.bounds, at), len(self.bounds) - 1)]

    def show(self, start: int, end: int) -> tuple[str, ...]:
        """Return the words, or the parts of words, between two letters."""
        places = sorted({start, end, *(bound for bound in self.bounds if start < bound < end)})
        return tuple(self.letters[a:b] for a, b in pairwise(places))


_FARTHEST = 40  # letters that a change is moved


def _slide(
    one: _Words, other: _Words, start: int, end: int, found_start: int, found_end: int
) -> tuple[int, int, int, int]:
    """Return a loss or a gain moved to where fewest words have changed.

    "the " lost before "there" may as well be "he t" lost.
    """
    change = start, end, found_start, found_end
    if start != end and found_start != found_end:
        return change
    letters, low, high = (one.letters, start, end) if start != end else (other.letters, found_start, found_end)
    places = [change]
    for step in range(1, min(low, _FARTHEST) + 1):
        if letters[low - step] != letters[high - step]:
            break
        places.append((start - step, end - step, found_start - step, found_end - step))
    return min(places, key=lambda place: _count_letters(_describe(one, other, *place)))


def _count_letters(difference: Difference) -> int:
    return sum(map(len, (*difference.wanted, *difference.found)))


def _describe(one: _Words, other: _Words, start: int, end: int, found_start: int, found_end: int) -> Difference:
    """Return a change with its ends moved to the ends of words."""
    whole = one.begins(start) and one.begins(end) and other.begins(found_start) and other.begins(found_end)
    if not whole:
        left = start - one.find_start(start) if not one.begins(start) else found_start - other.find_start(found_start)
        right = one.find_end(end) - end if not one.begins(end) else other.find_end(found_end) - found_end
        left = min(left, start, found_start)
        right = min(right, len(one.letters) - end, len(other.letters) - found_end)
        start, end, found_start, found_end = start - left, end + right, found_start - left, found_end + right
    return _change(one.show(start, end), other.show(found_start, found_end), start, found_start)


def pair_moves(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the differences with words that are missing here and extra there told once, as moved."""
    result = list(differences)
    for lost in differences:
        if lost.change is not Change.MISSING:
            continue
        for gained in differences:
            if gained.change is Change.EXTRA and _are_same(lost, gained) and gained in result and lost in result:
                moved = replace(lost, change=Change.MOVED, found=gained.found, found_at=gained.found_at)
                result[result.index(lost)] = moved
                result.remove(gained)
    for place, one in enumerate(differences):
        for other in differences[place + 1 :]:
            changed = one.change is other.change is Change.CHANGED and one in result and other in result
            if changed and _are_same(one, other) and _are_same(other, one):
                result[result.index(one)] = replace(one, change=Change.MOVED)
                result.remove(other)
    return tuple(result)


def _are_same(one: Difference, other: Difference) -> bool:
    """Return True where the words that one lacks are those that the other has."""
    return "".join(one.wanted) == "".join(other.found)


def show_words(words: Sequence[str], limit: int = 8) -> str:
    """Return words in quotation marks, many of them cut short."""
    shown = unicodedata.normalize("NFC", " ".join(words[:limit]))
    return f"“{shown} …”" if len(words) > limit else f"“{shown}”"


def show_context(text: str, letter: int, words: Sequence[str]) -> str:
    """Return the words of a text around a letter; the `words` that differ stand there between brackets."""
    whole = _Words(text)
    place = bisect_right(whole.bounds, letter) - 1
    before = " ".join(whole.words[max(0, place - _CONTEXT) : place])
    behind = place + max(len(words), bisect_left(whole.bounds, letter) - place)
    after = " ".join(whole.words[behind : behind + _CONTEXT])
    shown = f"… {before} [{' '.join(words[:12])}] {after} …"
    return unicodedata.normalize("NFC", shown)
