"""Credits: a book goes in; the rows of its attribution, once for every place that shows them, come out.

The provenance page, the package document of the EPUB and the metadata of the PDF ask here: a new field is a value of
the model, a key of the schema, a row of this table, and its name in each language.
"""

from __future__ import annotations

from collections.abc import Iterable

from makeready.dataclass import dataclass
from makeready.model.book import Book
from makeready.model.people import Contributor
from makeready.model.provenance import Provenance, ReviewedWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A fact of the attribution: its name, which the wording of a language has as "field.NAME", and its values.

    Several values are names of people. `told` is how English metadata introduces it, None where that does not tell it.
    `term` is the property that says it in a package document, of what `refines` names: "original", the source, or
    "work", what is reviewed. `is_title` is True for the title of a work.
    """

    name: str
    values: tuple[str, ...]
    told: str | None = None
    term: str | None = None
    refines: str | None = None
    is_title: bool = False


def list_credits(book: Book) -> tuple[Credit, ...]:
    """Return what is known of whose review of what a book is, where it came from and who owns it, in reading order.

    What is not known has no row; a book without provenance has those of the work reviewed alone.
    """
    source, work = book.attribution.provenance, book.attribution.reviewed
    rows = (
        *(_list_source(book, source) if source else ()),
        *(_list_work(work) if work else ()),
        *(_list_rights(book, source) if source else ()),
    )
    return tuple(row for row in rows if row.values)


def name_work(work: ReviewedWork) -> str:
    """Return the title of a work with its subtitle."""
    return f"{work.title}: {work.subtitle}" if work.subtitle else work.title


def _row(
    name: str,
    value: str | Iterable[str] | None,
    told: str | None = None,
    term: str | None = None,
    refines: str = "original",
    *,
    is_title: bool = False,
) -> Credit:
    values = () if not value else (value,) if isinstance(value, str) else tuple(value)
    return Credit(name=name, values=values, told=told, term=term, refines=refines if term else None, is_title=is_title)


def _list_source(book: Book, source: Provenance) -> tuple[Credit, ...]:
    reviewers = _names(book.attribution.reviewers)
    translators = _names(one for one in book.contributors if "trl" in one.roles)
    return (
        _row("reviewer" if len(reviewers) < 2 else "reviewers", reviewers, "reviewer"),
        _row("source-title", source.title),
        _row("submitted-by", source.submitted_by, "submitted by"),
        _row("submitted-to", source.submitted_to, "submitted to"),
        _row("venue", source.venue, "published on", "schema:isPartOf"),
        _row("venue-owner", source.venue_owner, "kept by", "schema:publisher"),
        _row("published", source.published, "published", "schema:datePublished"),
        _row("reprinted-in", source.reprinted_in, "reprinted in"),
        _row("reprinted", source.reprinted, "reprinted"),
        _row("source", source.source_uri, "address", "schema:url"),
        _row("translator", translators),
    )


def _list_work(work: ReviewedWork) -> tuple[Credit, ...]:
    authors = _names(work.authors)
    return (
        _row("work", name_work(work), is_title=True),
        _row("work-by" if len(authors) > 1 else "work-by-one", authors),
        _row("work-translator", _names(work.translators)),
        _row("work-publisher", work.publisher, None, "schema:publisher", "work"),
        _row("work-year", work.year, None, "schema:datePublished", "work"),
        _row("isbn", work.isbn, None, "schema:isbn", "work"),
    )


def _list_rights(book: Book, source: Provenance) -> tuple[Credit, ...]:
    rights = book.rights
    return (
        _row("permission", source.permission),
        _row("rights-source", rights.source_statement),
        _row("rights", rights.statement or rights.holder),
        _row("licence", rights.licence),
        _row("acquired", source.acquired_at, "acquired"),
        _row("digest", source.digest, "digest of the source"),
    )


def _names(people: Iterable[Contributor]) -> tuple[str, ...]:
    return tuple(person.name for person in people)
