"""Late sheets: style sheets that are known to be sound go in; each of their rules is read when an element asks.

Most rules of the page engine's own sheets, and of our themes, are for elements that a book has not: to read all takes a
fifth of the time that the engine takes to load. An author's sheets are read at once, for what is wrong in them is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cssselect2
import tinycss2

from makeready.style.split import find_counter, find_keys, split_rules

_MOST = 1_000  # selectors of one rule


class LateMatcher(cssselect2.Matcher):  # type: ignore[misc]
    """A matcher of (prelude, CSS) rules, each of which is read when the first element comes that it may be for."""

    def __init__(self, rules: Sequence[tuple[str, str]], base_url: str | None) -> None:
        """Take the rules of a sheet in their order, without at-rules, and where its addresses begin."""
        super().__init__()
        self._base_url = base_url
        self._unread: dict[int, str] = {}
        self._waiting: dict[str, list[int]] = {"": []}
        for place, (prelude, css) in enumerate(rules):
            self._unread[place] = css
            for key in find_keys(prelude) or ("",):
                self._waiting.setdefault(key, []).append(place)

    def match(self, element: Any) -> Any:
        """Return what matches an element; see cssselect2."""
        for key in ("", element.local_name.lower(), *[f".{name}" for name in element.classes]):
            if key in self._waiting:
                for place in self._waiting.pop(key):
                    self._read(place)
        return super().match(element)

    def _read(self, place: int) -> None:
        css = self._unread.pop(place, None)
        if css is not None:
            # Of two rules with equal weight the later one counts, whenever it was read.
            self.order = place * _MOST
            read_rules(css, self, [], {}, self._base_url)


class LateCounter(dict[str, Any]):
    """A counter style by its rule, which is read when a counter is to be written in it."""

    def __init__(self, css: str) -> None:
        super().__init__()
        self._css = css

    def _read(self) -> None:
        css, self._css = self._css, ""
        if css:
            found: dict[str, dict[str, Any]] = {}
            read_rules(css, cssselect2.Matcher(), [], found, None)
            self.update(*found.values())

    def __getitem__(self, name: str) -> Any:
        self._read()
        return super().__getitem__(name)

    def items(self) -> Any:
        """Return the descriptors with their values; see dict."""
        self._read()
        return super().items()

    def copy(self) -> dict[str, Any]:
        """Return a counter style of the engine's own kind."""
        return dict(self.items())


def open_late(sheet: Any, css: str, counter_style: Any) -> None:
    """Let `sheet`, one of the engine's without rules, have those of `css`; other at-rules than counters at once."""
    rules: list[tuple[str, str]] = []
    at_once = ""
    for prelude, text in split_rules(css):
        counter = find_counter(prelude)
        if counter is not None:
            counter_style[counter] = LateCounter(text)
        elif prelude[:1] == "@":
            at_once += text
        else:
            rules.append((prelude, text))
    read_rules(at_once, sheet.matcher, sheet.page_rules, counter_style, sheet.base_url)
    sheet.matcher = LateMatcher(rules, sheet.base_url)


def read_rules(css: str, matcher: Any, page_rules: list[Any], counter_style: Any, base_url: str | None) -> None:
    """Let the engine read rules that ask for no file and no typeface, in no layer."""
    from weasyprint.css import preprocess_stylesheet

    preprocess_stylesheet(
        "print", base_url, tinycss2.parse_stylesheet(css), None, matcher, page_rules, [], None, counter_style, {}
    )
