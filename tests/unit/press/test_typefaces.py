"""The typefaces of a project: its own go before others, roles are given by name, and what is wrong is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest

from makeready.findings import Severity
from makeready.fonts import machine
from makeready.model.face import TypefaceRoles
from makeready.press.font_survey import add_family, survey_typefaces
from makeready.press.request import BuildReport, BuildRequest
from makeready.press.run import build_project
from makeready.press.typefaces import gather_typefaces
from makeready.workspace import Workspace
from tests.unit.fonts.files import make_font
from tests.unit.press.font_projects import gather, write_project
from tests.unit.themes.packages import MANIFEST, install_theme

LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "’“”–—…‐\u00a0"


def _build(root: Path) -> BuildReport:
    return build_project(root, request=BuildRequest(use_cache=False, workers=1))


def _list_fonts(report: BuildReport) -> tuple[set[str], set[str]]:
    """Return the typefaces of the PDF, and the font files of the EPUB, without those of code."""
    contents = {one.path.suffix: one.artifact.content for one in report.written}
    with pikepdf.open(io.BytesIO(contents[".pdf"])) as pdf:
        names = {str(font.BaseFont)[8:] for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    with zipfile.ZipFile(io.BytesIO(contents[".epub"])) as archive:
        files = {name.rsplit("/", 1)[-1] for name in archive.namelist() if "/fonts/" in name}
    # The colophon has code and words that slope.
    return {name.removesuffix("-Italic") for name in names} - {"Source-Code-Pro"}, files - {"sourcecodepro-regular.ttf"}


def test_both_editions_are_set_in_a_face_of_the_projects(tmp_path: Path) -> None:
    root = write_project(
        tmp_path, {"fonts/one.ttf": make_font("My Face", characters=LETTERS)}, '[typefaces]\ntext = "my face"\n'
    )
    report = _build(root)
    assert [f for f in report.findings if f.severity is not Severity.ADVICE] == []
    named, files = _list_fonts(report)
    assert named == {"My-Face"}
    assert "own-myface-400.ttf" in files


def test_a_face_is_named_by_a_style_sheet(tmp_path: Path) -> None:
    fonts = {"fonts/one.ttf": make_font("My Face", characters=LETTERS)}
    root = write_project(tmp_path, {**fonts, "styles/shared.css": b'h1 { font-family: "My Face" }'})
    report = _build(root)
    assert report.exit_code == 0
    assert _list_fonts(report)[0] == {"My-Face", "EB-Garamond"}


def test_headings_and_title_page_have_roles(tmp_path: Path) -> None:
    fonts = {
        "type/one.ttf": make_font("Head Face", characters=LETTERS),
        "type/two.ttf": make_font("Show Face", characters=LETTERS),
    }
    toml = '[typefaces]\nfolder = "type"\nhead = "Head Face"\ndisplay = "Show Face"\n'
    report = _build(write_project(tmp_path, fonts, toml))
    assert report.exit_code == 0
    assert _list_fonts(report)[0] == {"Head-Face", "Show-Face", "EB-Garamond"}


def test_what_an_own_face_lacks_is_set_in_the_themes_and_then_in_others(tmp_path: Path) -> None:
    fonts = {"fonts/one.ttf": make_font("My Face", characters=LETTERS)}
    root = write_project(tmp_path, fonts, '[typefaces]\ntext = "My Face"\n', "café ☐")
    report = _build(root)
    assert report.exit_code == 0
    assert _list_fonts(report)[0] == {"My-Face", "EB-Garamond", "STIX-Two-Math"}


def test_with_another_file_the_book_is_another_one(tmp_path: Path) -> None:
    toml = '[typefaces]\ntext = "My Face"\n'
    first = _build(write_project(tmp_path / "a", {"fonts/a.ttf": make_font("My Face", characters=LETTERS)}, toml))
    again = _build(write_project(tmp_path / "b", {"fonts/a.ttf": make_font("My Face", characters=LETTERS)}, toml))
    other = _build(write_project(tmp_path / "c", {"fonts/a.ttf": make_font("My Face", 300, LETTERS)}, toml))
    digests = [[one.artifact.digest for one in report.written] for report in (first, again, other)]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.long
def test_a_typeface_that_is_replaced_makes_the_editions_anew_that_use_it_and_no_other(tmp_path: Path) -> None:
    editions = """
