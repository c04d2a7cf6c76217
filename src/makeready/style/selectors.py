"""Selectors: the text of one goes in; its compounds, each with what it asks of an element, come out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from makeready.dataclass import dataclass
from makeready.style.tokens import Token, is_mark, read_tokens, walk

_COMBINATORS = frozenset({">", "+", "~", "||"})
# Pseudo-elements that may be written with one colon.
_OLD_ELEMENTS = frozenset({"before", "after", "first-line", "first-letter"})
_PLACES = ("first", "last", "only", "nth")


@dataclass(frozen=True, slots=True)
class Compound:
    """A part of a selector: the combinator before it ("" for the first), a tag in lower case or None, classes.

    `places` is True where it tells an element by its neighbours or by what is in it, as :first-child, :has() and
    :empty do; `others` is how many ids, attributes and pseudo-classes it has besides, `element` its pseudo-element.
    """

    combinator: str
    tag: str | None
    classes: frozenset[str]
    ids: int = 0
    others: int = 0
    places: bool = False
    element: str | None = None


@lru_cache(maxsize=4096)
def read_selector(selector: str) -> tuple[Compound, ...]:
    """Return the compounds of a selector in the order of the text."""
    compounds: list[Compound] = []
    part: list[Token] = []
    combinator = ""
    for token in read_tokens(selector):
        blank = token.type in ("whitespace", "comment")
        mark = token.value if token.type == "literal" and token.value in _COMBINATORS else ""
        if not blank and not mark:
            part.append(token)
            continue
        if part:
            compounds.append(_read_compound(part, combinator))
            part, combinator = [], ""
        if mark:
            combinator = mark
        elif token.type == "whitespace" and not combinator and compounds:
            combinator = " "
    if part:
        compounds.append(_read_compound(part, combinator))
    return tuple(compounds)


def _read_compound(tokens: Sequence[Token], combinator: str) -> Compound:
    tag: str | None = None
    classes: set[str] = set()
    ids = others = colons = 0
    places = False
    element: str | None = None
    dot = False
    for token in tokens:
        kind = token.type
        if is_mark(token, ":"):
            colons += 1
            continue
        if is_mark(token, "."):
            dot = True
            continue
        if colons and kind in ("ident", "function"):
            name = token.lower_value if kind == "ident" else token.lower_name
            if colons > 1 or name in _OLD_ELEMENTS:
                element = name
            else:
                others += 1
                places = places or _asks_place(token, name)
        elif dot and kind == "ident":
            classes.add(token.value)
        elif kind == "ident":
            # Behind "|" stands the name in a namespace.
            tag = token.lower_value
        elif kind == "hash":
            ids += 1
        elif kind == "[] block":
            others += 1
        elif is_mark(token, "*"):
            tag = None
        colons, dot = 0, False
    return Compound(combinator, tag, frozenset(classes), ids, others, places, element)


def _asks_place(token: Token, name: str) -> bool:
    if name in ("has", "empty") or name.startswith(_PLACES):
        return True
    if token.type != "function":
        return False
    inner = list(walk(token.arguments))
    named = {
        after.lower_value if after.type == "ident" else after.lower_name
        for before, after in pairwise(inner)
        if is_mark(before, ":") and after.type in ("ident", "function")
    }
    return any(is_mark(one, "+") or is_mark(one, "~") for one in inner) or any(
        name in ("has", "empty") or name.startswith(_PLACES) for name in named - _OLD_ELEMENTS
    )  # fmt: skip
