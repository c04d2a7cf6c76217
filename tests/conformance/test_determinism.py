"""The same manuscript gives the same bytes: other folder, home, time zone, locale, hash seed, umask, file times."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conformance.made_books import MadeBook
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
    return _read_digests(root / "project" / "build")


def _read_digests(folder: Path) -> dict[str, str]:
    files = sorted(folder.glob("[!.]*"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.long
@pytest.mark.threat(69, 70, 71)
def test_same_bytes_wherever_and_whenever_it_is_built(tmp_path: Path, specimen: MadeBook) -> None:
    """A process of its own makes what this one made, which has built other books before."""
    turkish = next((name for name in _list_locales() if name.startswith("tr_TR")), "POSIX")
    # One of the two has another day than this place, whatever the time.
    day_there = time.gmtime(time.time() + 14 * 3600).tm_yday
    zone = "Pacific/Kiritimati" if day_there != time.localtime().tm_yday else "Etc/GMT+12"
    (tmp_path / "another folder, ü").mkdir()
    elsewhere = _build(
        tmp_path / "another folder, ü",
        umask=0o077,
        times=500_000_000,
        changes={"TZ": zone, "LC_ALL": turkish, "PYTHONHASHSEED": "4242", "USER": "other"},
    )
    books = ["the-garden-wall.epub", "the-garden-wall.pages.json", "the-garden-wall.pdf"]
    assert list(elsewhere) == ["manifest.json", *books]
    assert elsewhere == _read_digests(specimen.epub.parent)
