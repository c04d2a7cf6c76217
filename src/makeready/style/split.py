"""Splitting: a sheet that is known to be sound goes in; its rules come out, and what elements each of them may be for.

For sheets of ours and of the page engine. What others write is read by `read_sheet`, which is as careful as CSS asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from makeready.late_pattern import late_pattern

# Comments and strings, in which the signs mean nothing, and the signs.
_SIGNS = late_pattern(r'/\*.*?\*/|"[^"\n]*"|\'[^\'\n]*\'|[{};]', re.DOTALL)
_COMMENTS = late_pattern(r"/\*.*?\*/", re.DOTALL)
# The innermost brackets, in which commas and spaces part no selectors.
_BRACKETS = late_pattern(r"\([^()]*\)|\[[^\[\]]*\]")
_COMBINATORS = late_pattern(r"[\s>+~]+")
_NAME = late_pattern(r"[a-zA-Z][\w-]*")
_CLASS = late_pattern(r"\.([\w-]+)")
_COUNTER = late_pattern(r"@counter-style\s+([a-z][a-z-]*)")
# Of these names the first rule counts and a later one is none, so that they have to be read in their order.
_PREDEFINED = ("decimal", "disc", "none")


def split_rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield the rules at the top of a sheet: what stands before the braces of each, without comments, and all of it."""
    start = brace = depth = 0
    for found in _SIGNS.finditer(css):
        sign = found[0]
        if sign == "{":
            brace = brace if depth else found.start()
            depth += 1
        elif sign == "}":
            depth -= 1
        if sign in ("}", ";") and not depth:
            end = brace if sign == "}" else found.start()
            yield _COMMENTS.sub("", css[start:end]).strip(), css[start : found.end()]
            start = found.end()


def find_keys(prelude: str) -> frozenset[str] | None:
    """Return a class (".first") or the name of the elements that each selector may be for; None where it may be any."""
    plain, former = prelude, ""
    while plain != former:
        plain, former = _BRACKETS.sub("", plain), plain
    found = set()
    for selector in plain.split(","):
        last = _COMBINATORS.split(selector.strip())[-1]
        name, classed = _NAME.match(last), _CLASS.search(last)
        if not (name or classed) or "|" in selector or "\\" in selector:
            return None
        found.add(classed[0] if classed else name[0].lower() if name else "")
    return frozenset(found)


def find_counter(prelude: str) -> str | None:
    """Return the name of the counter style that a rule defines, None of another rule and where its place counts."""
    found = _COUNTER.fullmatch(prelude)
    return found[1] if found and found[1] not in _PREDEFINED else None
