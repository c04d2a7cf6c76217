"""Suppressions: findings and the author's suppressions go in; what is left and what idles come out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from makeready.findings import Finding, Severity, Span, observe

# Places in artifacts end in ":line" or ":line:column".
_LINE_AND_COLUMN = re.compile(r"(:\d+){1,2}$")
# A page may be followed by its place in the manuscript: "page 112 (manuscript/07.md:41)".
_PLACE = re.compile(r" \(([^()]*)\)$")
# Findings in artifacts: the outside judges' have these codes too and come with --check only.
_ARTIFACT_CODES = ("EP", "PD")


class SuppressionLike(Protocol):
    """A [[suppress]] table of book.toml."""

    @property
    def code(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def span(self) -> Span | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The findings that are left, what to say of suppressed errors, and the suppressions that met nothing."""

    findings: tuple[Finding, ...]
    misused: tuple[Finding, ...]
    idle: tuple[SuppressionLike, ...]


def sift_findings(findings: Iterable[Finding], suppressions: Sequence[SuppressionLike]) -> Sifted:
    """Return the findings that no suppression names. Errors stay: a suppression that names one is a WS051."""
    left: list[Finding] = []
    misused: list[Finding] = []
    met: set[int] = set()
    for finding in findings:
        names = [i for i, suppression in enumerate(suppressions) if _names(suppression, finding)]
        met.update(names)
        if finding.severity is Severity.ERROR:
            misused += [_observe_misuse(suppressions[i]) for i in names]
        if finding.severity is Severity.ERROR or not names:
            left.append(finding)
    idle = tuple(s for i, s in enumerate(suppressions) if i not in met)
    return Sifted(findings=tuple(left), misused=tuple(dict.fromkeys(misused)), idle=idle)


def observe_idle(idle: Iterable[SuppressionLike], *, judged: bool) -> tuple[Finding, ...]:
    """Return a WS050 for each suppression that is idle after a whole build.

    Without the outside judges (`judged` is False), one for an artifact's finding may be waiting for them.
    """
    return tuple(
        observe("WS050", f"there is no {suppression.code} in {suppression.path}", span=suppression.span)
        for suppression in idle
        if judged or not suppression.code.startswith(_ARTIFACT_CODES)
    )


def _observe_misuse(suppression: SuppressionLike) -> Finding:
    return observe("WS051", f"{suppression.code} is an error and cannot be suppressed", span=suppression.span)


def _names(suppression: SuppressionLike, finding: Finding) -> bool:
    """Return True where code and path are the finding's.

    The path counts from the project's root or, as all paths in book.toml, from its folder.
    """
    if suppression.code != finding.code:
        return False
    places = [finding.span.source] if finding.span else []
    if finding.location:
        places += [finding.location, _LINE_AND_COLUMN.sub("", finding.location)]
        if place := _PLACE.search(finding.location):
            places += [finding.location[: place.start()], _LINE_AND_COLUMN.sub("", place[1])]
    wanted = {posixpath.normpath(suppression.path)}
    if suppression.span is not None:
        wanted.add(posixpath.normpath(posixpath.join(posixpath.dirname(suppression.span.source), suppression.path)))
    return any(place in wanted for place in places)
