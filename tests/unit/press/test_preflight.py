"""A file is looked at in a process of its own; findings in our own PDFs lead to the manuscript."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from makeready.cli import main
from makeready.findings import Span
from makeready.press.mending import mend_file
from makeready.press.preflight import preflight_file
from makeready.profiles import read_profile, read_receiver
from tests.conformance.seeded_epubs import EBOOK_SEEDS, add, draw, make_epub
from tests.conformance.seeded_pdfs import SEEDS, make_book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a PDF with an RGB area on page 3."""
    path = tmp_path / "book.pdf"
    path.write_bytes(next(seed for seed in SEEDS if seed.name == "RGB area").make(clean=False))
    return path


def write_map(book: Path, digest: str) -> None:
    """Write a page map that says that page 3 begins at line 12."""
    pages = [{"index": 2, "source": {"file": "one.md", "line": 12, "column": 1}}, {"index": 3, "source": None}]
    told = {"format": "makeready-page-map", "version": 1, "sha256": digest, "pages": pages}
    book.with_name("book.pages.json").write_text(json.dumps(told), encoding="utf-8")


def test_findings_lead_to_the_manuscript_where_the_page_map_is_of_the_same_bytes(book: Path) -> None:
    profile = read_profile("ingram")
    assert profile is not None
    write_map(book, hashlib.sha256(book.read_bytes()).hexdigest())
    (found,) = preflight_file(book, profile).findings
    assert (found.code, found.location, found.span) == ("PF050", "page 3 at 100, 200", Span.at("one.md", 12, 1))
    write_map(book, "0" * 64)
    assert preflight_file(book, profile).findings[0].span is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "makeready-page-map"}', "[" * 100_000])
def test_a_page_map_that_is_none_is_passed_over(content: str, book: Path) -> None:
    book.with_name("book.pages.json").write_text(content, encoding="utf-8")
    profile = read_profile("ingram")
    assert profile is not None
    assert [one.span for one in preflight_file(book, profile).findings] == [None]


