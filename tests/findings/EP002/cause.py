"""A section named as Windows names a device goes in; EP002 comes out."""

from __future__ import annotations

from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from tests.unit.epub.compositions import composition, document


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    documents = (*composition().documents, document("text/con.xhtml", "<p>x</p>"))
    return bind_epub(composition(documents=documents), None).findings
