"""Faults in the store: kills, full disks, read-only folders, several processes; THREATS D 57 to 61, 65 to 67."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from makeready import store as store_module
from makeready.findings import StorageError, UsageError
from makeready.store import Store, clear_store, describe_store, make_key

KEY = make_key("a key")
OTHER = make_key("another key")

# Puts, gets, trims and, where it is asked to, clears the same few keys, in an order of its own. What a key should give
# can be told from the key; whatever else comes out is printed, and so is the count of what came out whole.
WORKER = """
import random, sys, time
from pathlib import Path
from makeready.store import Store, clear_store, make_key
folder, seed, rounds, clears = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "clears"
moves, whole = random.Random(seed), 0
keys = [make_key("concurrent", str(number)) for number in range(12)]
contents = {key: key.encode() * (1 + 400 * number) for number, key in enumerate(keys)}
store = Store(folder, limit=600_000)
print("begun", flush=True)
for turn in range(rounds):
    key = moves.choice(keys)
    if moves.random() < 0.5:
        store.put(key, contents[key])
    else:
        content = store.get(key)
        if content is not None and content != contents[key]:
            sys.exit(f"{key} gave {len(content)} wrong bytes")
        whole += content is not None
    if turn % 25 == 0:
        store.trim()
    if clears and turn % 40 == 0:
        clear_store(folder)
if store.trouble:
    sys.exit(store.trouble)
print(whole)
"""


def _start_worker(folder: Path, seed: int, rounds: int, clears: str = "") -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), str(seed), str(rounds), clears],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "begun\n", worker.communicate()[1]
    return worker


def _list_asides(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith(".part")]


@pytest.mark.long
@pytest.mark.threat(57)
def test_processes_at_once_some_of_them_killed_get_the_right_bytes_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    moments = random.Random(65)  # noqa: S311 - moments, no secrets
    workers = [_start_worker(folder, 1, 1500), _start_worker(folder, 2, 1500, "clears")]
    for seed in range(3, 11):
        doomed = _start_worker(folder, seed, 1_000_000, "clears" if seed % 2 else "")
        time.sleep(moments.uniform(0, 0.03))
        doomed.kill()
        assert doomed.communicate()[1] == ""
    for worker in workers:
        told, complaint = worker.communicate(timeout=60)
        assert (worker.returncode, complaint) == (0, "")
        assert int(told) > 0
    store = Store(folder, limit=600_000)
    store.put(KEY, b"pages")
    store.trim()
    assert _list_asides(folder) == []
    assert store.get(KEY) == b"pages"
    assert 0 < describe_store(folder).size <= 600_000
    clear_store(folder)
    assert [path.name for path in folder.iterdir()] == ["CACHEDIR.TAG"]


def test_processes_that_found_one_store_at_once_all_keep(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from makeready.store import Store, make_key\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for number in range(200):\n"
        "    store = Store(Path(sys.argv[1]) / str(number)); store.put(make_key(sys.argv[2]), b'pages')\n"
        "    assert store.trouble is None, store.trouble"
    )
    founders = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    for founder in founders:
        assert founder.stdout is not None
        assert founder.stdout.readline() == "ready\n"
    for founder in founders:
        assert founder.stdin is not None
        founder.stdin.write("\n")
        founder.stdin.flush()
    for founder in founders:
        assert founder.communicate(timeout=60)[1] == ""
    assert all(describe_store(tmp_path / str(number)).entries == 2 for number in range(200))


# --- disks that take nothing


def _fail_with(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["pathlib.Path.open", "pathlib.Path.replace", "pathlib.Path.mkdir"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO, errno.EACCES])
def test_a_failing_call_makes_the_store_quiet_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    Store(tmp_path).put(KEY, b"older")
    store = Store(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(call, _fail_with(number))
        store.put(KEY, b"newer")
        assert store.trouble == f"nothing can be kept in {tmp_path}: {os.strerror(number)}"
        assert store.get(KEY) == b"older"
    store.put(OTHER, b"not tried any more")
    assert store.get(OTHER) is None
    assert store.get(KEY) == b"older"
    assert _list_asides(tmp_path) == []


@pytest.mark.threat(58)
def test_a_disk_that_is_full_in_the_middle_of_an_entry(tmp_path: Path) -> None:
    """The kernel's own refusal: a limit on the size of files, as a quota or a full disk has it."""
    Store(tmp_path).put(KEY, b"older")
    code = (
        "import resource, sys; from pathlib import Path; from makeready.store import Store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); store = Store(Path(sys.argv[1]))\n"
        "store.put(sys.argv[2], b'x' * 500); assert store.trouble is None\n"
        "store.put(sys.argv[3], b'x' * 5000); print(store.trouble)\n"
        "assert store.get(sys.argv[3]) == b'older'"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), OTHER, KEY], capture_output=True, check=False, timeout=60, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"nothing can be kept in {tmp_path}: {os.strerror(errno.EFBIG)}\n"
    assert _list_asides(tmp_path) == []
    assert Store(tmp_path).get(OTHER) == b"x" * 500


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.threat(59)
def test_a_read_only_folder(tmp_path: Path) -> None:
    Store(tmp_path).put(KEY, b"older")
    folders = (tmp_path / KEY[:2], tmp_path)
    for folder in folders:
        folder.chmod(0o555)
    try:
        store = Store(tmp_path, limit=0)
        store.trim()
        Store(tmp_path).put(KEY, b"newer")
        assert Store(tmp_path).get(KEY) == b"older"
        with pytest.raises(StorageError):
            clear_store(tmp_path)
    finally:
        for folder in folders:
            folder.chmod(0o755)


