"""Records: a build that nothing has changed for is known, and whatever it read makes it unknown when it changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from makeready.model.edition import Target
from makeready.press import record
from makeready.press.record import OUTPUT, RecordedWorkspace
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from makeready.store import Store, make_key
from tests.unit.themes.packages import MANIFEST, install_theme

TOML = """\
title = "Walls"
author = "Ann"
language = "en-GB"
date = 2026
identifiers = ["uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301"]
"""
EPUB_ONLY = TOML + '[editions.epub]\ntarget = "epub"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with two chapters and a style sheet, whose book is an EPUB alone."""
    folder = tmp_path / "project"
    (folder / "manuscript").mkdir(parents=True)
    (folder / "styles").mkdir()
    (folder / "manuscript" / "book.toml").write_text(EPUB_ONLY)
    (folder / "manuscript" / "01.md").write_text("# One\n\nWords.\n")
    (folder / "manuscript" / "02.md").write_text("# Two\n\nMore words.\n")
    (folder / "styles" / "epub.css").write_text("p { color: black }\n")
    return folder


def _is_known(root: Path, request: BuildRequest | None = None) -> bool:
    report = build_project(root, request=request or BuildRequest())
    assert report.exit_code == 0, report.findings
    return report.reuse.whole


def test_a_build_that_nothing_has_changed_for_is_known(root: Path) -> None:
    first = build_project(root, request=BuildRequest())
    second = build_project(root, request=BuildRequest())
    assert not first.reuse.whole and second.reuse.whole
    assert [one.artifact.digest for one in first.written] == [one.artifact.digest for one in second.written]
    assert [one.artifact.word_count for one in first.written] == [one.artifact.word_count for one in second.written]
    assert first.findings == second.findings


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "manuscript" / "02.md").write_text("# Two\n\nOther words.\n"),
        lambda root: (root / "manuscript" / "03.md").write_text("# Three\n\nNew words.\n"),
        lambda root: (root / "manuscript" / "02.md").unlink(),
        lambda root: (root / "styles" / "epub.css").unlink(),
        lambda root: (root / "styles" / "cover.css").write_text("body { color: navy }\n"),
        lambda root: (root / "manuscript" / "book.toml").write_text(EPUB_ONLY.replace("Ann", "Anne")),
    ],
    ids=["changed", "added", "removed", "style removed", "style of the cover added", "settings"],
)
def test_what_was_read_makes_it_unknown(root: Path, change: Callable[[Path], object]) -> None:
    assert not _is_known(root)
    change(root)
    assert not _is_known(root)
    assert _is_known(root)


