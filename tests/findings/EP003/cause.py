"""A section twice goes in; EP003 comes out."""

from __future__ import annotations

from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from tests.unit.epub.compositions import CHAPTER_1, composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    return bind_epub(composition(documents=(*composition().documents, CHAPTER_1)), None).findings
