"""Content streams: the bytes of one go in; its operations come out, each with the very bytes that it stands in.

The library's own parser makes an object of every number and writes them all anew, which takes longer for a novel than
all else that is done for printing. Here operands stay bytes, so what is not changed is copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from makeready.late_pattern import late_pattern

Operation = tuple[bytes, list[bytes], bytes]

_SPACE = rb"\x00\t\n\x0c\r "
_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_PLAIN = rb"[^()\\]++|\\."
_STRING = rb"\((?:" + _PLAIN + rb"|\((?:" + _PLAIN + rb"|\((?:" + _PLAIN + rb")*+\))*+\))*+\)"
# Strings nest twice at most here; a deeper one is found by counting. An array without arrays in it is one token.
_TOKEN = late_pattern(
    rb"[" + _SPACE + rb"]*(?:"
    rb"(?P<operator>(?!true\b|false\b|null\b)[A-Za-z'\"]" + _REGULAR + rb"*)"
    rb"|(?P<operand>/" + _REGULAR + rb"*+|" + _REGULAR + rb"++|<<|>>|<[^<>]*+>|" + _STRING
    + rb"|\[(?:[^\[\]()%]++|" + _STRING + rb")*+\]|[\[\]{}])"
    rb"|(?P<comment>%[^\r\n]*)"
    rb"|(?P<deep>\()"
    rb")",
    re.DOTALL,
)  # fmt: skip
_END_OF_PICTURE = late_pattern(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")


def read_operations(content: bytes) -> Iterator[Operation]:
    """Yield (operator, operands, bytes of both) for each operation; a picture within the stream is one of `BI`."""
    at, begun = 0, 0
    operands: list[bytes] = []
    match = _TOKEN.match
    while found := match(content, at):
        at = found.end()
        kind = found.lastgroup
        if kind == "operator":
            operator = found["operator"]
            if operator == b"ID":
                end = _END_OF_PICTURE.search(content, at)
                at = end.end() if end else len(content)
                yield b"BI", operands, content[begun:at]
            elif operator == b"BI":
                continue
            else:
                yield operator, operands, content[begun:at]
            operands, begun = [], at
        elif kind == "operand":
            operands.append(found["operand"])
        elif kind == "deep":
            start = at - 1
            at = _skip_string(content, at)
            operands.append(content[start:at])


def _skip_string(content: bytes, at: int) -> int:
    """Return where the literal string ends whose parenthesis was opened just before `at`."""
    depth = 1
    while depth and at < len(content):
        sign = content[at : at + 1]
        depth += (sign == b"(") - (sign == b")")
        at += 2 if sign == b"\\" else 1
    return at
