"""Each line of a full book.toml broken in turn, through the command: a place and a remedy each, and nothing written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from makeready.cli import main

FULL = """\
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
cover = "cover.png"
numbering = "chapters"
author = "Ann Author"

[rights]
statement = "All rights reserved."
licence = "CC BY 4.0"
licence_uri = "https://creativecommons.org/licenses/by/4.0/"
holder = "Ann Author"
source_statement = "Theirs."

[[contributors]]
name = "Ed Itor"
sort_name = "Itor, Ed"
roles = ["edt"]
identifiers = { orcid = "0000-0002-1825-0097", isni = "0000 0001 2103 2683" }
about = "an editor"

[review]
reviewers = [{ name = "Dr. Re Viewer", sort_name = "Viewer, Re" }]

[review.work]
title = "The Work"
subtitle = "Its Subtitle"
contributors = [{ name = "W. Riter", roles = ["aut"] }]
publisher = "Another Press"
year = "2016"
isbn = "0-306-40615-2"

[provenance]
relation = "precis"
title = "The Review"
source_uri = "https://example.org/review"
venue = "A Page"
venue_owner = "An Owner"
published = 2017-01-01
submitted_by = "Dr. Re Viewer"
submitted_to = "A Centre"
acquired_at = 2026-01-01T00:00:00Z
digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
acquired_with = "makeready 0.1.0"
statement = "A précis."
emendations = [{ original = "teh", corrected = "the", place = "line 4", reason = "slip" }]

[contents]
front = ["preface.md"]
body = [{ part = "One", files = ["01.md"] }, "02.md"]
back = ["afterword.md"]

[editions.print]
target = "pdf"
trim = "140mm x 216mm"
bleed = "0.125in"
marks = false
margins = { top = "0.8in", bottom = "0.9in", inner = "2cm", outer = "2cm" }
standard = "pdf/ua-1"
styles = ["mine.css"]
identifier = "isbn:978-0-306-40615-7"
notes = "chapter-end"
openings = "recto"
hyphenate = true
tagged = true

[editions.screen]
target = "epub"

[[suppress]]
code = "MS011"
path = "manuscript/01.md"
reason = "They are notes to myself."
"""
LINES = FULL.splitlines()
KEYS = [number for number, line in enumerate(LINES, 1) if " = " in line]
# All mistakes of a file are told in one run: eight builds see the mistakes of sixty keys.
EIGHTHS = [KEYS[first::8] for first in range(8)]
TABLES = [number for number, line in enumerate(LINES, 1) if line.startswith("[")]
PLACE = re.compile(r"^ +--> manuscript/book\.toml:(\d+):(\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the files of an earlier build; each test writes its book.toml anew."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("manuscript", "styles", "build"):
        (root / folder).mkdir()
    for name in ("preface", "01", "02", "afterword"):
        (root / "manuscript" / f"{name}.md").write_text(f"# {name}\n\nWords.\n")
    # With a cover that is not there, pages would be laid out for what only they tell.
    Image.new("1", (1600, 2560)).save(root / "manuscript" / "cover.png")
    (root / "styles" / "mine.css").write_text("p { margin: 0 }")
    (root / "build" / "inside-stories.pdf").write_bytes(b"older")
    return root


def build(project: Path, toml: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Build with this book.toml, which has to fail; return the findings, with what always holds asserted."""
    (project / "manuscript" / "book.toml").write_text(toml, encoding="utf-8")
    capsys.readouterr()
    code = main(["build", str(project), "--no-colour", "--verbose"])
    captured = capsys.readouterr()
    assert code == 1, captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err and "bug of makeready" not in captured.err
    assert {path.name: path.read_bytes() for path in (project / "build").glob("[!.]*")} == {
        "inside-stories.pdf": b"older"
    }
    findings = re.findall(r"^(?:error|warning|advice)\[.*?(?=\n\n|\Z)", captured.err, re.MULTILINE | re.DOTALL)
    for finding in findings:
        assert re.search(r"^ +--> \S+:\d+(:\d+)?$", finding, re.MULTILINE), finding
        assert re.search(r"^ +(\d+ \| .*\n +\| *)?= help: \S", finding, re.MULTILINE), finding
    return findings


