"""A Word file with a style of its own goes in; the finding of AQ009 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire
from tests.unit.acquire.sources import make_docx


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire(
        {
            "draft.docx": make_docx(
                '<w:p><w:pPr><w:pStyle w:val="Bark"/></w:pPr><w:r><w:t>Woof.</w:t></w:r></w:p>', "Bark"
            )
        },
        "AQ009",
    )