[editions.plain]
target = "pdf"
[editions.mine]
target = "pdf"
styles = ["mine.css"]
"""
    files = {
        "fonts/a.ttf": make_font("My Face", characters=LETTERS),
        "styles/mine.css": b'p { font-family: "My Face" }',
    }
    root = write_project(tmp_path, files, editions)
    for number in range(2, 6):
        text = "Some words that are set on a page. " * 200
        (root / "manuscript" / f"0{number}.md").write_text(f"# Chapter {number}\n\n{text}\n")
    first = build_project(root, request=BuildRequest(workers=1))
    assert first.exit_code == 0
    # The same letters, and one more that the book does without: it is another file all the same.
    (root / "fonts/a.ttf").write_bytes(make_font("My Face", characters=f"{LETTERS}é"))
    second = build_project(root, request=BuildRequest(workers=1))
    before, after = ({one.artifact.edition.name: one.artifact.digest for one in one.written} for one in (first, second))
    assert before["plain"] == after["plain"] and before["mine"] != after["mine"]
    made, made_again, reused = dict(first.reuse.made), dict(second.reuse.made), dict(second.reuse.reused)
    assert not second.reuse.whole and not first.reuse.reused
    # Half of the parts are those of the edition that has nothing to do with it.
    assert made_again["parts of pages"] == reused["parts of pages"] == made["parts of pages"] // 2


def test_a_typeface_of_code_that_is_replaced_makes_the_parts_anew_that_have_code_and_no_other(tmp_path: Path) -> None:
    letters = f"{LETTERS}(){{}};=+"
    toml = '[typefaces]\ncode = "My Code"\n[editions.print]\ntarget = "pdf"\n'
    root = write_project(tmp_path, {"fonts/a.ttf": make_font("My Code", characters=letters)}, toml)
    for number in range(2, 7):
        code = "\n\n```\ncode\n```" if number == 3 else ""
        text = "Some words that are set on a page. " * 200
        (root / "manuscript" / f"0{number}.md").write_text(f"# Chapter {number}\n\n{text}{code}\n")
    first = build_project(root, request=BuildRequest(workers=1))
    assert first.exit_code == 0, first.findings
    (root / "fonts/a.ttf").write_bytes(make_font("My Code", 300, characters=letters))
    second = build_project(root, request=BuildRequest(workers=1))
    assert first.written[0].artifact.digest != second.written[0].artifact.digest
    made, reused = dict(second.reuse.made), dict(second.reuse.reused)
    # The colophon says which file the typeface is.
    assert made["parts of pages"] == 2
    assert reused["parts of pages"] == dict(first.reuse.made)["parts of pages"] - 2 > 3


def test_a_family_of_the_project_goes_before_a_built_in_one(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"fonts/a.ttf": make_font("EB Garamond", characters=LETTERS)})
    typefaces = gather_typefaces(Workspace(root), TypefaceRoles()).value
    assert typefaces is not None
    assert {face.origin for face in typefaces.named if face.family == "EB Garamond"} == {"fonts/a.ttf"}


def test_a_fallback_may_have_a_role(tmp_path: Path) -> None:
    report = _build(write_project(tmp_path, {}, '[typefaces]\ntext = "DejaVu Sans"\n'))
    assert report.exit_code == 0
    assert _list_fonts(report)[0] == {"DejaVu-Sans"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nothing", "FO001"),
        (make_font(bits=2), "FO002"),
        (make_font(bits=0x100), "FO002"),
        (make_font()[:300], "FO001"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_book(tmp_path: Path, content: bytes, code: str) -> None:
    (finding,) = gather(tmp_path, {"fonts/a.ttf": content})
    assert (finding.code, finding.severity, finding.location) == (code, Severity.ERROR, "fonts/a.ttf")


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    assert gather(tmp_path, {"fonts/OFL.txt": b"a licence", "fonts/a.ttf": make_font()}) == ()


def test_an_object_that_text_lost_is_told_at_its_place_and_an_empty_cell_of_braille_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    machine._list_covers.cache_clear()
    report = _build(write_project(tmp_path / "book", {}, text="abc \ufffc xyz"))
    (told,) = (one for one in report.findings if one.severity is Severity.ERROR)
    assert told.code == "TY001" and told.span is not None
    assert (told.span.source, told.span.start_line) == ("manuscript/01.md", 3)
    assert _build(write_project(tmp_path / "braille", {}, text="abc \u2813\u2800\u2813")).exit_code == 0


def test_a_face_of_the_machine_stands_in_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    machine._list_covers.cache_clear()
    machine._read.cache_clear()
    (tmp_path / "data/fonts").mkdir(parents=True)
    (tmp_path / "data/fonts/h.ttf").write_bytes(make_font("Hieroglyphs", characters="𓀀"))
    root = write_project(tmp_path / "book", {}, text="abc 𓀀")
    report = _build(root)
    told = [finding for finding in report.findings if finding.code == "FO005"]
    assert len(told) == 1 and "h.ttf" in (told[0].location or "")
    assert _list_fonts(report)[0] == {"EB-Garamond", "Hieroglyphs"}
    assert add_family(root, "hieroglyphs") == ("fonts/h.ttf",)
    assert add_family(root, "hieroglyphs") == ("fonts/h.ttf",), "what is there stays"
    again = _build(root)
    assert "FO005" not in {finding.code for finding in again.findings}
    assert _list_fonts(again)[0] == {"EB-Garamond", "Hieroglyphs"}


@pytest.mark.long
def test_typefaces_of_the_machine_change_nothing_where_they_are_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred fonts more, with the same characters and the same names among them, and none at all."""
    digests = []
    for name, count in (("none", 0), ("many", 300)):
        folder = tmp_path / name / "fonts"
        folder.mkdir(parents=True)
        for number in range(count):
            family = ("EB Garamond", "STIX Two Math", "DejaVu Sans", f"Face {number}")[number % 4]
            (folder / f"{number}.ttf").write_bytes(make_font(family, characters=f"{LETTERS}☐🍳שלום"))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / name))
        monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / name))
        monkeypatch.setenv("HOME", str(tmp_path))
        machine._list_covers.cache_clear()
        report = _build(write_project(tmp_path / f"book-{name}", {}, text="abc ☐ 🍳 שלום"))
        assert report.exit_code == 0
        digests.append([one.artifact.digest for one in report.written])
    assert digests[0] == digests[1]


