"""A report of EPUBCheck goes in; EP040 comes out."""

from __future__ import annotations

from makeready.checks.judges import read_report
from makeready.findings import Finding
from tests.unit.epub.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    place = {"path": "EPUB/text/chapter-1.xhtml", "line": 12, "column": 4}
    message = {
        "ID": "RSC-007",
        "severity": "ERROR",
        "message": 'Referenced resource "EPUB/images/none.png" could not be found in the EPUB.',
        "additionalLocations": 0,
        "locations": [place],
    }
    return read_report({"messages": [message]}, composition())
