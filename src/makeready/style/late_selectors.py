"""Late selectors: cssselect2 goes in; it compiles a selector when the first element is held against it, not before.

Of the 767 selectors of a theme and of the page engine a novel asks 230, a book of code 362, and to compile one takes
longer than to read it. Whoever imports cssselect2 imports this first. Pinned to cssselect2 0.10.1, whose compiler
calls eval() by its name.
tests/unit/style/test_late_selectors.py fails when that changes.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

import cssselect2.compiler


class LateTest:
    """A function of one element that is made of its source when it is called first."""

    __slots__ = ("_names", "_source", "_test")

    def __init__(self, source: str, names: dict[str, Any], _none: object = None) -> None:
        """Take what eval() is given: the source of a lambda, and the global names that it uses."""
        self._source = source
        self._names = names
        self._test: Callable[[Any], object] | None = None

    def __call__(self, element: Any) -> object:
        """Return what the function returns for `element`."""
        test = self._test
        if test is None:
            test = self._test = builtins.eval(_compile(self._source), self._names, {})  # noqa: S307 - cssselect2 wrote it
        return test(element)


@lru_cache(maxsize=2_000)
def _compile(source: str) -> CodeType:
    """Return the code of a test; several sheets have the same ones."""
    return compile(source, "<selector>", "eval")


cssselect2.compiler.eval = LateTest
