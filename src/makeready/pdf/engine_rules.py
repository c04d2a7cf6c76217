"""Rules, as printers call printed lines: the least thickness goes in; the engine draws none that is thinner.

Receivers of PDFs ask for a least line, because thinner ones break up or vanish in print. Patched names of WeasyPrint
70.0: `css.computed_values.COMPUTER_FUNCTIONS` and `draw.text.draw_text_decoration`; tests/unit/pdf/test_engine_rules.py
fails when they change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

# isort: split
import weasyprint.draw.text
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS

__all__ = ["thicken_rules"]

_LINES = tuple(name for name, function in COMPUTER_FUNCTIONS.items() if function.__name__ == "border_width")
_POINTS = 0.75  # points in one of the engine's pixels
# The engine draws these as several lines, each of a part of the thickness.
_PARTS = {"double": 3, "ridge": 2, "groove": 2}


@contextlib.contextmanager
def thicken_rules(least: float | None) -> Iterator[None]:
    """Make borders, rules and lines under or through words that are thinner than `least` points as thick as that.

    None changes nothing.
    """
    if least is None:
        yield
        return
    usual: Callable[[Any, str, Any], float] = COMPUTER_FUNCTIONS[_LINES[0]]
    draw: Callable[..., None] = weasyprint.draw.text.draw_text_decoration
    pixels = least / _POINTS

    def widen(style: Any, name: str, value: Any) -> float:
        width = usual(style, name, value)
        return max(width, pixels * _PARTS.get(style[name.replace("width", "style")], 1)) if width else width

    # Without a thickness in a style sheet these are as thick as the font says, so no computed value can be changed.
    def draw_thick(stream: Any, textbox: Any, offset_x: float, offset_y: float, thickness: float, color: Any) -> None:
        if thickness:
            thickness = max(thickness, pixels * _PARTS.get(textbox.style["text_decoration_style"], 1))
        draw(stream, textbox, offset_x, offset_y, thickness, color)

    COMPUTER_FUNCTIONS.update(dict.fromkeys(_LINES, widen))
    weasyprint.draw.text.draw_text_decoration = draw_thick
    try:
        yield
    finally:
        COMPUTER_FUNCTIONS.update(dict.fromkeys(_LINES, usual))
        weasyprint.draw.text.draw_text_decoration = draw
