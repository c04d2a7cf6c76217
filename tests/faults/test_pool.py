"""Faults of a pool: its parent is killed or interrupted, its workers are killed while it works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

DEADLINE = 20.0
# The parent is the main thread; each worker says its number, and stays in its job until it is killed.
BUSY = """
import sys
from makeready.workers import WorkerPool
from tests.faults.test_pool import stay_once

with WorkerPool(3, stay_once, start_method=sys.argv[1]) as pool:
    print(pool.run([f"{sys.argv[2]}/{job}" for job in range(3)]))
"""
# The workers are idle, and another thread started them: the system watches over none of them.
IDLE = """
import sys, threading, time, warnings
from makeready.workers import WorkerPool
from tests.faults.test_pool import stay_once

warnings.simplefilter("ignore", DeprecationWarning)  # The fork of a process with two threads is meant.

def work():
    with WorkerPool(3, stay_once, start_method=sys.argv[1]) as pool:
        pool.run([None] * 3)
        print("idle", flush=True)
        time.sleep(60)

threading.Thread(target=work).start()
"""
METHODS = pytest.mark.parametrize("method", ["fork", pytest.param("spawn", marks=pytest.mark.long)])


def stay_once(mark: str | None) -> int:
    """Say the number of this process; where there is no file `mark` yet, make it and stay."""
    os.write(1, f"{os.getpid()}\n".encode())
    if mark is not None and not Path(mark).exists():
        Path(mark).touch()
        time.sleep(60)
    return os.getpid()


def _start(script: str, method: str, folder: Path) -> subprocess.Popen[str]:
    here = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{here / 'src'}{os.pathsep}{here}"}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script, method, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def _read_workers(parent: subprocess.Popen[str]) -> list[int]:
    assert parent.stdout is not None
    return [int(parent.stdout.readline()) for _ in range(3)]


def _is_alive(process: int) -> bool:
    """Return True where the process runs; one that nobody has buried yet does not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _list_session(parent: subprocess.Popen[str]) -> set[int]:
    """Return the running processes of the parent's session: its workers, and whatever else it started."""
    processes = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal())
    return {process for process in processes if _is_in_session(process, parent.pid) and _is_alive(process)}


def _is_in_session(process: int, session: int) -> bool:
    try:
        return os.getsid(process) == session
    except ProcessLookupError:
        return False


def _await(what: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


def _end(parent: subprocess.Popen[str], workers: Iterable[int]) -> None:
    """Clean up behind a test that failed."""
    for process in {*workers, parent.pid}:
        if _is_in_session(process, parent.pid):
            os.kill(process, signal.SIGKILL)
    parent.communicate(timeout=DEADLINE)


@METHODS
def test_a_killed_parent_takes_busy_workers_along(method: str, tmp_path: Path) -> None:
    parent = _start(BUSY, method, tmp_path)
    workers = _read_workers(parent)
    try:
        assert all(map(_is_alive, workers))
        parent.kill()
        _await(lambda: not _list_session(parent))
    finally:
        _end(parent, workers)


@METHODS
def test_a_killed_parent_takes_idle_workers_along_by_the_pipe_alone(method: str, tmp_path: Path) -> None:
    parent = _start(IDLE, method, tmp_path)
    workers = _read_workers(parent)
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "idle\n"
        assert all(map(_is_alive, workers))
        parent.kill()
        _await(lambda: not _list_session(parent))
    finally:
        _end(parent, workers)


@METHODS
def test_an_interrupt_from_the_terminal_is_the_parents_alone(method: str, tmp_path: Path) -> None:
    parent = _start(BUSY, method, tmp_path)
    workers = _read_workers(parent)
    try:
        for worker in workers:
            os.kill(worker, signal.SIGINT)
        os.killpg(parent.pid, signal.SIGINT)
        _, errors = parent.communicate(timeout=DEADLINE)
        assert parent.returncode == -signal.SIGINT
        assert errors.count("Traceback") == 1
        assert errors.endswith("\nKeyboardInterrupt\n")
        assert not _list_session(parent)
    finally:
        _end(parent, workers)


@pytest.mark.threat(62)
@METHODS
def test_workers_that_are_killed_from_outside_are_replaced_once_a_job(method: str, tmp_path: Path) -> None:
    parent = _start(BUSY, method, tmp_path)
    workers = _read_workers(parent)
    try:
        _await(lambda: len(list(tmp_path.iterdir())) == 3)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        fresh = _read_workers(parent)
        assert not set(fresh) & set(workers)
        # Not communicate(), which passes over what the line reader has already taken in.
        assert parent.stdout is not None
        output = parent.stdout.read()
        _, errors = parent.communicate(timeout=DEADLINE)
        assert (parent.returncode, errors) == (0, "")
        assert {int(number) for number in output.strip("[]\n").split(", ")} == set(fresh)
        assert not _list_session(parent)
    finally:
        _end(parent, workers)