def test_command_says_what_is_found_and_for_whom(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(book.parent)
    assert main(["preflight", "book.pdf", "--profile", "ingram", "--no-colour"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "book.pdf: failed for IngramSpark (1 error)\n"
    assert "error[PF050]: an area is in DeviceRGB\n  --> book.pdf: page 3 at 100, 200\n" in captured.err
    assert "   = note: IngramSpark, File Creation Guide: CMYK or gray (read 2026-11-27)\n" in captured.err
    assert main(["preflight", "book.pdf", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["command"], told["findings"]) == ("preflight", [])
    assert told["result"] == [{"file": "book.pdf", "profile": "any", "passed": True}]


def test_strict_lets_warnings_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("book.pdf").write_bytes(next(seed for seed in SEEDS if seed.name == "bookmarks").make(clean=False))
    assert main(["preflight", "book.pdf", "--profile", "ingram"]) == 0
    assert main(["preflight", "book.pdf", "--profile", "ingram", "--strict"]) == 1
    Path("clean.pdf").write_bytes(make_book())
    assert main(["preflight", "absent.pdf"]) == 4
    assert main(["preflight", "clean.pdf", "--profile", "nobody"]) == 2


def test_html_shows_the_pages_with_the_places_marked(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(book.parent)
    assert main(["preflight", "book.pdf", "--profile", "ingram", "--format", "html"]) == 1
    page: Any = html.document_fromstring(capsys.readouterr().out)
    assert page.xpath("//figure/@id") == ["p2", "p3"], "the spread with the finding, and no other"
    (circle,) = page.xpath("//figure[@id='p3']//circle")
    # 9 pt of bleed to the left of 100, and the sheet's height less 9 and 200 from its top.
    assert float(circle.get("cx")) == 109
    assert page.xpath("string(//li[@id='f1'])").startswith("1 error PF050 an area is in DeviceRGB")
    assert main(["preflight", "book.pdf", "book.pdf", "--format", "html"]) == 2


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.4\ntrailer"])
def test_html_of_what_is_no_pdf_has_its_findings(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("book.pdf").write_bytes(content)
    assert main(["preflight", "book.pdf", "--format", "html"]) == 1
    page: Any = html.document_fromstring(capsys.readouterr().out)
    assert page.xpath("count(//figure)") == 0
    assert "PF001" in page.xpath("string(//section//li)")


def test_sarif_names_the_manuscript_where_it_is_there_and_else_the_file(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(book.parent)
    write_map(book, hashlib.sha256(book.read_bytes()).hexdigest())

    def read() -> dict[str, object]:
        assert main(["preflight", "book.pdf", "--profile", "ingram", "--format", "sarif"]) == 1
        (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        assert result["ruleId"] == "PF050"
        place: dict[str, object] = result["locations"][0]["physicalLocation"]
        return place

    assert read() == {"artifactLocation": {"uri": "book.pdf", "uriBaseId": "%SRCROOT%"}}
    Path("one.md").write_text("text\n", encoding="utf-8")
    place = read()
    assert place["artifactLocation"] == {"uri": "one.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 12, "endLine": 12, "startColumn": 1}


def test_fix_writes_a_copy_and_says_what_is_left(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(book.parent)
    original = book.read_bytes()
    assert main(["preflight", "book.pdf", "--profile", "ingram", "--fix", "out.pdf", "--no-colour"]) == 0
    said = capsys.readouterr()
    assert "mended: PF050 is no longer found (1)\n" in said.out
    assert "out.pdf: passed for IngramSpark (1 piece of advice)" in said.out
    assert "PD052" in said.err, "what became of the colours is told"
    assert book.read_bytes() == original
    assert main(["preflight", "book.pdf", "--profile", "ingram", "--fix", "book.pdf"]) == 2
    Path("none.pdf").write_bytes(b"no PDF")
    assert main(["preflight", "none.pdf", "--fix", "not.pdf", "--no-colour"]) == 1
    assert "nothing was mended: it is no PDF\n" in capsys.readouterr().err
    assert not Path("not.pdf").exists()


def test_a_standard_that_is_not_kept_is_not_claimed(tmp_path: Path) -> None:
    profile = read_profile("ingram")
    assert profile is not None
    (tmp_path / "in.pdf").write_bytes(next(one for one in SEEDS if one.name == "PostScript").make(clean=False))
    mended = mend_file(tmp_path / "in.pdf", tmp_path / "out.pdf", profile)
    assert mended.refusal is None
    assert not any("the file says that it is PDF/X" in one for one in mended.done)


def test_an_ebook_is_asked_by_its_shop_and_nothing_is_told_twice(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(make_epub())
    for name in ("kdp", "ingram", "apple", "kobo", "google"):
        shop = read_receiver(name)
        assert shop is not None
        assert preflight_file(path, shop).findings == ()
    path.write_bytes(add("more.png", "image/png", draw("PNG", 2850, 2000))())
    apple, google = read_receiver("apple"), read_receiver("google")
    assert apple is not None and google is not None
    assert [one.code for one in preflight_file(path, apple).findings] == ["PF093"]
    assert [one.code for one in preflight_file(path, google).findings] == ["EP033"]


def test_the_command_takes_shops_for_ebooks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = next(one for one in EBOOK_SEEDS if one.name == "GIF at Apple")
    (tmp_path / "book.epub").write_bytes(seed.defect())
    assert main(["preflight", str(tmp_path / "book.epub"), "--profile", "apple", "--no-colour"]) == 1
    captured = capsys.readouterr()
    assert "error[PF094]: the picture is GIF" in captured.err
    assert "book.epub: EPUB/more.gif" in captured.err
    assert "failed for Apple Books" in captured.out


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(99), make_epub()[:5000]])
def test_what_is_no_ebook_is_told_for_a_shop_too(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(content)
    shop = read_receiver("kobo")
    assert shop is not None
    assert [one.code for one in preflight_file(tmp_path / "book.epub", shop).findings] == ["EP010"]
