"""A cover that is a GIF goes in; EP001 comes out."""

from __future__ import annotations

from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from tests.unit.epub.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    return bind_epub(composition(), b"GIF89a").findings
