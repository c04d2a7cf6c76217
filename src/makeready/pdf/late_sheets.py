"""Late sheets: the style sheets that the page engine brings go in; each of their rules is read when an element asks.

Most of their 250 rules are for elements that no book has, and to read all takes a fifth of the time that the engine
takes to load. They are read as they stand in the release that we know the insides of (pdf/engine_loading.py), and say
nothing of their own; an author's sheets are read at once, for what is wrong in them is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import cssselect2
import tinycss2

from makeready.late_pattern import late_pattern

# Comments and strings, in which the signs mean nothing, and the signs.
_SIGNS = late_pattern(r'/\*.*?\*/|"[^"\n]*"|\'[^\'\n]*\'|[{};]', re.DOTALL)
_COMMENTS = late_pattern(r"/\*.*?\*/", re.DOTALL)
# The innermost brackets, in which commas and spaces part no selectors.
_BRACKETS = late_pattern(r"\([^()]*\)|\[[^\[\]]*\]")
_COMBINATORS = late_pattern(r"[\s>+~]+")
_NAME = late_pattern(r"[a-zA-Z][\w-]*")
_MOST = 1_000  # selectors of one rule


class LateMatcher(cssselect2.Matcher):  # type: ignore[misc]
    """A matcher of (prelude, CSS) rules, each of which is read when the first element comes that it may be for."""

    def __init__(self, rules: Sequence[tuple[str, str]]) -> None:
        """Take the rules of a sheet in their order, without at-rules."""
        super().__init__()
        self._unread: dict[int, str] = {}
        self._waiting: dict[str, list[int]] = {"": []}
        for place, (prelude, css) in enumerate(rules):
            self._unread[place] = css
            for name in find_names(prelude) or ("",):
                self._waiting.setdefault(name, []).append(place)

    def match(self, element: Any) -> Any:
        """Return what matches an element; see cssselect2."""
        for name in ("", element.local_name.lower()):
            if name in self._waiting:
                for place in self._waiting.pop(name):
                    self._read(place)
        return super().match(element)

    def _read(self, place: int) -> None:
        css = self._unread.pop(place, None)
        if css is not None:
            # Of two rules with equal weight the later one counts, whenever it was read.
            self.order = place * _MOST
            read_rules(css, self, [], {})


def open_late(sheet: Any, css: str, counter_style: Any) -> None:
    """Let `sheet`, one of the engine's that was given no rules, have those of `css`; its at-rules are read at once."""
    rules = list(split_rules(css))
    read_rules(
        "".join(text for prelude, text in rules if prelude[:1] == "@"), sheet.matcher, sheet.page_rules, counter_style
    )
    sheet.matcher = LateMatcher([(prelude, text) for prelude, text in rules if prelude[:1] != "@"])


def read_rules(css: str, matcher: Any, page_rules: list[Any], counter_style: Any) -> None:
    """Let the engine read rules that ask for no file and no typeface, in no layer."""
    from weasyprint.css import preprocess_stylesheet

    preprocess_stylesheet(
        "print", None, tinycss2.parse_stylesheet(css), None, matcher, page_rules, [], None, counter_style, {}
    )


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
        if (sign == "}" and not depth) or (sign == ";" and not depth):
            end = brace if sign == "}" else found.start()
            yield _COMMENTS.sub("", css[start:end]).strip(), css[start : found.end()]
            start = found.end()


def find_names(prelude: str) -> frozenset[str] | None:
    """Return the names of the elements that selectors may be for; None where that may be any."""
    plain, former = prelude, ""
    while plain != former:
        plain, former = _BRACKETS.sub("", plain), plain
    found = set()
    for selector in plain.split(","):
        name = _NAME.match(_COMBINATORS.split(selector.strip())[-1])
        if name is None or "|" in selector or "\\" in selector:
            return None
        found.add(name[0].lower())
    return frozenset(found)
