"""A file of no kind that is checked goes in; PD038 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from makeready.checks.run import check_file
from makeready.findings import Finding


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notes.txt")
        path.write_bytes(b"Once upon a time")
        return check_file(path).findings
