"""Vetting: what book.toml would refuse is left out with a finding at its place; the rest gets its normal form."""

from __future__ import annotations

from makeready.acquire.book_toml import write_book_toml
from makeready.acquire.found import Found, FoundBook, FoundProvenance, FoundReview, FoundRights, FoundWork, Text
from makeready.acquire.vetting import vet_book
from makeready.findings import Span
from makeready.model.people import Contributor


def say(value: str) -> Text:
    return Found(value=value, evidence="content.opf", span=Span.at("content.opf", 7))


def person(name: str, *roles: str, **numbers: str) -> Found[Contributor]:
    who = Contributor(name=name, sort_name=name, roles=roles, identifiers=tuple(numbers.items()))
    return Found(value=who, evidence="dc:creator", span=Span.at("content.opf", 9))


BAD = FoundBook(
    title=say("Pots"),
    language=say("english"),
    date=say("2026-13-45"),
    identifiers=(say("isbn:9780306406158"), say("urn:uuid:E985BDBE-4d0f-4b52-a1ed-8db68979941e")),
    contributors=(person("Ann Potter", "author", "aut", orcid="0000-0002-1825-0098"),),
    rights=FoundRights(licence_uri=say("javascript:x")),
    review=FoundReview(work=FoundWork(title=say("Clay"), isbn=say("123"), year=say("2019-05-03"))),
    provenance=FoundProvenance(source_uri=say("ftp://x"), published=say("yesterday"), venue=say("A page")),
)


def test_what_is_refused_is_told_with_its_place() -> None:
    outcome = vet_book(BAD)
    book = outcome.value
    assert book is not None and book.provenance is not None and book.review is not None
    assert book.language is None and book.date is None and book.rights.licence_uri is None
    assert [i.value for i in book.identifiers] == ["uuid:e985bdbe-4d0f-4b52-a1ed-8db68979941e"]
    assert book.contributors[0].value.roles == ("aut",) and book.contributors[0].value.identifiers == ()
    assert book.provenance.source_uri is None and book.provenance.published is None
    assert book.provenance.venue == say("A page")
    assert book.review.work.isbn is None and book.review.work.year == say("2019-05-03")
    assert {f.code for f in outcome.findings} == {"AQ095"} and len(outcome.findings) == 9
    assert all(f.span is not None and f.span.source == "content.opf" for f in outcome.findings)
    assert "not found in the source: language, publisher, date" in write_book_toml(book)[0].text


def test_what_is_good_stays() -> None:
    good = FoundBook(title=say("Pots"), language=say("en-GB"), date=say("2019"), contributors=(person("A", "aut"),))
    assert vet_book(good).value == good and not vet_book(good).findings
