"""An EPUBCheck that breaks off goes in; EP042 comes out."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

from makeready.checks import judges
from makeready.findings import Finding


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    command = (sys.executable, "-c", "import sys; sys.exit('Error: not enough memory')")
    with mock.patch.object(judges, "find_epubcheck", return_value=command):
        return judges.judge_epub(Path("book.epub"))
