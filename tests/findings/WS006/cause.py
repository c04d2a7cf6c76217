"""A makeready.toml that lists a book with a repository of its own goes in; WS006 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.findings import Finding
from makeready.press.batch import walk_below
from makeready.press.shared import list_members


def cause() -> tuple[Finding, ...]:
    """Return what is found about the book."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "reviews/a/.git").mkdir(parents=True)
        (top / "reviews/a/book.toml").touch()
        (top / "makeready.toml").write_text('[books]\ninclude = ["reviews/*"]\n', encoding="utf-8")
        return list_members(top, walk_below).findings
