"""Catalogue entries: what a code means goes in; one row of the catalogue comes out."""

from __future__ import annotations

from makeready.dataclass import dataclass
from makeready.findings.finding import Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """A code's row: its usual severity, a title of a few words, why it matters, and how to mend it."""

    code: str
    severity: Severity
    title: str
    explanation: str
    remedy: str
