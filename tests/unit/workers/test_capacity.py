"""Capacity: cores, quotas and memory as both versions of control groups tell them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from makeready.workers import count_workers

GIB = 1024**3


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the root of a machine with 8 cores and 64 GiB."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)), raising=False)
    _write(tmp_path, "proc/meminfo", f"MemTotal: 1 kB\nMemAvailable:   {64 * GIB // 1024} kB\n")
    return tmp_path


def _write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def test_what_is_asked_for_is_taken_and_at_least_one(root: Path) -> None:
    assert [count_workers(asked, root=root) for asked in (100, 1, 0, -3)] == [100, 1, 1, 1]


def test_this_machine_has_at_least_one() -> None:
    assert 1 <= count_workers(None) <= (os.cpu_count() or 1)


def test_without_groups_cores_and_memory_decide(root: Path) -> None:
    assert count_workers(None, root=root) == 8
    assert count_workers(None, 10 * GIB, root=root) == 6
    assert count_workers(None, 100 * GIB, root=root) == 1
    (root / "proc/meminfo").write_text("MemAvailable: 900000 kB\n")
    assert count_workers(None, root=root) == 2


def test_where_nothing_is_told_the_cores_decide(root: Path) -> None:
    (root / "proc/meminfo").unlink()
    assert count_workers(None, root=root) == 8


@pytest.mark.parametrize(
    ("quota", "count"),
    [("max 100000", 8), ("300000 100000", 3), ("150000 100000", 2), ("50000 100000", 1), ("-1 0", 8)],
)
def test_version_2_quota(root: Path, quota: str, count: int) -> None:
    _write(root, "proc/self/cgroup", "0::/user.slice/job\n")
    _write(root, "sys/fs/cgroup/user.slice/job/cpu.max", f"{quota}\n")
    assert count_workers(None, root=root) == count


def test_version_2_memory_counts_what_is_used_but_for_idle_files(root: Path) -> None:
    group = "sys/fs/cgroup/job"
    _write(root, "proc/self/cgroup", "0::/job\n")
    _write(root, f"{group}/memory.max", f"{4 * GIB}\n")
    _write(root, f"{group}/memory.current", f"{3 * GIB}\n")
    assert count_workers(None, GIB // 2, root=root) == 2
    _write(root, f"{group}/memory.stat", f"anon 5\ninactive_file {GIB}\nactive_file 7\n")
    assert count_workers(None, GIB // 2, root=root) == 4
    _write(root, f"{group}/memory.current", f"{6 * GIB}\n")
    assert count_workers(None, GIB // 2, root=root) == 1
    _write(root, f"{group}/memory.max", "max\n")
    assert count_workers(None, GIB // 2, root=root) == 8


def test_the_groups_above_bind_too(root: Path) -> None:
    _write(root, "proc/self/cgroup", "0::/outer/inner\n")
    _write(root, "sys/fs/cgroup/outer/inner/cpu.max", "600000 100000\n")
    _write(root, "sys/fs/cgroup/outer/cpu.max", "400000 100000\n")
    _write(root, "sys/fs/cgroup/outer/memory.max", f"{3 * GIB}\n")
    _write(root, "sys/fs/cgroup/outer/memory.current", "0\n")
    assert count_workers(None, root=root) == 4
    assert count_workers(None, GIB, root=root) == 3


def test_version_1(root: Path) -> None:
    """Memory has no limit where the number is as large as it can be."""
    _write(root, "proc/self/cgroup", "5:memory:/job\n4:cpu,cpuacct:/job\n3:cpuset:/\n2:name=systemd:/\n0::/\n")
    _write(root, "sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "-1\n")
    _write(root, "sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n")
    _write(root, "sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n")
    _write(root, "sys/fs/cgroup/memory/job/memory.usage_in_bytes", f"{GIB}\n")
    assert count_workers(None, root=root) == 8
    _write(root, "sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "500000\n")
    assert count_workers(None, root=root) == 5
    _write(root, "sys/fs/cgroup/memory/job/memory.limit_in_bytes", f"{3 * GIB}\n")
    assert count_workers(None, GIB, root=root) == 2
    _write(root, "sys/fs/cgroup/memory/job/memory.stat", f"inactive_file 0\ntotal_inactive_file {GIB}\n")
    assert count_workers(None, GIB, root=root) == 3


def test_in_a_container_the_path_may_be_the_hosts(root: Path) -> None:
    _write(root, "proc/self/cgroup", "5:memory:/docker/0123\n4:cpu,cpuacct:/docker/0123\n0::/../other\n")
    _write(root, "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n")
    _write(root, "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
    assert count_workers(None, root=root) == 2
