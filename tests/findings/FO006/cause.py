"""Two files with the same face go in; FO006 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.findings import Finding
from tests.unit.fonts.files import make_font
from tests.unit.press.font_projects import gather


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        return gather(Path(folder), {"fonts/a.ttf": make_font(), "fonts/b.ttf": make_font(characters="ab")})
