"""Found: what a source says about a book goes in; values, each with the place that says so, come out.

Every reader of `acquire` fills a FoundBook; `book_toml` writes it. A value that the source does not give is None or
an empty tuple: never a guess.
"""

from __future__ import annotations

from dataclasses import field
from typing import Generic, TypeVar

from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.model.people import Contributor
from makeready.model.provenance import Emendation

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T_co]):
    """A value, what in the source says it ("JSON-LD Review.author", "dc:title in content.opf"), and where that is."""

    value: T_co
    evidence: str
    span: Span | None = None

    @property
    def told(self) -> str:
        """Return the evidence as one phrase, with its place."""
        return f"{self.span}: {self.evidence}" if self.span else self.evidence


Text = Found[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRights:
    """Rights: who owns what, as in model.provenance.Rights."""

    statement: Text | None = None
    licence: Text | None = None
    licence_uri: Text | None = None
    holder: Text | None = None
    source_statement: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWork:
    """The book that a review is about. `contributors` may be empty: then its authors were not found."""

    title: Text
    subtitle: Text | None = None
    contributors: tuple[Found[Contributor], ...] = ()
    publisher: Text | None = None
    year: Text | None = None
    isbn: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReview:
    """Whose review of what it is."""

    work: FoundWork
    reviewers: tuple[Found[Contributor], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProvenance:
    """Where the text came from, as in model.provenance.Provenance."""

    relation: Text | None = None
    title: Text | None = None
    source_uri: Text | None = None
    venue: Text | None = None
    venue_owner: Text | None = None
    published: Text | None = None
    reprinted_in: Text | None = None
    reprinted: Text | None = None
    submitted_by: Text | None = None
    submitted_to: Text | None = None
    permission: Text | None = None
    acquired_at: Text | None = None
    acquired_with: Text | None = None
    digest: Text | None = None
    statement: Text | None = None
    emendations: tuple[Emendation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPart:
    """A part of the contents: its name and its files, in order."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundContents:
    """The reading order: paths from the folder of book.toml. `evidence` says what gave the order."""

    front: tuple[str, ...] = ()
    body: tuple[str | FoundPart, ...] = ()
    back: tuple[str, ...] = ()
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEdition:
    """An edition to be made: its name, and the keys of its table as book.toml takes them."""

    name: str
    settings: tuple[tuple[str, str | bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBook:
    """All that a source says of a book.

    Values have the forms that book.toml takes: dates YYYY, YYYY-MM or YYYY-MM-DD, `modified` and `acquired_at` UTC
    times, identifiers "scheme:value", roles MARC relators; `acquire.vetting` sees to that. `unknown` names further
    fields that were looked for and not found, or found twice and in contradiction.
    """

    title: Text | None = None
    subtitle: Text | None = None
    language: Text | None = None
    identifiers: tuple[Text, ...] = ()
    contributors: tuple[Found[Contributor], ...] = ()
    publisher: Text | None = None
    imprint: Text | None = None
    date: Text | None = None
    modified: Text | None = None
    description: Text | None = None
    subjects: tuple[Text, ...] = ()
    series: Text | None = None
    series_position: Text | None = None
    cover: Text | None = None
    numbering: Text | None = None
    rights: FoundRights = field(default_factory=FoundRights)
    review: FoundReview | None = None
    provenance: FoundProvenance | None = None
    contents: FoundContents | None = None
    editions: tuple[FoundEdition, ...] = ()
    unknown: tuple[str, ...] = ()
