"""A machine without EPUBCheck goes in; EP041 comes out."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from makeready.checks import judges
from makeready.findings import Finding


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with mock.patch.object(judges, "find_epubcheck", return_value=None):
        return judges.judge_epub(Path("book.epub"))