def find_at(findings: list[str], line: int) -> str:
    """Return the first error whose place is a line of book.toml."""
    for finding in findings:
        place = PLACE.search(finding)
        if finding.startswith("error[") and place is not None and int(place[1]) == line:
            return finding
    pytest.fail(f"nothing is found in line {line}:\n" + "\n\n".join(findings))


def test_full_file_has_no_mistake_but_the_cover(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The cover that is not there is the one thing wrong.
    cover = project / "manuscript" / "cover.png"
    aside = cover.rename(project / "cover.png")
    try:
        findings = build(project, FULL, capsys)
    finally:
        aside.rename(cover)
    assert [finding[:12] for finding in findings] == ["error[WS002]"]
    assert PLACE.findall(findings[0]) == [("13", "9")]


@pytest.mark.parametrize("numbers", EIGHTHS, ids=str)
def test_each_key_misspelt(project: Path, capsys: pytest.CaptureFixture[str], numbers: list[int]) -> None:
    spoilt = [*LINES]
    for number in numbers:
        key, _, value = LINES[number - 1].partition(" = ")
        spoilt[number - 1] = f"{key}x = {value}"
    findings = build(project, "\n".join(spoilt), capsys)
    for number in numbers:
        found = find_at(findings, number)
        assert found.startswith("error[MD002]") and LINES[number - 1].partition(" = ")[0] in found


@pytest.mark.parametrize("numbers", EIGHTHS, ids=str)
def test_each_value_of_another_kind(project: Path, capsys: pytest.CaptureFixture[str], numbers: list[int]) -> None:
    spoilt = [*LINES]
    for number in numbers:
        spoilt[number - 1] = f"{LINES[number - 1].partition(' = ')[0]} = [[7]]"
    findings = build(project, "\n".join(spoilt), capsys)
    for number in numbers:
        assert find_at(findings, number).startswith("error[MD003]")


@pytest.mark.long
@pytest.mark.parametrize("number", KEYS, ids=lambda number: LINES[number - 1].split(" = ")[0])
def test_each_key_without_a_value(project: Path, capsys: pytest.CaptureFixture[str], number: int) -> None:
    # What is no TOML fails before anything asks for the key: the ways take turns.
    none = ("", '"', "{ = }", "nothing")
    spoilt = [*LINES]
    spoilt[number - 1] = f"{LINES[number - 1].partition(' = ')[0]} = {none[KEYS.index(number) % len(none)]}"
    assert find_at(build(project, "\n".join(spoilt), capsys), number).startswith("error[MD001]")


@pytest.mark.long
@pytest.mark.parametrize("number", KEYS, ids=lambda number: LINES[number - 1].split(" = ")[0])
def test_each_key_twice(project: Path, capsys: pytest.CaptureFixture[str], number: int) -> None:
    spoilt = [*LINES[:number], LINES[number - 1], *LINES[number:]]
    findings = build(project, "\n".join(spoilt), capsys)
    assert find_at(findings, number + 1).startswith("error[MD001]")


@pytest.mark.parametrize("number", TABLES, ids=lambda number: LINES[number - 1])
def test_each_table_misspelt_or_not_closed(project: Path, capsys: pytest.CaptureFixture[str], number: int) -> None:
    for table in (LINES[number - 1].replace("]", "x]", 1), LINES[number - 1].rstrip("]")):
        spoilt = [*LINES]
        spoilt[number - 1] = table
        if table.endswith("]") and "editions" in table:
            continue  # The names of editions are free.
        assert find_at(build(project, "\n".join(spoilt), capsys), number)


@pytest.mark.parametrize(
    ("line", "broken", "code", "words"),
    [
        ('title = "Inside Stories"', 'title = ""', "MD016", "title"),
        ('language = "en-GB"', 'language = "english"', "MD008", "en"),
        ('language = "en-GB"', 'language = "en_GB"', "MD008", "en-GB"),
        ('identifiers = ["isbn:978', 'identifiers = ["isbn:979', "MD007", "979-0-306-40615-7"),
        ('identifiers = ["isbn:978-0-306-40615-7"', 'identifiers = ["isbn:978-0-306-40615-8"', "MD007", "check"),
        ("date = 2026-11-23", "date = 2026-13-45", "", "2026"),
        ("date = 2026-11-23", 'date = "last spring"', "MD006", "YYYY"),
        ('roles = ["edt"]', 'roles = ["editor"]', "MD011", "edt"),
        ("0000-0002-1825-0097", "0000-0002-1825-0098", "", "ORCID"),
        ("0000 0001 2103 2683", "0000 0001 2103 2684", "", "ISNI"),
        ('isbn = "0-306-40615-2"', 'isbn = "0-306-40615-3"', "MD007", "0-306-40615-3"),
        ('contributors = [{ name = "W. Riter", roles = ["aut"] }]', "", "MD012", "author"),
        ('name = "Ed Itor"', "", "MD004", "name"),
        ('relation = "precis"', 'relation = "summary"', "", "precis"),
        ('source_uri = "https://', 'source_uri = "file://', "", "https"),
        ("published = 2017-01-01", 'published = "2017-02-30"', "MD006", "2017-02-30"),
        ('digest = "sha256:e3', 'digest = "sha256:g3', "", "sha256"),
        ('front = ["preface.md"]', 'front = ["prefaec.md"]', "MD017", "prefaec.md"),
        ('front = ["preface.md"]', 'front = ["../../secret.md"]', "WS001", "leads out"),
        ('body = [{ part = "One"', 'body = [{ prat = "One"', "MD002", "part"),
        ('target = "pdf"', 'target = "mobi"', "", "epub"),
        ('trim = "140mm x 216mm"', 'trim = "140 x 216 cubits"', "", "trim"),
        ('trim = "140mm x 216mm"', 'trim = "1mm x 1mm"', "", "trim"),
        ('inner = "2cm"', 'inner = "20cm"', "", ""),
        ('inner = "2cm"', 'inner = "-2cm"', "", ""),
        ('standard = "pdf/ua-1"', 'standard = "pdf/x-1a"', "MD015", "pdf/ua-1"),
        ('styles = ["mine.css"]', 'styles = ["yours.css"]', "ST001", "yours.css"),
        ('styles = ["mine.css"]', 'styles = ["../../secret.css"]', "", "secret.css"),
        ('code = "MS011"', 'code = "MS999"', "WS003", "MS999"),
        ('reason = "They are notes to myself."', "", "MD004", "reason"),
    ],
)
def test_each_value_that_cannot_be(
    project: Path, capsys: pytest.CaptureFixture[str], line: str, broken: str, code: str, words: str
) -> None:
    assert FULL.count(line) >= 1
    number = FULL[: FULL.index(line)].count("\n") + 1
    findings = build(project, FULL.replace(line, broken, 1), capsys)
    wanted = [finding for finding in findings if finding.startswith("error[" + code) and words in finding]
    assert wanted, "\n\n".join(findings)
    place = PLACE.search(wanted[0])
    assert place is not None
    # What is missing is told where its table begins.
    assert int(place[1]) == number or (broken == "" and int(place[1]) <= number)


def test_no_title_anywhere(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = build(project, FULL.replace('title = "Inside Stories"\n', ""), capsys)
    assert any(finding.startswith("error[MD005]") and "book.toml:1:1" in finding for finding in findings)


def test_all_mistakes_are_told_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = FULL
    for old, new in (
        ('"en-GB"', '"english"'), ("40615-7", "40615-8"), ('"edt"', '"editor"'), ("imprint", "imprnit"),
        ('relation = "precis"', 'relation = "digest"'), ('"pdf/ua-1"', '"pdf/x-1a"'), ("date = 2026-11-23", "date = 7"),
    ):  # fmt: skip
        spoilt = spoilt.replace(old, new, 1)
    lines = {int(line) for finding in build(project, spoilt, capsys) for line, _ in PLACE.findall(finding)}
    assert {3, 4, 6, 7, 27, 43, 68} <= lines


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"\0", b"a" * 100_000, b"[" * 50_000, b"a.b." * 500, b'"' * 9],
)
def test_no_toml_at_all(project: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (project / "manuscript" / "book.toml").write_bytes(content)
    assert main(["build", str(project), "--no-colour"]) == 1
    said = capsys.readouterr().err
    assert "--> manuscript/book.toml:1" in said and "= help: " in said and "Traceback" not in said
