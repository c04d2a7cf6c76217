"""Saved pages: their text is word-exact, what is left out is told, and every word is somewhere."""

from __future__ import annotations

import base64
import json
import plistlib
import sys
import tomllib
from pathlib import Path

import pytest

from makeready.acquire.account import read_words, split_words
from makeready.acquire.page import SavedPage, read_page
from makeready.acquire.reading import Reading
from makeready.acquire.run import Acquired, Wishes, acquire_sources
from makeready.findings import Outcome, UsageError
from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.unit.acquire.sources import PAGES, TEXT_PAGE, acquire

NAMES = sorted(path.name for path in PAGES.iterdir())
HTML = (PAGES / "wordpress-blog/page.html").read_text("utf-8")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def read(name: str) -> Reading:
    outcome = read_page(SavedPage(name="page.html", content=(PAGES / name / "page.html").read_bytes()))
    assert outcome.value is not None
    return outcome.value


def sign(text: str) -> tuple[str, str, int]:
    words = text.split()
    return words[0], words[-1], len(words)


def list_rows(table: list[dict[str, object]]) -> list[tuple[str, str, int]]:
    return [(str(r["first"]).split()[0], str(r["last"]).split()[-1], int(str(r["words"]))) for r in table]


@pytest.mark.parametrize("name", NAMES)
def test_text_of_each_page_is_exact(name: str, tmp_path: Path) -> None:
    expected = tomllib.loads((PAGES / name / "expected.toml").read_text("utf-8"))
    outcome = acquire({"page.html": (PAGES / name / "page.html").read_bytes()}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    reading = read(name)
    rows = list_rows(expected["text"])
    left = [sign(one.text) for one in reading.left_out]
    assert not [row for row in rows if row in left], "left out, and it is text"
    count = sum(row[2] for row in rows)
    assert count == len(reading.words) - sum(one[2] for one in left) - len(reading.told)
    # What was written, as a build reads it; a heading that is the book's title stands on its title page.
    manuscript = read_book(Workspace(tmp_path / "book", alone=True)).value
    assert manuscript is not None
    words = [*split_words([manuscript.book.title]), *read_words(manuscript.book)]
    for row in expected["text"]:
        for phrase in split_words([str(row["first"]).split()[0], str(row["last"]).split()[-1]]):
            assert phrase in words
    account = outcome.value.account
    assert account.source == account.kept + account.left_out + account.told


def write(tmp_path: Path, **wishes: object) -> tuple[Outcome[Acquired], Path]:
    into = tmp_path / "book"
    return acquire({"page.txt": TEXT_PAGE}, into, **wishes), into


def test_page_of_plain_text_becomes_a_manuscript_with_its_attribution(tmp_path: Path) -> None:
    outcome, into = write(tmp_path)
    assert outcome.value is not None
    values = tomllib.loads((into / "manuscript/book.toml").read_text("utf-8"))
    assert values["title"] == "The Lighthouse Keeper's Ledger"
    assert [one["name"] for one in values["review"]["reviewers"]] == ["Dr. Ines Falk"]
    assert values["review"]["work"]["title"] == "The Lighthouse Keeper's Ledger"
    assert [one["name"] for one in values["review"]["work"]["contributors"]] == ["Maud Penrose", "Jory Trease"]
    provenance = values["provenance"]
    assert provenance["submitted_to"] == "the Harbour Reading Room"
    assert (provenance["venue"], provenance["venue_owner"]) == ("Tom Arden's page", "Tom Arden")
    assert provenance["statement"].startswith("The following review was kindly submitted")
    assert provenance["digest"].startswith("sha256:")
    left_out = (into / "acquired/left-out.md").read_text("utf-8")
    text = (into / "manuscript/01-the-lighthouse-keepers-ledger.md").read_text("utf-8")
    for words in ("Skip to content", "Share this on Facebook", "A keeper of the eighties", "Back to top"):
        assert words in left_out and words not in text
    assert text.startswith("# The Lighthouse Keeper's Ledger\n\nThe Lighthouse Keeper's Ledger is a book")


def test_acquiring_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in sorted(write(tmp_path)[1].rglob("*.*")) if path.is_file()}
    outcome, into = write(tmp_path)
    assert outcome.value is not None
    assert {path.name: path.read_bytes() for path in sorted(into.rglob("*.*")) if path.is_file()} == first


def test_what_was_changed_by_hand_is_not_overwritten(tmp_path: Path) -> None:
    _, into = write(tmp_path)
    chapter = into / "manuscript/01-the-lighthouse-keepers-ledger.md"
    chapter.write_text("# Mine\n\nwords\n")
    outcome, _ = write(tmp_path)
    assert outcome.value is None
    assert [one.code for one in outcome.findings if one.code == "AQ004"] == ["AQ004"]
    assert chapter.read_text() == "# Mine\n\nwords\n"
    outcome, _ = write(tmp_path, force=True)
    assert outcome.value is not None
    assert "arithmetic" in chapter.read_text("utf-8")


