"""An ISBN with a wrong check digit goes in; PD062 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.model.book import Identifier
from makeready.pdf.wrap.bind import bind_wrap
from makeready.profiles import read_profile
from tests.unit.compose.books import book


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    profile = read_profile("kdp")
    assert profile is not None
    return bind_wrap(
        book(identifiers=(Identifier(scheme="isbn", value="9780306406158"),)), profile, "cream", 400, (432.0, 648.0)
    ).findings
