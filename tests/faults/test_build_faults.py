"""Faults of a whole build, as a person at the command line has them; THREATS D 58 to 63, 68."""

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
from tests.unit.press.fakes import FakePress, bind, fake_press, make_project

# A build whose layout takes long, with the stages of the fakes; "laying" is said when it begins.
SLOW_BUILD = """
import sys, time
import pytest
from makeready.cli import main
from tests.unit.press.fakes import bind, fake_press

def lay_out(composition, workshop):
    print("laying", flush=True)
    time.sleep(float(sys.argv[2]))
    return bind(sys.argv[3])(composition)

with pytest.MonkeyPatch.context() as patch:
    press = fake_press(patch)
    press.change("bind_pdf", lay_out)
    sys.exit(main(["build", sys.argv[1], "--check", *sys.argv[4:]]))
"""


def _start_build(root: Path, seconds: float, kind: str, scratch: Path) -> subprocess.Popen[bytes]:
    here = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{here / 'src'}{os.pathsep}{here}", "TMPDIR": str(scratch)}
    build = subprocess.Popen(
        [sys.executable, "-c", SLOW_BUILD, str(root), str(seconds), kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert build.stdout is not None
    assert build.stdout.readline() == b"laying\n"
    return build


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


@pytest.mark.threat(60)
def test_an_interrupted_build_is_130_and_leaves_no_file(tmp_path: Path, scratch: Path) -> None:
    root = make_project(tmp_path / "p")
    (root / "build").mkdir()
    (root / "build" / "the-book.pdf").write_bytes(b"older")
    build = _start_build(root, 30, "pdf", scratch)
    build.send_signal(signal.SIGINT)
    _, errors = build.communicate(timeout=20)
    assert build.returncode == 130
    assert errors.decode() == "error: interrupted; what was not finished was not written\n"
    assert {p.name: p.read_bytes() for p in (root / "build").glob("[!.]*")} == {"the-book.pdf": b"older"}
    assert list(scratch.iterdir()) == []


@pytest.mark.threat(61)
def test_two_builds_at_once_leave_both_files_of_one(tmp_path: Path, scratch: Path) -> None:
    root = make_project(tmp_path / "p")
    builds = [_start_build(root, 0.05, kind, scratch) for kind in ("one", "two")]
    for build in builds:
        build.communicate(timeout=20)
        assert build.returncode == 0
    assert (root / "build" / "the-book.pdf").read_bytes() in (b"one of print", b"two of print")
    assert sorted(p.name for p in (root / "build").glob("[!.]*")) == ["manifest.json", "the-book.epub", "the-book.pdf"]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> FakePress:
    return fake_press(monkeypatch)


@pytest.mark.threat(58)
def test_a_full_disk_is_4_and_the_older_files_stay(
    press: FakePress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_project(tmp_path / "p")
    assert main(["build", str(root)]) == 0
    older = {p.name: p.read_bytes() for p in (root / "build").glob("[!.]*")}
    press.change("bind_pdf", bind("newer"))

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    capsys.readouterr()
    assert main(["build", str(root), "--no-cache"]) == 4
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "No space left on device" in captured.err
    assert "untouched" in captured.err
    assert {p.name: p.read_bytes() for p in (root / "build").glob("[!.]*")} == older


@pytest.mark.threat(58)
def test_a_full_disk_where_the_judges_look_is_4(
    press: FakePress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_project(tmp_path / "p")
    monkeypatch.setattr(tempfile, "mkdtemp", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert main(["build", str(root), "--check"]) == 4
    assert not (root / "build").exists()
    assert "No space left" in capsys.readouterr().err


def test_an_output_that_is_no_folder_is_4(press: FakePress, tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    (root / "build").write_text("a file")
    assert main(["build", str(root)]) == 4
    assert (root / "build").read_text() == "a file"


@pytest.mark.threat(68)
def test_a_failing_rebuild_says_that_the_older_file_is_not_current(
    press: FakePress, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_project(tmp_path / "p")
    assert main(["build", str(root)]) == 0

    def fail(*_: object) -> None:
        raise BaseException("the engine broke")

    press.change("bind_epub", fail)
    capsys.readouterr()
    assert main(["build", str(root), "--no-cache"]) == 70
    errors = capsys.readouterr().err
    for name in ("the-book.epub", "the-book.pdf"):
        assert f"{root / 'build' / name} is NOT current" in errors


def test_an_unreadable_manuscript_is_shown_in_time(press: FakePress, tmp_path: Path) -> None:
    """A pipe in the place of the source of a finding does not hang the report."""
    from tests.unit.press.fakes import finding

    root = make_project(tmp_path / "p")
    (root / "manuscript" / "book.toml").unlink()
    os.mkfifo(root / "manuscript" / "book.toml")
    press.give("read_book", finding())
    began = time.monotonic()
    assert main(["build", str(root)]) == 1
    assert time.monotonic() - began < 2
