"""Suppressions: findings and the author's suppressions go in; what is left, what was accepted, what idles come out."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity, Span, observe
from makeready.late_pattern import late_pattern
from makeready.press.request import Accepted

# Places in artifacts end in ":line" or ":line:column".
_LINE_AND_COLUMN = late_pattern(r"(:\d+){1,2}$")
# A page may be followed by its place in the manuscript: "page 112 (manuscript/07.md:41)".
_PLACE = late_pattern(r" \(([^()]*)\)$")
# The note of a hidden word names the rule that hides it, and where that stands.
_RULE = late_pattern(r" \(([^()]+):\d+\)$")
# What is said of words: errors too can be accepted, because an author may know better what he wants to be read.
_WORDS = "PY"
# Findings in artifacts: the outside judges' have these codes too and come with --check only.
_ARTIFACT_CODES = ("EP", "PD")


class SuppressionLike(Protocol):
    """A [[suppress]] table of book.toml."""

    @property
    def code(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def span(self) -> Span | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The findings that are left, what to say of suppressed errors, and the suppressions that met nothing.

    `accepted` has the suppressions of findings about words, each with the number of those that it met.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    misused: tuple[Finding, ...]
    idle: tuple[SuppressionLike, ...]


def sift_findings(findings: Iterable[Finding], suppressions: Sequence[SuppressionLike]) -> Sifted:
    """Return the findings that no suppression names.

    Errors stay, and a suppression that names one is a WS051; but those about words (PY) go as others do, and what was
    accepted is kept with its reason.
    """
    left: list[Finding] = []
    misused: list[Finding] = []
    met: set[int] = set()
    counts: Counter[int] = Counter()
    for finding in findings:
        names = [i for i, suppression in enumerate(suppressions) if _names(suppression, finding)]
        met.update(names)
        if not names:
            left.append(finding)
        elif is_about_words(finding.code):
            counts[names[0]] += 1
        elif finding.severity is Severity.ERROR:
            misused += [_observe_misuse(suppressions[i]) for i in names]
            left.append(finding)
    accepted = tuple(
        Accepted(code=one.code, path=one.path, reason=one.reason, count=counts[i])
        for i, one in enumerate(suppressions)
        if counts[i]
    )
    idle = tuple(s for i, s in enumerate(suppressions) if i not in met)
    return Sifted(findings=tuple(left), accepted=accepted, misused=tuple(dict.fromkeys(misused)), idle=idle)


def accepts(suppressions: Sequence[SuppressionLike], finding: Finding) -> bool:
    """Return True where `finding` is about words and one of the author's suppressions names it."""
    return is_about_words(finding.code) and any(_names(suppression, finding) for suppression in suppressions)


def is_about_words(code: str) -> bool:
    """Return True where a finding of this code can be accepted even if it is an error."""
    return code.startswith(_WORDS)


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

    The path counts from the project's root or, as all paths in book.toml, from its folder. It is that of the
    manuscript, of a place in the artifact, or, for words that are hidden, of the style sheet that hides them. Words
    that have no place in the manuscript are composed from book.toml, and go by that.
    """
    if suppression.code != finding.code:
        return False
    places = [finding.span.source] if finding.span else []
    if finding.location:
        places += [finding.location, _LINE_AND_COLUMN.sub("", finding.location)]
        if place := _PLACE.search(finding.location):
            places += [finding.location[: place.start()], _LINE_AND_COLUMN.sub("", place[1])]
    if is_about_words(finding.code):
        places += [rule[1] for note in finding.notes if (rule := _RULE.search(note))]
        if finding.span is None and suppression.span is not None:
            places.append(suppression.span.source)
    wanted = {posixpath.normpath(suppression.path)}
    if suppression.span is not None:
        wanted.add(posixpath.normpath(posixpath.join(posixpath.dirname(suppression.span.source), suppression.path)))
    return any(place in wanted for place in places)
