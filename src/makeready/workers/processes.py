"""Processes: how a pool starts workers and keeps signals from them; what the system says of their ends in words."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from makeready.workers.worker import work

StartMethod = Literal["fork", "spawn"]


@contextlib.contextmanager
def hold_interrupts() -> Iterator[None]:
    """Keep SIGINT until the end of the block: a KeyboardInterrupt in it could lose sight of a process.

    A process that starts in the block begins with SIGINT blocked, so that it dies of none before it ignores it.
    """
    # Only the main thread is interrupted; a handler that Python did not set (None) cannot be set again.
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    struck: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, _: struck.append(number))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,)) if sys.platform != "win32" else set()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if struck:
            signal.raise_signal(signal.SIGINT)


def change_child_signal(old: signal.Handlers, new: signal.Handlers) -> bool:
    """Set SIGCHLD to `new` where it is `old` and can be set; return True where it was.

    Where whoever started us left it ignored, the system clears our workers away itself and tells nothing of them.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return False
    if signal.getsignal(signal.SIGCHLD) is not old:
        return False
    signal.signal(signal.SIGCHLD, new)
    return True


def can_fork() -> bool:
    """Return True where a worker can be had for next to nothing: by a fork of a process with one thread."""
    return sys.platform == "linux" and not multiprocessing.current_process().daemon and count_threads() == 1


def count_threads() -> int:
    """Return the number of threads of this process, those of libraries too; on Linux only."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def start_process(method: StartMethod, arguments: tuple[object, ...]) -> BaseProcess:
    """Start a worker with the arguments of `work`, and return its process. Raises OSError where none may be started."""
    process: BaseProcess
    # A daemon: should an interrupt strike before the end of the pool's block has begun, Python's own end kills it.
    if method == "fork":
        process = multiprocessing.get_context("fork").Process(target=work, args=arguments, daemon=True)
    else:
        process = multiprocessing.get_context("spawn").Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def is_tracked() -> bool:
    """Return True where the process runs with which multiprocessing watches over shared memory."""
    return getattr(resource_tracker._resource_tracker, "_fd", None) is not None


def end_tracker() -> None:
    """End the tracker, which a spawn starts and leaves running until our end; a pool has nothing to track.

    It stays where someone else's processes are there, which may have something.
    """
    if not multiprocessing.active_children():
        resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]


def name_ending(exit_code: int | None) -> str:
    """Return the words for the exit code of a process, None where the system does not tell it."""
    if exit_code is None:
        return "an unknown exit code"
    if exit_code >= 0:
        return f"exit code {exit_code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-exit_code).name
    return f"signal {-exit_code}"
