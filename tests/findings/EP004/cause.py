"""Half a character in a title goes in; EP004 comes out."""

from __future__ import annotations

from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from tests.unit.epub.compositions import book, composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    return bind_epub(composition(book=book(title="The Road \ud800 lost")), None).findings
