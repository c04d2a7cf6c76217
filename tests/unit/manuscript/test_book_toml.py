"""book.toml: each line broken in turn gives a finding with its place and a remedy, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.findings import Finding, Severity
from makeready.manuscript.positions import read_toml
from makeready.manuscript.read import Manuscript, read_book
from makeready.model.edition import NotePlace, PrintEdition, Target, require_pages
from makeready.workspace import Workspace

GOOD = """\
title = "Inside Stories"
subtitle = "A précis"
language = "en-GB"
identifiers = ["isbn:978-0-306-40615-7", "doi:10.1000/182"]
publisher = "A Press"
imprint = "An Imprint"
date = 2026-11-23
modified = 2026-11-23T10:00:00+02:00
description = "What it is."
subjects = ["Terrorism", { term = "Security", scheme = "BISAC", code = "POL037000" }]
series = "A Series"
series_position = "2"
author = "Ann Author"

[rights]
statement = "All rights reserved."
licence = "CC BY 4.0"
licence_uri = "https://creativecommons.org/licenses/by/4.0/"

[[contributors]]
name = "Ed Itor"
roles = ["edt"]
identifiers = { orcid = "0000-0002-1825-0097" }

[review]
reviewers = [{ name = "Dr. Re Viewer", sort_name = "Viewer, Re" }]

[review.work]
title = "The Work"
contributors = [{ name = "W. Riter", roles = ["aut"], about = "a writer" }]
isbn = "0-306-40615-2"
year = "2016"

[provenance]
relation = "precis"
source_uri = "https://example.org/review"
published = 2017-01-01
emendations = [{ original = "teh", corrected = "the", reason = "slip" }]

[editions.print]
target = "pdf"
trim = "140mm x 216mm"
bleed = "0.125in"
margins = { top = "0.8in", inner = "2cm" }
notes = "chapter-end"

[editions.epub]
target = "epub"
styles = ["mine.css"]

[[suppress]]
code = "MS011"
path = "manuscript/01.md"
reason = "They are notes to myself."
"""


def read(folder: Path, toml: str, text: str = "# One\n\nWords.\n") -> tuple[Manuscript, tuple[Finding, ...]]:
    """Read a project with this book.toml and one file of text."""
    (folder / "manuscript").mkdir(exist_ok=True)
    (folder / "manuscript" / "book.toml").write_text(toml, encoding="utf-8")
    (folder / "manuscript" / "01.md").write_text(text, encoding="utf-8")
    (folder / "manuscript" / "02.md").write_text("# Two\n\nMore words.\n", encoding="utf-8")
    outcome = read_book(Workspace(folder, {}))
    assert outcome.value is not None
    return outcome.value, outcome.findings


def test_a_person_may_be_no_more_than_a_name(tmp_path: Path) -> None:
    toml = """\
title = "T"
language = "en"
contributors = ["Ed Itor", { name = "Ann Author", role = "aut" }]

[review]
reviewers = ["Re Viewer"]

