"""A wrap whose interior has become longer goes in; PD060 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.pdf.wrap.bind import list_facts
from makeready.pdf.wrap.facts import compare_facts
from makeready.profiles import read_profile
from tests.unit.compose.books import book


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    profile = read_profile("kdp")
    assert profile is not None
    old, new = (list_facts(book(), profile, "cream", pages, (432.0, 648.0)) for pages in (400, 402))
    assert old is not None
    assert new is not None
    return compare_facts(old, new, "wrap.pdf")
