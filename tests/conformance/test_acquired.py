"""Acquired manuscripts, built as they were written, before judges: EPUBCheck, qpdf, Ghostscript, pdftotext."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from makeready.acquire.account import read_words, split_words
from makeready.cli import main
from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.pdf_judges import ask_ghostscript, ask_qpdf
from tests.conftest import TESTS
from tests.unit.acquire.sources import PAGES, TEXT_PAGE

SHARED = TESTS.parents[1] / "shared" / "manuscripts"
_WORD = re.compile(r"[^\W\d_]{3,}")
_FURNITURE = ("Skip to content", "Share this on Facebook", "on the gallery of the lower light", "Back to top")


def build(folder: Path, name: str, content: bytes) -> tuple[Path, Path]:
    """Acquire a source and build it; return the EPUB and the PDF."""
    (folder / name).write_bytes(content)
    assert main(["acquire", str(folder / name), "--into", str(folder / "book"), "--quiet"]) == 0
    assert main(["build", str(folder / "book"), "--quiet"]) == 0
    [epub], [pdf] = (list((folder / "book/build").glob(f"*.{kind}")) for kind in ("epub", "pdf"))
    return epub, pdf


def read_epub(epub: Path) -> str:
    with zipfile.ZipFile(epub) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".xhtml", ".opf"))]
    return re.sub(r"<[^<>]*>", " ", " ".join(pages)).replace("&amp;", "&")


def read_pdf(pdf: Path) -> str:
    ended = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
    return re.sub(r"-\n(?=[a-z])", "", ended.stdout.decode())


def test_page_becomes_two_books_that_carry_its_attribution(tmp_path: Path) -> None:
    epub, pdf = build(tmp_path, "page.txt", TEXT_PAGE.encode())
    assert judge(epub.read_bytes()) == ()
    assert ask_qpdf(pdf.read_bytes()) == []
    assert ask_ghostscript(pdf.read_bytes()) == []
    left_out = " ".join(line for line in TEXT_PAGE.split("\n") if any(one in line for one in _FURNITURE))
    expected = Counter(_WORD.findall(TEXT_PAGE)) - Counter(_WORD.findall(left_out))
    for shown in (read_epub(epub), read_pdf(pdf)):
        assert not [one for one in _FURNITURE if one in " ".join(shown.split())]
        missing = expected - Counter(_WORD.findall(shown))
        # A word that the end of a line divides may be two there.
        assert sum(missing.values()) <= (0 if shown.startswith(" ") else 6), missing
        for name in ("Ines Falk", "Maud Penrose", "Jory Trease", "Harbour Reading Room", "Tom Arden"):
            assert name in " ".join(shown.split())
    with zipfile.ZipFile(epub) as archive:
        package = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".opf"))
    assert re.search(r"<dc:creator[^>]*>Dr\. Ines Falk</dc:creator>", package)
    assert "<dc:creator>Maud" not in package
    information = subprocess.run(["pdfinfo", "-meta", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert "submitted to: the Harbour Reading Room" in information


@pytest.mark.parametrize("name", ["journal-highwire", "rdfa-reprint"])
def test_saved_page_becomes_valid_books(tmp_path: Path, name: str) -> None:
    epub, pdf = build(tmp_path, "page.html", (PAGES / name / "page.html").read_bytes())
    assert judge(epub.read_bytes()) == ()
    assert ask_qpdf(pdf.read_bytes()) == []


def acquire_words(source: Path, into: Path, *options: str) -> Counter[str]:
    """Acquire a source; return the words of its manuscript as a build reads them."""
    assert main(["acquire", str(source), "--into", str(into), "--quiet", *options]) == 0
    manuscript = read_book(Workspace(into, alone=True)).value
    assert manuscript is not None
    return Counter(read_words(manuscript.book))


def read_document(source: Path, *, accept: bool) -> Counter[str]:
    """Return the words of a Word file with its tracked changes accepted or rejected, read from its XML alone."""
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(source) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    pieces = []
    for paragraph in root.iter(f"{name}p"):
        for text in paragraph.iter(f"{name}t", f"{name}delText", f"{name}tab", f"{name}br"):
            around = {one.tag for one in text.iterancestors()}
            if f"{name}{'del' if accept else 'ins'}" not in around:
                pieces.append(text.text or " ")
        mark = paragraph.find(f"{name}pPr/{name}rPr/{name}{'del' if accept else 'ins'}")
        pieces.append("" if mark is not None else "\n")
    return Counter(split_words(["".join(pieces)]))


@pytest.mark.parametrize("changes", ["accept", "reject"])
def test_tracked_changes_of_an_article_are_settled_word_by_word(tmp_path: Path, changes: str) -> None:
    folder = SHARED / "deep-rules/content"
    if not folder.is_dir():
        pytest.skip("../shared/manuscripts/deep-rules is not here")
    [source] = folder.glob("*.docx")
    words = acquire_words(source, tmp_path / "book", "--changes", changes)
    expected = read_document(source, accept=changes == "accept")
    # The title stands in book.toml; of the one formula pandoc gives TeX, which has words of its own.
    assert sum((expected - words).values()) == 8
    assert set(words - expected) <= {"text", "HasAsthma", "x", "Rightarrow", "LowerRisk"}


def test_word_file_and_epub_of_one_book_give_the_same_words(tmp_path: Path) -> None:
    folder = SHARED / "humane-tech"
    if not folder.is_dir():
        pytest.skip("../shared/manuscripts/humane-tech is not here")
    document, epub = (acquire_words(folder / f"book.{kind}", tmp_path / kind) for kind in ("docx", "epub"))
    # The EPUB's title page is a page of its own, called by the title of the book.
    assert document - epub == Counter()
    assert set(epub - document) <= {"Humane", "Technology"}
