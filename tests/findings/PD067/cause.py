"""A jacket for a receiver who makes none goes in; PD067 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.pdf.wrap.bind import bind_wrap
from makeready.profiles import read_profile
from tests.unit.compose.books import book


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    profile = read_profile("kdp")
    assert profile is not None
    return bind_wrap(book(), profile, "white", 400, (432.0, 648.0), binding="jacket").findings
