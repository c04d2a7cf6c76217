"""Alphabets: what a book uses of a face goes in; that, and the rest of each alphabet that it uses most of, comes out.

A book that is worked on has another letter now and then, and a colophon that prints a digest has other digits after
each edit. With whole alphabets a subset stays what it was, and need not be made anew; that costs it some few glyphs.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable
from typing import TypeVar

T = TypeVar("T")


def _list_range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


# The digits of a digest are an alphabet as well: digits alone are too few of them to bring the letters along.
ALPHABETS = (
    string.digits,
    string.digits + "abcdef",
    string.ascii_lowercase,
    string.ascii_uppercase,
    _list_range("α", "ω"),
    _list_range("Α", "Ρ") + _list_range("Σ", "Ω"),
    _list_range("а", "я"),
    _list_range("А", "Я"),
)


def complete(used: Collection[T], alphabets: Iterable[Collection[T]]) -> frozenset[T]:
    """Return `used`, characters or numbers of glyphs, with all of each of the `alphabets` that it has two thirds of."""
    known = frozenset(used)
    whole = set(known)
    for alphabet in alphabets:
        if 3 * len(known.intersection(alphabet)) >= 2 * len(alphabet) > 0:
            whole.update(alphabet)
    return frozenset(whole)


def list_glyphs(content: bytes) -> list[list[int]]:
    """Return the numbers of the glyphs that the alphabets have in a font, those that it has none for left out."""
    import uharfbuzz  # a build that remembers them does without

    drawing = uharfbuzz.Font(uharfbuzz.Face(content))
    found = [[drawing.get_nominal_glyph(ord(letter)) for letter in alphabet] for alphabet in ALPHABETS]
    return [[glyph for glyph in glyphs if glyph] for glyphs in found]
