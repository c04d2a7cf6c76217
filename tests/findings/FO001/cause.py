"""A file that is no font goes in; FO001 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.findings import Finding
from tests.unit.press.font_projects import gather


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        return gather(Path(folder), {"fonts/face.ttf": b"no font"})