def test_the_date_of_the_environment_counts(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "manuscript" / "book.toml").write_text(EPUB_ONLY.replace("date = 2026\n", ""))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert not _is_known(root)
    assert _is_known(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1100000000")
    assert not _is_known(root)


def test_another_request_is_another_build(root: Path) -> None:
    assert not _is_known(root)
    assert not _is_known(root, BuildRequest(strict=True))
    assert not _is_known(root, BuildRequest(fit=False))
    assert not _is_known(root, BuildRequest(use_cache=False))
    # A part of a book is built, so that what it leaves stale is told.
    for _ in range(2):
        assert not _is_known(root, BuildRequest(targets=(Target.EPUB,)))


@pytest.mark.parametrize("spoil", ["record", "artifact", "both"])
def test_what_is_damaged_is_built_again(root: Path, spoil: str) -> None:
    first = build_project(root, request=BuildRequest())
    store = Store(root / OUTPUT / ".cache")
    key = record._write_key(RecordedWorkspace(root), BuildRequest())
    known = json.loads(store.get(key) or b"")
    if spoil != "artifact":
        store.put(key, json.dumps({**known, "findings": [{"code": 7}]}).encode())
    if spoil != "record":
        digest = first.written[0].artifact.digest
        shelf, name = make_key("artifact", digest)[:2], make_key("artifact", digest)[2:]
        path = root / OUTPUT / ".cache" / shelf / name
        path.write_bytes(path.read_bytes()[:-7])
    second = build_project(root, request=BuildRequest())
    assert not second.reuse.whole
    assert second.written[0].artifact.digest == first.written[0].artifact.digest
    assert _is_known(root)


def test_a_file_that_changes_while_it_is_read_is_recorded_as_it_was_used(root: Path) -> None:
    workspace = RecordedWorkspace(root)
    workspace.read_bytes("manuscript/01.md")
    before = dict(workspace.answers)
    (root / "manuscript" / "01.md").write_text("# One\n\nOther.\n")
    workspace.read_bytes("manuscript/01.md")
    assert workspace.answers == before


def test_refusals_are_answers(root: Path) -> None:
    workspace = RecordedWorkspace(root)
    with pytest.raises(Exception, match="no file"):
        workspace.read_bytes("manuscript/09.md")
    (question,) = workspace.answers
    answer = workspace.answers[question]
    (root / "manuscript" / "09.md").write_text("x")
    assert RecordedWorkspace(root).ask_again(question) != answer


def test_findings_come_back_as_they_were(root: Path) -> None:
    (root / "manuscript" / "01.md").write_text("# One\n\n<u onclick='x'>Words</u>.\n")
    first = build_project(root, request=BuildRequest())
    second = build_project(root, request=BuildRequest())
    assert first.findings and second.reuse.whole
    assert [replace(finding) for finding in second.findings] == list(first.findings)


def test_a_build_tells_what_it_read_also_where_it_is_known(root: Path) -> None:
    first = build_project(root, request=BuildRequest())
    assert ("bytes", "manuscript/01.md") in {answer[:2] for answer in first.answers}
    second = build_project(root, request=BuildRequest())
    assert second.reuse.whole
    assert set(second.answers) == set(first.answers)
    assert record.is_unchanged(root, first.answers)
    store = Store(root / "build/.cache")
    assert record.recall_answers(root, BuildRequest(targets=(Target.EPUB,), strict=True), store) == second.answers
    (root / "manuscript" / "02.md").write_text("# Two\n\nOther words.\n")
    assert not record.is_unchanged(root, first.answers)
    assert record.recall_answers(root, BuildRequest(), store) == second.answers
    assert not record.is_unchanged(root, [("no such", "", (), "")])
    assert not record.is_unchanged(root / "nowhere", first.answers)


def test_what_was_read_is_listed_by_the_shortest_path_and_refusals_are_not(root: Path) -> None:
    workspace = RecordedWorkspace(root)
    for path in ("manuscript/01.md", "./manuscript//01.md", "manuscript/../styles/epub.css"):
        workspace.read_bytes(path)
    with pytest.raises(Exception, match="no file"):
        workspace.read_bytes("manuscript/09.md")
    workspace.list_files("styles")
    digests = {
        name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in ("manuscript/01.md", "styles/epub.css")
    }
    assert workspace.list_inputs() == digests
    assert workspace.listings == {("styles", ()): ("styles/epub.css",)}


def test_a_detour_over_a_linked_folder_is_told_as_it_leads(root: Path) -> None:
    (root / "deep" / "inner").mkdir(parents=True)
    (root / "deep" / "a.md").write_text("a")
    (root / "link").symlink_to("deep/inner")
    workspace = RecordedWorkspace(root)
    workspace.read_bytes("link/../a.md")
    assert list(workspace.list_inputs()) == ["deep/a.md"]


def test_a_build_is_known_while_the_theme_of_a_package_is_the_same(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = "p { margin-left: 1em }"
    files: dict[str, str | bytes] = {"theme.toml": MANIFEST, "epub.css": sheet}
    folder = install_theme(tmp_path / "site", monkeypatch, files)
    (root / "manuscript" / "book.toml").write_text(f'theme = "acme"\n{EPUB_ONLY}')
    first = build_project(root, request=BuildRequest())
    assert first.written and not first.reuse.whole
    again = build_project(root, request=BuildRequest())
    assert again.reuse.whole
    (folder / "epub.css").write_text("p { margin-left: 2em }")
    other = build_project(root, request=BuildRequest())
    assert not other.reuse.whole
    assert other.written[0].artifact.digest != first.written[0].artifact.digest


def test_a_theme_of_our_own_is_asked_of_nobody_again(root: Path) -> None:
    workspace = RecordedWorkspace(root)
    assert workspace.read_theme("technical") is not None
    assert workspace.list_answers() == ()
    assert workspace.read_theme("none") is None
    assert [answer[:2] for answer in workspace.list_answers()] == [("theme", "none")]
