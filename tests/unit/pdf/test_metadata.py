"""Metadata: XMP with the attribution, whatever is in the strings; labels of pages."""

from __future__ import annotations

from dataclasses import replace

import pikepdf
import pytest
from lxml import etree

from makeready.model.book import Book, Identifier, Subject
from makeready.model.edition import PrintEdition
from makeready.model.people import Contributor
from makeready.model.provenance import Attribution, Emendation, Provenance, ReviewedWork, Rights
from makeready.pdf.metadata import list_facts, write_metadata, write_xmp
from tests.unit.compose.books import PRINT, book

NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}


def _review() -> Book:
    return book(
        title="On <B> & C",
        contributors=(Contributor(name="Re Teller", sort_name="x", roles=("abr",)),),
        subjects=(Subject(term="One"), Subject(term="Two")),
        rights=Rights(statement="Ours", source_statement="Theirs"),
        date="2026-01-01",
        attribution=Attribution(
            reviewers=(Contributor(name="Rita Reviewer", sort_name="x", roles=("rev",)),),
            reviewed=ReviewedWork(
                title="The Other Book",
                contributors=(Contributor(name="Wanda Writer", sort_name="x", roles=("aut",)),),
                isbn="9780306406157",
            ),
            provenance=Provenance(
                relation="precis",
                title="The Other Book, a review",
                venue="A Page",
                venue_owner="An Owner",
                submitted_to="A Centre",
                emendations=(Emendation(original="teh", corrected="the"),),
            ),
        ),
    )


def _read(whole: Book, name: str, edition: PrintEdition = PRINT) -> list[str]:
    root = etree.fromstring(write_xmp(whole, edition))
    items = root.findall(f".//{name}//rdf:li", NS) or root.findall(f".//{name}", NS)
    return [item.text or "" for item in items]


def test_the_packet_has_its_marks_and_is_well_formed() -> None:
    packet = write_xmp(_review(), PRINT)
    assert packet.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode())
    assert packet.endswith(b'<?xpacket end="r"?>')
    assert etree.fromstring(packet).tag == "{adobe:ns:meta/}xmpmeta"


def test_the_attribution_is_in_it() -> None:
    whole = _review()
    assert _read(whole, "dc:title") == ["On <B> & C"]
    assert _read(whole, "dc:creator") == ["Re Teller"]
    assert _read(whole, "dc:contributor") == ["Rita Reviewer"]
    assert _read(whole, "dc:relation") == ["Review of: The Other Book, by Wanda Writer, ISBN 9780306406157"]
    assert _read(whole, "dc:rights") == ["Ours; Theirs"]
    assert _read(whole, "dc:subject") == ["One", "Two"]
    assert _read(whole, "dc:source") == ["Review of “The Other Book, a review”; A Page"]
    (provenance,) = _read(whole, "dcterms:provenance")
    for words in ("precis", "reviewer: Rita Reviewer", "submitted to: A Centre", "kept by: An Owner", "teh → the"):
        assert words in provenance


def test_the_reviewed_authors_are_never_creators() -> None:
    for whole in (_review(), replace(_review(), contributors=())):
        creators, contributors = _read(whole, "dc:creator"), _read(whole, "dc:contributor")
        assert creators and "Wanda Writer" not in (*creators, *contributors)


def test_nothing_is_said_that_is_not_known() -> None:
    packet = write_xmp(book(), PRINT).decode()
    for name in "dc:creator dc:publisher dc:source dc:relation dcterms:provenance dc:rights pdfuaid:part".split():
        assert f"<{name}>" not in packet
    assert "None" not in packet


def test_the_standard_is_claimed_only_where_it_is_asked_for() -> None:
    edition = PrintEdition(name="x", standard="pdf/ua-1")
    assert _read(book(), "pdfuaid:part", edition) == ["1"]


def test_times_are_the_books_own() -> None:
    assert _read(book(), "xmp:CreateDate") == _read(book(), "xmp:ModifyDate") == ["2026-01-01T00:00:00Z"]
    isbn = Identifier(scheme="isbn", value="9780306406157")
    assert _read(book(identifiers=(isbn,)), "dc:identifier") == ["urn:isbn:9780306406157"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("</dc:title><dc:creator>Eve", "</dc:title><dc:creator>Eve"),
        ("a]]>b<!--c", "a]]>b<!--c"),
        ("<?xpacket end='w'?>", "<?xpacket end='w'?>"),
        ("a\0b\x0bc\x1fd\ufffee", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("(a) \\ é ☃", "(a) \\ é ☃"),
    ],
)
def test_markup_and_controls_in_a_title_do_no_harm(title: str, expected: str) -> None:
    whole = book(title=title, description=title, contributors=(Contributor(name=title, sort_name="x", roles=("aut",)),))
    assert _read(whole, "dc:title") == _read(whole, "dc:creator") == _read(whole, "dc:description") == [expected]
    pdf = _write(whole)
    assert pdf.docinfo["/Title"]


def _write(whole: Book, start: int | None = None) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    write_metadata(pdf, whole, PRINT, start)
    return pdf


def test_viewers_show_the_title_and_know_the_language() -> None:
    pdf = _write(book())
    root = pdf.Root
    assert root.ViewerPreferences == pikepdf.Dictionary(DisplayDocTitle=True)
    assert root.Lang == "en-GB"
    assert root.PageLayout == pikepdf.Name.TwoPageRight
    assert root.Metadata.Subtype == pikepdf.Name.XML


@pytest.mark.parametrize(
    ("start", "expected"),
    [(None, [0, "/D"]), (0, [0, "/D"]), (6, [0, "/r", 6, "/D"])],
)
def test_pages_before_the_body_are_labelled_in_roman_figures(start: int | None, expected: list[object]) -> None:
    pdf = _write(book(), start)
    numbers = list(pdf.Root.PageLabels.Nums)
    assert [str(n.S) if isinstance(n, pikepdf.Dictionary) else int(n) for n in numbers] == expected
    assert all(n.St == 1 for n in numbers if isinstance(n, pikepdf.Dictionary))


def test_viewers_know_that_a_book_runs_from_right_to_left() -> None:
    pdf = _write(book(language="fa"))
    assert pdf.Root.ViewerPreferences == pikepdf.Dictionary(DisplayDocTitle=True, Direction=pikepdf.Name.R2L)


def test_the_info_dictionary_names_author_subject_keywords_and_dates() -> None:
    whole = book(
        description="About.",
        contributors=(Contributor(name="Ann", sort_name="Ann", roles=("aut",)),),
        modified="2026-03-01T10:20:30Z",
    )
    facts = dict(list_facts(whole))
    assert facts["Author"] == "Ann"
    assert facts["Subject"] == "About."
    assert facts["CreationDate"] == facts["ModDate"] == "D:20260301102030Z"
