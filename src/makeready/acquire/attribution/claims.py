"""Claims: what one place of a page says of one field goes in; all claims of a page, in order, come out."""

from __future__ import annotations

from dataclasses import field
from enum import IntEnum, StrEnum

from makeready.acquire.attribution.texts import LONGEST, clean_value
from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.references import unescape_html
from makeready.manuscript.values import TURNING

_MOST_CLAIMS = 2000
_MOST_FINDINGS = 20


class Field(StrEnum):
    """What is asked of a page; the names are those of FoundAttribution where it has one."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    LANGUAGE = "language"
    CREATORS = "creators"
    TRANSLATORS = "translators"
    PUBLISHED = "published"
    VENUE = "venue"
    OWNER = "venue_owner"
    SUBMITTED_TO = "submitted_to"
    SUBMITTED_BY = "submitted_by"
    PERMISSION = "permission"
    ADDRESS = "address"
    LICENCE = "licence_uri"
    RIGHTS = "rights"
    WORK_TITLE = "work_title"
    WORK_SUBTITLE = "work_subtitle"
    WORK_AUTHORS = "work_authors"
    WORK_TRANSLATORS = "work_translators"
    WORK_PUBLISHER = "work_publisher"
    WORK_YEAR = "work_year"
    WORK_ISBN = "work_isbn"
    # A phrase or a type that says that the text is a review.
    REVIEW = "review"
    # Somebody who may be the author of a book that the page is about: never believed, enough for a doubt.
    DOUBT = "doubt"


class Kind(IntEnum):
    """Kinds of evidence in the order in which the form of a value is chosen where all of them agree."""

    PROSE = 1
    JSON_LD = 2
    MICRODATA = 3
    MICROFORMATS = 4
    HIGHWIRE = 5
    DUBLIN_CORE = 6
    HTML = 7
    OPEN_GRAPH = 8
    LINK = 9
    META = 10


_PEOPLE = {Field.CREATORS, Field.TRANSLATORS, Field.SUBMITTED_BY, Field.WORK_AUTHORS, Field.WORK_TRANSLATORS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one place says of one field: one value, or for people the names that it lists.

    `decisive` is True where the place speaks of the review itself: a line of prose that says so, or markup whose
    type is a review of a book. `soft` is True where it yields to any other decisive place. `body` is True for names
    marked as those of an organisation.
    """

    field: Field
    values: tuple[str, ...]
    kind: Kind
    evidence: str
    span: Span
    decisive: bool = False
    soft: bool = False
    body: bool = False

    @property
    def told(self) -> str:
        """Return where it stands and what it says, for a finding."""
        return f"{self.span} says “{', '.join(shorten(value) for value in self.values)}” ({self.evidence})"


def shorten(text: str) -> str:
    """Return `text` as a message shows it, at most 80 characters."""
    return text if len(text) <= 80 else f"{text[:79]}…"


@dataclass(slots=True)
class Claims:
    """All that a page says, in the order in which it was read, and what could not be read."""

    source: str
    all: list[Claim] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        what: Field,
        values: str | tuple[str, ...] | list[str],
        kind: Kind,
        evidence: str,
        span: Span,
        *,
        decisive: bool = False,
        soft: bool = False,
        body: bool = False,
    ) -> None:
        """Add a claim, its values on one line and without invisible characters; empty ones are passed over.

        A value longer than any title is none: that is a finding, as are the invisible characters.
        """
        good = []
        for raw in (values,) if isinstance(values, str) else values:
            value, unseen = clean_value(raw)
            if unseen:
                message = f"characters that cannot be seen were taken out of “{shorten(value)}” ({evidence})"
                self.report("AQ096", message, span)
                if what in _PEOPLE and TURNING.search(unescape_html(raw[:LONGEST])):
                    # What reads as one name and is written as another is nobody's.
                    continue
            if len(value) > LONGEST:
                message = f"{evidence} has {len(raw):,} characters, more than any {what.replace('_', ' ')} has"
                self.report("AQ095", message, span)
            elif value:
                good.append(value)
        if good and len(self.all) < _MOST_CLAIMS:
            claim = Claim(
                field=what,
                values=tuple(good),
                kind=kind,
                evidence=evidence,
                span=span,
                decisive=decisive,
                soft=soft,
                body=body,
            )
            self.all.append(claim)

    def report(self, code: str, message: str, span: Span, notes: tuple[str, ...] = ()) -> None:
        """Add a finding, unless the page has had very many of them."""
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(observe(code, message, span=span, notes=notes))

    def of(self, what: Field) -> list[Claim]:
        """Return the claims on a field, decisive ones first, then by kind, then in their order."""
        return sorted((c for c in self.all if c.field is what), key=lambda c: (not c.decisive, c.soft, c.kind))
