"""Families: the tokens of a `font-family` or `font` go in; the names of typefaces, style and weight come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from makeready.style.tokens import Token, is_mark, split, strip

# Names that stand for whatever a reading system has, and those that stand for another value.
GENERIC = frozenset(
    "serif sans-serif monospace cursive fantasy system-ui math emoji ui-serif ui-sans-serif ui-monospace inherit "
    "initial unset revert".split()
)
_RESET = frozenset({"inherit", "unset", "revert"})
_SIZES = frozenset("xx-small x-small small medium large x-large xx-large xxx-large smaller larger math".split())
_WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 400}
_SLANTED = frozenset({"italic", "oblique"})
_SIZED = frozenset({"dimension", "percentage", "function"})


class Font(NamedTuple):
    """What the shorthand `font` sets: families, or None where it leaves them, style and weight."""

    families: tuple[str, ...] | None
    style: str
    weight: int


def read_families(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the names of a list of families in their order."""
    names = (" ".join(t.value for t in part if t.type in ("ident", "string")) for part in split(tokens))
    return tuple(" ".join(name.split()) for name in names if name.strip())


def read_own_families(tokens: Sequence[Token]) -> tuple[str, ...] | None:
    """Return the names, None where the list is another's: inherit, unset, revert."""
    names = read_families(tokens)
    return None if not names or names[0].lower() in _RESET else names


def read_slant(tokens: Sequence[Token]) -> str | None:
    """Return "italic" or "normal", None where neither is told."""
    word = tokens[0].lower_value if tokens and tokens[0].type == "ident" else ""
    if word in _SLANTED:
        return "italic"
    return "normal" if word == "normal" else None


def read_weight(tokens: Sequence[Token]) -> int | None:
    """Return a weight in numbers, None where none is told."""
    if len(tokens) == 1 and tokens[0].type == "number":
        return int(tokens[0].value)
    return _WEIGHTS.get(tokens[0].lower_value) if len(tokens) == 1 and tokens[0].type == "ident" else None


def read_font(tokens: Sequence[Token]) -> Font | None:
    """Return what the shorthand sets, None where it sets what stands around it.

    https://www.w3.org/TR/css-fonts-4/#font-prop
    """
    words = [t for t in tokens if t.type not in ("whitespace", "comment")]
    if len(words) == 1 and words[0].type == "ident" and words[0].lower_value in _RESET:
        return None
    size = next((i for i, t in enumerate(words) if t.type in _SIZED or _says(t, _SIZES)), None)
    if size is None:
        return Font(None, "normal", 400)
    before = [t for t in words[:size] if not _says(t, frozenset({"normal"}))]
    weight = next((w for w in (read_weight([t]) for t in before) if w), 400)
    rest = size + 3 if size + 1 < len(words) and is_mark(words[size + 1], "/") else size + 1
    families = read_own_families(strip(words[rest:]))
    return Font(families, "italic" if any(_says(t, _SLANTED) for t in before) else "normal", weight)


def _says(token: Token, words: frozenset[str]) -> bool:
    return token.type == "ident" and token.lower_value in words
