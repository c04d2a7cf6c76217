"""Packages: all files under the names that the receiver likes, what is to paste, one folder that replaces another."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from makeready.cli import main
from makeready.findings import StorageError
from makeready.model.edition import EpubEdition, PrintEdition
from makeready.press import package
from makeready.press.package_cover import size_cover
from makeready.press.package_facts import find_isbn, list_keywords, render_facts_text
from makeready.press.package_list import Part, make_list, render_html, render_markdown
from makeready.press.request import BuildReport, BuildRequest, Failure
from makeready.press.run import build_project
from makeready.workspace import replace_folder
from tests.findings.packaged import BOOK, find_missing, find_profile, make_facts, write_epub

TOML = """title = "Ships & <sea>"
language = "en"
date = 2026
description = "Of ships."
publisher = "The Press"
identifiers = ["isbn:9780306406157"]
contributors = [{ name = "Ann Lee", roles = ["aut"] }]
subjects = ["sea", { term = "Sea Stories", scheme = "BISAC", code = "FIC047000" }]
[editions.epub]
target = "epub"
identifier = "isbn:9781861972712"
[editions.print]
target = "pdf"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "ships"
    (root / "manuscript").mkdir(parents=True)
    (root / "manuscript" / "book.toml").write_text(TOML, encoding="utf-8")
    for number in range(10):
        text = f"# Chapter {number}\n\n{'Words stand in a row here. ' * 30}\n"
        (root / "manuscript" / f"{number:02}.md").write_text(text, encoding="utf-8")
    return root


def test_a_package_has_all_that_is_uploaded_and_pasted(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.parent)
    assert main(["package", "ships", "--for", "ingram", "--own", "--no-colour", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["findings"]] == ["PD065"]
    folder = project / "build" / "package-ingram"
    names = {
        "9780306406157_txt.pdf": "interior",
        "9780306406157_cvr.pdf": "cover",
        "9781861972712.epub": "ebook",
        "9781861972712.jpg": "ebook-cover",
        "metadata.txt": "metadata",
        "metadata.json": "metadata",
        "check-list.md": "check list",
        "check-list.html": "check list",
    }
    assert {path.name for path in folder.iterdir()} == {*names, "package.json"}
    manifest = json.loads((folder / "package.json").read_bytes())
    assert {one["name"]: one["role"] for one in manifest["files"]} == names
    for one in manifest["files"]:
        assert hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"]
    with Image.open(folder / "9781861972712.jpg") as cover:
        assert (cover.format, cover.mode, max(cover.size)) == ("JPEG", "RGB", 2560)
    facts = json.loads((folder / "metadata.json").read_bytes())
    assert (facts["title"], facts["isbn_print"], facts["colour_pages"]) == ("Ships & <sea>", "9780306406157", 0)
    assert facts["pages"] % 2 == 0, "as the profile asks"
    assert "Ann Lee (author)" in (folder / "metadata.txt").read_text("utf-8")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["package", "ships", "--for", "ingram", "--own", "--quiet"]) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    # A short book is refused, and the package before it stays.
    for path in (project / "manuscript").glob("0[2-9].md"):
        path.unlink()
    assert main(["package", "ships", "--for", "ingram", "--own", "--quiet", "--strict"]) == 1
    assert "PF024" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert not (project / "build" / "ships-sea-ingram.pdf").exists(), "builds for a package lie elsewhere"
    assert main(["package", "ships", "--for", "nobody"]) == 2


def test_an_ebook_that_the_shop_refuses_stops_the_package(project: Path) -> None:
    toml = project / "manuscript" / "book.toml"
    own = '[profiles.ours]\nbase = "kdp"\nebook_bytes = 1_000\nleast_pages = 4\n'
    toml.write_text(TOML + own, encoding="utf-8")
    report = package.package_project(project, "ours", request=BuildRequest(use_cache=False))
    assert [one.code for one in report.findings if one.severity == "error"] == ["PF090"]
    assert (report.exit_code, report.files) == (1, ())


