"""A PDF that was cut short goes in; PY005 comes out."""

from __future__ import annotations

from makeready.checks.parity import check_parity
from makeready.findings import Finding
from tests.unit.checks.bound_books import bind_sample


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    bound = bind_sample("pdf")
    return check_parity(bound.book, bound.having(b"%PDF-1.7"), bound.composition)
