"""The book of a page: what a page says about its text goes in; a FoundBook that book.toml is written from comes out."""

from __future__ import annotations

from makeready.acquire.attribution.page import FoundAttribution
from makeready.acquire.found import Found, FoundBook, FoundProvenance, FoundReview, FoundRights, FoundWork

_NAMES = {
    "address": "provenance.source_uri",
    "published": "provenance.published",
    "venue": "provenance.venue",
    "licence_uri": "rights.licence",
    "creators": "contributors",
    "work_title": "review.work",
    "work_authors": "review.work.contributors",
    "work_publisher": "review.work.publisher",
    "work_year": "review.work.year",
    "work_isbn": "review.work.isbn",
}


def make_found_book(found: FoundAttribution) -> FoundBook:
    """Return the book that a page becomes: its text, whose it is, what it reviews, and where it came from.

    The words are the source's, so the relation is "original"; a reader adds the digest, the contents and the rest of
    what it knows. Disputed fields are named as unknown.
    """
    review = None
    if found.is_review and found.work_title:
        work = FoundWork(
            title=found.work_title,
            subtitle=found.work_subtitle,
            contributors=found.work_authors,
            publisher=found.work_publisher,
            year=found.work_year,
            isbn=found.work_isbn,
        )
        review = FoundReview(work=work, reviewers=found.creators)
    relation = Found(value="original", evidence="the words are the source's own")
    provenance = FoundProvenance(
        relation=relation,
        title=found.title,
        source_uri=found.address,
        venue=found.venue,
        venue_owner=found.venue_owner,
        published=found.published,
        reprinted_in=found.reprinted_in,
        reprinted=found.reprinted,
        submitted_by=found.submitted_by,
        submitted_to=found.submitted_to,
        permission=found.permission,
    )
    rights = FoundRights(licence=found.licence, licence_uri=found.licence_uri, source_statement=found.rights)
    return FoundBook(
        title=found.title,
        subtitle=found.subtitle,
        language=found.language,
        contributors=found.translators if review else (*found.creators, *found.translators),
        rights=rights,
        review=review,
        provenance=provenance,
        unknown=tuple(f"{_NAMES.get(name, name)} (contradicting evidence)" for name in found.disputed),
    )
