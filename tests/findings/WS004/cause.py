"""A makeready.toml that gives all books one title goes in; WS004 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.manuscript.shared import read_shared
from makeready.workspace import SharedFile

TEXT = b"""\
[defaults]
publisher = "The House"
title = "A Title"

[editions.print]
identifier = "isbn:978-0-306-40615-7"
"""


def cause() -> tuple[Finding, ...]:
    """Return what is found in it."""
    return read_shared(SharedFile(path="makeready.toml", content=TEXT)).findings