def test_a_survey_tells_families_roles_and_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    machine._list_covers.cache_clear()
    root = write_project(tmp_path / "book", {"fonts/a.ttf": make_font("Spare")}, text="abc ☐ `code` 𓀀")
    survey = survey_typefaces(root)
    assert [(one.family, one.role) for one in survey.families] == [
        ("EB Garamond", "text"),
        ("Source Code Pro", "code"),
        ("STIX Two Math", "fallback"),
    ]
    assert [character for character, _ in survey.missing] == ["𓀀"]
    assert survey.missing[0][1].startswith("manuscript/01.md:3")
    assert "Spare" in survey.others


def test_a_theme_gives_roles_to_families_and_a_book_has_the_last_word(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    usual = gather_typefaces(workspace, TypefaceRoles()).value
    assert usual is not None and usual.head == ""
    given = gather_typefaces(workspace, TypefaceRoles(theme="technical")).value
    assert given is not None and (given.text, given.head) == ("EB Garamond", "Noto Sans")
    own = TypefaceRoles(theme="technical", families=(("head", "dejavu sans"),))
    other = gather_typefaces(workspace, own).value
    assert other is not None and other.head == "DejaVu Sans"


def test_headings_of_a_technical_book_are_set_in_another_face_in_both_editions(tmp_path: Path) -> None:
    report = _build(write_project(tmp_path, {}, 'theme = "technical"\n'))
    assert [f for f in report.findings if f.severity is not Severity.ADVICE] == []
    named, files = _list_fonts(report)
    assert "Noto-Sans-Bold" in named and "notosans-bold.ttf" in files


def test_a_family_of_a_theme_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {"theme.toml": f'{MANIFEST}[families]\ntext = "Absent Serif"\n'}
    install_theme(tmp_path / "site", monkeypatch, files)
    report = _build(write_project(tmp_path / "book", {}, 'theme = "acme"\n'))
    told = [f for f in report.findings if f.severity is Severity.ERROR]
    assert [f.code for f in told] == ["FO004"]
    assert told[0].message == "there is no family 'Absent Serif', which the theme 'acme' gives the role 'text'"
    assert told[0].span is not None and told[0].span.start_line == 6


def test_a_book_is_made_in_the_theme_of_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {
        "theme.toml": f'{MANIFEST}[families]\ntext = "Source Code Pro"\n',
        "print.css": "section > h1 { font-size: 30pt }",
        "epub.css": "h1 { font-size: 3em }",
        "cover.css": ":root { --cover-ground: #abcdef }",
    }
    install_theme(tmp_path / "site", monkeypatch, files)
    report = _build(write_project(tmp_path / "book", {}, 'theme = "acme"\n'))
    assert [f for f in report.findings if f.severity is not Severity.ADVICE] == []
    contents = {one.path.suffix: one.artifact.content for one in report.written}
    with zipfile.ZipFile(io.BytesIO(contents[".epub"])) as archive:
        assert b"font-size: 3em" in archive.read("EPUB/styles/book.css")
    with pikepdf.open(io.BytesIO(contents[".pdf"])) as pdf:
        names = {str(font.BaseFont)[8:] for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    assert "Source-Code-Pro" in names and "EB-Garamond" not in names
