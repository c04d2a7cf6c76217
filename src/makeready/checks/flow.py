"""Flows: words that a PDF should show go in; texts to follow piece by piece, and what CSS does to them, come out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from makeready.checks.drawn import Piece
from makeready.checks.words import fold_characters
from makeready.checks.xhtml import CALL, Block

# A word as long as this may be broken without a hyphen, as addresses are.
BREAKABLE = 30
# A piece as long as this fits nowhere by chance.
SURE = 15
_WORD = re.compile(r"\S+")
_SYMBOLS = r"[•◦▪‣–·*†‡§¶‖↩⁂]+|[(\[]?(?:\d{1,4}|[ivxlcdm]{1,8}|[a-z])"
# The engine ends the numbers of lists with a dot; “a” and “mill” are words.
_MARKER = re.compile(_SYMBOLS + r"[.)\]]{1,2}", re.IGNORECASE)
_BARE_MARKER = re.compile(_SYMBOLS + r"[.)\]]{0,2}", re.IGNORECASE)
# A style sheet that counts by itself may write bare numbers.
_COUNTERS = re.compile(r"(?<![-\w])counters?\(\s*(?!pages?\b)|@counter-style|\blist-style(?:-type)?\s*:[^;}]*[\"']")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What draws a block at an end of the page's drawing, but where the text has it, or to the side.
_LIFTS = re.compile(r"\bfloat\s*:(?!\s*(?:footnote|none))|\b(?:opacity|overflow(?:-[xy])?|z-index)\s*:")
_LIFTS_POSITIONED = re.compile(r"\bposition\s*:\s*(?:relative|sticky)")
# What draws a block anywhere.
_MOVES = re.compile(
    r"\btransform\s*:|\bcaption-side\s*:\s*bottom|\btable-(?:header|footer)-group|[\s;{]order\s*:|\b(?:row|column|wrap)-reverse"
)
_MOVES_POSITIONED = re.compile(r"\bposition\s*:\s*(?:absolute|fixed)")


class Order(Enum):
    """How far the order in which a page's pieces are drawn is that of the text."""

    DRAWN = "drawn"  # all of it
    SEEN = "seen"  # some is drawn sooner or later than the text has it, and yet stands where the text has it
    FREE = "free"  # anything may stand anywhere


