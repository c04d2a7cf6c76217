"""Changes since a revision: which books they touch, with and without the record of the last build."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from makeready.findings import MissingToolError, UsageError
from makeready.press import batch_changes
from makeready.press.batch_changes import choose_changed
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from tests.unit.press.test_batch import make_book

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="asks git")

TOLD = 'title = "A"\nlanguage = "en"\nidentifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]\n[editions.epub]\n'
RECORDED, UNRECORDED = BuildRequest(), BuildRequest(use_cache=False)


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")


@pytest.fixture
def roots(tmp_path: Path) -> list[Path]:
    """Return two books in a repository, in a folder below its top; one that says it is built."""
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("build/\n*.bak\n", encoding="utf-8")
    roots = [make_book(tmp_path / "shelf" / name, metadata=TOLD) for name in "ab"]
    for root in roots:
        (root / "build").mkdir()
        (root / "build/a.epub").touch()
        (root / "manuscript/notes.txt").touch()
    commit(tmp_path)
    return roots


@pytest.mark.parametrize("request_", [RECORDED, UNRECORDED], ids=["recorded", "not recorded"])
def test_a_hook_of_another_repository_does_not_turn_us_there(
    roots: list[Path], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, request_: BuildRequest
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    (other / "a").touch()
    commit(other)
    _edit(roots[0])
    for name, value in (("DIR", other / ".git"), ("WORK_TREE", other), ("INDEX_FILE", other / ".git/index")):
        monkeypatch.setenv(f"GIT_{name}", str(value))
    assert choose_changed(roots, "HEAD", request_) == [roots[0]]


def _edit(root: Path) -> None:
    (root / "manuscript/one.md").write_text("# Other\n", encoding="utf-8")


def _add(root: Path) -> None:
    (root / "manuscript/two.md").write_text("# Two\n", encoding="utf-8")


def _remove(root: Path) -> None:
    (root / "manuscript/one.md").unlink()


def _style(root: Path) -> None:
    (root / "styles").mkdir()
    (root / "styles/shared.css").write_text("p { color: black }\n", encoding="utf-8")


def _edit_notes(root: Path) -> None:
    (root / "manuscript/notes.txt").write_text("of no use", encoding="utf-8")


def _hide(root: Path) -> None:
    (root / "manuscript/two.bak").touch()


def _rebuild(root: Path) -> None:
    (root / "build/b.epub").touch()


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize(
    ("change", "unrecorded", "recorded"),
    [
        (_edit, True, True),
        (_add, True, True),
        (_remove, True, True),
        (_style, True, True),
        (_edit_notes, True, False),
        (_hide, False, False),
        (_rebuild, False, False),
    ],
)
def test_a_book_is_built_where_something_that_it_reads_differs(
    roots: list[Path], change: Callable[[Path], None], unrecorded: bool, recorded: bool, committed: bool
) -> None:
    for root in roots:
        assert build_project(root, request=RECORDED).exit_code == 0
    assert choose_changed(roots, "HEAD", UNRECORDED) == choose_changed(roots, "HEAD", RECORDED) == []
    change(roots[1])
    if committed:
        git(roots[0], "add", "-A")
        git(roots[0], "commit", "-qm", "x", "--allow-empty")
        assert choose_changed(roots, "HEAD", RECORDED) == []
    revision = "HEAD~1" if committed else "HEAD"
    assert choose_changed(roots, revision, UNRECORDED) == [roots[1]] * unrecorded
    assert choose_changed(roots, revision, RECORDED) == [roots[1]] * recorded


def test_what_is_read_and_ignored_differs_from_any_revision(roots: list[Path]) -> None:
    (roots[0] / ".gitignore").write_text("*.md\n", encoding="utf-8")
    (roots[0] / "manuscript/two.md").write_text("# Two\n", encoding="utf-8")
    commit(roots[0])
    assert build_project(roots[0], request=RECORDED).exit_code == 0
    assert choose_changed(roots, "HEAD", UNRECORDED) == []
    assert choose_changed(roots, "HEAD", RECORDED) == [roots[0]]


def test_a_book_that_was_never_built_is_among_them(roots: list[Path], tmp_path: Path) -> None:
    shutil.rmtree(roots[1] / "build")
    assert choose_changed(roots, "HEAD", RECORDED) == [roots[1]]
    new = make_book(tmp_path / "shelf" / "c")
    assert choose_changed([*roots, new], "HEAD", UNRECORDED) == [roots[1], new]


def test_settings_of_git_change_nothing(roots: list[Path]) -> None:
    git(roots[0], "config", "diff.relative", "true")
    git(roots[0], "config", "diff.noprefix", "true")
    git(roots[0], "config", "diff.external", "false")
    git(roots[0], "mv", "manuscript/one.md", "manuscript/é one.md")
    assert choose_changed(roots, "HEAD", UNRECORDED) == [roots[0]]


@pytest.mark.parametrize("revision", ["", "--output=x", "no-such", "a\0b", "HEAD:shelf"])
def test_what_is_no_revision_is_wrong_usage(roots: list[Path], revision: str) -> None:
    with pytest.raises(UsageError, match="no revision"):
        choose_changed(roots, revision, UNRECORDED)
    assert not (roots[0].parents[1] / "x").exists()


def test_no_repository_and_no_git_are_told(
    roots: list[Path], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="in no repository"):
        choose_changed([make_book(tmp_path_factory.mktemp("elsewhere") / "a")], "HEAD", UNRECORDED)
    monkeypatch.setattr(batch_changes, "find_tool", lambda _name: None)
    with pytest.raises(MissingToolError, match="git is not on the search path"):
        choose_changed(roots, "HEAD", UNRECORDED)


def test_a_book_at_the_top_and_one_in_a_repository_of_its_own(tmp_path: Path) -> None:
    top = make_book(tmp_path / "top", metadata=TOLD)
    git(top, "init", "-q")
    (top / "build").mkdir()
    (top / "build/a.epub").touch()
    commit(top)  # with its build/, which nothing ignores here
    assert build_project(top, request=RECORDED).exit_code == 0
    assert choose_changed([top], "HEAD", UNRECORDED) == choose_changed([top], "HEAD", RECORDED) == []
    (top / "styles").mkdir()
    (top / "styles/notes.txt").touch()
    assert choose_changed([top], "HEAD", UNRECORDED) == [top]
    shutil.rmtree(top / "styles")
    inner = make_book(top / "inner", metadata=TOLD)
    git(inner, "init", "-q")
    commit(inner)
    assert choose_changed([top], "HEAD", UNRECORDED) == [top]
    (inner / "build").mkdir()
    (inner / "build/a.epub").touch()
    assert choose_changed([inner], "HEAD", UNRECORDED) == []


@pytest.mark.parametrize("request_", [RECORDED, UNRECORDED], ids=["recorded", "unrecorded"])
def test_a_shared_file_that_differs_touches_its_books_and_no_others(roots: list[Path], request_: BuildRequest) -> None:
    top = roots[0].parents[1]
    (top / "makeready.toml").write_text('styles = ["house.css"]\n[books]\ninclude = ["shelf/a"]\n', encoding="utf-8")
    (top / "house.css").touch()
    commit(top)
    for root in roots:
        assert build_project(root, request=RECORDED).exit_code == 0
    assert choose_changed(roots, "HEAD", request_) == []
    (top / "house.css").write_text("p { color: black }\n", encoding="utf-8")
    assert choose_changed(roots, "HEAD", request_) == [roots[0]]
    (top / "house.css").write_text("", encoding="utf-8")
    # Nobody knows which books it listed at the revision.
    with (top / "makeready.toml").open("a", encoding="utf-8") as stream:
        stream.write("# a remark\n")
    assert choose_changed(roots, "HEAD", request_) == roots