def test_an_ebook_that_fails_stops_the_package(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = build_project

    def fail(root: Path, *, request: BuildRequest, progress: object = None) -> BuildReport:
        if not request.editions:
            return real(root, request=request)
        failure = Failure(edition="epub", stage="binding", message="it broke", trace="")
        return BuildReport(request=request, output=root, failures=(failure,))

    monkeypatch.setattr(package, "build_project", fail)
    report = package.package_project(project, "ingram", request=BuildRequest(use_cache=False))
    assert (report.exit_code, report.files, report.folder) == (70, (), None)
    assert not (project / "build").exists()


def test_an_epub_has_the_isbn_of_its_edition_alone() -> None:
    assert find_isbn(BOOK, PrintEdition(name="print")) == "9780306406157"
    assert find_isbn(BOOK, EpubEdition(name="epub")) is None
    assert find_isbn(BOOK, EpubEdition(name="epub", identifier="isbn:978-1-86197-271-2")) == "9781861972712"


def test_a_complete_book_lacks_nothing() -> None:
    assert find_missing() == ()


def test_keywords_are_subjects_of_no_list_up_to_the_limit() -> None:
    assert list_keywords(BOOK, None) == ("sea",)
    assert list_keywords(BOOK, 0) == ()


def test_the_text_to_paste_names_what_is_not_known() -> None:
    text = render_facts_text(make_facts(), {"aut": "author"}).decode()
    assert "Title\n-----\nShips\n" in text
    assert text.endswith("\nNot known: Subtitle, Series, ISBN of the e-book, Imprint, Date, Rights, Binding, Price\n")


@pytest.mark.parametrize(
    ("size", "comes", "codes"),
    [
        ((1600, 2560), (1600, 2560), []),
        ((3200, 5120), (1600, 2560), []),
        ((5120, 3200), (2560, 1600), []),
        ((1000, 1600), (1000, 1600), ["PK009"]),
        ((0, 0), None, ["PK009"]),
    ],
)
def test_covers_come_in_the_size_that_is_asked_for(
    size: tuple[int, int], comes: tuple[int, int] | None, codes: list[str], tmp_path: Path
) -> None:
    outcome = size_cover(write_epub(tmp_path / "a.epub", *size), find_profile())
    assert [one.code for one in outcome.findings] == codes
    found = None if outcome.value is None else Image.open(io.BytesIO(outcome.value)).size
    assert found == comes


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and nothing", bytes(1000)])
def test_a_broken_epub_has_no_cover_and_that_is_a_finding(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(content)
    outcome = size_cover(tmp_path / "a.epub", find_profile())
    assert (outcome.value, [one.code for one in outcome.findings]) == (None, ["PK009"])


def make_parts(**changes: object) -> tuple[Part, ...]:
    findings = find_missing(**changes)
    book = replace(BOOK, **changes)  # type: ignore[arg-type]
    files = [("a.pdf", "interior")]
    return make_list(find_profile(), make_facts(book), PrintEdition(name="print"), findings, files)


def test_a_clause_that_a_finding_is_about_is_not_ticked() -> None:
    def find(parts: tuple[Part, ...]) -> dict[str, bool]:
        (part,) = (one for one in parts if one.heading == "Verified")
        return {item.words.partition(":")[0]: item.done for item in part.items}

    assert all(find(make_parts()).values())
    unticked = [words for words, done in find(make_parts(description="a" * 5000)).items() if not done]
    assert unticked == ["The length of the description"]
    assert "An ISBN" in [words for words, done in find(make_parts(identifiers=())).items() if not done]


def test_lists_hold_hostile_words_as_words() -> None:
    parts = make_parts(subjects=())
    text = render_markdown("<b>*a*\n`", parts).decode()
    assert text.startswith("# \\<b\\>\\*a\\* \\`\n")
    assert "- [x] The most pages: 1,200; these are 120" in text
    page = html.document_fromstring(render_html("<b>*a*\n`", parts))
    assert page.xpath("string(//h1)") == "<b>*a* `"
    assert page.xpath("count(//input[@type='checkbox'])") == sum(len(part.items) for part in parts)
    assert not page.xpath("//@src | //@href | //script")


def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    assert replace_folder(folder, {"mark": b"1", "a": b"1"}, mark="mark") == (folder / "mark", folder / "a")
    replace_folder(folder, {"mark": b"2"}, mark="mark")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"mark": b"2"}
    with pytest.raises(StorageError, match="files of another kind"):
        replace_folder(folder, {"other": b"2"}, mark="other")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="no folder"):
        replace_folder(tmp_path / "file", {}, mark="mark")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "package"], "nothing is left aside"


@pytest.mark.long
def test_each_cover_of_a_package_is_named_by_its_binding_and_has_its_clauses(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book_toml = project / "manuscript" / "book.toml"
    wraps = '[editions.cover]\ntarget = "wrap"\nbinding = ["paperback", "case", "jacket"]\n'
    book_toml.write_text(TOML + wraps, encoding="utf-8")
    assert main(["package", str(project), "--for", "ingram"]) == 0, capsys.readouterr().err
    folder = project / "build" / "package-ingram"
    covers = sorted(one.name for one in folder.glob("*_cvr*"))
    assert covers == [f"9780306406157_cvr-{one}.pdf" for one in ("case", "jacket", "paperback")]
    listed = (folder / "check-list.md").read_text("utf-8")
    for words in (
        "The hinge of the case: 0.375 in",
        "The flaps of the jacket: 3.25 in",
        "Bleed of the cover: 0.125 in",
    ):
        assert words in listed
    told = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert told["bindings"] == ["paperback", "case", "jacket"]
