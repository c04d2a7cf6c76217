"""Verifying: what was changed, taken away, added; hostile folders; a second build that is or is not the same."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path

import pytest

from makeready.findings import Outcome, Severity, StorageError, UsageError
from makeready.model.book import Book
from makeready.model.edition import Edition, PrintEdition
from makeready.press import verify as module
from makeready.press.manifest import SIZE_LIMIT
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from makeready.press.verify import verify_project
from makeready.workshop import Workshop
from makeready.workspace import Workspace
from tests.findings.verified import BOOK, read_manifest, write_manifest, write_project
from tests.unit.press.fakes import FakePress, Manuscript, bind, fake_press, finding, make_book, make_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project")


def _codes(root: Path) -> list[str]:
    return [one.code for one in verify_project(root).findings]


def test_what_is_as_it_was_built_is_sound(root: Path) -> None:
    (root / "build" / ".cache").mkdir()
    result = verify_project(root)
    assert result.findings == () and result.sound == {"small.epub"} and result.output == root / "build"
    assert result.manifest is not None and result.manifest.title == "Small"


def test_the_folder_of_output_is_looked_at(root: Path, tmp_path: Path) -> None:
    (root / "build").rename(tmp_path / "elsewhere")
    assert _codes(root) == ["VF001"]
    assert verify_project(root, output=tmp_path / "elsewhere").findings == ()


def test_a_changed_byte_another_size_and_a_missing_file_are_errors(root: Path) -> None:
    path = root / "build" / "small.epub"
    for content, words in ((b"an epub", "other bytes"), (b"an EPUB and more", "has 16 bytes, and 7 were written")):
        path.write_bytes(content)
        (found,) = verify_project(root).findings
        assert (found.code, found.severity) == ("VF004", Severity.ERROR) and words in found.message
        assert verify_project(root).sound == frozenset()
    path.unlink()
    assert _codes(root) == ["VF003"]


@pytest.mark.threat(96)
def test_a_file_of_another_size_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "build" / "small.epub").write_bytes(b"an EPUB and more")
    monkeypatch.setattr(module, "_compute_digest", lambda *_: pytest.fail("it was read"))
    assert _codes(root) == ["VF004"]


@pytest.mark.threat(96)
def test_links_pipes_and_folders_are_not_taken_for_artifacts(root: Path, tmp_path: Path) -> None:
    path, outside = root / "build" / "small.epub", tmp_path / "outside"
    outside.write_bytes(b"an EPUB")
    path.unlink()
    path.symlink_to(outside)
    (found,) = verify_project(root).findings
    assert found.code == "VF004" and "link" in found.message
    path.unlink()
    os.mkfifo(path)
    assert _codes(root) == ["VF004"]
    path.unlink()
    path.mkdir()
    assert _codes(root) == ["VF004"]


@pytest.mark.threat(94)
def test_a_manifest_that_is_a_link_or_too_large_is_not_read(root: Path, tmp_path: Path) -> None:
    path = root / "build" / "manifest.json"
    path.rename(tmp_path / "manifest.json")
    path.symlink_to(tmp_path / "manifest.json")
    (found,) = verify_project(root).findings
    assert found.code == "VF002" and "link" in found.message
    path.unlink()
    with path.open("wb") as stream:
        stream.truncate(SIZE_LIMIT + 1)
    (found,) = verify_project(root).findings
    assert found.code == "VF002" and "larger" in found.message
    path.write_bytes(b'{"version": 1, "x": "\x1b[31m"')
    (found,) = verify_project(root).findings
    assert found.code == "VF002" and "\x1b" not in found.message


@pytest.mark.threat(95)
def test_nothing_outside_of_the_project_is_read_for_a_manifest(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.md").write_text("secret")
    (root / "link").symlink_to(tmp_path / "secret")
    manifest = read_manifest(root)
    manifest["inputs"].append({"path": "link/a.md", "sha256": "0" * 64})
    manifest["inputs"].append({"path": "C:/x", "sha256": "0" * 64})
    manifest["folders"].append({"path": "link", "suffixes": [], "files": []})
    write_manifest(root, manifest)
    told = [(one.code, one.message) for one in verify_project(root).findings]
    assert [code for code, _ in told] == ["VF006", "VF006"]
    assert all("cannot be read any more" in message for _, message in told)
    assert "leads out" in told[1][1]


def test_a_build_folder_that_leads_out_is_refused_as_by_builds(root: Path, tmp_path: Path) -> None:
    (root / "build").rename(tmp_path / "elsewhere")
    (root / "build").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError):
        verify_project(root)
    with pytest.raises(UsageError):
        verify_project(tmp_path / "absent")


def test_books_that_nobody_named_are_warnings_and_other_files_advice(root: Path) -> None:
    for name in ("older.pdf", "older.pages.json", "README.md"):
        (root / "build" / name).write_bytes(b"x")
    found = verify_project(root).findings
    assert {(one.location, one.code, one.severity) for one in found} == {
        ("older.pdf", "VF005", Severity.WARNING),
        ("older.pages.json", "VF005", Severity.WARNING),
        ("README.md", "VF005", Severity.ADVICE),
    }


def test_an_older_text_is_told_file_by_file(root: Path) -> None:
    (root / "manuscript" / "one.md").write_text("# One\n\nOther words.\n")
    (root / "manuscript" / "book.toml").unlink()
    (root / "manuscript" / "two.md").write_text("# Two\n")
    (root / "manuscript" / "two.txt").write_text("no chapter")
    found = verify_project(root).findings
    assert [(one.code, one.location, one.severity) for one in found] == [
        ("VF006", "manuscript/book.toml", Severity.WARNING),
        ("VF006", "manuscript/one.md", Severity.WARNING),
        ("VF006", "manuscript/two.md", Severity.WARNING),
    ]


def test_a_file_that_was_touched_is_no_older_text(root: Path) -> None:
    os.utime(root / "manuscript" / "one.md", (1, 1))
    assert _codes(root) == []


# --- what books share


@pytest.fixture
def member(tmp_path: Path) -> Path:
    """Return a built book below a makeready.toml with one style sheet."""
    (tmp_path / "makeready.toml").write_text('styles = ["house.css"]\n')
    (tmp_path / "house.css").write_text("p { color: black }\n")
    folder = write_project(tmp_path / "shelf" / "member")
    assert build_project(folder, request=BuildRequest()).exit_code == 0
    return folder


def _tell(root: Path) -> list[tuple[str, str | None]]:
    return [(one.message, one.location) for one in verify_project(root).findings if one.code == "VF006"]


def test_a_shared_file_that_changed_is_told_with_its_path_from_the_book(member: Path, tmp_path: Path) -> None:
    assert _codes(member) == []
    (tmp_path / "house.css").write_text("p { color: blue }\n")
    assert _tell(member) == [("../../house.css has changed since the build", "../../house.css")]
    (tmp_path / "house.css").unlink()
    (tmp_path / "makeready.toml").write_text('styles = ["house.css"]\n\n')
    told = dict(_tell(member))
    assert set(told.values()) == {"../../house.css", "../../makeready.toml"} and len(told) == 2
    assert any(message.startswith("../../house.css cannot be read any more: ") for message in told)


@pytest.mark.parametrize("how", ["gone", "lists others"])
def test_a_makeready_toml_that_does_not_count_any_more_is_told(how: str, member: Path, tmp_path: Path) -> None:
    if how == "gone":
        (tmp_path / "makeready.toml").unlink()
    else:
        (tmp_path / "makeready.toml").write_text('[books]\ninclude = ["other"]\n')
    assert [location for _, location in _tell(member)] == ["house.css", "makeready.toml"]
    assert all("no makeready.toml above lists the project" in message for message, _ in _tell(member))


def test_a_makeready_toml_that_came_later_is_told(tmp_path: Path) -> None:
    root = write_project(tmp_path / "book")
    (tmp_path / "makeready.toml").write_text("")
    assert [location for _, location in _tell(root)] == ["../makeready.toml"]


def test_a_book_that_was_built_alone_is_compared_and_built_again_alone(member: Path, tmp_path: Path) -> None:
    assert build_project(member, request=BuildRequest(use_workspace=False)).exit_code == 0
    (tmp_path / "house.css").write_text("p { color: blue }\n")
    assert verify_project(member, rebuild=True).findings == ()


@pytest.mark.threat(95)
def test_nothing_outside_of_the_shared_folder_is_read_for_a_manifest(member: Path, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:
        (Path(elsewhere) / "a.css").write_text("secret")
        (tmp_path / "link.css").symlink_to(Path(elsewhere) / "a.css")
        manifest = read_manifest(member)
        digest = hashlib.sha256(b"secret").hexdigest()
        manifest["shared"].append({"path": "link.css", "sha256": digest})
        write_manifest(member, manifest)
        ((message, location),) = _tell(member)
        assert location == "../../link.css" and "cannot be read any more" in message
        (tmp_path / "makeready.toml").unlink()
        (tmp_path / "makeready.toml").symlink_to(Path(elsewhere) / "a.css")
        assert all("cannot be read any more" in message for message, _ in _tell(member)) and len(_tell(member)) == 3


# --- built again


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> FakePress:
    return fake_press(monkeypatch)


@pytest.fixture
def built(press: FakePress, tmp_path: Path) -> Path:
    folder = make_project(tmp_path / "fake")
    assert build_project(folder, request=BuildRequest()).exit_code == 0
    press.calls.clear()
    return folder


def test_a_second_build_that_is_the_same_is_silent_and_leaves_nothing(press: FakePress, built: Path) -> None:
    before = {path: path.read_bytes() for path in built.rglob("*") if path.is_file()}
    assert verify_project(built, rebuild=True).findings == ()
    assert "bind_pdf" in press.calls and "bind_epub" in press.calls
    assert {path: path.read_bytes() for path in built.rglob("*") if path.is_file()} == before


def test_without_rebuild_nothing_is_built(press: FakePress, built: Path) -> None:
    assert verify_project(built).findings == ()
    assert press.calls == []


def test_each_file_that_differs_is_told_with_its_place(press: FakePress, built: Path) -> None:
    press.change("bind_pdf", bind("pDf"))
    (found,) = verify_project(built, rebuild=True).findings
    assert (found.code, found.location) == ("VF007", "the-book.pdf")
    assert "byte 1" in found.message


def test_only_what_the_first_build_was_asked_for_is_built_again(press: FakePress, built: Path) -> None:
    build_project(built, request=BuildRequest(editions=("print",)))
    press.calls.clear()
    found = verify_project(built, rebuild=True).findings
    assert "bind_epub" not in press.calls and "bind_pdf" in press.calls
    assert [(one.code, one.location) for one in found] == [("VF005", "the-book.epub")]


def test_what_only_one_build_makes_is_told(built: Path) -> None:
    manifest = read_manifest(built)
    (one,) = [one for one in manifest["artifacts"] if one["target"] == "epub"]
    one["name"] = "other.epub"
    (built / "build" / "the-book.epub").rename(built / "build" / "other.epub")
    write_manifest(built, manifest)
    told = {(one.code, one.message) for one in verify_project(built, rebuild=True).findings}
    assert told == {
        ("VF007", "a second build makes the-book.epub as well"),
        ("VF007", "a second build does not make other.epub"),
    }


def test_a_build_that_findings_stop_is_told_with_them(press: FakePress, built: Path) -> None:
    press.change("check_artifact", lambda *_: (finding("EP020"), finding("EP029", "warning")))
    result = verify_project(built, rebuild=True)
    assert sorted(one.code for one in result.findings) == ["EP020", "VF008"]
    assert result.failures == ()


def test_a_bug_that_comes_up_is_told_as_one(press: FakePress, built: Path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("it broke")

    press.change("bind_pdf", fail)
    result = verify_project(built, rebuild=True)
    assert [one.code for one in result.findings] == ["VF008"] and len(result.failures) == 1


def test_lines_that_were_filled_one_by_one_are_so_again(press: FakePress, built: Path) -> None:
    fits: list[bool] = []

    def compose(book: Book, edition: Edition, _: object) -> Outcome[Book]:
        if isinstance(edition, PrintEdition):
            fits.append(edition.fit)
        return Outcome(value=book)

    press.change("compose_book", compose)
    build_project(built, request=BuildRequest(fit=False))
    assert verify_project(built, rebuild=True).findings == ()
    assert fits == [False, False]


def test_the_date_is_that_of_the_first_build(press: FakePress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dates: list[object] = []

    def read(workspace: Workspace, _workshop: Workshop) -> Outcome[Manuscript]:
        dates.append(workspace.source_date())
        return Outcome(value=Manuscript(make_book()))

    press.change("read_book", read)
    root = make_project(tmp_path / "p")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    build_project(root, request=BuildRequest())
    for now in ("99", None):
        if now is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH")
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", now)
        assert verify_project(root, rebuild=True).findings == ()
        assert os.environ.get("SOURCE_DATE_EPOCH") == now
    assert len(dates) == 3 and len(set(dates)) == 1 and dates[0] is not None


def test_of_a_real_epub_the_member_that_differs_is_told(tmp_path: Path) -> None:
    root = write_project(tmp_path / "real")
    (root / "manuscript" / "book.toml").write_text(BOOK.replace("date = 2026\n", ""))
    assert build_project(root, request=BuildRequest()).exit_code == 0
    assert verify_project(root, rebuild=True).findings == ()
    path, stream = root / "build" / "small.epub", io.BytesIO()
    with zipfile.ZipFile(path) as former, zipfile.ZipFile(stream, "w") as other:
        for item in former.infolist():
            content = former.read(item)
            other.writestr(item, content.replace(b"Words", b"Wards") if "one" in item.filename else content)
    path.write_bytes(stream.getvalue())
    found = [one for one in verify_project(root, rebuild=True).findings if one.code == "VF007"]
    assert len(found) == 1
    assert len(found[0].notes) == 1 and "one" in found[0].notes[0] and "differs first at byte" in found[0].notes[0]


def test_other_versions_are_told_where_it_is_built_again(built: Path) -> None:
    manifest = json.loads((built / "build" / "manifest.json").read_bytes())
    manifest["makers"]["weasyprint"] = "71.0\x1b[31m"
    write_manifest(built, manifest)
    assert verify_project(built).findings == ()
    (found,) = verify_project(built, rebuild=True).findings
    assert found.code == "VF009" and found.notes[0].startswith("weasyprint: 71.0\\x1b[31m in the manifest, ")
