"""A font that may not be embedded goes in; FO002 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.findings import Finding
from tests.unit.fonts.files import make_font
from tests.unit.press.font_projects import gather


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        return gather(Path(folder), {"fonts/face.ttf": make_font(bits=2)})
