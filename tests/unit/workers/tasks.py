"""Tasks for the pool: functions of a module, so that a worker finds them by name, however it was started."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from makeready.workers import Bounds, is_worker, keep_within

DEADLINE = 20.0

prepared: list[int] = []


def await_file(path: Path) -> None:
    """Wait until `path` exists, for a bounded time."""
    end = time.monotonic() + DEADLINE
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(f"nobody made {path.name}")
        time.sleep(0.002)


def square(number: int) -> int:
    """Return the square."""
    return number * number


def fail_or_square(number: int) -> int:
    """Return the square; raise ValueError with the number where it is negative."""
    if number < 0:
        raise ValueError(str(number))
    return number * number


def pass_on(turn: tuple[Path | None, Path | None]) -> int:
    """Wait for the first file, then make the second; return the number of this process."""
    before, after = turn
    if before is not None:
        await_file(before)
    if after is not None:
        after.touch()
    return os.getpid()


def prepare() -> None:
    """Note that this process was prepared."""
    prepared.append(os.getpid())


def fail_to_prepare() -> None:
    """Raise OSError."""
    raise OSError("nothing to prepare with")


def report_warmth(_job: object) -> tuple[int, list[int]]:
    """Return the number of this process, and for which processes `prepare` was called as far as it knows."""
    return os.getpid(), prepared[:]


def name_kind(_job: object) -> str:
    """Return how this process was started."""
    return type(multiprocessing.current_process()).__name__


def read_standard_input(_job: object) -> tuple[str, str]:
    """Return what the standard input is, and what it gives."""
    return str(Path("/proc/self/fd/0").readlink()), sys.stdin.read()


class Unpicklable(Exception):
    """An exception that no pipe carries."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lock = threading.Lock()


class Unreadable(Exception):
    """An exception that is pickled and cannot be read again."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")


def fail(how: str) -> object:
    """Fail in the way that is asked for."""
    if how == "exit":
        raise SystemExit(5)
    if how == "unpicklable":
        raise Unpicklable("a locked door")
    if how == "unreadable":
        raise Unreadable("two", "words")
    if how == "result":
        return threading.Lock()
    if how == "group":
        raise ExceptionGroup("two", [ValueError("one"), KeyError("other")])
    try:
        raise KeyError("inner")
    except KeyError as error:
        raise LookupError("outer", 7) from error


def fail_in_turn(turn: tuple[Path | None, Path]) -> None:
    """Wait for the first file, make the second, and fail with its name."""
    before, after = turn
    if before is not None:
        await_file(before)
    after.touch()
    raise ValueError(after.name)


def fail_preparing() -> None:
    """Fail before the first job."""
    raise ValueError("cold")


def make_bytes(content: bytes) -> bytes:
    """Return `content` five times over."""
    return content * 5


def die_once(job: tuple[Path, str]) -> int:
    """End this process in the way that is asked for, unless the file is there, which it makes."""
    mark, how = job
    if mark.exists():
        return os.getpid()
    mark.touch()
    return die(how)


def die(how: str) -> int:
    """End this process, or hang, or live and return the number of the process."""
    if how == "live":
        return os.getpid()
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "fault":
        faulthandler.disable()  # pytest's, which a fork inherits
        os.kill(os.getpid(), signal.SIGSEGV)
    elif how == "exit":
        os._exit(3)
    while True:
        time.sleep(DEADLINE)


def hang_preparing() -> None:
    """Never be ready."""
    die("hang")


class InterruptingTask:
    """A task whose way to a new worker is hit by an interrupt, in whichever thread the system likes."""

    def __init__(self) -> None:
        self.sent = 0

    def __reduce__(self) -> tuple[Any, ...]:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(100_000):  # An interrupt that is not held back strikes here.
            pass
        self.sent += 1
        return (InterruptingTask, ())

    def __call__(self, job: int) -> int:
        """Return the job."""
        return job


def kill_itself(_job: object) -> bytes:
    """End this process as the system does where memory is used up."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def name_worker(_: object) -> bool:
    """Return whether this process is a worker."""
    return is_worker()


def burn_unheard(seconds: float) -> None:
    """Work for ever within bounds, deaf to their signal, as a library is that does not come back to Python."""
    with keep_within(Bounds(seconds=seconds), is_worker=is_worker(), grace=0):
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        while True:
            pass


def burn(seconds: float) -> None:
    """Keep the processor busy for so long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def answer(job: bytes) -> bytes:
    """Do as the bytes say: raise, kill the process, kill it once, or answer."""
    if job == b"raise":
        raise ValueError("of no use")
    if job == b"kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if job.startswith(b"once "):
        mark = Path(os.fsdecode(job.removeprefix(b"once ")))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return b"did " + job
