"""Findings: what was seen about a book goes in; immutable values with a code, a place and a remedy come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum
from typing import Generic, TypeVar

from makeready.dataclass import dataclass
from makeready.findings.span import Span

T = TypeVar("T")


class Severity(StrEnum):
    """How grave a finding is. An error stops the artifact; a warning does so under --strict; advice never."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return (Severity.ERROR, Severity.WARNING, Severity.ADVICE).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know about a manuscript or an artifact.

    `span` is the place in the manuscript; `location` the place in an artifact ("text/ch01.xhtml:12:4",
    "page 7"). `notes` are further lines; `hint` is the remedy; `origin` names a foreign judge's own code
    ("epubcheck:RSC-005").
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    location: str | None = None
    notes: tuple[str, ...] = ()
    hint: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[T]):
    """What a stage gives back: its value, absent where there is none, and its findings.

    `laps` may say where its time went: names and wall seconds, for `makeready build --times` alone. Outcomes are
    equal whatever they took.
    """

    value: T | None = None
    findings: tuple[Finding, ...] = field(default=())
    laps: tuple[tuple[str, float], ...] = field(default=(), compare=False)

    @property
    def failed(self) -> bool:
        """Return True where there is no value or a finding is an error."""
        return self.value is None or any(f.severity is Severity.ERROR for f in self.findings)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings, each once, by source, line, column and code; those without a place come last."""

    def order(finding: Finding) -> tuple[bool, str, int, int, str, str, str]:
        span = finding.span
        return (
            span is None,
            span.source if span else "",
            span.start_line if span else 0,
            (span.start_column or 0) if span else 0,
            finding.location or "",
            finding.code,
            finding.message,
        )

    return tuple(sorted(dict.fromkeys(findings), key=order))
