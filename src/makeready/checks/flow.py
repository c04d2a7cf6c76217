"""Flows: words that a PDF should show go in; texts to follow piece by piece, and what CSS does to them, come out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from makeready.checks.drawn import Piece
from makeready.checks.words import fold_characters
from makeready.checks.xhtml import CALL, Block

# A word as long as this may be broken without a hyphen, as addresses are.
BREAKABLE = 30
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Flow:
    """A run of text that pages show piece by piece: blocks apart by line ends, and how far it was shown."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    sources: list[tuple[str, Block]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    at: int = 0
    last: Piece | None = None
    turned: bool = True
    called: int = 0

    def source(self, offset: int) -> tuple[str, Block] | None:
        """Return the file and the block that `offset` of the text lies in."""
        index = bisect_right(self.starts, offset) - 1
        return self.sources[index] if index >= 0 else None

    def may_break(self, at: int) -> bool:
        """Return True where a line may end within a word without a hyphen."""
        source = self.source(at)
        return (source is not None and source[1].code) or may_break(self.text, at)

    def rest(self) -> str:
        """Return what was not shown yet, without the numbers of notes."""
        return self.text[self.at :].replace(CALL, "").strip()


def may_break(text: str, at: int) -> bool:
    """Return True where a line may end within a word without a hyphen: beside a mark, or in a very long one."""
    if not (text[at - 1].isalpha() and text[at].isalpha()) or ord(text[at]) > 0x2E7F:
        return True
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    found = _WORD.match(text, start)
    return found is None or found.end() - start >= BREAKABLE


def join_flow(blocks: Iterable[tuple[str, Block]]) -> Flow:
    """Return the words of blocks as one text to follow, each block behind a line end."""
    flow = Flow()
    parts: list[str] = []
    length = 0
    for href, block in blocks:
        words = fold_characters("".join(block.full))
        if words:
            flow.starts.append(length)
            flow.sources.append((href, block))
            flow.calls += block.calls
            parts.append(words)
            length += len(words) + 1
    flow.text = "\n".join(parts)
    return flow


def find_composed(style_sheets: Iterable[str]) -> set[str]:
    """Return the strings that CSS writes into pages by itself (`content: "…"`)."""
    found: set[str] = set()
    for sheet in style_sheets:
        for declaration in re.findall(r"\b(?:content|hyphenate-character)\s*:([^;{}]*)", sheet):
            found.update(_unescape(a or b) for a, b in re.findall(r"\"([^\"]*)\"|'([^']*)'", declaration))
    return found


def _unescape(text: str) -> str:
    return re.sub(r"\\([0-9A-Fa-f]{1,6})\s?", lambda m: chr(min(int(m.group(1), 16), 0x10FFFF)), text)


def sets_capitals(style_sheets: Iterable[str]) -> bool:
    """Return True where CSS turns small letters into capitals."""
    return any(re.search(r"text-transform\s*:\s*uppercase", sheet) for sheet in style_sheets)


def folds_case(style_sheets: Iterable[str]) -> bool:
    """Return True where CSS asks for glyphs that capitals and small letters share, or for other letters than typed."""
    pattern = re.compile(r"all-small-caps|petite-caps|unicase|c2sc|c2pc|text-transform\s*:\s*(?:lowercase|capitalize)")
    return any(pattern.search(sheet) for sheet in style_sheets)
