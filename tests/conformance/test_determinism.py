"""The same manuscript gives the same bytes: other folder, home, time zone, locale, hash seed, umask, file times."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TESTS

SPECIMEN = TESTS / "golden" / "specimen" / "in"


def _list_locales() -> set[str]:
    """Return the locales of this machine, as `locale -a` has them."""
    if shutil.which("locale") is None:
        return set()
    return set(subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split())


def _build(root: Path, *, umask: int, times: float, changes: dict[str, str]) -> dict[str, str]:
    """Build a copy of the specimen in `root`, as a process of its own; return the digest of each file."""
    shutil.copytree(SPECIMEN, root / "project")
    for path in (root / "project").rglob("*"):
        os.utime(path, (times, times))
    (root / "home").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TESTS.parent / "src"),
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "home"),
        **{name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH") if name in os.environ},
        **changes,
    }
    done = subprocess.run(
        [sys.executable, "-m", "makeready", "build", str(root / "project"), "--quiet"],
        env=environment,
        cwd=root,
        umask=umask,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = sorted((root / "project" / "build").glob("[!.]*"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.threat(69, 70, 71)
def test_same_bytes_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    turkish = next((name for name in _list_locales() if name.startswith("tr_TR")), "POSIX")
    (tmp_path / "a").mkdir()
    (tmp_path / "another folder, ü").mkdir()
    first = _build(
        tmp_path / "a",
        umask=0o022,
        times=1_700_000_000,
        changes={"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    )
    second = _build(
        tmp_path / "another folder, ü",
        umask=0o077,
        times=500_000_000,
        changes={"TZ": "America/Los_Angeles", "LC_ALL": turkish, "PYTHONHASHSEED": "4242", "USER": "other"},
    )
    books = ["the-garden-wall.epub", "the-garden-wall.pages.json", "the-garden-wall.pdf"]
    assert list(first) == ["manifest.json", *books]
    assert first == second
