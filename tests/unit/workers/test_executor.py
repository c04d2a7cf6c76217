"""Executors on this machine: each job is heard of once, whatever became of it."""

from __future__ import annotations

import sys
from functools import partial

import pytest

from makeready.workers import Executor, JobEnd, LocalExecutor, PoolExecutor, WorkerLostError, WorkerPool
from tests.unit.workers import tasks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes")


@pytest.fixture(autouse=True)
def _forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes by a fork: these are pytest-xdist's, whose thread would have others start from nothing."""
    monkeypatch.setattr("makeready.workers.executor.WorkerPool", partial(WorkerPool, start_method="fork"))


def run(executor: Executor, *contents: bytes, stop_at: int | None = None) -> list[JobEnd[bytes]]:
    """Return what is heard of jobs with these bytes, in the order of the jobs; none is begun after `stop_at` ends."""
    heard: list[JobEnd[bytes]] = []

    def hear(end: JobEnd[bytes]) -> bool:
        heard.append(end)
        return stop_at is None or end.job < stop_at

    executor.run_each(tasks.answer, [partial(bytes, content) for content in contents], hear)
    return sorted(heard, key=lambda end: end.job)


@pytest.mark.parametrize("executor", [LocalExecutor(), PoolExecutor(2)])
def test_jobs_that_raise_stop_no_other(executor: Executor) -> None:
    first, second, third = run(executor, b"a", b"raise", b"c")
    assert (first.value, third.value) == (b"did a", b"did c")
    assert isinstance(second.error, ValueError)


@pytest.mark.parametrize("executor", [LocalExecutor(), PoolExecutor(1)])
def test_no_job_is_begun_after_hear_says_so(executor: Executor) -> None:
    assert [end.job for end in run(executor, b"a", b"b", b"c", stop_at=1)] == [0, 1]


def test_a_job_that_kills_its_process_is_lost_and_the_others_are_done() -> None:
    first, second, third = run(PoolExecutor(1), b"a", b"kill", b"c")
    assert (first.value, third.value) == (b"did a", b"did c")
    assert isinstance(second.error, WorkerLostError)
    assert second.error.tries == 2


@pytest.mark.parametrize("executor", [LocalExecutor(), PoolExecutor(1)])
def test_a_job_gives_its_bytes_when_it_is_handed_out(executor: Executor) -> None:
    asked: list[int] = []

    def give(index: int) -> bytes:
        asked.append(index)
        return b"x"

    executor.run_each(tasks.answer, [partial(give, index) for index in range(3)], lambda end: False)
    assert asked == [0]
