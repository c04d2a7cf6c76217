"""Acquired manuscripts, built as they were written, before judges: EPUBCheck, qpdf, Ghostscript, pdftotext."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from makeready.cli import main
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.pdf_judges import ask_ghostscript, ask_qpdf
from tests.unit.acquire.sources import PAGES, TEXT_PAGE

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
    ended = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True)
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
