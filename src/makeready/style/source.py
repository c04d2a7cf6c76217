"""Source: the text of a style sheet goes in; its statements, comments and uses of `var()` with their places come out.

Only brackets, strings, comments, addresses and semicolons are looked for: they say where what begins and ends. What is
between them is made tokens of where somebody asks. https://www.w3.org/TR/css-syntax-3/#tokenization
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from makeready.late_pattern import late_pattern
from makeready.style.tokens import read_tokens

_ESCAPE = r"\\(?>[0-9A-Fa-f]{1,6}[ \n\t]?|[^\n])"
# Letters, digits, "_", "-" and all beyond ASCII, told by what is none of them: that is compiled in no time.
_SIGN = r"[^\x00-,./:-@\[-^`{-\x7f]"
_NAME = rf"(?>{_SIGN}|{_ESCAPE})"
_BLANK = r"(?>[ \n\t]|/\*(?s:.)*?\*/)*+"
_ADDRESS = r"[ \n\t]*+(?![\"'])(?>[^)\\]|\\(?s:.))*+\)?"
_STRING = r"(?>[^{0}\\\n]|\\(?>[0-9A-Fa-f]{{1,6}}[ \n\t]?|(?s:.)))*+{0}?"
# What a name begins behind: "<!--" is a sign of its own.
_NO_NAME = r"(?:(?<![^\x00-\"$-,./:-?\[-^`{{-\x7f]{0})|(?<=<!--{0}))"
# The set comes first: the search goes from one sign to the next by it.
_MARK = (
    r"[/\"'uUvV{}()\[\];](?:(?<=[{}()\[\];])|(?<=/)\*(?s:.)*?(?:\*/|\Z)"
    rf"|(?<=\"){_STRING.format(chr(34))}|(?<='){_STRING.format(chr(39))}"
    rf"|(?<=[uU]){_NO_NAME.format('[uU]')}[rR][lL]\({_ADDRESS}|(?<=[vV]){_NO_NAME.format('[vV]')}[aA][rR]\()"
)
_MARKS = late_pattern(_MARK, re.ASCII)
# Where there is a backslash, a name may be written with escapes; it is read, so that none of them hides an address.
_MARK_OR_NAME = rf"<!--|(?P<name>(?:[#@]|{_NO_NAME.format('')}){_SIGN}*+{_ESCAPE}{_NAME}*+)\(?|{_MARK}"
_REST = late_pattern(_ADDRESS)
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_CLOSED = frozenset(_CLOSERS.values())
# What may stand between statements.
_BETWEEN = late_pattern(r"(?>[ \n\t;]|/\*(?s:.)*?\*/|<!--|-->)*+")
_IDENT = rf"(?>--|-?(?>[^\x00-@\[-^`{{-\x7f]|{_ESCAPE})){_NAME}*+"
KEYWORD = late_pattern(rf"@({_IDENT}){_BLANK}", re.ASCII)
DECLARATION = late_pattern(rf"({_IDENT}){_BLANK}:", re.ASCII)
IMPORTANT = late_pattern(rf"!{_BLANK}important{_BLANK}\Z", re.ASCII | re.IGNORECASE)


class Block:
    """What stands between two braces: their places, and the semicolons and blocks within it that no bracket holds."""

    __slots__ = ("end", "marks", "start")

    def __init__(self, start: int) -> None:
        """Begin a block at its brace."""
        self.start = start
        self.end = start
        self.marks: list[int | Block] = []


class Statement(NamedTuple):
    """A piece of a block: where it begins, where its block or semicolon does, its block or None, where it ends."""

    start: int
    stop: int
    block: Block | None
    end: int


class Source:
    """A sheet's name and text, closed where it ended too early; its blocks, comments and uses of `var()`.

    `depth` says how many blocks and brackets stand in one another.
    """

    def __init__(self, name: str, content: str) -> None:
        """Read `content`; whatever is open at its end is closed there, as CSS says it is."""
        text = content.removeprefix("\ufeff").replace("\0", "\ufffd")
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        if (len(text) - len(text.rstrip("\\"))) % 2:
            text = text[:-1]  # A sign that makes another one plain, and there is none.
        self.name = name
        self.text = text
        self.top = Block(-1)
        self.comments: list[tuple[int, int]] = []
        self.uses: list[tuple[int, int]] = []
        self.depth = 0
        self._scan()

    def _scan(self) -> None:
        text = self.text
        pattern = re.compile(_MARK_OR_NAME, re.ASCII) if "\\" in text else _MARKS
        blocks = [self.top]
        # The closer of each open bracket, and where a var() begins; how many of them stand in a bracket that is no
        # block of statements, or are one.
        waiting: list[tuple[str, int]] = []
        held = 0
        missing = ""
        marks = pattern.finditer(text)
        while (match := next(marks, None)) is not None:
            mark, start, end = match[0], match.start(), match.end()
            name = "var" if mark[0] in "vV" else ""
            if pattern is not _MARKS and (mark == "<!--" or match["name"] is not None):
                if mark == "<!--" or end == match.end("name"):
                    continue
                name = _read_name(match["name"])
                if name == "url" and (rest := _REST.match(text, end)) is not None:
                    marks = pattern.finditer(text, rest.end())
                    missing = "" if rest.end() < len(text) or _is_closed(rest[0]) else ")"
                    continue
                mark = "("
            if mark == ";":
                if not held:
                    blocks[-1].marks.append(start)
            elif mark == "{" and not held:
                block = Block(start)
                blocks[-1].marks.append(block)
                blocks.append(block)
                waiting.append(("}", -1))
                self.depth = max(self.depth, len(waiting) - 1)
            elif name or mark in _CLOSERS:
                waiting.append((_CLOSERS.get(mark, ")"), start if name == "var" else -1))
                held += 1
                self.depth = max(self.depth, len(waiting) - 1)
            elif mark in _CLOSED:
                if waiting and waiting[-1][0] == mark:
                    self._leave(waiting.pop()[1], end)
                    if held:
                        held -= 1
                    else:
                        blocks.pop().end = end
            elif mark[0] == "/":
                self.comments.append((start, end))
                if len(mark) < 4 or not mark.endswith("*/"):
                    missing = "/" if len(mark) > 2 and mark.endswith("*") else "*/"
            elif end == len(text):
                missing = _close_string(mark) if mark[0] in "\"'" else "" if _is_closed(mark) else ")"
        self.text = text + missing + "".join(closer for closer, _ in reversed(waiting))
        if missing and self.comments and self.comments[-1][1] == len(text):
            self.comments[-1] = (self.comments[-1][0], len(text) + len(missing))
        end = len(text) + len(missing)
        while waiting:
            end += 1
            self._leave(waiting.pop()[1], end)
            if held:
                held -= 1
            else:
                blocks.pop().end = end
        self.top.end = len(self.text) + 1

    def _leave(self, start: int, end: int) -> None:
        """Note the end of a var(), and forget those within it: they are worked out with it."""
        if start >= 0:
            while self.uses and self.uses[-1][0] > start:
                self.uses.pop()
            self.uses.append((start, end))

    def split(self, block: Block, *, holds_declarations: bool = True) -> Iterator[Statement]:
        """Yield the statements of a block: up to a semicolon, or with a block of their own.

        https://www.w3.org/TR/css-syntax-3/#consume-block-contents
        """
        text, last = self.text, block.end - 1
        at = _find_end(_BETWEEN, text, block.start + 1)
        for mark in block.marks:
            if isinstance(mark, int):
                if mark < at or not (holds_declarations or KEYWORD.match(text, at)):
                    continue
                yield Statement(at, mark, None, mark + 1)
                at = _find_end(_BETWEEN, text, mark + 1)
            elif not (holds_declarations and text[at] in "-\\" and self._sets_property(at, mark.start)):
                yield Statement(at, mark.start, mark, mark.end)
                at = _find_end(_BETWEEN, text, mark.end)
        if at < last:
            yield Statement(at, last, None, last)

    def _sets_property(self, start: int, before: int) -> bool:
        """Return True where a custom property is set, whose value may have blocks."""
        match = DECLARATION.match(self.text, start, before)
        return match is not None and (match[1].startswith("--") or read_tokens(match[1])[0].value.startswith("--"))

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def find_line(self, place: int) -> int:
        """Return the number of the line of a place in the text."""
        return bisect_right(self._lines, place)

    def find_column(self, place: int) -> int:
        """Return the column of a place in the text, the first of which is 1."""
        return place - self._lines[self.find_line(place) - 1] + 1

    def find_start(self, line: int, column: int) -> int:
        """Return the place in the text of a line and column."""
        return self._lines[line - 1] + column - 1


def _find_end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match is not None else place


def _is_closed(written: str) -> bool:
    """Return True where a text has its last bracket, and no escape before it."""
    before = written[:-1]
    return written.endswith(")") and (len(before) - len(before.rstrip("\\"))) % 2 == 0


def _close_string(written: str) -> str:
    """Return the quote that a string at the end of the text lacks, or ""."""
    return "" if re.fullmatch(r"(?s:(.)(?>\\.|(?!\1)[^\\])*+\1)", written) else written[0]


def _read_name(written: str) -> str:
    """Return the name of a function in lower case, "" where it is none but a bracket behind something else."""
    token = read_tokens(written)[0]
    return str(token.lower_value) if token.type == "ident" else ""