[review.work]
title = "W"
contributors = ["Wri Ter"]
"""
    manuscript, findings = read(tmp_path, toml)
    book = manuscript.book
    work = book.attribution.reviewed
    assert [one for one in findings if one.severity is Severity.ERROR] == []
    assert work is not None
    people = [*book.contributors, *book.attribution.reviewers, *work.contributors]
    assert [(one.name, one.sort_name, one.roles) for one in people] == [
        ("Ed Itor", "Itor, Ed", ("ctb",)),
        ("Ann Author", "Author, Ann", ("aut",)),
        ("Re Viewer", "Viewer, Re", ("rev",)),
        ("Wri Ter", "Ter, Wri", ("aut",)),
    ]
    assert [(one.span.start_line, one.span.start_column) for one in people if one.span][:1] == [(3, 17)]


def test_good_file_is_read_whole(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, GOOD)
    book = manuscript.book
    assert findings == ()
    assert [i.urn for i in book.identifiers] == ["urn:isbn:9780306406157", "https://doi.org/10.1000/182"]
    assert book.modified == "2026-11-23T08:00:00Z"
    assert [(c.name, c.sort_name, c.roles) for c in book.contributors] == [
        ("Ann Author", "Author, Ann", ("aut",)),
        ("Ed Itor", "Itor, Ed", ("edt",)),
    ]
    assert book.contributors[1].identifiers == (("orcid", "0000-0002-1825-0097"),)
    assert book.attribution.reviewers[0].roles == ("rev",)
    work = book.attribution.reviewed
    assert work is not None and work.contributors[0].about == "a writer" and work.isbn == "9780306406157"
    assert book.attribution.provenance is not None
    assert book.attribution.provenance.emendations[0].corrected == "the"
    assert book.subjects[1].code == "POL037000"
    pdf, epub = manuscript.editions
    assert (pdf.target, pdf.notes, epub.target) == (Target.PDF, NotePlace.CHAPTER_END, Target.EPUB)
    pdf = require_pages(pdf)
    assert pdf.trim == pytest.approx((396.85, 612.28), abs=0.01)
    assert (pdf.margins.top, round(pdf.margins.inner, 2), pdf.margins.outer) == (
        57.6,
        56.69,
        PrintEdition(name="").margins.outer,
    )
    assert manuscript.suppressions[0].code == "MS011"
    assert manuscript.sources["manuscript/book.toml"][0] == 'title = "Inside Stories"'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a]\n[a]\n", "cannot declare [a] twice"),
        ("[a.'x y']\n[a.'x y']\n", "cannot declare [a.x y] twice"),
        ("a = [1]\n[[a]]\n", "namespace [a]"),
    ],
)
def test_tables_are_told_as_they_are_written(text: str, words: str) -> None:
    (found,) = read_toml(text, "book.toml").findings
    assert words in found.message and "(" not in found.message


@pytest.mark.threat(36, 51, 52, 53, 54, 55)
@pytest.mark.parametrize(
    ("line", "broken", "code", "place", "hint"),
    [
        ('title = "Inside Stories"', "", "MD005", "1:1", "title ="),
        ('title = "Inside Stories"', "title = 7", "MD003", "1:9", ""),
        ('title = "Inside Stories"', 'title = ""', "MD016", "1:9", ""),
        ('title = "Inside Stories"', 'titel = "Inside Stories"', "MD002", "1:1", "title"),
        ('title = "Inside Stories"', 'title = "Inside', "MD001", "1:16", ""),
        ('language = "en-GB"', 'language = "en_GB"', "MD008", "3:12", "en-GB"),
        ('language = "en-GB"', 'language = "english"', "MD008", "3:12", '"en"'),
        ('language = "en-GB"', 'language = "xx-YYYY-1"', "MD008", "3:12", ""),
        ("isbn:978-0-306-40615-7", "isbn:978-0-306-40615-8", "MD007", "4:16", ""),
        ("doi:10.1000/182", "doi:182", "MD007", "4:42", "10.1000"),
        ("doi:10.1000/182", "what:182", "MD007", "4:42", "isbn:"),
        ("date = 2026-11-23\n", "date = 2026-13-45\n", "MD006", "7:8", "YYYY"),
        ("date = 2026-11-23\n", 'date = "2026-02-30"\n', "MD006", "7:8", "YYYY"),
        ("date = 2026-11-23\n", "date = true\n", "MD003", "7:8", ""),
        ("modified = 2026-11-23T10:00:00+02:00", 'modified = "soon"', "MD006", "8:12", ""),
        ("subjects = [", "subjects = [7, ", "MD003", "10:13", ""),
        ('term = "Security", ', "", "MD004", "10:26", ""),
        ('author = "Ann Author"', 'creator = "Ann Author"', "MD002", "13:1", "author"),
        ("https://creativecommons", "javascript:creativecommons", "MD023", "18:15", ""),
        ('name = "Ed Itor"\n', "", "MD004", "20:1", ""),
        ('roles = ["edt"]', 'roles = ["editor"]', "MD011", "22:10", "edt (editor)"),
        ('roles = ["edt"]', 'rules = ["edt"]', "MD002", "22:1", "roles"),
        ("0000-0002-1825-0097", "0000-0002-1825-0098", "MD007", "23:25", ""),
        ('title = "The Work"\n', "", "MD004", "28:1", ""),
        ('contributors = [{ name = "W. Riter", roles = ["aut"], about = "a writer" }]', "", "MD012", "28:1", "add"),
        ('contributors = [{ name = "W. Riter", roles = ["aut"], about = "a writer" }]', "contributors = []", "MD012",
         "28:1", "add"),
        ("0-306-40615-2", "0-306-40615-3", "MD007", "31:8", ""),
        ('relation = "precis"', 'relation = "précis"', "MD015", "35:12", "precis"),
        ("published = 2017-01-01", "published = 2017-01-41", "MD006", "37:13", ""),
        ('corrected = "the", ', "", "MD004", "38:16", ""),
        ('target = "pdf"', 'target = "PDF"', "MD015", "41:10", "pdf"),
        ('trim = "140mm x 216mm"', 'trim = "140 x 216"', "MD014", "42:8", "5.5in"),
        ('trim = "140mm x 216mm"', 'trim = "1in x 1in"', "MD024", "42:8", ""),
        ('bleed = "0.125in"', "bleed = true", "MD003", "43:9", ""),
        ('top = "0.8in"', 'top = "9in"', "MD024", "44:11", ""),
        ('inner = "2cm"', 'inner = "2 feet"', "MD014", "44:36", ""),
        ('notes = "chapter-end"', 'standard = "pdf/x-9"', "MD015", "45:12", "pdf/ua-1"),
        ("[editions.print]", '[editions."Über alles"]', "MD015", "40:1", "uber-alles"),
        ('styles = ["mine.css"]', 'notes = "page"', "MD015", "49:9", "chapter-end"),
        ('code = "MS011"', 'code = "MS999"', "WS003", "52:8", "explain"),
        ('reason = "They are notes to myself."', "", "MD004", "51:1", ""),
        ('path = "manuscript/01.md"', "path = 3", "MD003", "53:8", ""),
        ("[[suppress]]", "[suppress]", "MD003", "51:1", ""),
        ('description = "What it is."', 'description = "What \\u202e it is."', "MD019", "9:15", ""),
    ],
)  # fmt: skip
def test_each_broken_line_is_found(tmp_path: Path, line: str, broken: str, code: str, place: str, hint: str) -> None:
    assert GOOD.count(line) >= 1
    _, findings = read(tmp_path, GOOD.replace(line, broken, 1))
    found = [finding for finding in findings if finding.code == code]
    assert found, findings
    assert str(found[0].span) == f"manuscript/book.toml:{place}"
    assert found[0].hint and hint in found[0].hint


def test_all_errors_are_reported_at_once(tmp_path: Path) -> None:
    toml = 'title = 1\nlanguage = "q"\ndate = 2026-13-45\nx = 1\n[review.work]\ntitle = "w"\n'
    _, findings = read(tmp_path, toml)
    errors = [(f.code, f.span.start_line if f.span else 0) for f in findings if f.severity is Severity.ERROR]
    assert errors == [("MD003", 1), ("MD008", 2), ("MD006", 3), ("MD002", 4), ("MD012", 5)]


def test_reviewed_work_without_author_reads_as_the_design_has_it(tmp_path: Path) -> None:
    _, findings = read(tmp_path, 'title = "T"\n\n[review.work]\ntitle = "W"\n')
    finding = next(f for f in findings if f.code == "MD012")
    assert finding.message == "the reviewed work has no author"
    assert finding.notes == ("`contributors` is missing",)
    assert finding.hint == 'add contributors = [{ name = "…", roles = ["aut"] }]'
    assert finding.span is not None and (finding.span.start_column, finding.span.end_column) == (1, 14)


def test_defaults_are_advice_and_do_not_ask_the_clock(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, 'title = "T"\n')
    assert {f.code for f in findings} == {"MD009", "MD010", "MD013", "MD020"}
    assert {f.severity for f in findings} == {Severity.ADVICE}
    assert manuscript.book.modified == "2000-01-01T00:00:00Z"
    assert manuscript.book.identifiers == read(tmp_path, 'title = "T"\n')[0].book.identifiers
    assert [e.name for e in manuscript.editions] == ["epub", "print"]


def test_source_date_epoch_stands_in_for_a_date(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# T\n\nWords.\n")
    outcome = read_book(Workspace(tmp_path, {"SOURCE_DATE_EPOCH": "86400"}))
    assert outcome.value is not None and outcome.value.book.modified == "1970-01-02T00:00:00Z"


def test_numbering_is_one_of_three(tmp_path: Path) -> None:
    assert read(tmp_path, 'title = "T"\nnumbering = "chapters"\n')[0].book.numbering == "chapters"
    manuscript, findings = read(tmp_path, 'title = "T"\nnumbering = "pages"\n')
    assert manuscript.book.numbering == "none" and "MD015" in {f.code for f in findings}


@pytest.mark.threat(56)
def test_markup_in_a_title_stays_text(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, 'title = "</dc:title><x>"\n')
    assert manuscript.book.title == "</dc:title><x>"
    assert not [f for f in findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize("toml", ["a = [", "[", "=", 'a = "\n', "a = 1\na = 2", "[a]\n[a]", "a = " + "[" * 5000])
def test_syntax_errors_have_a_place(toml: str) -> None:
    file = read_toml(toml, "book.toml")
    assert [f.code for f in file.findings] == ["MD001"]
    span = file.findings[0].span
    assert span is not None and span.start_column is not None and span.start_line >= 1


def test_places_of_every_kind_of_value() -> None:
    toml = (
        "a.b = 1\n\"q k\" = '''x\ny'''\n"
        "list = [ # why\n  1,\n  { c = 'z', d = [true] },\n]\n"
        '[t . u]\nv = 1979-05-27 07:32:00 # then\n[[m]]\nn = """"quoted""""\n[[m]]\nn = 2\n[m.deep]\no = \'end\''
    )
    file = read_toml(toml, "b")
    assert file.findings == ()
    values = {path: str(span) for path, span in file.positions.values.items()}
    assert values[("a", "b")] == "b:1:7"
    assert file.positions.values[("q k",)].end_line == 3
    assert values[("list", 0)] == "b:5:3"
    assert values[("list", 1, "d", 0)] == "b:6:19"
    assert (values[("t", "u", "v")], file.positions.values[("t", "u", "v")].end_column) == ("b:9:5", 24)
    assert (values[("m", 0, "n")], values[("m", 1, "n")]) == ("b:11:5", "b:13:5")
    assert str(file.positions.key(("m", 1))) == "b:12:1"
    assert str(file.positions.key(("m", 1, "deep"))) == "b:14:1"
    assert values[("m", 1, "deep", "o")] == "b:15:5"
    assert str(file.positions.value(("m", 1, "missing"))) == "b:12:1"


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ("", ["print", None]),
        ('[editions.epub]\n[editions.print]\ntarget = "pdf"\n', ["print", None]),
        ('[editions.epub]\n[editions.a]\ntarget = "pdf"\n[editions.b]\ntarget = "pdf"\n', [None, None, None]),
        ('[editions.epub]\npage_list = "edition:b"\n[editions.a]\ntarget = "pdf"\n[editions.b]\ntarget = "pdf"\n',
         ["b", None, None]),
        ("[editions.epub]\npage_list = false\n[editions.print]\n", [None, None]),
        ("[editions.epub]\n", [None]),
    ],
)  # fmt: skip
def test_pages_that_an_epub_lists(tmp_path: Path, editions: str, expected: list[str | None]) -> None:
    (tmp_path / "book.toml").write_text(f'title = "A"\nauthor = "B"\nlanguage = "en"\ndate = 2026\n{editions}')
    (tmp_path / "a.md").write_text("# One\n\nWords.\n")
    outcome = read_book(Workspace(tmp_path))
    assert outcome.value is not None
    assert not [f for f in outcome.findings if f.severity is Severity.ERROR]
    assert [getattr(edition, "page_list", None) for edition in outcome.value.editions] == expected


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ('target = "pdf"', (None, "")),
        ('target = "pdf"\nnote_numbering = "page"', ("page", "")),
        ('target = "pdf"\nnotes = "chapter-end"\nnote_numbering = "book"', ("book", "")),
        ('target = "epub"\nnote_numbering = "book"', ("book", "")),
        ('target = "epub"\nnote_numbering = "page"', (None, "an EPUB has no pages")),
        ('target = "pdf"\nnotes = "chapter-end"\nnote_numbering = "page"', (None, "on other pages")),
        ('target = "pdf"\nnotes = "book-end"\nnote_numbering = "chapter"', (None, "many times on one page")),
    ],
)
def test_numbers_of_notes_begin_anew_where_their_place_allows_it(
    tmp_path: Path, edition: str, expected: tuple[str | None, str]
) -> None:
    head = f'title = "A"\nauthor = "B"\nlanguage = "en"\ndate = 2026\n[editions.one]\n{edition}\n'
    (tmp_path / "book.toml").write_text(head)
    (tmp_path / "a.md").write_text("# One\n\nWords.\n")
    outcome = read_book(Workspace(tmp_path))
    errors = [f for f in outcome.findings if f.severity is Severity.ERROR]
    assert [f.code for f in errors] == (["MD015"] if expected[1] else [])
    if errors:
        assert expected[1] in errors[0].message
        assert errors[0].span is not None and errors[0].span.start_line == head.count("\n")
    else:
        assert outcome.value is not None
        assert outcome.value.editions[0].note_numbering == expected[0]
