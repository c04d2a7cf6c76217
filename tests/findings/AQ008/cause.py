"""A Word file with a tracked change goes in; the finding of AQ008 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire
from tests.unit.acquire.sources import make_docx


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    added = '<w:ins w:id="1" w:author="A"><w:r><w:t xml:space="preserve">never </w:t></w:r></w:ins>'
    words = f'<w:p><w:r><w:t xml:space="preserve">He </w:t></w:r>{added}<w:r><w:t>came.</w:t></w:r></w:p>'
    return acquire({"draft.docx": make_docx(words)}, "AQ008")
