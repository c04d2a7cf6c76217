"""Page-lists: for every page of a finished PDF, its first words are those behind its marker in the finished EPUB."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from makeready.model.edition import Margins
from tests.conformance.conftest import copy_manuscript
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import NAMESPACES, MadeBook, list_properties, list_terms, make_book
from tests.conformance.page_words import compare_pages
from tests.conformance.pdf_reading import list_labels
from tests.conftest import TESTS

SPECIMEN = TESTS / "golden" / "specimen" / "in"
TRIM = (396.0, 612.0)
MARGINS = Margins(top=62.0, bottom=74.0, inner=60.0, outer=48.0)  # where book.toml has none
REVIEW_MARGINS = Margins(top=57.6, bottom=68.4, inner=57.6, outer=50.4)


def test_every_page_of_the_manuscript_starts_with_the_words_behind_its_marker(review: MadeBook) -> None:
    compared = compare_pages(review.pdf, review.epub, trim=TRIM, margins=REVIEW_MARGINS)
    assert compared.problems == []
    assert {why for _, why in compared.exceptions} == {"blank", "half-title", "printed contents"}
    assert len(compared.equal) + len(compared.exceptions) == compared.pages == len(list_labels(review.pdf))
    assert len(compared.equal) >= 12


def test_every_page_of_the_specimen_does(specimen: MadeBook) -> None:
    compared = compare_pages(specimen.pdf, specimen.epub, trim=TRIM, margins=MARGINS)
    assert compared.problems == []
    assert {why for _, why in compared.exceptions} <= {"blank", "half-title", "printed contents"}
    assert len(compared.equal) >= 12


def test_a_marker_that_stands_a_word_off_is_found(review: MadeBook, tmp_path: Path) -> None:
    within = re.compile(r'([a-z]+[.,]? )(<span epub:type="pagebreak"[^>]* aria-label="(\d+)"/>)([A-Za-z]+[.,?]? )')
    texts = [review.read(name).decode() for name in review.list_entries() if name.startswith("EPUB/text/")]
    before, marker, label, after = next(found for text in texts for found in within.findall(text))
    whole = f"{before}{marker}{after}"
    for name, spoilt in (("earlier", f"{marker}{before}{after}"), ("later", f"{before}{after}{marker}")):
        problems = _compare_spoilt(review, tmp_path / f"{name}.epub", whole, spoilt)
        assert [problem.partition(":")[0] for problem in problems] == [label], name
    problems = _compare_spoilt(review, tmp_path / "gone.epub", whole, f"{before}{after}")
    assert problems[0].startswith(f"{label}: no marker") and len(problems) == 3, "and both lists name it"
    problems = _compare_spoilt(review, tmp_path / "label.epub", f'aria-label="{label}"', 'aria-label="900"')
    assert problems[0].startswith(f"{label}: no marker") and len(problems) > 1


def _compare_spoilt(made: MadeBook, copy: Path, before: str, after: str) -> list[str]:
    with zipfile.ZipFile(made.epub) as archive, zipfile.ZipFile(copy, "w") as changed:
        for name in archive.namelist():
            content = archive.read(name)
            if name.startswith("EPUB/text/"):
                content = content.replace(before.encode(), after.encode())
            changed.writestr(name, content)
    assert copy.read_bytes() != made.epub.read_bytes()
    return compare_pages(made.pdf, copy, trim=TRIM, margins=REVIEW_MARGINS).problems


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
    made = make_book(copy_manuscript(tmp_path / "project"), tmp_path / "build", "--to", "epub")
    assert made.epub.read_bytes() == review.epub.read_bytes()
    assert sorted(path.name for path in (tmp_path / "build").glob("[!.]*")) == ["manifest.json", review.epub.name]


@pytest.mark.long
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
