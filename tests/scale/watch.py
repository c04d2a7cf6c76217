"""The watch: a command goes in; it runs here, and what its whole tree of processes cost comes out as JSON.

    python watch.py REPORT.json SECONDS COMMAND [WORD…]

It is a process of its own, so that the costs of one command never mix with those of another. On Linux it adopts the
orphans of the command, because a browser leaves some: what they cost is counted once they have ended, and those that
stay are ended. CPU is user and system of every process that was waited for; `largest` is the most that one process
held; `tree` is the most that all held together at one of the samples, shared pages counted once, null without /proc.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2).
# Looking costs time too: no more of it than a fortieth, and no oftener than ten times a second.
SHARE = 40
EVERY = 0.1
GRACE = 5.0
PROC = Path("/proc")


def list_descendants() -> list[int]:
    """Return the ids of all processes below this one; none where there is no /proc."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The name in brackets may hold blanks; what follows it does not.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def read_memory(process: int) -> int:
    """Return the kilobytes that a process holds, its share of shared pages counted; 0 where it is gone."""
    with contextlib.suppress(OSError, ValueError):
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


class Sampler(threading.Thread):
    """Looks at the tree again and again; ends it when its time is over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.is_late = False
        self.ended = threading.Event()
        self._until = time.monotonic() + seconds

    def run(self) -> None:
        """Sample until told to end."""
        wait = EVERY
        while not self.ended.wait(wait):
            began = time.perf_counter()
            below = list_descendants()
            self.most = max(self.most, sum(read_memory(process) for process in below))
            wait = max(EVERY, SHARE * (time.perf_counter() - began))
            if time.monotonic() > self._until:
                self.is_late = True
                end_all(below)


def end_all(processes: list[int]) -> None:
    """Kill processes of this tree."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def reap_strays() -> int:
    """Wait for what the command left running and end what does not end; return how many had to be ended."""
    until = time.monotonic() + GRACE
    killed = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            if os.waitpid(-1, os.WNOHANG)[0]:
                continue
            if time.monotonic() > until:
                left = list_descendants()
                killed += len(left)
                end_all(left)
                until = time.monotonic() + GRACE
            time.sleep(0.01)
    return killed


def main() -> int:
    """Run the command, write the report, and end as the command did."""
    report, seconds, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0)
    sampler = Sampler(float(seconds))
    began = time.perf_counter()
    first = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    sampler.start()
    status = 0
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == first.pid:
            break
    wall = time.perf_counter() - began
    killed = reap_strays()
    sampler.ended.set()
    sampler.join()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    told = {
        "wall": wall,
        "cpu": spent.ru_utime + spent.ru_stime,
        "largest": spent.ru_maxrss * unit,
        "tree": sampler.most * 1024 or None,
        "killed": killed,
        "late": sampler.is_late,
        "code": os.waitstatus_to_exitcode(status),
    }
    Path(report).write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
