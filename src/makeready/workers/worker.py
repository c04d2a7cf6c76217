"""A worker: a task and pickled jobs go in through a pipe; pickled replies come out, one for each job."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import field
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from makeready.dataclass import dataclass

if sys.platform == "linux":
    # Here, and not in each worker anew: a fork inherits it.
    import ctypes

if sys.platform != "win32":
    import resource

# What is sent to a worker that may go: an empty message is no pickle.
NO_MORE = b""
# https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
_PR_SET_PDEATHSIG = 1


class WorkerTrace(Exception):
    """The cause of an exception that a task raised in a worker: the traceback's text, as it was there."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"in a worker\n{self.text.rstrip()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a worker says when its preparation or a job is over: what was returned, or raised.

    `cpu` is what the worker has taken since its start, in seconds of the processor.
    """

    value: Any = None
    error: BaseException | None = None
    trace: str = ""
    cpu: float = field(default_factory=time.process_time)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What is sent to a worker in a job's place: something to call before the jobs that follow."""

    prepare: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a worker starts.

    `parent` is the id of the process whose death is to be the worker's, None where only the end of the pipe tells;
    `inherited` are the other ends of pipes that a fork has copies of, None where it is no fork. A worker that `nests`
    may have workers of its own.
    """

    parent: int | None
    inherited: Sequence[Connection[Any, Any]] | None
    nests: bool = False


# How many objects come between two looks for cycles, and how many looks at the young between two at older ones: pages
# that were laid out are cycles.
_COLLECTOR = (100_000, 20, 20)
# Whether this process is a worker.
_SELF: list[bool] = []


def is_worker() -> bool:
    """Return True in a process that a pool started."""
    return bool(_SELF)


def work(
    connection: Connection[Any, Any],
    terms: Terms,
    task: Callable[[Any], object],
    prepare: Callable[[], None] | None,
) -> NoReturn:
    """Do `task` with each job that comes through `connection`, until the empty message or the end of the pipe."""
    _settle(terms)
    # Both say that nobody listens any more; what the task raises does not come as far as here.
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(_attempt(lambda: prepare() if prepare is not None else None))
        while order := connection.recv_bytes():
            connection.send_bytes(_attempt(lambda: _do(task, pickle.loads(order))))  # noqa: S301 - ours
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.flush()
    # Without the parent's atexit functions and half-written files.
    os._exit(0)


def _do(task: Callable[[Any], object], order: object) -> object:
    if not isinstance(order, SetUp):
        return task(order)
    order.prepare()
    return None


def _settle(terms: Terms) -> None:
    _SELF[:] = [True]
    if terms.nests:
        # As a daemon, multiprocessing would let it have none. Those that it has die with it, like itself.
        multiprocessing.current_process().daemon = False
    # What a fork inherits of bounds is the parent's; a worker that is killed for its time leaves no core file.
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    gc.set_threshold(*_COLLECTOR)
    if terms.inherited is not None:
        # The collector leaves alone what was inherited, whose pages stay shared then.
        gc.freeze()
        for connection in terms.inherited:
            connection.close()
    # What the parent does before it ends is not the worker's to do.
    for name in ("SIGTERM", "SIGHUP"):
        if callable(signal.getsignal(getattr(signal, name, signal.SIGINT))) and hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    # The terminal interrupts parent and workers alike; the parent decides what becomes of them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
    if terms.parent is not None:
        _die_with(terms.parent)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    if nowhere:
        os.dup2(nowhere, 0)
        os.close(nowhere)


def _die_with(parent: int) -> None:
    """Let the system kill this process when `parent` dies, in whatever way; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # It may have died before that.
        if os.getppid() != parent:
            os._exit(1)


def _attempt(call: Callable[[], object]) -> bytes:
    """Return the pickled reply for what `call` returns or raises."""
    try:
        return _pickle(Reply(value=call()))
    except BaseException as error:  # Engines raise more than Exception.
        return _pickle(Reply(error=_make_portable(error), trace="".join(traceback.format_exception(error))))


def _make_portable(error: BaseException) -> BaseException:
    """Return `error`, or where pickle cannot carry it, a RuntimeError with its name and text."""
    try:
        pickle.loads(_pickle(error))  # noqa: S301 - ours
    except Exception:
        return RuntimeError("".join(traceback.format_exception_only(error)).strip())
    return error


def _pickle(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
