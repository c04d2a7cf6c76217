"""Keeping the last: a function of a value goes in; it comes out as one that does not work twice on the same value.

For what the editions of one book share: each stage meets the same book again, and none of the books before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
V = TypeVar("V")
R = TypeVar("R")


def keep_last(make: Callable[Concatenate[V, P], R]) -> Callable[Concatenate[V, P], R]:
    """Return `make`, which gives again what it gave where its first argument is the very object of the last call.

    The other arguments are not looked at. What is kept holds on to that object, until there is another one.
    """
    kept: list[tuple[V, R]] = []

    def give(value: V, /, *words: P.args, **named: P.kwargs) -> R:
        # In one step: another thread may keep something else meanwhile.
        last = kept[-1:]
        if not last or last[0][0] is not value:
            last = [(value, make(value, *words, **named))]
            kept[:] = last
        return last[0][1]

    return give
