"""Capacity: cores and memory that this process may use go in; how many workers suit them comes out."""

from __future__ import annotations

import contextlib
import math
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_MIB = 1024 * 1024


def count_workers(asked: int | None, memory_each: int = 400 * _MIB, *, root: Path = Path("/")) -> int:
    """Return `asked`, at least 1; where it is None, as many workers as cores and memory suffice for, at least 1.

    `memory_each` is what one worker takes, in bytes. Cores are those that this process may run on, less where its
    control group has a quota; memory is what is available without swapping, less where the group has a limit.
    `root` stands in for the root of the file system in tests.
    """
    if asked is not None:
        return max(1, asked)
    groups = tuple(_find_groups(root))
    cores = min(_count_cores(), *(_read_quota(group) for group in groups), math.inf)
    memory = min(_read_available(root), *(_read_room(group) for group in groups), math.inf)
    # A quota of a core and a half keeps one worker busy, and the second one half.
    return max(1, int(min(math.ceil(cores), memory // memory_each)))


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _read_available(root: Path) -> float:
    """Return the bytes that the system can give without swapping; infinite where it does not tell.

    https://docs.kernel.org/filesystems/proc.html#meminfo
    """
    found = re.search(r"^MemAvailable:\s+(\d+) kB$", _read(root / "proc/meminfo"), re.MULTILINE)
    return int(found[1]) * 1024 if found else math.inf


def _find_groups(root: Path) -> Iterator[Path]:
    """Give the folders of the control groups that this process is in, each with those above it, which bind too.

    A line of /proc/self/cgroup is `4:cpu,cpuacct:/path` (version 1) or `0::/path` (version 2). Inside a container
    the path may be the host's: then only the top of the hierarchy is there, and is the container's own group.
    https://man7.org/linux/man-pages/man7/cgroups.7.html
    """
    mount = root / "sys/fs/cgroup"
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        inner = PurePosixPath(path.lstrip("/"))
        names = {"cpu", "memory"}.intersection(controllers.split(",")) if controllers else {""}
        for name in sorted(names):
            for group in (inner, *inner.parents):
                if ".." not in group.parts and (mount / name / group).is_dir():
                    yield mount / name / group


def _read_quota(group: Path) -> float:
    """Return how many cores' worth of time the group may use; infinite where it has no quota.

    https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files,
    https://docs.kernel.org/scheduler/sched-bwc.html
    """
    words = _read(group / "cpu.max").split() or [
        _read(group / "cpu.cfs_quota_us").strip(),
        _read(group / "cpu.cfs_period_us").strip(),
    ]
    if all(word.isdecimal() for word in words) and int(words[1]) > 0:
        return int(words[0]) / int(words[1])
    return math.inf


def _read_room(group: Path) -> float:
    """Return the bytes between the group's limit and what it uses now; infinite where it has no limit.

    Files that were read are counted as used; those that nobody reads any more give way.
    https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files,
    https://docs.kernel.org/admin-guide/cgroup-v1/memory.html
    """
    limit = _read(group / "memory.max").strip() or _read(group / "memory.limit_in_bytes").strip()
    usage = _read(group / "memory.current").strip() or _read(group / "memory.usage_in_bytes").strip()
    if not (limit.isdecimal() and usage.isdecimal()):
        return math.inf
    # Version 1 has two lines, the first for this group alone, the other with those below.
    idle = re.findall(r"^(?:total_)?inactive_file (\d+)$", _read(group / "memory.stat"), re.MULTILINE)
    return max(0, int(limit) - int(usage) + (int(idle[-1]) if idle else 0))


def _read(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace")
    return ""
