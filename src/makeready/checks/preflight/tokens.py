"""Tokens: the bytes of a content stream go in; its operators, each with what it works on, come out one by one.

ISO 32000-1, 7.2, 7.3 and 7.8.2. Nothing is too broken to be read: what is no token is passed over.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator
from typing import Any

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

_TOKEN = late_pattern(
    # A line of text in one: it is most of what there is in a book.
    rb"\[(?P<hexes>[-+.\d\s]*(?:<[0-9A-Fa-f]*>[-+.\d\s]*)*)\]\s*TJ(?=[\s/\[<(]|$)"
    rb"|\[(?P<strings>[-+.\d\s]*(?:\([^()\\]*\)[-+.\d\s]*)*)\]\s*TJ(?=[\s/\[<(]|$)"
    # A mark draws nothing.
    rb"|/[^\s/<>\[\]()]+\s*<<[^<>()]*(?:\([^()\\]*\)[^<>()]*)*>>\s*BDC(?=\s|$)|"
    rb"(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))(?=[\s/\[\]<>(){}%]|$)"
    rb"|(?P<name>/[^\s/\[\]<>(){}%]*)"
    rb"|(?P<plain>\((?:[^()\\]|\\.)*\))"
    rb"|(?P<open>\()"
    rb"|(?P<mark><<|>>|\[|\])"
    rb"|(?P<hex><[0-9A-Fa-f\s]*>)"
    rb"|%[^\r\n]*"
    rb"|(?P<word>[^\s/\[\]<>(){}%]+)",
    re.DOTALL,
)
_PLAIN = late_pattern(rb"\(([^()\\]*)\)")
_BRACKET = late_pattern(rb"\\.|[()]", re.DOTALL)
_ESCAPE = late_pattern(rb"\\(?:([0-7]{1,3})|(\r\n?|\n)|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ENDED = late_pattern(rb"\sEI(?=[\s/\[<(]|$)")
_NAME_ESCAPE = late_pattern(rb"#([0-9A-Fa-f]{2})")
_CONSTANTS: dict[bytes, Any] = {b"true": True, b"false": False, b"null": None}
_MOST = 1e7
# Operands and brackets in one another that no sound page has.
_MOST_OPERANDS, _DEEPEST = 20_000, 30


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


@dataclass(slots=True)
class InlinePicture:
    """A picture within the operators: its entries, its bytes as they are packed."""

    entries: dict[str, Any]
    data: bytes


def read_operators(content: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield each operator with its operands: numbers, names, bytes, lists and dictionaries; BI with a picture."""
    at = 0
    operands: list[Any] = []
    stack: list[tuple[bytes, list[Any]]] = []
    scan = _TOKEN.search
    while (found := scan(content, at)) is not None:
        at = found.end()
        kind = found.lastgroup
        if kind == "hexes" or kind == "strings":
            yield b"TJ", [_read_line(found[kind], hexadecimal=kind == "hexes")]
            stack, operands = [], []
        elif kind == "number":
            operands.append(_read_number(found[0]))
        elif kind == "word":
            word = found[0]
            if word in _CONSTANTS:
                operands.append(_CONSTANTS[word])
            elif stack and stack[0][0] == b"BI" and word == b"ID":
                ended = _ENDED.search(content, at)
                data = content[at + 1 : ended.start() if ended else len(content)]
                at = ended.end() if ended else len(content)
                outer = stack[0][1]
                yield b"BI", [InlinePicture(_pair(operands if len(stack) == 1 else outer), data)]
                stack, operands = [], []
            elif word == b"BI":
                stack, operands = [(b"BI", [])], []
            else:
                if stack:
                    # A bracket that nobody closed.
                    stack, operands = [], []
                yield word, operands
                operands = []
        elif kind == "name":
            operands.append(_read_name(found[0]))
        elif kind == "plain":
            operands.append(_read_string(found[0][1:-1]))
        elif kind == "hex":
            operands.append(_read_hexadecimal(found[0]))
        elif kind == "open":
            start, at = at, _find_end(content, at)
            operands.append(_read_string(content[start : at - 1]))
        elif kind == "mark":
            mark = found[0]
            if mark in (b"[", b"<<"):
                if len(stack) < _DEEPEST:
                    stack.append((mark, operands))
                    operands = []
            elif stack and stack[-1][0] in (b"[", b"<<"):
                made: Any = operands if mark == b"]" else _pair(operands)
                _, operands = stack.pop()
                operands.append(made)
        if len(operands) > _MOST_OPERANDS:
            operands = []


def _read_line(array: bytes, *, hexadecimal: bool) -> list[Any]:
    """Return the strings of a line as one, and the sum of the moves between them."""
    if hexadecimal:
        parts = array.replace(b">", b"<").split(b"<")
        shown, moves = parts[1::2], b" ".join(parts[::2])
        if any(map((1).__and__, map(len, shown))):
            # An odd digit stands for itself and a nought.
            shown = [part + b"0" if len(part) % 2 else part for part in shown]
        joined = unhexlify(b"".join(shown))
    else:
        joined = b"".join(_PLAIN.findall(array))
        moves = _PLAIN.sub(b" ", array)
    try:
        total = sum(map(float, moves.split()))
    except ValueError:
        total = 0.0
    return [joined, max(-_MOST, min(_MOST, total))]


def _read_number(written: bytes) -> float:
    if len(written) > 24:
        return 0.0 if b"." in written[:24] else _MOST
    return max(-_MOST, min(_MOST, float(written)))


def _read_name(written: bytes) -> Name:
    if b"#" in written:
        written = _NAME_ESCAPE.sub(lambda m: bytes((int(m[1], 16),)), written)
    return Name(written[1:].decode("latin-1"))


def _read_hexadecimal(written: bytes) -> bytes:
    digits = b"".join(written[1:-1].split())
    return unhexlify(digits + b"0" if len(digits) % 2 else digits)


def _read_string(written: bytes) -> bytes:
    return _ESCAPE.sub(_unescape, written) if b"\\" in written else written


def _unescape(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes((int(found[1], 8) & 255,))
    return b"" if found[2] else _LETTERS.get(found[3], found[3])


def _find_end(content: bytes, at: int) -> int:
    depth = 1
    for found in _BRACKET.finditer(content, at):
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if not depth:
                return found.end()
    return len(content) + 1


def _pair(values: list[Any]) -> dict[str, Any]:
    pairs = zip(values[::2], values[1::2], strict=False)
    return {str(key): value for key, value in pairs if isinstance(key, Name)}
