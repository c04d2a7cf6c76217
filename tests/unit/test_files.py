"""Files: what is opened and what is not, and how what a killed process left aside is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from makeready.files import is_abandoned, is_aside, name_aside, read_inside, write_aside


def test_a_regular_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"12345")
    assert read_inside(tmp_path, ("a", "b"), 100) == b"12345"
    assert read_inside(tmp_path, ("a", "b"), 3) == b"123"


def test_links_folders_and_pipes_are_refused_at_once(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b").write_bytes(b"secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "folder").symlink_to(outside)
    (root / "link").symlink_to(outside / "b")
    os.mkfifo(root / "pipe")
    for parts in (("folder", "b"), ("link",), ("pipe",), (".",), ("absent",)):
        with pytest.raises(OSError):
            read_inside(root, parts, 100)


def test_writing_aside_never_writes_over_anything(tmp_path: Path) -> None:
    aside = name_aside(tmp_path)
    write_aside(aside, b"one", flush=False)
    with pytest.raises(FileExistsError):
        write_aside(aside, b"two", flush=True)
    assert aside.read_bytes() == b"one"
    assert name_aside(tmp_path) != aside


def _find_gone_process() -> int:
    """Return the number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(60)
    return ended.pid


def _leave_aside(folder: Path, process: int, age: float = 0.0) -> Path:
    path = folder / f".makeready-{process}-0123456789abcdef.part"
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_what_this_process_has_aside_is_not_abandoned_for_an_hour(tmp_path: Path) -> None:
    aside = name_aside(tmp_path)
    assert is_aside(aside.name)
    write_aside(aside, b"half", flush=False)
    assert not is_abandoned(aside)
    for age, expected in ((3500, False), (3700, True), (-3500, False), (-3700, True)):
        assert is_abandoned(_leave_aside(tmp_path, os.getpid(), age)) is expected


def test_what_a_process_left_that_is_gone_is_abandoned_at_once(tmp_path: Path) -> None:
    assert is_abandoned(_leave_aside(tmp_path, _find_gone_process()))
    assert is_abandoned(_leave_aside(tmp_path, 10**30))
    assert not is_abandoned(_leave_aside(tmp_path, 1))


@pytest.mark.parametrize("name", ["book.epub", ".makeready-x.part", ".makeready-1-0123456789abcdef.part~", ".part"])
def test_other_files_are_never_abandoned(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    os.utime(tmp_path / name, (0, 0))
    assert not is_aside(name)
    assert not is_abandoned(tmp_path / name)


def test_what_was_removed_meanwhile_is_nobodys(tmp_path: Path) -> None:
    assert not is_abandoned(tmp_path / ".makeready-1-0123456789abcdef.part")
