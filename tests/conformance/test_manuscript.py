"""The project's own manuscript, built through the command line, before every judge there is."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from makeready.manuscript.read import read_book
from makeready.model.book import Book, Matter, Section
from makeready.model.node import plain_text
from makeready.model.provenance import Attribution
from makeready.workspace import Workspace
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import MadeBook, list_properties, list_terms
from tests.conformance.pdf_judges import ask_ghostscript, ask_qpdf, validate_ua
from tests.conformance.pdf_reading import list_bookmarks, list_complaints, list_labels, read_pages

PROJECT = Path(__file__).parents[2]
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")


@pytest.fixture(scope="session")
def book() -> Book:
    outcome = read_book(Workspace(PROJECT, {}))
    assert outcome.value is not None
    return outcome.value.book


def test_nothing_is_found_in_it(review: MadeBook) -> None:
    assert review.said == ""


def test_epubcheck_has_no_message(review: MadeBook) -> None:
    assert judge(review.epub.read_bytes()) == ()


def test_judges_of_the_pdf_have_no_complaint(review: MadeBook) -> None:
    assert list_complaints(review.pdf) == []


def test_pdf_is_accessible(review: MadeBook) -> None:
    assert validate_ua(review.pdf.read_bytes()) == []


def test_spoilt_pdf_is_found_out(review: MadeBook, tmp_path: Path) -> None:
    cut = review.pdf.read_bytes()[:-2000]
    assert ask_qpdf(cut) and ask_ghostscript(cut)
    spoilt = tmp_path / "spoilt.pdf"
    with pikepdf.open(review.pdf) as pdf:
        pdf.pages[2].trimbox = pikepdf.Array([0, 0, 396, 600])
        del pdf.Root.StructTreeRoot, pdf.Root.Metadata
        fonts = pdf.pages[0].resources.Font
        font = fonts[next(iter(fonts.keys()))].DescendantFonts[0].FontDescriptor
        del font.FontFile2
        font.FontName = pikepdf.Name("/Helvetica")
        pdf.save(spoilt)
    complaints = list_complaints(spoilt)
    assert any("not embedded" in words for words in complaints)
    assert any(words.startswith("page 3 is cut") for words in complaints)
    assert validate_ua(spoilt.read_bytes())


def test_bookmarks_are_the_contents(review: MadeBook) -> None:
    bookmarks = [(mark.depth, mark.title) for mark in list_bookmarks(review.pdf) if mark.title != "Contents"]
    assert bookmarks == review.list_contents()


def test_bookmarks_lead_to_the_pages_where_the_words_stand(review: MadeBook) -> None:
    pages = read_pages(review.pdf)
    for mark in list_bookmarks(review.pdf):
        assert mark.title in pages[mark.page_index], f"{mark.title} is not on page {mark.page_index + 1}"


def test_labels_are_roman_then_arabic_and_the_body_opens_on_a_recto(review: MadeBook, book: Book) -> None:
    labels = list_labels(review.pdf)
    body = labels.index("1")
    assert labels == (*ROMAN[:body], *(str(number) for number in range(1, len(labels) - body + 1)))
    assert body % 2 == 0, "rectos have even indices"
    opening = next(mark for mark in list_bookmarks(review.pdf) if mark.title == plain_text(_chapters(book)[0].title))
    assert opening.page_index == body


def test_folios_say_what_the_labels_say(review: MadeBook) -> None:
    # The head stands above the text block, 0.8 in from the top of a page of 612 points.
    heads = read_pages(review.pdf, above=612 - 0.8 * 72 + 1)
    seen = [(words.split()[0 if index % 2 else -1], index) for index, words in enumerate(heads) if words]
    labels = list_labels(review.pdf)
    assert [(labels[index], index) for _, index in seen] == seen
    assert len(seen) >= len(labels) // 4


def test_openings_and_blanks_bear_neither_head_nor_folio(review: MadeBook, book: Book) -> None:
    heads, pages = read_pages(review.pdf, above=612 - 0.8 * 72 + 1), read_pages(review.pdf)
    marks = list_bookmarks(review.pdf)
    body = list_labels(review.pdf).index("1")
    # In this book the chapters run on: what opens a page is the matter before and behind them.
    openings = {mark.page_index for mark in marks if mark.depth == 0}
    chapters = {plain_text(chapter.title) for chapter in _chapters(book)}
    within = {mark.page_index for mark in marks if mark.title in chapters} - {body}
    assert [heads[index] for index in sorted(openings - within)] == [""] * len(openings - within)
    blanks = [index for index, words in enumerate(pages) if words == heads[index]]
    assert blanks and [heads[index] for index in blanks] == [""] * len(blanks)


def test_metadata_of_the_pdf(review: MadeBook, book: Book) -> None:
    with pikepdf.open(review.pdf) as pdf:
        assert str(pdf.docinfo.Title) == book.title
        assert str(pdf.docinfo.Author) == book.creators[0].name
        assert str(pdf.Root.Lang) == book.language == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) and bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == book.title
            assert xmp["dc:creator"] == [creator.name for creator in book.creators]
            assert xmp["pdfuaid:part"] == "1"
            words = str(xmp)
    for value in _list_attribution(book.attribution):
        assert value in words


def test_package_says_who_wrote_what_where(review: MadeBook, book: Book) -> None:
    package = review.package
    attribution = book.attribution
    assert attribution.reviewed is not None
    authors = [author.name for author in attribution.reviewed.contributors]
    assert authors == ["Anne Speckhard", "Ahmet Yayla"]
    creators = list_terms(package, "creator")
    assert creators == [creator.name for creator in book.creators]
    assert not set(authors) & {*creators, *list_terms(package, "contributor")}
    assert list_terms(package, "contributor") == ["Dr. Karl Kaltenthaler"]
    assert "rev" in list_properties(package, "role")
    assert "Kaltenthaler, Karl" in list_properties(package, "file-as")
    reviewed = list_properties(package, "schema:itemReviewed")
    assert reviewed == ["ISIS Defectors: Inside Stories of the Terrorist Caliphate"]
    assert list_properties(package, "schema:author")[:2] == authors
    every = " ".join(list_properties(package, "dcterms:provenance") + list_properties(package, "schema:isPartOf"))
    assert "Narrative Exploration (the Narrative Center)" in every and "John DeRosa's Medium page" in every
    assert len(list_terms(package, "rights")) == 2


def test_every_edition_carries_the_attribution(review: MadeBook, book: Book) -> None:
    pages = [review.read(name) for name in review.list_entries() if name.endswith(".xhtml")]
    epub = b" ".join(pages).decode().replace("’", "'").replace("\xa0", " ")
    pdf = " ".join(read_pages(review.pdf)).replace("’", "'").replace("\xa0", " ")
    for value in _list_attribution(book.attribution):
        assert value in epub and value in pdf, value


def _chapters(book: Book) -> list[Section]:
    return [section for section in book.sections if section.matter is Matter.BODY]


def _list_attribution(attribution: Attribution) -> list[str]:
    """Return what each edition has to say of the review: who, of what, by whom, where."""
    provenance, work = attribution.provenance, attribution.reviewed
    assert provenance is not None and work is not None
    return [
        *(person.name for person in (*attribution.reviewers, *work.contributors)),
        work.title,
        *(value for value in (provenance.venue, provenance.submitted_to) if value),
    ]
