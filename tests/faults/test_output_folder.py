"""Faults while files are put in place: kills, full disks, read-only folders, two writers; THREATS D 57 to 61."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makeready.findings import StorageError
from makeready.workspace import OutputFolder

SIZE = 300_000
NAMES = ("book.epub", "book.pdf")

# Writes both files over and over, each time full of another letter; says so once it has begun.
WRITER = """
import sys
from pathlib import Path
from makeready.workspace import OutputFolder
folder, letters, rounds, size = OutputFolder(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
print("begun", flush=True)
for i in range(rounds):
    letter = letters[i % len(letters)].encode()
    folder.write_all({name: letter * size for name in ("book.epub", "book.pdf")})
"""


def _start_writer(folder: Path, letters: str, rounds: int) -> subprocess.Popen[bytes]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), letters, str(rounds), str(SIZE)], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"begun\n"
    return writer


def _read_letter(path: Path) -> str:
    """Return the letter that the file is full of; it is whole or this fails."""
    content = path.read_bytes()
    assert len(content) == SIZE
    assert len(set(content)) == 1
    return chr(content[0])


def _list(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.threat(57)
def test_kill_at_random_moments_leaves_whole_files_and_the_next_writer_tidies_up(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write_all(dict.fromkeys(NAMES, b"0" * SIZE))
    moments = random.Random(57)  # noqa: S311 - moments, no secrets
    for _ in range(8):
        writer = _start_writer(tmp_path, "ab", 1_000_000)
        time.sleep(moments.uniform(0, 0.04))
        writer.kill()
        writer.communicate()
        for name in NAMES:
            assert _read_letter(tmp_path / name) in "0ab"
    (tmp_path / ".makeready-killed.part").write_bytes(b"half")
    OutputFolder(tmp_path).write_all(dict.fromkeys(NAMES, b"z" * SIZE))
    assert _list(tmp_path) == list(NAMES)


@pytest.mark.threat(61)
def test_two_writers_leave_the_pair_of_one(tmp_path: Path) -> None:
    writers = [_start_writer(tmp_path, letter, 40) for letter in "ab"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        if (tmp_path / NAMES[1]).exists():
            seen.add(_read_letter(tmp_path / NAMES[1]))
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert seen <= {"a", "b"}
    assert _list(tmp_path) == list(NAMES)
    assert _read_letter(tmp_path / NAMES[0]) == _read_letter(tmp_path / NAMES[1])


@pytest.mark.threat(60)
def test_interrupts_leave_nothing_aside(tmp_path: Path) -> None:
    moments = random.Random(60)  # noqa: S311 - moments, no secrets
    for _ in range(4):
        writer = _start_writer(tmp_path, "ab", 1_000_000)
        time.sleep(moments.uniform(0, 0.04))
        writer.send_signal(signal.SIGINT)
        _, _ = writer.communicate()
        assert not [name for name in _list(tmp_path) if name.endswith(".part")]


def _fail_with(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.threat(58)
@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.open", "pathlib.Path.replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_failing_call_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    OutputFolder(tmp_path).write_all(dict.fromkeys(NAMES, b"older"))
    with monkeypatch.context() as patch:
        patch.setattr(call, _fail_with(number))
        with pytest.raises(StorageError, match="cannot be written") as error:
            OutputFolder(tmp_path).write_all(dict.fromkeys(NAMES, b"newer"))
    assert os.strerror(number) in error.value.message
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(NAMES, b"older")


@pytest.mark.threat(58)
def test_a_disk_that_fills_up_at_the_second_file_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    """The kernel's own refusal: a limit on the size of files, as a quota or a full disk has it."""
    OutputFolder(tmp_path).write_all(dict.fromkeys(NAMES, b"older"))
    code = (
        "import resource, sys; from pathlib import Path; from makeready.findings import StorageError;"
        "from makeready.workspace import OutputFolder; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: OutputFolder(Path(sys.argv[1])).write_all({'book.epub': b'x' * 500, 'book.pdf': b'x' * 5000})\n"
        "except StorageError as error: print(error.message); sys.exit(4)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False, timeout=60)
    assert run.returncode == 4, run.stderr
    assert b"cannot be written" in run.stdout
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(NAMES, b"older")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.threat(59)
def test_a_read_only_folder(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write("book.epub", b"older")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(StorageError):
            OutputFolder(tmp_path).write("book.epub", b"newer")
        with pytest.raises(StorageError):
            OutputFolder(tmp_path / "build").write("book.epub", b"newer")
    finally:
        tmp_path.chmod(0o755)
    assert (tmp_path / "book.epub").read_bytes() == b"older"


def test_a_file_system_without_locks_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another writer has aside stays then: nothing tells that it is dead."""
    (tmp_path / ".makeready-another.part").write_bytes(b"half")
    monkeypatch.setattr("fcntl.flock", _fail_with(errno.ENOLCK))
    OutputFolder(tmp_path).write("book.epub", b"newer")
    assert _list(tmp_path) == [".makeready-another.part", "book.epub"]


def test_an_output_that_cannot_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file")
    with pytest.raises(StorageError):
        OutputFolder(tmp_path / "build").write("book.epub", b"x")
    with pytest.raises(StorageError):
        OutputFolder(Path("/dev/null/build")).write("book.epub", b"x")
    assert (tmp_path / "build").read_text() == "a file"


def test_a_folder_in_the_place_of_a_file_leaves_the_other_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "book.pdf").mkdir()
    (tmp_path / "book.epub").write_bytes(b"older")
    with pytest.raises(StorageError, match="is a folder"):
        OutputFolder(tmp_path).write_all(dict.fromkeys(NAMES, b"newer"))
    assert (tmp_path / "book.epub").read_bytes() == b"older"
    assert _list(tmp_path) == list(NAMES)


_CALLS = ("os.fsync", "pathlib.Path.open", "pathlib.Path.replace")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.dictionaries(st.sampled_from("abcd"), st.binary(max_size=50)),
    after=st.dictionaries(st.sampled_from("abcd"), st.binary(max_size=50)),
    call=st.sampled_from(_CALLS),
    lasts=st.integers(0, 12),
)
def test_whatever_fails_and_when_every_file_is_the_older_or_the_newer(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[str, bytes],
    after: dict[str, bytes],
    call: str,
    lasts: int,
) -> None:
    """The call succeeds `lasts` times and then fails: no file is anything but whole, and none is left aside."""
    folder = tmp_path_factory.mktemp("output")
    OutputFolder(folder).write_all(before)
    module, name = call.rsplit(".", 1)
    holder = __import__("pathlib").Path if module == "pathlib.Path" else __import__(module)
    real = getattr(holder, name)
    left = lasts

    def run_down(*arguments: object, **options: object) -> object:
        nonlocal left
        if left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        left -= 1
        return real(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holder, name, run_down)
        try:
            OutputFolder(folder).write_all(after)
            failed = False
        except StorageError:
            failed = True
    now = {path.name: path.read_bytes() for path in folder.iterdir()}
    if not failed:
        assert now == {**before, **after}
    elif call != "pathlib.Path.replace":
        assert now == before
    for name, content in now.items():
        assert content in (before.get(name), after.get(name))
