"""The hooks for pre-commit: what they run is run as pre-commit runs it, in a repository with two books."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.ci.steps import ROOT, git, make_environment, make_shelf

HOOKS = {one["id"]: one for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def run_hook(source: Path, name: str, place: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run a hook for the files that are to be committed; those that it does not ask for are no reason to run it."""
    hook = HOOKS[name]
    met = [file for file in files if re.search(hook["files"], file)]
    assert met, "pre-commit would not run it"
    words = shlex.split(hook["entry"]) + (met if hook.get("pass_filenames", True) else [])
    path = f"{source / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        words, cwd=place, env=make_environment(PATH=path), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.long
def test_only_the_book_that_changed_is_built_and_only_a_sound_one_passes(source: Path, tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path / "shelf", one="Words.", two="Words.")
    for name in ("one", "two"):  # built before
        (shelf / "books" / name / "build").mkdir()
        (shelf / "books" / name / "build/old.epub").touch()
    assert _change(source, shelf, "Other words.").returncode == 0
    ended = _change(source, shelf, "Other words.[^lost]")
    assert ended.returncode == 1, ended.stderr
    assert "books/two" in ended.stdout and "one.md:3" in ended.stderr
    assert "books/one" not in ended.stdout + ended.stderr
    assert (shelf / "books/two/build/the-two.epub").is_file()
    assert not (shelf / "books/one/build/the-one.epub").exists()
    git(shelf, "commit", "--quiet", "--message", "Other words")
    assert git(shelf, "status", "--porcelain") == ""
    nothing = run_hook(source, "makeready", shelf, "notes.md")
    assert (nothing.returncode, nothing.stdout) == (0, ""), nothing.stderr


def _change(source: Path, shelf: Path, text: str) -> subprocess.CompletedProcess[str]:
    (shelf / "books/two/one.md").write_text(f"# One\n\n{text}\n", encoding="utf-8")
    git(shelf, "add", ".")
    return run_hook(source, "makeready-epub", shelf, "books/two/one.md")


def test_a_finished_book_that_is_not_sound_is_refused(source: Path, tmp_path: Path) -> None:
    (tmp_path / "a book.epub").write_bytes(b"no archive")
    ended = run_hook(source, "makeready-check", tmp_path, "a book.epub", "notes.txt")
    assert ended.returncode == 1
    assert "a book.epub" in ended.stderr


@pytest.mark.parametrize("name", list(HOOKS))
def test_hooks_have_what_pre_commit_asks_for(name: str) -> None:
    hook = HOOKS[name]
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python"
    assert hook["require_serial"] is True  # two batches would build the same books
    assert [file for file in ("a.py", "Makefile", "mdx", "README.rst") if re.search(hook["files"], file)] == []


def test_what_a_book_is_made_of_wakes_the_hooks() -> None:
    files = "books/a/one.md books/a/book.toml styles/print.css images/map.png cover.jpeg fonts/x.woff2".split()
    for name in ("makeready", "makeready-epub"):
        assert [file for file in files if not re.search(HOOKS[name]["files"], file)] == []
