"""Books of every shape, built through the command line, before the judges: one file, a specimen, a novel."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import MadeBook, list_properties, make_book
from tests.conformance.pdf_judges import validate_ua
from tests.conformance.pdf_reading import list_bookmarks, list_complaints, list_labels, read_pages
from tests.conftest import TESTS, Golden

SPECIMEN = TESTS / "golden" / "specimen"
NOVEL = TESTS.parents[1] / "shared" / "manuscripts" / "pride-and-prejudice"
# What a folder with a file and a title leaves open: each is advised on, none stops the build.
ADVICE = {("advice", "MD013"), ("advice", "MD009"), ("advice", "MD010"), ("advice", "MD020")}


def test_folder_with_one_file_is_a_book(tmp_path: Path) -> None:
    (tmp_path / "walls.md").write_text(
        "# A Wall\n\nThe first words.[^1]\n\n## Up\n\nStone on stone.\n\n## Down\n\n*Frost*, then.\n\n[^1]: A note.\n"
    )
    made = make_book(tmp_path, tmp_path / "build")
    assert set(re.findall(r"^(\w+)\[(\w+)\]", made.said, re.MULTILINE)) == ADVICE
    assert judge(made.epub.read_bytes()) == ()
    assert list_complaints(made.pdf) == []
    assert {"Up", "Down"} <= {title for _, title in made.list_contents()}
    labels = list_labels(made.pdf)
    assert labels[0] == "i" and labels.index("1") % 2 == 0


def test_nothing_is_found_in_the_specimen(specimen: MadeBook) -> None:
    assert specimen.said == ""


def test_epubcheck_has_no_message_about_the_specimen(specimen: MadeBook) -> None:
    assert judge(specimen.epub.read_bytes()) == ()


def test_judges_of_the_specimens_pdf_have_no_complaint(specimen: MadeBook) -> None:
    assert list_complaints(specimen.pdf) == []
    assert validate_ua(specimen.pdf.read_bytes()) == []


def test_bookmarks_of_the_specimen_are_its_contents(specimen: MadeBook) -> None:
    # The notes stand at the end of the EPUB and at the foot of the pages.
    wanted = [line for line in specimen.list_contents() if line[1] != "Notes"]
    marks = list_bookmarks(specimen.pdf)
    assert [(mark.depth, mark.title) for mark in marks if mark.title != "Contents"] == wanted


def test_chapters_of_the_specimen_open_on_rectos_without_head_and_folio(specimen: MadeBook) -> None:
    heads = read_pages(specimen.pdf, above=612 - 0.8 * 72 + 1)
    marks = [mark for mark in list_bookmarks(specimen.pdf) if mark.title[:1].isdigit() or mark.title == "Glossary"]
    openings = {mark.page_index for mark in marks if not mark.title.startswith("4.1")}
    assert len(openings) == 5
    assert [(index % 2, heads[index]) for index in sorted(openings)] == [(0, "")] * 5


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("introduction", '<abbr title="Ordnance Datum Newlyn">'),
        ("introduction", "H<sub>2</sub>O"),
        ("introduction", '<a href="choosing.xhtml#drawing">'),
        ("preface", '<span lang="de" xml:lang="de">'),
        ("notes", '<a href="introduction.xhtml#batter">'),
        ("lete", 'lang="fr" xml:lang="fr"'),
        ("counting", "text-align: right"),
        ("choosing", "<figcaption>A wall cut through</figcaption>"),
        ("choosing", 'alt="A flat stone seen from the side, thin as a book"'),
        ("counting", "Two lines that end hard,<br/>"),
        ("winter", 'class="signature"'),
        ("glossary", '<a href="counting.xhtml#counting">'),
    ],
)
def test_specimen_keeps_what_was_marked(specimen: MadeBook, name: str, markup: str) -> None:
    assert markup in specimen.read(f"EPUB/text/{name}.xhtml").decode()


def test_note_called_twice_has_two_ways_back(specimen: MadeBook) -> None:
    notes = specimen.read("EPUB/text/notes.xhtml").decode()
    note = notes[notes.index('id="note-2"') : notes.index('id="note-3"')]
    assert note.count('role="doc-backlink"') == 2
    introduction = specimen.read("EPUB/text/introduction.xhtml").decode()
    assert introduction.count('href="notes.xhtml#note-2"') == 2
    # On paper the words of a note called twice on a page stand on it once.
    assert sum(page.count("a wall with poor hearting bulges") for page in read_pages(specimen.pdf)) == 1


def test_specimen_unpacked_is_as_before(specimen: MadeBook, golden: Golden, update_golden: bool) -> None:
    kept = {name for name in specimen.list_entries() if name.endswith((".xhtml", ".opf", ".ncx", ".css", ".xml"))}
    expected = {path.relative_to(SPECIMEN / "epub").as_posix() for path in (SPECIMEN / "epub").rglob("*.*")}
    if update_golden:
        for gone in expected - kept:
            (SPECIMEN / "epub" / gone).unlink()
    else:
        assert kept == expected
    for name in sorted(kept):
        golden(f"golden/specimen/epub/{name}", specimen.read(name))


@pytest.mark.long
def test_longest_novel_has_no_message_of_epubcheck(tmp_path: Path) -> None:
    if not NOVEL.is_dir():
        pytest.skip("../shared/manuscripts/pride-and-prejudice is not here")
    for path in NOVEL.glob("*.md"):
        shutil.copy(path, tmp_path)
    (tmp_path / "book.toml").write_text(
        'title = "Pride and Prejudice"\nauthor = "Jane Austen"\nlanguage = "en-GB"\ndate = 1813\n'
        'identifiers = ["uuid:9d6b4a4e-6f43-4a0f-9a5d-0a4f3a0c1813"]\nmodified = 2026-01-01T00:00:00Z\n'
        '[editions.epub]\ntarget = "epub"\n'
    )
    made = make_book(tmp_path, tmp_path / "build")
    assert made.said == ""
    assert judge(made.epub.read_bytes()) == ()
    assert len([title for _, title in made.list_contents() if title.startswith("Chapter ")]) == 61
    assert list_properties(made.package, "dcterms:modified") == ["2026-01-01T00:00:00Z"]
    with zipfile.ZipFile(made.epub) as archive:
        assert archive.testzip() is None
