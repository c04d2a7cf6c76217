"""A file of rich text and no pandoc go in; the finding of AQ003 comes out."""

from __future__ import annotations

from unittest.mock import patch

from makeready.acquire import word
from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    with patch.object(word, "find_pandoc", return_value=None):
        return acquire({"letter.rtf": b"{\\rtf1 words}"}, "AQ003")
