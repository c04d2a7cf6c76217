"""Findings, their places, their catalogue, and the exceptions: the bottom floor, standard library only."""

from makeready.findings.catalogue import CATALOGUE, observe
from makeready.findings.catalogue.entry import Entry
from makeready.findings.errors import ExitCode, MakereadyError, MissingToolError, StorageError, UsageError
from makeready.findings.finding import Finding, Outcome, Severity, sort_findings
from makeready.findings.span import Span

__all__ = [
    "CATALOGUE",
    "Entry",
    "ExitCode",
    "Finding",
    "MakereadyError",
    "MissingToolError",
    "Outcome",
    "Severity",
    "Span",
    "StorageError",
    "UsageError",
    "observe",
    "sort_findings",
]
