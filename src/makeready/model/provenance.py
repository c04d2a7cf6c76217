"""Provenance: where a text came from, what it reviews and who owns it go in; attribution as data comes out."""

from __future__ import annotations

from makeready.dataclass import dataclass
from makeready.findings.span import Span
from makeready.model.people import Contributor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedWork:
    """The book that a review is about. Its contributors are never the review's."""

    title: str
    subtitle: str | None = None
    contributors: tuple[Contributor, ...] = ()
    publisher: str | None = None
    year: str | None = None
    isbn: str | None = None
    span: Span | None = None

    @property
    def authors(self) -> tuple[Contributor, ...]:
        """Return who made the work; all who are named where none of them is said to have."""
        makers = tuple(person for person in self.contributors if person.is_creator or not person.roles)
        return makers or self.contributors

    @property
    def translators(self) -> tuple[Contributor, ...]:
        """Return who translated the work, unless they are all that is known of it."""
        return tuple(p for p in self.contributors if "trl" in p.roles and p not in self.authors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emendation:
    """A change made to the words of the source: what stood there, what stands there now, where, and why."""

    original: str
    corrected: str
    place: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the text came from. What the source does not say is absent.

    `relation` says how our words stand to the source's: "original" (they are the source's), "precis"
    (re-told, shorter), "translation", "abridgement", "adaptation". `venue` and `published` are those of the first
    publication; a later one, from which the text was taken, is `reprinted_in` and `reprinted`. `permission` is the
    sentence that says who allowed it.
    """

    relation: str = "original"
    title: str | None = None
    source_uri: str | None = None
    venue: str | None = None
    venue_owner: str | None = None
    published: str | None = None
    reprinted_in: str | None = None
    reprinted: str | None = None
    submitted_by: str | None = None
    submitted_to: str | None = None
    permission: str | None = None
    acquired_at: str | None = None
    digest: str | None = None
    acquired_with: str | None = None
    statement: str | None = None
    emendations: tuple[Emendation, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Who owns what: a statement for the copyright page, a licence's address, the holder."""

    statement: str | None = None
    licence: str | None = None
    licence_uri: str | None = None
    holder: str | None = None
    source_statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Whose review of what this is, where it came from and who owns it; carried into every edition."""

    reviewers: tuple[Contributor, ...] = ()
    reviewed: ReviewedWork | None = None
    provenance: Provenance | None = None
