"""Rules, as printers call printed lines: the least thickness goes in; the engine draws none that is thinner.

Receivers of PDFs ask for a least line, because thinner ones break up or vanish in print. Patched name of WeasyPrint
70.0: `css.computed_values.COMPUTER_FUNCTIONS`; tests/unit/pdf/test_engine_rules.py fails when it changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

# isort: split
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS

__all__ = ["thicken_rules"]

_LINES = tuple(name for name, function in COMPUTER_FUNCTIONS.items() if function.__name__ == "border_width")
_POINTS = 0.75  # points in one of the engine's pixels


@contextlib.contextmanager
def thicken_rules(least: float | None) -> Iterator[None]:
    """Make borders and rules that are thinner than `least` points as thick as that; None changes nothing."""
    if least is None:
        yield
        return
    usual: Callable[[Any, str, Any], float] = COMPUTER_FUNCTIONS[_LINES[0]]

    def widen(style: Any, name: str, value: Any) -> float:
        width = usual(style, name, value)
        return max(width, least / _POINTS) if width else width

    COMPUTER_FUNCTIONS.update(dict.fromkeys(_LINES, widen))
    try:
        yield
    finally:
        COMPUTER_FUNCTIONS.update(dict.fromkeys(_LINES, usual))
