"""Bounds: seconds and bytes that a piece of work may take go in; the work ends within them, or an error tells which.

Seconds are those of the processor, so a machine that is busy with other things changes nothing. They are told by a
timer of the system, whose handler raises an error in whatever Python is doing; a worker is moreover killed by the
system where the time runs on in a library that does not come back to Python. Both hold in the main thread only, where
Python runs the handlers of signals: a build in another thread is not bounded.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from makeready.dataclass import dataclass

if sys.platform != "win32":
    import resource

_MIB = 1024 * 1024
_KIB = 1024
# A large novel is laid out at 30 KiB a second, and a machine may be ten times slower.
_SECONDS_A_KIB = 0.5
# Boxes, lines and glyphs of a text take about 400 times its bytes.
_MEMORY_A_BYTE = 1000
# The handler's error can be swallowed, by a callback of a library for example: it is raised again.
_AGAIN = 0.5
_GRACE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a piece of work without length may take: seconds of the processor, and bytes beyond those in use."""

    seconds: float = 20.0
    memory: int = 768 * _MIB

    def widen(self, size: int) -> Bounds:
        """Return the bounds for a text of `size` bytes: a long one may take more in proportion."""
        return Bounds(seconds=self.seconds + size / _KIB * _SECONDS_A_KIB, memory=self.memory + size * _MEMORY_A_BYTE)


class BoundsPassedError(Exception):
    """A piece of work was given up: it took more than `seconds`, or than `memory` bytes; the other one is None."""

    def __init__(self, seconds: float | None, memory: int | None = None) -> None:
        super().__init__(seconds, memory)
        self.seconds = seconds
        self.memory = memory

    def __str__(self) -> str:
        if self.seconds is not None:
            return f"more than {self.seconds:.0f} s of work"
        return f"more than {(self.memory or 0) / _MIB:.0f} MiB of memory"


class _TimeOverError(BaseException):
    """Raised by the timer: no Exception, because engines pass over those that a picture or a rule brings about."""


@contextlib.contextmanager
def keep_within(bounds: Bounds, *, is_worker: bool = False, grace: int = _GRACE) -> Iterator[None]:
    """Raise BoundsPassedError where the block takes more than `bounds`; a block in it has bounds of its own.

    A worker is killed with SIGXCPU where the block goes on all the same, `grace` seconds later.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    started = time.process_time()
    struck = False

    def strike(_number: int, _frame: FrameType | None) -> None:
        nonlocal struck
        struck = True
        raise _TimeOverError

    space = resource.getrlimit(resource.RLIMIT_AS)
    former = signal.signal(signal.SIGPROF, strike)
    left, again = signal.setitimer(signal.ITIMER_PROF, bounds.seconds, _AGAIN)
    processor = resource.getrlimit(resource.RLIMIT_CPU)
    if is_worker:
        _limit_processor(started + bounds.seconds + grace, processor)
    _limit_space(bounds.memory, space)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            resource.setrlimit(resource.RLIMIT_AS, space)
    except _TimeOverError:
        raise BoundsPassedError(bounds.seconds) from None
    except MemoryError as error:
        raise BoundsPassedError(None, bounds.memory) from error
    finally:
        signal.signal(signal.SIGPROF, former if former is not None else signal.SIG_DFL)
        if is_worker:
            # Those of the block around this one, if any.
            resource.setrlimit(resource.RLIMIT_CPU, processor)
        if left:
            # The block around this one goes on with what it has left, and notices at once where that is nothing.
            signal.setitimer(signal.ITIMER_PROF, max(0.001, left - (time.process_time() - started)), again)
    if struck:
        # The error was swallowed, and with it something of the work.
        raise BoundsPassedError(bounds.seconds)


if sys.platform != "win32":

    def _limit_processor(seconds: float, former: tuple[int, int]) -> None:
        """Have the system kill this process after so many seconds of the processor since its start, or as before."""
        resource.setrlimit(resource.RLIMIT_CPU, (_lower(int(seconds) + 1, former), former[1]))

    def _limit_space(more: int, former: tuple[int, int]) -> None:
        """Let this process have `more` bytes of addresses than it has now, where the system tells how many these are.

        https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
        """
        with contextlib.suppress(OSError, ValueError):
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            wanted = pages * resource.getpagesize() + more
            resource.setrlimit(resource.RLIMIT_AS, (_lower(wanted, former), former[1]))

    def _lower(wanted: int, former: tuple[int, int]) -> int:
        """Return the limit that is wanted, or the lower one of those that held before."""
        return min(wanted, *(limit if limit != resource.RLIM_INFINITY else wanted for limit in former))
