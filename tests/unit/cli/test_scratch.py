"""The scratch folder: temporary files are in it, it goes with its block, and with a killed run at the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from makeready.cli.scratch import use_scratch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody holds a folder there")

# A run that is killed in its block.
DOOMED = """
import os, signal, tempfile
from makeready.cli.scratch import use_scratch
with use_scratch():
    tempfile.mkdtemp()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_temporary_files_go_with_the_block(place: Path) -> None:
    with use_scratch():
        assert Path(tempfile.mkdtemp()).parent.parent == place
        assert Path(os.environ["TMPDIR"]).parent == place
    assert list(place.iterdir()) == []
    assert (os.environ["TMPDIR"], tempfile.gettempdir()) == (str(place), str(place))


def test_what_a_killed_run_left_goes_at_the_next_and_what_is_in_use_stays(place: Path) -> None:
    assert subprocess.run([sys.executable, "-c", DOOMED], check=False).returncode == -signal.SIGKILL
    (left,) = place.iterdir()
    (place / "makeready-scratch-file").touch()
    (place / "another").mkdir()
    with use_scratch():
        first = Path(tempfile.gettempdir())
        assert not left.exists()
        with use_scratch():
            # That one looks in the first; a run beside it looks where the first is.
            subprocess.run([sys.executable, "-c", DOOMED], check=False, env={**os.environ, "TMPDIR": str(place)})
            assert first.is_dir()
    assert {path.name for path in place.iterdir() if path.is_file()} == {"makeready-scratch-file"}
    with use_scratch():
        pass
    assert {path.name for path in place.iterdir()} == {"makeready-scratch-file", "another"}


def test_without_room_for_temporary_files_the_work_is_done(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", fail)
    with use_scratch():
        assert tempfile.gettempdir() == str(place)
