"""An EPUB whose last document is not in its reading order goes in; PY006 comes out."""

from __future__ import annotations

from makeready.checks.parity import check_parity
from makeready.findings import Finding
from tests.unit.checks.bound_books import bind_sample, drop_last_document


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    bound = bind_sample("epub")
    return check_parity(bound.book, bound.having(drop_last_document(bound.artifact.content)), bound.composition)
