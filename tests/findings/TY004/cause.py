"""Pages with the fault, and a book.toml that allows none, go in; the findings of TY004 come out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.model.setting import Fault
from tests.unit.pdf.typography import made_up


def cause() -> tuple[Finding, ...]:
    """Return what is said of them."""
    return made_up.cause(Fault.LADDERS)