@pytest.mark.parametrize("call", ["os.open", "os.fstat"])
def test_an_entry_that_cannot_be_read_is_none_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"pages")
    with monkeypatch.context() as patch:
        patch.setattr(call, _fail_with(errno.EIO))
        assert store.get(KEY) is None
    assert store.get(KEY) == b"pages"


def test_times_that_cannot_be_set_keep_nothing_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"pages")
    monkeypatch.setattr("os.utime", _fail_with(errno.EROFS))
    assert store.get(KEY) == b"pages"


def test_a_folder_that_cannot_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build goes on without its store; a person who asks for it hears why."""
    monkeypatch.setattr("os.scandir", _fail_with(errno.EACCES))
    store = Store(tmp_path)
    assert store.trouble is not None
    assert os.strerror(errno.EACCES) in store.trouble
    store.put(KEY, b"pages")
    store.trim()
    assert store.get(KEY) is None
    for ask in (describe_store, clear_store):
        with pytest.raises(StorageError, match=os.strerror(errno.EACCES)):
            ask(tmp_path)


def test_what_cannot_be_removed_is_trouble_for_clear_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, limit=5)
    store.put(KEY, b"pages")
    monkeypatch.setattr("pathlib.Path.unlink", _fail_with(errno.EROFS))
    store.trim()
    with pytest.raises(StorageError, match=os.strerror(errno.EROFS)):
        clear_store(tmp_path)
    assert store.get(KEY) == b"pages"


def test_a_place_below_a_device_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        Store(Path("/dev/null/store"))


def test_a_place_where_no_folder_can_be_made() -> None:
    store = Store(Path("/proc/store/store"))
    store.put(KEY, b"pages")
    assert store.trouble is not None
    assert store.get(KEY) is None


# --- folders that go away


def test_a_folder_that_is_removed_during_a_build_is_made_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.put(KEY, b"pages")
    shutil.rmtree(store.folder)
    assert store.get(KEY) is None
    store.trim()
    store.put(KEY, b"pages")
    assert store.get(KEY) == b"pages"
    assert Store(store.folder).get(KEY) == b"pages"
    assert store.trouble is None


def test_a_store_that_is_cleared_during_every_put_is_given_up_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    real = Path.replace
    lasts = 3

    def clear_first(self: Path, target: Path) -> Path:
        nonlocal lasts
        if lasts and "CACHEDIR" not in target.name:
            lasts -= 1
            shutil.rmtree(store.folder)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", clear_first)
    store.put(KEY, b"pages")
    assert store.trouble is None
    assert store.get(KEY) == b"pages"
    lasts = 1_000_000
    store.put(OTHER, b"pages")
    assert store.trouble is not None


def test_a_folder_of_entries_that_is_removed_at_the_moment_when_it_is_found_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"older")
    real = os.mkdir

    def remove_existing(path: Path, *mode: int) -> None:
        if Path(path).exists():
            shutil.rmtree(path)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        real(path, *mode)

    monkeypatch.setattr("os.mkdir", remove_existing)
    store.put(KEY, b"newer")
    assert store.trouble is None
    assert store.get(KEY) == b"newer"


def test_entries_that_go_away_while_they_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As another process has it that clears or trims at the same time."""
    store = Store(tmp_path, limit=1000)
    keys = [make_key(str(number)) for number in range(4)]
    real = store_module._Entry

    def remove_first(*, path: str, **more: Any) -> Any:
        shutil.rmtree(Path(path).parent)
        return real(path=path, **more)

    for work in (store.trim, lambda: clear_store(tmp_path), lambda: describe_store(tmp_path)):
        for key in keys:
            store.put(key, b"x" * 500)
        with monkeypatch.context() as patch:
            patch.setattr(store_module, "_Entry", remove_first)
            work()
        assert describe_store(tmp_path).entries == 0
    assert clear_store(tmp_path).entries == 0
