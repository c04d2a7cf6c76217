"""Set-up: a busy package manager is waited for, and any other trouble of it is told at once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APT = """#!/bin/sh
echo "$*" >>"$CALLS"
if [ "$1" = "$FAILS" ] && [ "$(grep -c "^$1" "$CALLS")" -le "$TIMES" ]; then
  echo "$MESSAGE" >&2
  exit 100
fi
"""
LOCKED = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 17 (unattended-upgr)"


def _install(folder: Path, **values: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run .ci/packages with an apt-get of our own; return what came of it and the calls."""
    programs = folder / "bin"
    programs.mkdir()
    for name, content in (("apt-get", APT), ("id", "#!/bin/sh\necho 0\n")):
        (programs / name).write_text(content)
        (programs / name).chmod(0o755)
    calls = folder / "calls"
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}", "CALLS": str(calls), "SETUP_PAUSE": "0", "TIMES": "2", **values
    }  # fmt: skip
    done = subprocess.run(
        ["bash", ".ci/packages", "qpdf"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done, calls.read_text().splitlines()


@pytest.mark.parametrize("step", ["update", "install"])
def test_a_held_lock_is_waited_for(tmp_path: Path, step: str) -> None:
    done, calls = _install(tmp_path, FAILS=step, MESSAGE=LOCKED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("another program installs packages; waiting for it") == 1
    assert [call.split()[0] for call in calls].count(step) == 3
    assert calls[-1] == "install -y --no-install-recommends qpdf"


def test_a_lock_that_is_never_given_up_is_told(tmp_path: Path) -> None:
    done, calls = _install(tmp_path, FAILS="update", TIMES="99", MESSAGE=LOCKED, SETUP_WAIT="10")
    assert done.returncode == 3
    assert "Could not get lock" in done.stderr and "Install with: sudo apt-get install qpdf" in done.stderr
    assert calls == ["update"] * 3


def test_other_trouble_is_told_at_once(tmp_path: Path) -> None:
    done, calls = _install(tmp_path, FAILS="update", TIMES="99", MESSAGE="E: no network")
    assert done.returncode == 3
    assert "no network" in done.stderr
    assert calls == ["update"]
