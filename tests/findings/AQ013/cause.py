"""A file of rich text with a note, which pandoc does not read, goes in; the finding of AQ013 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire({"letter.rtf": rb"{\rtf1\ansi The text.{\*\footnote The note of it.} Its end.\par}"}, "AQ013")
