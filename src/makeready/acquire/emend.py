"""Emendations: the text of a source goes in; slips that it seems to have come out, each with what it should be.

Nothing is changed unless a person accepts it; what is accepted is told in book.toml, as original and corrected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from lxml import etree

from makeready.acquire.elements import UNREAD_TAGS, find_line, find_tag
from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.late_pattern import late_pattern

# Words on both sides that are told with a slip.
_AROUND = 24
_JOINED = late_pattern(r"(?<=[a-zà-ÿ]{2})([.,;:!?])(?=[A-ZÀ-Þ][a-zà-ÿ]|(?<=[,;])[a-zà-ÿ]{2})")
_BRACKET = late_pattern(r"(?<=[^\W\d_]{4})(?=\((?:[^\W\d_]{4,}|[^\W\d_]+\s)[^()]*\))|(?<=\))(?=[^\W\d_]{2})")
_DOUBLED = late_pattern(r"\b([^\W\d_]{2,})([ \n]+)(\1)\b", re.IGNORECASE)
_RUN = late_pattern(r"\b[a-zà-ÿ]{3,}[A-ZÀ-Þ][a-zà-ÿ]{2,}\b")
_STRAIGHT = late_pattern(r'"')
# Doubled where it is right.
_RIGHTLY = frozenset("had that is was bye so very no ha hear there now nous vous die der das sie que se".split())
_NOT_READ = frozenset({"pre", "code", "kbd", "samp", "tt", "a"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A suspected slip: its number, what stands there and what should, with some words around, and where and why.

    `owner` and `slot` are the piece of the tree, `start` and `end` the characters of it that `correction` replaces.
    """

    number: int
    original: str
    corrected: str
    reason: str
    place: Span
    owner: etree._Element
    slot: str
    start: int
    end: int
    correction: str


def find_slips(nodes: Iterable[etree._Element], source: str) -> tuple[Slip, ...]:
    """Return the suspected slips of a text in their order, numbered from 1."""
    pieces = [piece for node in nodes for piece in _walk(node)]
    # A word that is written so twice is a name.
    runs = Counter(word for owner, slot in pieces for word in _RUN.findall(_text(owner, slot)))
    curly = sum(_text(owner, slot).count("“") + _text(owner, slot).count("”") for owner, slot in pieces)
    straight = sum(_text(owner, slot).count('"') for owner, slot in pieces)
    slips: list[Slip] = []
    for owner, slot in pieces:
        text = _text(owner, slot)
        found = list(_find(text, runs, mixed=bool(curly and straight and curly >= straight)))
        for start, end, correction, reason in sorted(found):
            first, last = _bound(text, start, end)
            slips.append(
                Slip(
                    number=len(slips) + 1,
                    original=" ".join(text[first:last].split()),
                    corrected=" ".join(f"{text[first:start]}{correction}{text[end:last]}".split()),
                    reason=reason,
                    place=Span.at(source, find_line(owner) or 1),
                    owner=owner,
                    slot=slot,
                    start=start,
                    end=end,
                    correction=correction,
                )
            )
    return tuple(slips)


def accept_slips(slips: Iterable[Slip], numbers: Collection[int] | None) -> tuple[Slip, ...]:
    """Correct the slips of these numbers in their tree, all of them where `numbers` is None; return those corrected."""
    chosen = [one for one in slips if numbers is None or one.number in numbers]
    for one in reversed(chosen):  # from the end, so that places before it stay right
        text = _text(one.owner, one.slot)
        text = f"{text[: one.start]}{one.correction}{text[one.end :]}"
        if one.slot == "text":
            one.owner.text = text
        else:
            one.owner.tail = text
    return tuple(chosen)


def _walk(node: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    tag = find_tag(node)
    if tag in UNREAD_TAGS or tag in _NOT_READ:
        return
    if node.text:
        yield node, "text"
    for child in node:
        yield from _walk(child)
        if child.tail:
            yield child, "tail"


def _text(owner: etree._Element, slot: str) -> str:
    return (owner.text if slot == "text" else owner.tail) or ""


def _find(text: str, runs: Counter[str], *, mixed: bool) -> Iterator[tuple[int, int, str, str]]:
    for found in _JOINED.finditer(text):
        before = re.search(r"\S*$", text[: found.start()])
        after = re.match(r"\S*", text[found.end() :])
        word = f"{before[0] if before else ''}{found[0]}{after[0] if after else ''}"
        if not re.search(r"https?:|www\.|@|/|\.\w{2,3}$|\w\.\w\.|^\.", word):
            yield found.end(), found.end(), " ", "no space behind the point"
    for found in _BRACKET.finditer(text):
        yield found.start(), found.end(), " ", "no space beside the bracket"
    for found in _DOUBLED.finditer(text):
        if found[1].lower() not in _RIGHTLY and not found[3][0].isupper():
            yield found.end(1), found.end(3), "", "a word stands twice"
    for found in _RUN.finditer(text):
        if runs[found[0]] == 1:
            at = found.start() + next(i for i, c in enumerate(found[0]) if c.isupper())
            yield at, at, " ", "two words run together"
    if mixed:
        for found in _STRAIGHT.finditer(text):
            opens = found.start() == 0 or text[found.start() - 1] in " \n(\u2014\u2013["
            yield found.start(), found.end(), "“" if opens else "”", "a straight quotation mark among curly ones"


def _bound(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - _AROUND)
    last = min(len(text), end + _AROUND)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return first, last
