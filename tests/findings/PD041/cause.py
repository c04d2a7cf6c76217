"""A run of qpdf that ends with status 2 goes in; PD041 comes out."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from makeready.checks import judges
from makeready.findings import Finding
from makeready.tools import ToolRun


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    run = ToolRun(
        status=2, output="", errors="ERROR: book.pdf: unable to find trailer dictionary while recovering damaged file"
    )
    with (
        mock.patch.object(judges, "find_tool", return_value=Path("qpdf")),
        mock.patch.object(judges, "run_tool", return_value=run),
    ):
        return judges.judge_pdf(Path("book.pdf"))
