"""Lines: the engine's justified lines go in; those that would be thrown apart come out as they are, ragged.

Private names of WeasyPrint 70.0 used: `layout.inline.justify_line`, `count_expandable_spaces`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import weasyprint.layout.inline

_ENGINE_JUSTIFY = weasyprint.layout.inline.justify_line
# How much wider a space may become, in em: five times a usual one in all. Lines of running text stay far below it;
# those before a long word that cannot be broken do not.
_WIDEST = 1.0


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    spaces = weasyprint.layout.inline.count_expandable_spaces(line)
    if spaces and extra_width <= spaces * _WIDEST * line.style["font_size"]:
        _ENGINE_JUSTIFY(context, line, extra_width)


@contextlib.contextmanager
def spare_loose_lines() -> Iterator[None]:
    """Leave lines ragged, while the engine works, where justifying them would tear their words apart."""
    weasyprint.layout.inline.justify_line = _justify_line
    try:
        yield
    finally:
        weasyprint.layout.inline.justify_line = _ENGINE_JUSTIFY
