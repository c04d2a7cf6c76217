"""Metadata: a book goes in; the package document is read back, element by element."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.epub.bind import bind_epub
from makeready.epub.metadata import describe_book
from makeready.epub.words import file_title
from makeready.model.book import Book
from makeready.model.edition import Edition, EpubEdition, PrintEdition
from tests.unit.epub.archives import DC, OPF, list_dc, list_meta, read_opf
from tests.unit.epub.compositions import book, composition, review


def bind(source: Book, edition: Edition | None = None) -> bytes:
    outcome = bind_epub(composition(book=source, edition=edition or EpubEdition(name="epub")), None)
    assert outcome.value is not None
    return outcome.value.content


def test_identifiers_unique_one_first_with_their_types() -> None:
    epub = bind(book())
    assert list_dc(epub, "identifier") == [
        "urn:isbn:9780306406157",
        "https://doi.org/10.1000/182",
        "urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "https://example.org/books/1",
    ]
    assert read_opf(epub).get("unique-identifier") == "pub-id"
    assert list_meta(epub, "identifier-type", "pub-id") == ["15"]
    assert list_meta(epub, "identifier-type", "identifier-2") == ["06"]
    assert list_meta(epub, "identifier-type", "identifier-4") == []


def test_identifier_of_the_edition_is_the_unique_one() -> None:
    epub = bind(book(), EpubEdition(name="epub", identifier="doi:10.1000/182"))
    assert list_dc(epub, "identifier")[:2] == ["https://doi.org/10.1000/182", "urn:isbn:9780306406157"]
    assert len(list_dc(epub, "identifier")) == 4


def test_titles_have_types_order_and_filing() -> None:
    epub = bind(book())
    assert list_dc(epub, "title") == ["The Long Road", "A Tale of <Two> & Three"]
    assert [list_meta(epub, p, "title") for p in ("title-type", "display-seq", "file-as")] == [
        ["main"],
        ["1"],
        ["Long Road, The"],
    ]
    assert list_meta(epub, "title-type", "subtitle") == ["subtitle"]


def test_titles_are_filed_by_language() -> None:
    assert file_title("Der Prozess", "de-DE") == "Prozess, Der"
    assert file_title("L’Étranger", "fr") == "Étranger, L’"
    assert file_title("Die Hard", "en") is None
    assert file_title("The", "en") is None
    assert file_title("A road", "fi") is None


def test_people_have_roles_filing_and_order() -> None:
    epub = bind(book())
    assert list_dc(epub, "creator") == ["Ann Author"]
    assert list_meta(epub, "role", "creator-1") == ["aut"]
    assert list_meta(epub, "file-as", "creator-1") == ["Author, Ann"]
    assert list_meta(epub, "schema:identifier", "creator-1") == ["https://orcid.org/0000-0002-1825-0097"]
    assert list_dc(epub, "contributor") == ["Ed Itor"]
    assert list_meta(epub, "role", "contributor-1") == ["edt", "trl"]
    schemes = {m.get("scheme") for m in read_opf(epub).iter(f"{OPF}meta") if m.get("property") == "role"}
    assert schemes == {"marc:relators"}


def test_all_else_that_is_known_is_said() -> None:
    epub = bind(book())
    assert list_dc(epub, "publisher") == ["Acme Press"]
    assert list_dc(epub, "date") == ["2026-03-01"]
    assert list_dc(epub, "description") == ["A book about a road."]
    assert list_dc(epub, "subject") == ["Roads", "FICTION / General"]
    assert list_meta(epub, "authority", "subject-2") == ["BISAC"]
    assert list_meta(epub, "term", "subject-2") == ["FIC000000"]
    assert list_dc(epub, "rights") == ["© 2026 Ann Author"]
    assert list_meta(epub, "dcterms:license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert list_meta(epub, "belongs-to-collection") == ["The Road Cycle"]
    assert list_meta(epub, "group-position", "series") == ["2"]
    assert list_meta(epub, "dcterms:modified") == ["2026-03-02T10:11:12Z"]


def test_what_is_not_known_is_absent() -> None:
    bare = Book(identifiers=book().identifiers[:1], title="Road", language="en", modified="2026-01-01T00:00:00Z")
    opf = read_opf(bind(bare))
    names = {e.tag for e in opf.iter(f"{DC}*")}
    assert names == {f"{DC}identifier", f"{DC}title", f"{DC}language"}
    assert all((e.text or "").strip() or e.get("content") for e in opf.iter(f"{OPF}meta"))


def test_review_relates_to_the_work_and_never_takes_its_authors() -> None:
    epub = bind(review())
    assert list_dc(epub, "creator") == ["Ann Author"]
    assert list_dc(epub, "contributor") == ["Ed Itor", "Rev Iewer"]
    assert list_meta(epub, "schema:itemReviewed") == ["The Reviewed Work: Of Others"]
    assert list_meta(epub, "schema:author", "work") == ["First Other", "Second Other"]
    assert list_meta(epub, "schema:isbn", "work") == ["9780131103627"]
    assert list_meta(epub, "schema:publisher", "work") == ["Other House"]
    assert list_dc(epub, "relation") == ["Review of: The Reviewed Work: Of Others, by First Other and Second Other"]
    assert list_dc(epub, "type") == ["Review"]


def test_review_without_other_authors_is_the_reviewers() -> None:
    epub = bind(review(contributors=()))
    assert list_dc(epub, "creator") == ["Rev Iewer"]
    assert list_meta(epub, "role", "creator-1") == ["rev"]


def test_provenance_is_told() -> None:
    epub = bind(review())
    assert list_dc(epub, "source") == ["https://example.org/review"]
    assert list_meta(epub, "schema:isBasedOn") == ["A Review"]
    assert list_meta(epub, "schema:isPartOf", "original") == ["A Page"]
    assert list_meta(epub, "dcterms:provenance") == [
        "This is a précis in other words.",
        "Submitted to A Centre; published on A Page (P. Owner), 2017-01-01.",
    ]
    assert list_meta(epub, "dcterms:bibliographicCitation") == [
        "Rev Iewer, “A Review”, A Page, 2017-01-01, https://example.org/review"
    ]


def test_review_headed_by_the_title_of_its_book_is_told_apart() -> None:
    source = review()
    provenance = source.attribution.provenance
    assert provenance is not None
    headed = replace(provenance, title="The Reviewed Work: Of Others", source_uri=None)
    epub = bind(replace(source, attribution=replace(source.attribution, provenance=headed)))
    assert list_meta(epub, "schema:isBasedOn") == ["Review of “The Reviewed Work: Of Others”"]
    assert list_dc(epub, "source") == ["Review of “The Reviewed Work: Of Others”"]
    assert list_meta(epub, "schema:author", "original") == ["Rev Iewer"]
    assert list_meta(epub, "dcterms:bibliographicCitation") == [
        "Rev Iewer, Review of “The Reviewed Work: Of Others”, A Page, 2017-01-01"
    ]


@pytest.mark.threat(56)
def test_markup_in_a_title_stays_words() -> None:
    epub = bind(book(title="</dc:title><x>&amp;"))
    assert list_dc(epub, "title")[0] == "</dc:title><x>&amp;"


def test_control_characters_are_replaced_and_told() -> None:
    rows, findings = describe_book(book(title="The\x00Road"), EpubEdition(name="epub"), cover=False)
    assert [f.code for f in findings] == ["EP008"]
    assert "U+0000" in findings[0].message
    assert "The\ufffdRoad" in [row.text for row in rows]


def _bind_marked(identifier: str | None) -> bytes:
    marked = b'<p>One <span role="doc-pagebreak" id="page-1" aria-label="1"/>two</p>'
    made = composition()
    documents = tuple(replace(d, content=d.content.replace(b"<p>", marked + b"<p>", 1)) for d in made.documents[:1])
    source = PrintEdition(name="paperback", identifier=identifier)
    outcome = bind_epub(replace(made, documents=documents, paged_as=source), None)
    assert outcome.value is not None
    return outcome.value.content


def test_print_edition_whose_pages_are_marked_is_named_by_its_isbn() -> None:
    epub = _bind_marked("isbn:9780306406157")
    assert list_meta(epub, "pageBreakSource") == ["urn:isbn:9780306406157"]
    assert "urn:isbn:9780306406157" in list_dc(epub, "source")
    assert list_meta(epub, "source-of", "pagination") == ["pagination"]
    features = list_meta(epub, "schema:accessibilityFeature")
    assert {"pageNavigation", "pageBreakMarkers"} <= set(features)


def test_print_edition_without_isbn_is_named_by_its_name() -> None:
    epub = _bind_marked(None)
    assert list_meta(epub, "pageBreakSource") == [f"{book().slug}, edition paperback"]
    assert list_meta(epub, "source-of", "pagination") == []
    assert list_meta(bind(book()), "pageBreakSource") == []
