"""Tokens: the text of a style sheet goes in; its tokens with their places, and text for tokens, come out.

tinycss2 makes the tokens; siblings stand side by side without a gap, so the start of one is the end of that before it.
Nothing here calls itself: a sheet may be nested as deeply as it is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tinycss2 import parse_component_value_list
from tinycss2.serializer import BAD_PAIRS, serialize_identifier, serialize_string_value

# A token of tinycss2, which carries no types.
Token = Any
Hole = Callable[[Token], "str | None"]

_CLOSERS = {"{} block": "}", "[] block": "]", "() block": ")", "function": ")"}
_OPENERS = {"{} block": "{", "[] block": "[", "() block": "("}
_PLAIN = re.compile(r"-{0,2}[A-Za-z_][\w-]*", re.ASCII)
_BLANK = frozenset({"whitespace", "comment"})
_END = "\n;"


class Source:
    """A sheet's text, closed where it ended too early, its tokens, and how many blocks stand in one another."""

    __slots__ = ("_starts", "depth", "text", "tokens")

    def __init__(self, content: str) -> None:
        """Read `content`; whatever is open at its end is closed there, as CSS says it is."""
        self.text, self.tokens = _close(content)
        self.depth = measure_depth(self.tokens)
        self._starts = [0]
        for line in self.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def find_start(self, token: Token) -> int:
        """Return where in the text a token begins."""
        return min(int(self._starts[token.source_line - 1] + token.source_column - 1), len(self.text))


def list_children(token: Token) -> list[Token] | None:
    """Return the tokens in a block or a function, None for any other token."""
    kind = token.type
    if kind == "function":
        return token.arguments  # type: ignore[no-any-return]
    return token.content if kind in _CLOSERS else None


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield all tokens, those in blocks and functions behind what holds them, in the order of the text."""
    waiting = [iter(tokens)]
    while waiting:
        for token in waiting[-1]:
            yield token
            below = list_children(token)
            if below:
                waiting.append(iter(below))
                break
        else:
            waiting.pop()


def measure_depth(tokens: Iterable[Token]) -> int:
    """Return how many blocks and functions stand in one another."""
    depth, level = 0, list(tokens)
    while level := [child for token in level for child in list_children(token) or () if token.type in _CLOSERS]:
        depth += 1
    return depth


def serialise(tokens: Iterable[Token], *, as_written: bool = False, hole: Hole | None = None) -> str:
    """Return the text of tokens, one way to write each: without comments and needless escapes, blanks as one space.

    What cannot be seen in a string is escaped with `as_written`; a function that `hole` returns text for is left out,
    and that text put in.
    """
    out: list[str] = []
    waiting: list[tuple[Iterator[Token], str]] = [(iter(tokens), "")]
    before = ""
    while waiting:
        for token in waiting[-1][0]:
            kind = token.type
            if kind == "comment":
                continue
            told = token.value if kind == "literal" else kind
            if (before, told) in BAD_PAIRS:
                out.append("/**/")
            below = list_children(token)
            if hole is not None and kind == "function" and (put := hole(token)) is not None:
                out.append(put)
                before = ""
                continue
            if below is not None:
                out.append(f"{_write_name(token.name)}(" if kind == "function" else _OPENERS[kind])
                waiting.append((iter(below), _CLOSERS[kind]))
                before = ""
                break
            out.append(_write_leaf(token, kind, as_written))
            before = told
        else:
            out.append(waiting.pop()[1])
            before = ""
    return "".join(out)


def split(tokens: Iterable[Token], mark: str = ",") -> list[list[Token]]:
    """Return the tokens between marks that stand in no bracket."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def strip(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens without blanks and comments at both ends."""
    first, last = 0, len(tokens)
    while first < last and tokens[first].type in _BLANK:
        first += 1
    while last > first and tokens[last - 1].type in _BLANK:
        last -= 1
    return tokens[first:last]


def is_mark(token: Token, mark: str) -> bool:
    """Return True for the literal `mark`."""
    return bool(token.type == "literal" and token.value == mark)


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of a value, a selector or an attribute."""
    return parse_component_value_list(text)  # type: ignore[no-any-return]


def _write_name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else str(serialize_identifier(name))


def _write_leaf(token: Token, kind: str, as_written: bool) -> str:
    if kind == "whitespace":
        return " "
    if kind == "ident":
        return _write_name(token.value)
    if kind == "literal":
        return str(token.value)
    if as_written and kind in ("string", "url"):
        return _show_signs(str(token.representation))
    if kind == "string":
        return f'"{serialize_string_value(token.value)}"'
    if kind == "url":
        return f'url("{serialize_string_value(token.value)}")'
    if kind == "error":
        # What tinycss2 writes for a stray bracket is the bracket; what else it writes cannot be read again.
        return str(token.kind) if token.kind in (")", "]", "}") else ""
    return str(token.serialize())


def _show_signs(text: str) -> str:
    """Return the text with escapes for signs that nobody sees, as whoever writes them does."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\{ord(c):x} " for c in text)


def _close(content: str) -> tuple[str, list[Token]]:
    """Return the text with whatever is open at its end closed, and its tokens."""
    text = content.removeprefix("\ufeff").replace("\0", "\ufffd")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if (len(text) - len(text.rstrip("\\"))) % 2:
        text = text[:-1]  # A sign that makes another one plain, and there is none.
    for _ in range(4):
        tokens: list[Token] = read_tokens(text + _END)
        level, closers = tokens, []
        while level and (below := list_children(level[-1])) is not None:
            closers.append(_CLOSERS[level[-1].type])
            level = below
        if level and is_mark(level[-1], ";"):
            cut = level[-3] if len(level) > 2 and level[-2].type == "whitespace" else None
            if cut is None or cut.type != "error" or cut.kind != "bad-string" or level[-2].value != _END[0]:
                level.pop()
                return text + "".join(reversed(closers)), tokens
            # A string goes to the end of the text, and ends there; with a line behind it, it would be none.
            text += text.split("\n")[cut.source_line - 1][cut.source_column - 1]
            continue
        last = level[-1].type if level else ""
        if last == "comment":
            # A star that the text ends in may be half of the end.
            text = text + ("*/" if not text.endswith("*") or text.endswith("/*") else "/")
        else:
            text += ")"
    raise ValueError("a style sheet without an end")
