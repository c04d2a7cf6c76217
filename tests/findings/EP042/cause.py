"""An EPUBCheck that breaks off goes in; EP042 comes out."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

from makeready.checks import epubcheck
from makeready.findings import Finding


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    command = (sys.executable, "-c", "import sys; sys.exit('Error: not enough memory')")
    with mock.patch.object(epubcheck, "find_epubcheck", return_value=command):
        return epubcheck.judge_epub(Path("book.epub"))
