"""From a saved page to the editions: what was found stands in the package, in the XMP and on pages of the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.acquire.attribution import FoundAttribution, make_found_book
from makeready.acquire.book_toml import write_book_toml
from makeready.acquire.written import join_lines
from makeready.compose.matter import add_matter
from makeready.epub.metadata import describe_book
from makeready.manuscript.read import read_book
from makeready.model.book import Book
from makeready.model.edition import EpubEdition, Making, PrintEdition
from makeready.model.node import plain_text
from makeready.pdf.metadata import write_xmp
from makeready.workspace import Workspace
from tests.unit.acquire.attribution.pages import find, names, read_page, read_plain

ROOT = Path(__file__).parents[4]
REVIEW_PAGE = ROOT.parent / "shared" / "manuscripts" / "review-page.txt"


def make_book(found: FoundAttribution, folder: Path) -> Book:
    lines = write_book_toml(make_found_book(found))
    (folder / "book.toml").write_bytes(join_lines(lines))
    (folder / "text.md").write_text("# One\n\nWords.\n", "utf-8")
    manuscript = read_book(Workspace(folder)).value
    assert manuscript is not None
    return manuscript.book


def show(book: Book) -> tuple[str, str, str]:
    """Return the package's rows, the XMP and the words of the composed pages."""
    rows, _ = describe_book(book, EpubEdition(name="epub"), cover=False)
    package = "\n".join(f"{row.tag} {dict(row.attributes).get('property', '')}: {row.text}" for row in rows)
    printed = PrintEdition(name="print")
    made = add_matter(book, printed, Making()).sections
    pages = "\n".join(plain_text([node]) for page in made for node in page.content)
    return package, write_xmp(book, printed).decode(), pages


def test_reprint_permission_and_translators_reach_every_edition(tmp_path: Path) -> None:
    page = ROOT / "tests" / "pages" / "rdfa-reprint" / "page.html"
    found, _ = find(read_page(page.read_text("utf-8")))
    package, xmp, pages = show(make_book(found, tmp_path))
    for told in (package, xmp, pages):
        for value in (
            "Agnes Thorley", "Hendrika Vos", "The Weir Valley Gazette", "1932-03-12", "Weir Valley Archive",
            "2015-08-20", "Reprinted with kind permission of the Thorley family.", "https://weirvalley.example/archive/",
            "Water Over the Wheel", "Silas Brandreth", "Mina Kooij", "Molen", "1931",
        ):  # fmt: skip
            assert value in told, value
    assert "dc:creator : Agnes Thorley" in package and "dc:contributor : Hendrika Vos" in package
    assert "schema:author: Silas Brandreth" in package and "schema:translator: Mina Kooij" in package
    assert "by Silas Brandreth and Mina" not in package + pages


@pytest.mark.threat(49)
def test_the_review_that_came_as_a_saved_page(tmp_path: Path) -> None:
    if not REVIEW_PAGE.is_file():
        pytest.skip(f"{REVIEW_PAGE.name} is not beside this clone")
    found, _ = find(read_plain(*REVIEW_PAGE.read_text("utf-8").split("\n")))
    assert names(found) == ["Dr. Karl Kaltenthaler"] and found.creators[0].value.sort_name == "Kaltenthaler, Karl"
    assert names(found, "work_authors") == ["Anne Speckhard", "Ahmet Yayla"]
    assert [line.span.start_line for line in found.lines] == [5]
    package, xmp, pages = show(make_book(found, tmp_path))
    for told in (package, xmp, pages):
        for value in (
            "ISIS Defectors: Inside Stories of the Terrorist Caliphate", "Dr. Karl Kaltenthaler",
            "Narrative Exploration", "John DeRosa’s Medium page", "Anne Speckhard", "Ahmet Yayla",
        ):  # fmt: skip
            assert value in told, value
    assert "Kept byJohn DeRosa" in pages
    assert "schema:publisher: John DeRosa" in package and "kept by: John DeRosa" in xmp
    assert "dc:creator : Dr. Karl Kaltenthaler" in package and "dc:creator : Anne" not in package
