"""An EPUB in whose making a word was moved goes in; PY003 comes out."""

from __future__ import annotations

from makeready.checks.parity import check_parity
from makeready.findings import Finding
from tests.unit.checks.bound_books import bind, rewrite


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    old, new = "Alpha beta gamma delta epsilon zeta eta", "Alpha gamma delta epsilon zeta beta eta"
    bound = bind({"01.md": f"# One\n\n{old} theta.\n"}, "epub", change=lambda c: rewrite(c, old, new))
    return check_parity(bound.book, bound.artifact, bound.composition)
