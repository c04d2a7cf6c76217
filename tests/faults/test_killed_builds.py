"""Killed builds: whoever of a build is killed, and when, files and cache are whole, and nobody is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.files import ASIDE_PATTERN
from makeready.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

DEADLINE = 30.0
TOML = """\
title = "The Book"
author = "A. N. Author"
language = "en"
date = 2026
modified = 2026-01-01T00:00:00Z
identifiers = ["uuid:9d6b4a4e-6f43-4a0f-9a5d-0a4f3a0c1813"]

[editions.epub]

[editions.print]
"""
BUILD = "import sys; from tests.faults.killed_build import build; sys.exit(build())"


def _start(root: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    here = Path(__file__).parents[2]
    paths = f"{here / 'src'}{os.pathsep}{here}"
    (root / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(root), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, "TMPDIR": str(root / "tmp"), **environment},
        start_new_session=True,
    )


def _make_project(root: Path, words: str = "Words") -> Path:
    root.mkdir()
    (root / "book.toml").write_text(TOML)
    for number, title in enumerate(("One", "Doom", "Three"), 1):
        (root / f"{number}.md").write_text(f"# {title}\n\n{words} of chapter {title}. {'More words. ' * 60}\n")
    return root


def _read(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "build").glob("[!.]*")}


def _end(build: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what was said of errors, once no process of the build's session is left."""
    errors = build.communicate(timeout=DEADLINE)[1]
    end = time.monotonic() + 2
    while any(_is_of(Path(folder), build.pid) for folder in Path("/proc").glob("[0-9]*")):
        assert time.monotonic() < end, "a process outlives its build"
        time.sleep(0.005)
    return build.returncode, errors


def _is_of(folder: Path, session: int) -> bool:
    try:
        state, _, _, found = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return False
    return found == str(session) and state not in "ZX"


def _build_here(root: Path, *options: str) -> None:
    """Build in this process, as one that nobody disturbs, with temporary files in the project's tmp/."""
    (root / "tmp").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(root / "tmp"))
        patch.setattr(tempfile, "tempdir", None)
        assert main(["build", str(root), "--workers", "1", *options]) == 0


def _require_sound(root: Path, cache: Path, right: dict[str, bytes]) -> None:
    """Build again, and see that all is as if nothing had happened."""
    _build_here(root, "--cache", str(cache))
    assert _read(root) == right
    assert [*(root / "build").rglob(ASIDE_PATTERN), *cache.rglob(ASIDE_PATTERN)] == []
    assert list((root / "tmp").iterdir()) == []
    store = Store(cache)
    keys = [path.parent.name + path.name for path in cache.glob("??/*")]
    assert keys
    assert all(store.get(key) is not None for key in keys)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a build that nobody disturbs, in one process."""
    root = _make_project(tmp_path_factory.mktemp("right") / "p")
    _build_here(root, "--no-cache")
    return _read(root)


@pytest.mark.long
@pytest.mark.threat(62)
def test_a_worker_that_is_killed_once_is_not_noticed(tmp_path: Path, right: dict[str, bytes]) -> None:
    root = _make_project(tmp_path / "p")
    code, errors = _end(_start(root, "--cache", str(tmp_path / "c"), PARTS=f"die-once:{tmp_path / 'mark'}"))
    assert (tmp_path / "mark").exists()
    assert code == 0, errors
    assert _read(root) == right
    assert list((root / "tmp").iterdir()) == []


@pytest.mark.long
@pytest.mark.threat(62)
def test_a_part_that_kills_its_worker_twice_is_pd008(tmp_path: Path, right: dict[str, bytes]) -> None:
    root = _make_project(tmp_path / "p")
    code, errors = _end(_start(root, "--cache", str(tmp_path / "c"), PARTS="die"))
    assert code == 1
    assert "error[PD008]" in errors and "SIGKILL" in errors
    assert "Traceback" not in errors
    assert _read(root) == {}
    _require_sound(root, tmp_path / "c", right)


def test_a_build_that_is_killed_while_its_workers_work_takes_them_along(
    tmp_path: Path, right: dict[str, bytes]
) -> None:
    root = _make_project(tmp_path / "p")
    build = _start(root, "--cache", str(tmp_path / "c"), PARTS="stay")
    assert build.stdout is not None
    assert build.stdout.readline() == "staying\n"
    build.kill()
    assert _end(build)[0] == -signal.SIGKILL
    assert _read(root) == {}
    _require_sound(root, tmp_path / "c", right)


@pytest.mark.long_but(":4-0")
@pytest.mark.threat(57)
@pytest.mark.parametrize(("moves", "whole"), [(".pdf:1", 1), (":4", 0)])
def test_a_build_that_is_killed_while_it_moves_files_leaves_whole_ones(
    moves: str, whole: int, tmp_path: Path, right: dict[str, bytes]
) -> None:
    root = _make_project(tmp_path / "p")
    code, _ = _end(_start(root, "--cache", str(tmp_path / "c"), MOVES=moves))
    assert code == -signal.SIGKILL
    assert len(_read(root)) == whole
    assert _read(root).items() <= right.items()
    assert [*(root / "build").rglob(ASIDE_PATTERN), *(tmp_path / "c").rglob(ASIDE_PATTERN)] != []
    _require_sound(root, tmp_path / "c", right)


@pytest.mark.long
@pytest.mark.threat(61)
def test_builds_at_once_share_a_cache(tmp_path: Path, right: dict[str, bytes]) -> None:
    """Two of one project, and one of another project whose text differs."""
    roots = (_make_project(tmp_path / "p"), _make_project(tmp_path / "q", "Other words"))
    options = ("--cache", str(tmp_path / "c"), "--workers", "1")
    builds = [_start(root, *options) for root in (roots[0], roots[0], roots[1])]
    assert [_end(build)[0] for build in builds] == [0, 0, 0]
    other = _read(roots[1])
    assert other.keys() == right.keys()
    assert other["the-book.pdf"] != right["the-book.pdf"]
    assert _read(roots[0]) == right
    _build_here(roots[1], "--no-cache")
    assert _read(roots[1]) == other
