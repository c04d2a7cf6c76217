"""A PDF in whose making a space was lost goes in; PY009 comes out."""

from __future__ import annotations

from makeready.checks.parity import check_parity
from makeready.findings import Finding
from tests.unit.checks.bound_books import CHAPTER, bind, rewrite


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    bound = bind({"01.md": CHAPTER}, "pdf", change=lambda c: rewrite(c, "of circumstance", "ofcircumstance"))
    return check_parity(bound.book, bound.artifact, bound.composition)
