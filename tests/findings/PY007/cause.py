"""A PDF without the manuscript that it was made from goes in; PY007 comes out."""

from __future__ import annotations

from makeready.checks.run import check_artifact
from makeready.findings import Finding
from tests.unit.checks.bound_books import bind_sample


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    bound = bind_sample("pdf")
    return check_artifact(bound.artifact, bound.composition)