@dataclass(slots=True, eq=False)
class Flow:
    """A run of text that pages show piece by piece: blocks apart by line ends, and how far it was shown.

    `identity` is the id of a note, empty for the main text.
    """

    text: str = ""
    starts: list[int] = field(default_factory=list)
    sources: list[tuple[str, Block]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    at: int = 0
    last: Piece | None = None
    turned: bool = True
    called: int = 0
    identity: str = ""

    def goes_back(self, piece: Piece, order: Order) -> bool:
        """Return True where `piece` of the page cannot follow what was shown last, for the page has it before that."""
        last = self.last
        if last is None or self.turned or piece.turn > last.turn or order is Order.FREE:
            return False
        if order is Order.DRAWN:
            return True
        # A float and what stands beside it may be drawn in any order; above it stands what comes before it.
        above = piece.y - last.y > max(piece.height, last.height)
        return above and piece.x < last.find_end() and last.x < piece.find_end()

    def count_words(self, offset: int) -> int:
        """Return how many words end before `offset` of the text."""
        return len(self.text[:offset].replace(CALL, "").split())

    def source(self, offset: int) -> tuple[str, Block] | None:
        """Return the file and the block that `offset` of the text lies in."""
        index = bisect_right(self.starts, offset) - 1
        return self.sources[index] if index >= 0 else None

    def show_context(self, at: int, wanted: Sequence[str]) -> str:
        """Return the text around an offset, the words that are wanted there between brackets."""
        before = self.text[max(0, at - 60) : at].replace(CALL, "").replace("\n", " ")
        behind = at + len(" ".join(wanted))
        after = self.text[behind : behind + 60].replace(CALL, "").replace("\n", " ")
        return f"…{before.split(' ', 1)[-1]}[{' '.join(wanted[:12])}]{after.rsplit(' ', 1)[0]}…"

    def fit(self, piece: Piece, case: Case) -> int | None:
        """Return where the flow stands after `piece` if that is what comes next, else None."""
        text, at, words = self.text, self.at, piece.text
        while text.startswith(CALL, at):
            if words == self.calls[self.called + text.count(CALL, self.at, at)] or words.isdigit():
                return at + 1
            at += 1
        if at >= len(text):
            return None
        character = text[at]
        if character == "\n":
            at += 1
            while text.startswith(CALL, at):
                at += 1
        elif not self._meets(piece, at):
            return None
        elif character == " ":
            at += 1
        if text.startswith(words, at):
            return at + len(words)
        end = case.fit(text, words, at)
        if end is None and words[-1] == "-":
            bare = words[:-1]
            end = at + len(bare) if text.startswith(bare, at) else case.fit(text, bare, at)
            if end is not None and (end >= len(text) or not text[end].isalnum()):
                return None
        return end

    def _meets(self, piece: Piece, at: int) -> bool:
        """Return True where the end of one piece and the start of the next part words as the text does."""
        last = self.last
        if last is None or at == 0 or self.text[at - 1] in " \n":
            return True
        new_line = self.turned or abs(last.y - piece.y) > 0.5
        spaced = piece.leads or (last.trails and not self.turned)
        if self.text[at] == " ":
            return new_line or spaced or piece.x - last.find_end() > 0.5
        if spaced:
            return False
        return not new_line or last.text[-1] == "-" or self.may_break(at)

    def move(self, end: int) -> None:
        """Go on to `end` of the text."""
        self.called += self.text.count(CALL, self.at, end)
        self.at = end

    def find_whole(self, pieces: Sequence[Piece], case: Case, additions: Additions) -> list[int]:
        """Return which pieces show the flow from here to its end, and move there; else none, and stay.

        A short one counts only behind its number.
        """
        before = self.at, self.called, self.last, self.turned
        for start in range(len(pieces)):
            if len(self.text) < SURE and (start == 0 or not additions.is_marker(pieces[start - 1].text)):
                continue
            places: list[int] = []
            for place in range(start, len(pieces)):
                end = self.fit(pieces[place], case)
                if end is not None:
                    self.move(end)
                    self.last, self.turned = pieces[place], False
                    places.append(place)
                elif not places or not additions.is_marker(pieces[place].text):
                    break
                if not self.rest():
                    self.at = len(self.text)
                    return places
            self.at, self.called, self.last, self.turned = before
        return []

    def list_heads(self, start: int, end: int) -> list[str]:
        """Return the heads of tables between two offsets of the text."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1)
        blocks = (block for _, block in self.sources[max(first, 0) : last])
        return [fold_characters("".join(block.full).replace(CALL, "")) for block in blocks if block.head]

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


def join_flow(blocks: Iterable[tuple[str, Block]], identity: str = "") -> Flow:
    """Return the words of blocks as one text to follow, each block behind a line end; `identity` is a note's."""
    flow = Flow(identity=identity)
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


class Additions:
    """What the engine and style sheets add to a text: numbers of notes, markers of lists, heads of tables drawn again.

    `left` is how many numbers and markers may still come.
    """

    def __init__(self, left: int, labels: Iterable[str], style_sheets: Sequence[str]) -> None:
        """Take how many numbers and markers there are, the words of those that are known, and the style sheets."""
        self.left = left
        self.labels = set(labels)
        self.composed = {fold_characters(words) for words in find_composed(style_sheets)} - {""}
        self.marker = _BARE_MARKER if any(_COUNTERS.search(sheet) for sheet in style_sheets) else _MARKER
        self.heads: set[str] = set()

    def explain(self, words: str) -> bool:
        """Return True for words that were added; a number or a marker is used up by it."""
        if words in self.heads or words in self.composed:
            return True
        if self.left and self.is_marker(words):
            self.left -= 1
            return True
        return False

    def is_marker(self, words: str) -> bool:
        """Return True for what may be the number of a note or the marker of a list."""
        return words in self.labels or self.marker.fullmatch(words) is not None

    def drop(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words that were not added; of what is more than a word, all of it was or nothing."""
        runs = [run for run in (tuple(text.split()) for text in (*self.heads, *self.composed)) if len(run) > 1]
        kept: list[str] = []
        at = 0
        while at < len(words):
            run = max((run for run in runs if tuple(words[at : at + len(run)]) == run), key=len, default=())
            if not run and not self.explain(words[at]):
                kept.append(words[at])
            at += len(run) or 1
        return tuple(kept)


def find_order(style_sheets: Iterable[tuple[str, str]]) -> Order:
    """Return how far pieces are drawn in the order of the text, by the names and contents of style sheets.

    What the theme positions stands alone on its page, or is the number of a note.
    """
    found = Order.DRAWN
    for name, content in style_sheets:
        sheet, own = _COMMENT.sub(" ", content), not name.startswith("theme/")
        if _MOVES.search(sheet) or (own and _MOVES_POSITIONED.search(sheet)):
            return Order.FREE
        if _LIFTS.search(sheet) or (own and _LIFTS_POSITIONED.search(sheet)):
            found = Order.SEEN
    return found


def find_composed(style_sheets: Iterable[str]) -> set[str]:
    """Return the strings that CSS writes into pages by itself (`content: "…"`)."""
    found: set[str] = set()
    for sheet in style_sheets:
        for declaration in re.findall(r"\b(?:content|hyphenate-character)\s*:([^;{}]*)", sheet):
            found.update(_unescape(a or b) for a, b in re.findall(r"\"([^\"]*)\"|'([^']*)'", declaration))
    return found


def _unescape(text: str) -> str:
    return re.sub(r"\\([0-9A-Fa-f]{1,6})\s?", lambda m: chr(min(int(m.group(1), 16), 0x10FFFF)), text)


class Case:
    """Whether the style sheets can be the reason that only case differs."""

    def __init__(self, style_sheets: Sequence[str]) -> None:
        """Take the contents of the style sheets."""
        self.folds = folds_case(style_sheets)
        self.capitals = sets_capitals(style_sheets)

    def may_fold(self, words: str) -> bool:
        """Return True where `words` may have been written in other letters than these."""
        return self.folds or (self.capitals and words.isupper())

    def fit(self, text: str, words: str, at: int) -> int | None:
        """Return the end of `words` at an offset of `text` where only case differs, and may."""
        if not words or not self.may_fold(words):
            return None
        wanted = words.casefold()
        if not text[at : at + 1].casefold().startswith(wanted[:1]):
            return None
        # "STRASSE" is longer than the "straße" that it is made of.
        for length in range(len(words), max(0, len(words) - 4), -1):
            if text[at : at + length].casefold() == wanted:
                return at + length
        return None


def sets_capitals(style_sheets: Iterable[str]) -> bool:
    """Return True where CSS turns small letters into capitals."""
    return any(re.search(r"text-transform\s*:\s*uppercase", sheet) for sheet in style_sheets)


def folds_case(style_sheets: Iterable[str]) -> bool:
    """Return True where CSS asks for glyphs that capitals and small letters share, or for other letters than typed."""
    pattern = re.compile(r"all-small-caps|petite-caps|unicase|c2sc|c2pc|text-transform\s*:\s*(?:lowercase|capitalize)")
    return any(pattern.search(sheet) for sheet in style_sheets)
