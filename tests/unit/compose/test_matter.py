"""Matter: the pages that the metadata gives say what is known, name everybody for their part, and add nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from makeready.compose.matter import add_matter
from makeready.model.book import Book, Identifier, Matter, Section
from makeready.model.edition import Edition, Making, PrintEdition
from makeready.model.node import Node, NodeKind, plain_text
from makeready.model.people import Contributor
from makeready.model.provenance import Attribution, Emendation, Provenance, ReviewedWork, Rights
from tests.unit.compose.books import EPUB, PRINT, book, every, find, paragraph, section, words

MAKING = Making(typefaces=(("EB Garamond", "1.3", "OFL"),), tools=(("makeready", "1"), ("WeasyPrint", "70.0")))
WORK = ReviewedWork(
    title="The Other Book",
    subtitle="Its Tale",
    contributors=(
        Contributor(name="Wanda Writer", sort_name="Writer, Wanda", roles=("aut",), about="a botanist"),
        Contributor(name="Paul Penman", sort_name="Penman, Paul", roles=("aut",)),
    ),
)
REVIEWER = Contributor(name="Rita Reviewer", sort_name="Reviewer, Rita", roles=("rev",), about="a critic")


def _person(name: str, *roles: str) -> Contributor:
    return Contributor(name=name, sort_name=name, roles=roles)


def _pages(whole: Book, edition: Edition = PRINT, making: Making = MAKING) -> dict[str, Section]:
    made = add_matter(whole, edition, making).sections[len(whole.sections) :]
    assert all(s.generated and not s.numbered for s in made)
    return {s.role: s for s in made}


def _review(relation: str = "precis", **fields: Any) -> Book:
    source = Provenance(relation=relation, **fields)
    return book(section("one"), attribution=Attribution(reviewers=(REVIEWER,), reviewed=WORK, provenance=source))


def _facts(page: Section) -> dict[str, str]:
    terms = [plain_text([n]) for n in every(page, NodeKind.TERM)]
    values = [plain_text([n]) for n in every(page, NodeKind.DEFINITION)]
    return dict(zip(terms, values, strict=True))


def _class(page: Section, name: str) -> list[str]:
    tops = [n for top in page.content for n in top.walk() if n.get("class") == name]
    return [plain_text([n]) for n in tops]


def test_a_plain_book_has_title_pages_and_a_colophon() -> None:
    plain = book(section("one"), contributors=(_person("Ann Author", "aut"),))
    assert list(_pages(plain)) == ["halftitlepage", "titlepage", "colophon"]
    assert list(_pages(plain, EPUB)) == ["titlepage", "colophon"]
    assert list(_pages(plain, EPUB, Making())) == ["titlepage"]
    owned = replace(plain, rights=Rights(holder="Ann Author"))
    assert list(_pages(owned)) == ["halftitlepage", "titlepage", "copyright-page", "colophon"]


def test_the_title_page_names_each_for_their_part() -> None:
    people = (
        _person("Ann Author", "aut"),
        _person("Co Author", "aut", "ill"),
        _person("Ed Itor", "edt"),
        _person("Tra Nslator", "trl"),
        _person("Pro Ofreader", "pfr"),
    )
    page = _pages(book(contributors=people, subtitle="A Tale", publisher="House", imprint="Brand"))["titlepage"]
    assert _class(page, "title") == ["The Book"]
    assert _class(page, "subtitle") == ["A Tale"]
    assert _class(page, "creators") == ["Ann Author and Co Author"]
    assert _class(page, "credit") == ["Edited by Ed Itor", "Translated by Tra Nslator"]
    assert _class(page, "imprint") == ["Brand"]


def test_a_long_title_is_broken_on_paper_and_not_on_a_screen() -> None:
    long = book(title="Why They Joined, Why They Left")
    assert every(_pages(long)["titlepage"], NodeKind.LINE_BREAK) != []
    assert every(_pages(long, EPUB)["titlepage"], NodeKind.LINE_BREAK) == []


def test_an_original_review_is_its_reviewers() -> None:
    page = _pages(_review("original"))["titlepage"]
    assert _class(page, "creators") == ["Rita Reviewer"]
    assert _class(page, "statement") == ["A review of The Other Book, by Wanda Writer and Paul Penman"]


def test_a_precis_is_whoever_re_told_it_and_says_so() -> None:
    retold = replace(_review(), contributors=(_person("Re Teller", "abr"),))
    page = _pages(retold)["titlepage"]
    assert _class(page, "creators") == []
    assert _class(page, "credit") == ["Re-told by Re Teller"]
    assert "other words than the reviewer’s own" in _class(page, "statement")[0]


def test_the_authors_statement_goes_before_ours_and_sets_the_reviewed_title_off() -> None:
    page = _pages(_review(statement="Of The Other Book: Its Tale, and again The Other Book."))["titlepage"]
    assert _class(page, "statement") == ["Of The Other Book: Its Tale, and again The Other Book."]
    cited = [plain_text([n]) for n in every(page, NodeKind.SPAN) if n.get("tag") == "cite"]
    assert cited == ["The Other Book: Its Tale", "The Other Book"]


@pytest.mark.parametrize("edition", [PRINT, EPUB])
def test_the_reviewed_authors_are_named_as_such_and_never_as_the_makers(edition: Edition) -> None:
    whole = _review("original")
    assert {c.name for c in whole.creators} == {"Rita Reviewer"}
    page = _pages(whole, edition)["reviewed-work"]
    assert _class(page, "person") == ["Rita Reviewer, a critic", "Wanda Writer, a botanist", "Paul Penman"]
    assert _class(page, "work") == ["The Other Book: Its Tale"]


def test_provenance_has_a_row_for_each_field_that_is_given_and_no_other() -> None:
    assert list(_facts(_pages(_review())["provenance"])) == [
        *("These words", "Reviewer", "Work reviewed", "Its authors", "Changes made to the text"),
    ]
    fields = {
        "title": "Head", "source_uri": "https://example.org/a--b", "venue": "A Page", "venue_owner": "An Owner",
        "published": "2017", "submitted_by": "S", "submitted_to": "T", "acquired_at": "2026-01-01",
        "digest": "sha256:00",
    }  # fmt: skip
    facts = _facts(_pages(_review(**fields))["provenance"])
    assert len(facts) == 5 + len(fields)
    assert set(fields.values()) <= set(facts.values())
    assert facts["Address"] == "https://example.org/a--b"


def test_rights_of_both_texts_stand_on_the_provenance_page() -> None:
    rights = Rights(licence="CC BY 4.0", holder="We", source_statement="Theirs")
    facts = _facts(_pages(replace(_review(), rights=rights))["provenance"])
    assert (facts["Rights in this text"], facts["Rights in the source"], facts["Licence"]) == (
        "We",
        "Theirs",
        "CC BY 4.0",
    )


def test_changes_to_the_text_are_listed_or_their_absence_is() -> None:
    changes = (Emendation(original="teh", corrected="the", reason="a slip"), Emendation(original="a", corrected="b"))
    page = _pages(_review(emendations=changes))["provenance"]
    values = [plain_text([n]) for n in every(page, NodeKind.DEFINITION)]
    assert values[-2:] == ["“teh” is now “the” (a slip)", "“a” is now “b”"]
    assert "None is recorded." in _facts(_pages(_review())["provenance"]).values()


def test_the_copyright_page_has_rights_licence_publisher_and_identifiers() -> None:
    whole = book(
        rights=Rights(holder="Ann Author", licence="CC BY 4.0", licence_uri="https://example.org/by"),
        date="2026-05-01",
        publisher="House",
        identifiers=(
            Identifier(scheme="uuid", value="0"),
            Identifier(scheme="isbn", value="9780306406157"),
            Identifier(scheme="doi", value="10.1000/182"),
        ),
    )
    page = _pages(whole)["copyright-page"]
    assert words(page) == (
        "The Book © 2026 Ann Author Licensed under CC BY 4.0 Published by House, 2026 "
        "ISBN 9780306406157 DOI 10.1000/182"
    )
    assert [n.get("href") for n in every(page, NodeKind.LINK)] == ["https://example.org/by"]


def test_an_editions_own_identifier_comes_first_and_is_not_said_twice() -> None:
    isbn = Identifier(scheme="isbn", value="9780306406157")
    for given, expected in (
        ("isbn:9780306406157", ["ISBN 9780306406157"]),
        ("isbn:9780131103627", ["ISBN 9780131103627", "ISBN 9780306406157"]),
    ):
        edition = PrintEdition(name="print", identifier=given)
        assert _class(_pages(book(identifiers=(isbn,)), edition)["copyright-page"], "identifier") == expected


def test_the_colophon_names_typefaces_tools_and_the_manuscripts_digest() -> None:
    page = _pages(book(digest="abc123"))["colophon"]
    assert words(page) == (
        "The text is set in EB Garamond 1.3 (OFL). Composed and bound by makeready 1 and WeasyPrint 70.0. "
        "The manuscript’s digest (SHA-256) is abc123."
    )
    assert [n.text for n in every(page, NodeKind.CODE)] == ["abc123"]


def test_a_page_that_the_manuscript_brings_is_not_composed_again() -> None:
    own = section("mine", role="titlepage", matter=Matter.FRONT)
    whole = book(own, section("colophon", role="colophon", matter=Matter.BACK))
    assert list(_pages(whole)) == ["halftitlepage"]


def test_composed_pages_keep_clear_of_the_authors_ids() -> None:
    spot = Node(kind=NodeKind.SPAN, attributes=(("id", "copyright-page"),))
    inner = section("provenance", role="section")
    owned = replace(_review(), rights=Rights(holder="Rosa Reviewer"))
    whole = replace(owned, sections=(section("titlepage", paragraph(spot), children=(inner,)), section("Colophon")))
    pages = _pages(whole)
    assert [pages[r].id for r in ("titlepage", "copyright-page", "provenance", "colophon", "reviewed-work")] == [
        *("titlepage-2", "copyright-page-2", "provenance-2", "colophon-2", "reviewed-work"),
    ]
    assert all(page.id == page.slug for page in pages.values())


def test_composed_pages_are_in_the_books_language_or_say_that_they_are_english() -> None:
    german = _pages(book(language="de"))["colophon"]
    assert (plain_text(german.title), german.language) == ("Kolophon", None)
    klingon = _pages(book(language="tlh"))["colophon"]
    assert (plain_text(klingon.title), klingon.language) == ("Colophon", "en")


def test_pages_without_a_heading_are_not_listed() -> None:
    pages = _pages(_review())
    assert {role for role, page in pages.items() if page.listed} == {"reviewed-work", "provenance", "colophon"}
    assert all(page.title or page.short_title for page in pages.values())
    assert find(tuple(pages.values()), "halftitlepage").matter is Matter.FRONT
