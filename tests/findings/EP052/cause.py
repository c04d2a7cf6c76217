"""A cover that lies on its side goes into an EPUB; EP052 comes out."""

from __future__ import annotations

from dataclasses import replace

from makeready.epub.cover import choose_cover
from makeready.findings import Finding
from makeready.model.book import Asset
from tests.unit.epub.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    content = b"\xff\xd8\xff"
    asset = Asset(path="front.jpg", media_type="image/jpeg", digest="", content=content, width=2560, height=1600)
    made = composition()
    made = replace(made, book=replace(made.book, cover="front.jpg"), assets=(("images/front.jpg", asset),))
    return choose_cover(made, None)[1]
