"""A page that is no XML goes in; EP005 comes out."""

from __future__ import annotations

from dataclasses import replace

from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from tests.unit.epub.compositions import CHAPTER_1, composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    spoilt = replace(CHAPTER_1, content=CHAPTER_1.content.replace(b"</figure>", b""))
    return bind_epub(composition(documents=(spoilt,)), None).findings
