"""Tokens: the text of a value or a selector goes in; its tokens, and one way to write them, come out.

tinycss2 makes the tokens; it is loaded only where the text alone does not tell. Nothing here calls itself: a sheet may
be nested as deeply as it is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from makeready.late_pattern import late_pattern

# A token of tinycss2, which carries no types.
Token = Any
Hole = Callable[[Token], "str | None"]

_CLOSERS = {"{} block": "}", "[] block": "]", "() block": ")", "function": ")"}
_OPENERS = {"{} block": "{", "[] block": "[", "() block": "("}
_PLAIN = late_pattern(r"-{0,2}[A-Za-z_][\w-]*", re.ASCII)
_BLANK = frozenset({"whitespace", "comment"})
# Text whose tokens are written as they stand, but for blanks: no escape, no comment, no exponent, no address.
_SIMPLE = late_pattern(
    r"(?>(?<![-\w])(?![uU][rR][lL]\()-{0,2}[A-Za-z_][\w-]*"
    r"|(?<![\w.])[-+]?(?:\d*\.)?\d+(?![eE])(?:[A-Za-z][A-Za-z]*|%)?(?![-\w])"
    r"|\#[A-Za-z_]\w*|\#[0-9A-Fa-f]{3,8}(?![-\w])|[ \n\t,()\[\]=:.>~&*]|\+(?![\d.])|/(?!\*)"
    r"|\"[ -!#-\[\]-~]*\"|'[ !#-&(-\[\]-~]*')*+",
    re.ASCII,
)
_STRINGS = late_pattern(r"(\"[^\"]*\"|'[^']*')")
_BLANKS = late_pattern(r"[ \n\t]+")


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


def write(text: str) -> str:
    """Return the text of a value or a selector in one way to write it, as `serialise` has it for its tokens."""
    if _SIMPLE.fullmatch(text) is None or "u+" in text.lower():
        return serialise(strip(read_tokens(text)))
    text = text.strip(" \n\t")
    if '"' not in text and "'" not in text:
        return _BLANKS.sub(" ", text)
    parts = _STRINGS.split(text)
    parts[::2] = [_BLANKS.sub(" ", part) for part in parts[::2]]
    parts[1::2] = [f'"{part[1:-1]}"' for part in parts[1::2]]
    return "".join(parts)


def write_list(text: str) -> tuple[str, ...]:
    """Return what stands between the commas of a text that are in no bracket, each in one way to write it."""
    if "," not in text:
        return (write(text),)
    if all(sign not in text for sign in "([{\"'\\/"):
        return tuple(write(part) for part in text.split(","))
    return tuple(serialise(strip(part)) for part in split(read_tokens(text)))


def serialise(tokens: Iterable[Token], *, as_written: bool = False, hole: Hole | None = None) -> str:
    """Return the text of tokens, one way to write each: without comments and needless escapes, blanks as one space.

    What cannot be seen in a string is escaped with `as_written`; a function that `hole` returns text for is left out,
    and that text put in.
    """
    from tinycss2.serializer import BAD_PAIRS

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
    from tinycss2 import parse_component_value_list

    return parse_component_value_list(text)  # type: ignore[no-any-return]


def _write_name(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return name
    from tinycss2.serializer import serialize_identifier

    return str(serialize_identifier(name))


def _write_leaf(token: Token, kind: str, as_written: bool) -> str:
    if kind == "whitespace":
        return " "
    if kind == "ident":
        return _write_name(token.value)
    if kind == "literal":
        return str(token.value)
    if as_written and kind in ("string", "url"):
        return _show_signs(str(token.representation))
    if kind in ("string", "url"):
        from tinycss2.serializer import serialize_string_value

        told = f'"{serialize_string_value(token.value)}"'
        return f"url({told})" if kind == "url" else told
    if kind == "error":
        # What tinycss2 writes for a stray bracket is the bracket; what else it writes cannot be read again.
        return str(token.kind) if token.kind in (")", "]", "}") else ""
    return str(token.serialize())


def _show_signs(text: str) -> str:
    """Return the text with escapes for signs that nobody sees, as whoever writes them does."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\{ord(c):x} " for c in text)
