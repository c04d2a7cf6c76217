"""Counted text: a text and a way to count go in; how much stands before an index, and where so much ends, come out.

It counts piece by piece and keeps the sums, so that a place in a long text is found without its beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

_PIECE = 128  # characters


class CountedText:
    """A text of which some characters count; what `count` says of a text is the sum of what it says of its parts."""

    def __init__(self, text: str, count: Callable[[str], int]) -> None:
        """Take a text and what tells how many characters of a text count."""
        self.text = text
        self._count = count
        self._size = _PIECE
        pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
        self._sums = list(accumulate(map(count, pieces), initial=0))

    def count(self, end: int) -> int:
        """Return how many characters before the index `end` count."""
        piece, inside = divmod(min(end, len(self.text)), self._size)
        start = piece * self._size
        return self._sums[piece] + (self._count(self.text[start : start + inside]) if inside else 0)

    def find(self, number: int) -> int:
        """Return the index of the character before which `number` count; the end of the text where it has no more."""
        piece = bisect_right(self._sums, number) - 1
        start, left = piece * self._size, number - self._sums[piece]
        text = self.text[start : start + self._size]
        within = bisect_right(range(len(text) + 1), left, key=lambda end: self._count(text[:end])) - 1
        return min(start + within, len(self.text))


def count_seen(text: str) -> int:
    """Return how many characters of `text` are no white space."""
    return sum(map(len, text.split()))


def count_letters(text: str) -> int:
    """Return how many characters of `text` are letters and figures."""
    return sum(map(str.isalnum, text))
