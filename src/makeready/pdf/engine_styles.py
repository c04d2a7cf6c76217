"""Styles: the engine's computed styles of one document go in; those of the next one take their values from them.

The engine works out some 19,000 values for a book of 14 pages and its cover, most of them the same in each book of a
theme, and makes the styles of heads and folios anew on each page. A document gets styles of its own, which ask the kept
ones, because the engine changes some while it works. Private names used: `css.StyleFor.set_computed_styles`,
`css.ComputedStyle` and its attributes, `css.InitialStyle`,
`css.properties.INHERITED`, `css.units.VIEWPORT_UNITS`, pinned to WeasyPrint 70.0 like those of engine.py.
tests/unit/pdf/test_engine_styles.py fails when they change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
from tinycss2 import ast
from weasyprint.css import AnonymousStyle, ComputedStyle, InitialStyle, StyleFor
from weasyprint.css.properties import INHERITED
from weasyprint.css.units import VIEWPORT_UNITS

__all__ = ["GivenAnonymousStyle", "GivenStyle", "find_keeper", "keep_styles", "share_styles", "weasyprint"]

_ENGINE_SET = StyleFor.set_computed_styles
# What is kept with typefaces, and with a style: names that the engine does not know.
_KEPT, _BELOW, _SOURCE = "_kept_styles", "_styles_below", "_kept_source"
# A theme makes some 340, and each book of a series one of its own, for the head with its title; a sheet of another
# edition brings some 80. With 2,000 such a process grew for 50 books, to 144 MB; with 700 for 30, to 132.
_MOST = 700
# The engine copies of these what happens to be worked out.
_COPIED = frozenset({"first-letter", "first-line"})
# What an element has by its own name and for itself alone: they decide nothing else.
_OWN = frozenset({"anchor", "link"}) - INHERITED
# What the engine sets anew for pages, and from which no other value follows.
_FREE = frozenset({"counter_set", "counter_reset", "counter_increment", "overflow"})
_LEAVES = (str, int, float, type(None))


class _Tree:
    """The styles of documents that share typefaces, by what they were worked out from."""

    def __init__(self) -> None:
        self.roots: dict[Any, Any] = {}
        self.count = 0

    def find(self, parent: Any, root: Any, key: Any, drawn: Any) -> Any:
        """Return the kept style for `drawn`, the style of a document, whose parent and root have these kept ones.

        Return None where its values depend on more than the styles above it.
        """
        below = self.roots if parent is None else parent.__dict__.setdefault(_BELOW, {})
        if key in below:
            return below[key]
        kept = None
        cascaded = {name: value for name, value in drawn.cascaded.items() if name not in _OWN}
        if all(_is_plain(name, value) for name, (value, _) in cascaded.items()):
            above = root if root is not None else InitialStyle(drawn.font_config)
            # A size of the page is never asked for.
            kept = ComputedStyle(parent, cascaded, drawn.pseudo_type, above, drawn.base_url, drawn.font_config, None)
            self.count += 1
            if self.count > _MOST:
                # Those that documents have live on with these.
                self.roots, self.count = {}, 0
                return kept
            below[key] = kept
        return kept


class _Given:
    """What takes its values from a kept style of the same kind, until the engine sets one of its own."""

    def __missing__(self: Any, key: str) -> Any:
        source = self.__dict__.get(_SOURCE)
        if source is None or key in _OWN:
            value = super().__missing__(key)  # type: ignore[misc]
            # It was worked out, not set.
            self.__dict__[_SOURCE] = source
            return value
        value = source[key]
        dict.__setitem__(self, key, value)
        return value

    def __setitem__(self: Any, key: str, value: Any) -> None:
        if key not in _FREE and self.__dict__.get(_SOURCE) is not None:
            # What is worked out from here on, here and below, may follow from this value.
            below = self
            while below is not None:
                below.__dict__[_SOURCE] = None
                below = below.__dict__.get("anonymous_style")
        dict.__setitem__(self, key, value)

    @cached_property
    def anonymous_style(self: Any) -> Any:
        """The style of boxes without an element in this one."""
        source = self.__dict__.get(_SOURCE)
        if source is None:
            return AnonymousStyle(self)
        style = GivenAnonymousStyle(self)
        style.__dict__[_SOURCE] = source.anonymous_style
        return style


class GivenStyle(_Given, ComputedStyle):  # type: ignore[misc]
    """A style of an element, of a page or of a box in its margin."""


class GivenAnonymousStyle(_Given, AnonymousStyle):  # type: ignore[misc]
    """A style of boxes without an element."""


def find_keeper(style: Any) -> Any:
    """Return the style that what follows from `style` alone is kept with: the one that its values come from."""
    source = style.__dict__.get(_SOURCE)
    return style if source is None else source


def share_styles(fonts: Any) -> None:
    """Keep the styles of all documents that are set in `fonts`, as long as these are there."""
    fonts.__dict__[_KEPT] = _Tree()


@contextlib.contextmanager
def keep_styles() -> Iterator[None]:
    """Let documents take values from kept styles until the end of the block, where their fonts keep any."""
    StyleFor.set_computed_styles = _set_style
    try:
        yield
    finally:
        StyleFor.set_computed_styles = _ENGINE_SET


def _set_style(
    self: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """Give an element its style as the engine does."""
    tree: _Tree | None = self.font_config.__dict__.get(_KEPT) if self.font_config is not None else None
    if tree is None or pseudo_type in _COPIED:
        _ENGINE_SET(self, element, parent, root, pseudo_type, base_url, target_collector)
        return
    styles = self._computed_styles
    is_root = element == root and pseudo_type is None
    parent_style = None if is_root else styles[parent, None]
    root_style = InitialStyle(self.font_config) if is_root else styles[root, None]
    cascaded = self._cascaded_styles.get((element, pseudo_type), {})
    drawn = styles[element, pseudo_type] = GivenStyle(
        parent_style, cascaded, pseudo_type, root_style, base_url, self.font_config, self.initial_page_sizes
    )
    above, top = (None, None) if is_root else (parent_style.__dict__.get("stem"), root_style.__dict__.get("stem"))
    if is_root or (above is not None and top is not None):
        values = tuple(
            (name, value if isinstance(value, str) or name == "lang" else id(value), weight[:2], *weight[2])
            for name, (value, weight) in cascaded.items()
            if name not in _OWN
        )
        kept = tree.find(above, top, (pseudo_type, base_url, id(top), values), drawn)
        if kept is not None:
            drawn.stem = drawn.__dict__[_SOURCE] = kept
            drawn.specified = kept.specified
    if target_collector and drawn["anchor"]:
        target_collector.collect_anchor(drawn["anchor"])


def _is_plain(name: str, value: Any) -> bool:
    """Return True where a value of the cascade follows from the styles above it, and is worked out without a word."""
    return not (value == "inherit" and name not in INHERITED) and _is_settled(value)


def _is_settled(value: Any) -> bool:
    """Return True where a value names no size of the page, and nothing that the engine may have to complain of."""
    if isinstance(value, _LEAVES):
        return not isinstance(value, str) or value.lower() not in VIEWPORT_UNITS
    if isinstance(value, (tuple, list, frozenset, set)):
        return all(map(_is_settled, value))
    if isinstance(value, ast.DimensionToken):
        return value.lower_unit not in VIEWPORT_UNITS
    if isinstance(value, ast.FunctionBlock):
        return value.lower_name == "var" and _is_settled(value.arguments)
    if isinstance(value, ast.Node):
        return _is_settled(getattr(value, "content", None))
    tokens = getattr(value, "tokens", None)
    return isinstance(tokens, (list, tuple)) and _is_settled(tokens)
