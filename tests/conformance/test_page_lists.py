"""Page-lists: for every page of a finished PDF, its first words are those behind its marker in the finished EPUB."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from makeready.model.edition import Margins
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import NAMESPACES, MadeBook, list_properties, list_terms, make_book
from tests.conformance.page_words import compare_pages
from tests.conformance.pdf_reading import list_labels
from tests.conftest import TESTS

PROJECT = TESTS.parent
SPECIMEN = TESTS / "golden" / "specimen" / "in"
# Sections that only print has: its EPUB has no marker for their pages.
PRINT_ONLY = {"halftitlepage", "contents"}


def _copy_project(folder: Path) -> Path:
    for name in ("manuscript", "styles"):
        shutil.copytree(PROJECT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> MadeBook:
    folder = tmp_path_factory.mktemp("pages")
    return make_book(_copy_project(folder / "project"), folder / "build")


def test_every_page_of_the_manuscript_starts_with_the_words_behind_its_marker(review: MadeBook) -> None:
    compared = compare_pages(review.pdf, review.epub)
    assert compared.differing == []
    assert {section for _, section in compared.absent} <= PRINT_ONLY
    assert compared.pictures == compared.heads == []
    assert compared.same + compared.blank + len(compared.absent) == len(list_labels(review.pdf))
    assert compared.same >= 12


def test_every_page_of_the_specimen_does(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN, tmp_path / "project")
    made = make_book(tmp_path / "project", tmp_path / "build")
    default = Margins(top=62.0, bottom=74.0, inner=60.0, outer=48.0)
    compared = compare_pages(made.pdf, made.epub, margins=default)
    assert compared.differing == []
    assert {section for _, section in compared.absent} <= PRINT_ONLY
    assert compared.same >= 12


def test_page_list_names_each_marker_once_in_order(review: MadeBook) -> None:
    nav = review.read("EPUB/nav.xhtml").decode()
    listed = re.findall(r'<li><a href="([^"]+#page-[^"]+)">([^<]+)</a></li>', nav)
    marked = {
        f"{name.removeprefix('EPUB/')}#{identity}": folio
        for name in review.list_entries()
        if name.startswith("EPUB/text/")
        for identity, folio in re.findall(
            r'role="doc-pagebreak" id="([^"]+)" aria-label="([^"]+)"/>', review.read(name).decode()
        )
    }
    assert dict(listed) == marked and len(listed) == len(marked)
    labels = [label for label in list_labels(review.pdf) if label in marked.values()]
    assert [folio for _, folio in listed] == labels
    assert list_properties(review.package, "pageBreakSource") == ["why-they-joined-why-they-left, edition print"]
    assert 'epub:type="page-list" role="doc-pagelist"' in nav


def test_epub_is_the_same_whether_the_pdf_is_written_or_not(review: MadeBook, tmp_path: Path) -> None:
    made = make_book(_copy_project(tmp_path / "project"), tmp_path / "build", "--to", "epub")
    assert made.epub.read_bytes() == review.epub.read_bytes()
    assert [path.name for path in (tmp_path / "build").glob("[!.]*")] == [review.epub.name]


def test_isbn_of_the_print_edition_is_the_source_of_the_pages(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN, tmp_path / "project")
    path = next((tmp_path / "project").rglob("book.toml"))
    text = path.read_text("utf-8").partition("[editions")[0]
    path.write_text(
        f'{text}\n[editions.epub]\npage_list = "edition:hardback"\n[editions.hardback]\ntarget = "pdf"\n'
        'trim = "5in x 8in"\nidentifier = "isbn:9780306406157"\n[editions.large]\ntarget = "pdf"\ntrim = "A4"\n'
    )
    made = make_book(tmp_path / "project", tmp_path / "build", "--to", "epub")
    assert judge(made.epub.read_bytes()) == ()
    package = made.package
    assert list_properties(package, "pageBreakSource") == ["urn:isbn:9780306406157"]
    assert "urn:isbn:9780306406157" in list_terms(package, "source")
    source = package.find(".//opf:meta[@property='source-of']", NAMESPACES)
    assert source is not None and source.get("refines") == "#pagination" and source.text == "pagination"


def test_epub_without_a_page_list_has_no_markers(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN, tmp_path / "project")
    path = next((tmp_path / "project").rglob("book.toml"))
    text = path.read_text("utf-8").partition("[editions")[0]
    path.write_text(f"{text}\n[editions.epub]\npage_list = false\n[editions.print]\n")
    made = make_book(tmp_path / "project", tmp_path / "build", "--to", "epub")
    with zipfile.ZipFile(made.epub) as archive:
        assert not [name for name in archive.namelist() if b"pagebreak" in archive.read(name)]
    assert "pageNavigation" not in list_properties(made.package, "schema:accessibilityFeature")
