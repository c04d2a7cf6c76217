"""A text that pandoc stops at goes in; BF010 comes out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from makeready.findings import Finding
from makeready.manuscript.folders import converted
from makeready.manuscript.read import read_book
from makeready.tools import ToolRun
from makeready.workspace import Workspace


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    stopped = ToolRun(status=64, output="", errors="Error at line 3: unexpected end of input")
    with TemporaryDirectory() as folder, mock.patch.object(converted, "run_tool", return_value=stopped):
        (Path(folder) / "book.adoc").write_text("= A Book\n:doctype: book\n\n== One\n\nWords.\n")
        return tuple(one for one in read_book(Workspace(Path(folder), {})).findings if one.code == "BF010")
