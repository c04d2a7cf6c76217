"""A font file beyond the limit goes in; FO003 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.findings import Finding
from makeready.fonts.reading import LARGEST
from tests.unit.press.font_projects import gather, write_project


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(Path(folder), {"fonts/face.ttf": b""})
        # A file with a hole takes no room on the disk.
        with (root / "fonts/face.ttf").open("wb") as file:
            file.truncate(LARGEST + 1)
        return gather(root, {})
