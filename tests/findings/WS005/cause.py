"""A makeready.toml with patterns that find no book goes in; WS005 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.findings import Finding
from makeready.press.batch import walk_below
from makeready.press.shared import list_members

TEXT = """\
[books]
include = ["reviews/*", "poems/*", "letters"]
exclude = ["drafts"]
"""


def cause() -> tuple[Finding, ...]:
    """Return what is found beside one review and a folder that is no book."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        for name in ("reviews/a", "letters"):
            (top / name).mkdir(parents=True)
        (top / "reviews/a/book.toml").touch()
        (top / "makeready.toml").write_text(TEXT, encoding="utf-8")
        return list_members(top, walk_below).findings