def test_file_of_an_earlier_acquiring_that_is_not_written_any_more_goes(tmp_path: Path) -> None:
    _, into = write(tmp_path)
    old = into / "manuscript/01-the-lighthouse-keepers-ledger.md"
    outcome = acquire({"page.txt": TEXT_PAGE.replace("Lighthouse", "Harbour")}, into)
    assert outcome.value is not None
    assert not old.exists()
    assert (into / "manuscript/01-the-harbour-keepers-ledger.md").exists()


@pytest.mark.parametrize("line", ["13", "page.txt:13"])
def test_passage_can_be_taken_back_by_its_line(tmp_path: Path, line: str) -> None:
    outcome, into = write(tmp_path, keep=(line,))
    assert outcome.value is not None
    assert "A keeper of the eighties" in next((into / "manuscript").glob("*.md")).read_text("utf-8")
    assert "A keeper of the eighties" not in (into / "acquired/left-out.md").read_text("utf-8")


def test_passage_can_be_left_out_by_its_line(tmp_path: Path) -> None:
    outcome, into = write(tmp_path, drop=("15",))
    assert outcome.value is not None
    assert "It is a short book" in (into / "acquired/left-out.md").read_text("utf-8")


@pytest.mark.parametrize("wish", [{"keep": ("here",)}, {"drop": ("page.txt:",)}, {"accept": (7,)}])
def test_wish_that_names_nothing_is_told(tmp_path: Path, wish: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        write(tmp_path, **wish)


def test_accepted_slip_is_corrected_and_told_in_the_book(tmp_path: Path) -> None:
    outcome, into = write(tmp_path, accept=None)
    assert outcome.value is not None
    assert "last page (he was eighty)" in next((into / "manuscript").glob("*.md")).read_text("utf-8")
    values = tomllib.loads((into / "manuscript/book.toml").read_text("utf-8"))
    [emendation] = values["provenance"]["emendations"]
    assert "page(he" in emendation["original"]
    assert "page (he" in emendation["corrected"]
    assert emendation["place"] == "page.txt:11"


def test_nothing_is_corrected_unasked(tmp_path: Path) -> None:
    outcome, into = write(tmp_path)
    assert [one.code for one in outcome.findings if one.code == "AQ010"] == ["AQ010"]
    assert "last page(he was eighty)" in next((into / "manuscript").glob("*.md")).read_text("utf-8")


def test_several_pages_become_chapters_in_their_order(tmp_path: Path) -> None:
    files = {"b.html": HTML, "a.txt": TEXT_PAGE}
    outcome = acquire(files, tmp_path / "book", title="Two Reviews")
    assert outcome.value is not None, outcome.findings
    names = sorted(path.name for path in (tmp_path / "book/manuscript").glob("*.md"))
    assert names == ["01-a-road-made-of-salt.md", "02-the-lighthouse-keepers-ledger.md"]
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert values["title"] == "Two Reviews"
    assert [one["name"] for one in values["contributors"]] == ["Joan Tull", "Dr. Ines Falk"]
    assert "kindly submitted" in values["provenance"]["statement"]
    record = json.loads((tmp_path / "book/acquired/record.json").read_text("utf-8"))
    assert [one["name"] for one in record["sources"]] == ["b.html", "a.txt"]
    assert record["words"]["source"] == sum(value for key, value in record["words"].items() if key != "source")


def make_mhtml() -> bytes:
    page = HTML.replace("<p>What lifts it", '<p><img src="cid:dot@x" alt="A dot"></p><p>What lifts it')
    parts = [("text/html; charset=utf-8", page.encode(), ""), ("image/png", DOT, "Content-ID: <dot@x>\r\n")]
    written = "".join(
        f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{more}\r\n"
        f"{base64.b64encode(body).decode()}\r\n"
        for kind, body, more in parts
    )
    return (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://lantern.example/salt\r\n"
        "Date: Fri, 3 May 2019 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n{written}--b--\r\n'
    ).encode()


def make_webarchive() -> bytes:
    page = HTML.replace("<p>What lifts it", '<p><img src="/dot.png" alt="A dot"></p><p>What lifts it')
    main = {"WebResourceData": page.encode(), "WebResourceURL": "https://lantern.example/salt"}
    part = {"WebResourceData": DOT, "WebResourceURL": "https://lantern.example/dot.png"}
    main["WebResourceTextEncodingName"], part["WebResourceMIMEType"] = "UTF-8", "image/png"
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": [part]}, fmt=plistlib.FMT_BINARY)


@pytest.mark.parametrize(("name", "content"), [("page.mhtml", make_mhtml()), ("page.webarchive", make_webarchive())])
def test_page_saved_as_one_file_brings_its_address_and_pictures(tmp_path: Path, name: str, content: bytes) -> None:
    outcome = acquire({name: content}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    text = (tmp_path / "book/manuscript/01-a-road-made-of-salt.md").read_text("utf-8")
    assert "![A dot](<images/" in text
    [picture] = (tmp_path / "book/manuscript/images").iterdir()
    assert picture.read_bytes() == DOT
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert values["provenance"]["source_uri"] == "https://lantern.example/salt"
    if name == "page.mhtml":
        assert str(values["provenance"]["acquired_at"]).startswith("2019-05-03")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_page_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    page = (PAGES / "no-markup/page.html").read_text("utf-8").replace("brave thing", "brâve thing")
    head = page.replace("<head>", f'<head><meta charset="{encoding.removesuffix("-sig")}">')
    outcome = acquire({"page.html": head.encode(encoding, "replace")}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert "brâve thing" in next((tmp_path / "book/manuscript").glob("*.md")).read_text("utf-8")


def test_notes_of_a_page_become_notes(tmp_path: Path) -> None:
    page = (PAGES / "no-markup/page.html").read_text("utf-8")
    page = page.replace("kettle on.", 'kettle on.<sup id="r1"><a href="#n1">1</a></sup>')
    notes = '<hr><ol><li id="n1"><p>It was blue. <a href="#r1">↩</a></p></li></ol></body>'
    outcome = acquire({"page.html": page.replace("</body>", notes)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    text = next((tmp_path / "book/manuscript").glob("*.md")).read_text("utf-8")
    assert "kettle on.[^1]" in text
    assert "[^1]: It was blue." in text


def test_pictures_that_lie_beside_a_page_come_along(tmp_path: Path) -> None:
    page = (PAGES / "no-markup/page.html").read_text("utf-8")
    page = page.replace(
        "<p>Then", '<p><img src="page_files/dot%20one.png?x=1" alt="A dot"></p><p><img src="../out.png"></p><p>Then'
    )
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page_files/dot one.png").write_bytes(DOT)
    (tmp_path / "out.png").write_bytes(DOT)
    (folder / "page.html").write_text(page, "utf-8")
    outcome = acquire_sources([(folder / "page.html", "page.html")], tmp_path / "book", Wishes())
    assert outcome.value is not None
    assert [path.name for path in (tmp_path / "book/manuscript/images").iterdir()] == ["dot-20one.png"]
    assert [one.message for one in outcome.findings if one.code == "AQ011"] == [
        "the picture '../out.png' is not in the source"
    ]


@pytest.mark.parametrize("module", ["trafilatura", "justext"])
def test_page_without_the_libraries_says_how_to_install_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    outcome = acquire({"page.html": HTML}, tmp_path / "book")
    assert outcome.value is None
    [finding] = [one for one in outcome.findings if one.code == "AQ003"]
    assert finding.hint is not None
    assert "makeready[acquire]" in finding.hint
    # Plain text needs none of them.
    assert acquire({"page.txt": TEXT_PAGE}, tmp_path / "book").value is not None


def test_what_stands_in_the_page_s_main_part_is_text_from_its_first_word(tmp_path: Path) -> None:
    long = "The keeper counted the ships of the year, and the sum at the foot of the page was out by one. " * 4
    line = "A line of thirteen words that no extractor takes: number {0} of them."
    code = "".join(f"<p>{line.format(number)}</p><pre>x({number})</pre>" for number in range(6))
    page = "<html><body><nav>Home</nav><div><main><h1>Ships</h1>"
    page += f"<p>In this part we count ships, one after the other, as they come.</p>{code}"
    page += f"<p>{long}</p><p>{long}</p></main></div></body></html>"
    outcome = acquire({"page.html": page}, tmp_path / "book")
    assert outcome.value is not None
    text = next((tmp_path / "book/manuscript").glob("*.md")).read_text("utf-8")
    assert text.startswith("# Ships\n\nIn this part we count ships")
    assert "number 0 of them" in text


@pytest.mark.parametrize("saved", [True, False])
def test_caption_goes_with_its_picture(tmp_path: Path, saved: bool) -> None:
    page = (PAGES / "no-markup/page.html").read_text("utf-8")
    address = f"data:image/png;base64,{base64.b64encode(DOT).decode()}" if saved else "dot.png"
    figure = (
        f"<figure><img src='{address}' alt=''><figcaption>A dot that was seen from the bench.</figcaption></figure>"
    )
    outcome = acquire({"page.html": page.replace("<p>Then", f"{figure}<p>Then")}, tmp_path / "book")
    assert outcome.value is not None
    text = next((tmp_path / "book/manuscript").glob("*.md")).read_text("utf-8")
    assert ("<figcaption>A dot that was seen" in text) is saved
    assert ("A dot that was seen" in (tmp_path / "book/acquired/left-out.md").read_text("utf-8")) is not saved
