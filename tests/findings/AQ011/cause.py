"""An EPUB with a picture that is not in it goes in; the finding of AQ011 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire
from tests.unit.acquire.sources import make_epub


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire(
        {"book.epub": make_epub({"a.xhtml": "<h1>A</h1><p>Words.</p><p><img src='no.png' alt=''/></p>"})}, "AQ011"
    )
