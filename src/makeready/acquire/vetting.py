"""Vetting: what a source says of a book goes in; what book.toml may carry of it, and findings for the rest, come out.

A source may name a date that is not in the calendar or an ISBN whose check digit does not fit. Written into book.toml
they would stop the build; left out in silence they would be lost. So they are left out and told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from makeready.acquire.found import Found, FoundBook, FoundProvenance, FoundReview, FoundRights, FoundWork, Text
from makeready.findings import Finding, Outcome, observe
from makeready.manuscript import values
from makeready.manuscript.relators import RELATORS
from makeready.manuscript.values import Refusal
from makeready.model.people import Contributor

_Table = TypeVar("_Table", FoundBook, FoundWork, FoundProvenance, FoundRights)

_CHECKS: dict[str, Callable[[str], Any]] = {
    "language": values.check_language,
    "date": values.check_date,
    "modified": values.check_moment,
    "year": values.check_date,
    "isbn": values.check_isbn,
    "source_uri": values.check_address,
    "licence_uri": values.check_address,
    "published": values.check_date,
    "reprinted": values.check_date,
    "acquired_at": values.check_moment,
    "digest": values.check_digest,
}
_PERSON_NUMBERS = {"orcid": values.check_orcid, "isni": values.check_isni}


def vet_book(found: FoundBook) -> Outcome[FoundBook]:
    """Return the book with values in their normal forms; those that no book may carry are findings, and absent."""
    vetter = _Vetter()
    book = vetter.vet(found)
    identifiers = tuple(
        kept for text in found.identifiers if (kept := vetter.check(text, "identifier", values.check_identifier))
    )
    book = replace(
        book,
        identifiers=identifiers,
        contributors=vetter.vet_people(found.contributors),
        rights=vetter.vet(found.rights),
        provenance=vetter.vet(found.provenance) if found.provenance else None,
        review=vetter.vet_review(found.review) if found.review else None,
    )
    return Outcome(value=book, findings=tuple(vetter.findings))


class _Vetter:
    """One vetting, with what it finds."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def check(self, text: Text, name: str, check: Callable[[str], Any]) -> Text | None:
        """Return a text in its normal form, or None where it is refused."""
        try:
            return replace(text, value=str(check(text.value)))
        except Refusal as refusal:
            message = f"{refusal.message} ({text.evidence}); the {name.replace('_', ' ')} is left out"
            self.findings.append(observe("AQ095", message, span=text.span, hint=refusal.hint))
            return None

    def vet(self, table: _Table) -> _Table:
        """Return a table whose keys have passed their checks."""
        changes: dict[str, Any] = {
            name: self.check(value, name, check)
            for name, check in _CHECKS.items()
            if isinstance(value := getattr(table, name, None), Found)
        }
        return replace(table, **changes)

    def vet_review(self, review: FoundReview) -> FoundReview:
        """Return a review whose people and work have passed."""
        work = replace(self.vet(review.work), contributors=self.vet_people(review.work.contributors))
        return replace(review, work=work, reviewers=self.vet_people(review.reviewers))

    def vet_people(self, people: tuple[Found[Contributor], ...]) -> tuple[Found[Contributor], ...]:
        """Return people with known roles and good numbers only; nobody is left out for a bad one."""
        return tuple(replace(found, value=self._vet_person(found)) for found in people if found.value.name.strip())

    def _vet_person(self, found: Found[Contributor]) -> Contributor:
        person = found.value
        roles = tuple(role for role in person.roles if role in RELATORS)
        for role in person.roles:
            if role not in RELATORS:
                message = f"{role!r} is not a MARC relator ({found.evidence}); it is left out for {person.name}"
                self.findings.append(observe("AQ095", message, span=found.span))
        numbers = []
        for scheme, value in person.identifiers:
            text = Found(value=value, evidence=found.evidence, span=found.span)
            kept = self.check(text, scheme, _PERSON_NUMBERS[scheme]) if scheme in _PERSON_NUMBERS else None
            if kept:
                numbers.append((scheme, kept.value))
        return replace(person, roles=roles, identifiers=tuple(numbers))
