"""Dask: jobs on a cluster of two processes; what is lost is done elsewhere, and what kills is told once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from makeready.findings import MissingToolError, StorageError
from makeready.workers import JobEnd, WorkerLostError
from makeready.workers.dask_executor import DaskExecutor
from makeready.workers.executor import Job
from tests.unit.workers import tasks
from tests.unit.workers.cluster import open_cluster

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    # Dask leaves sockets and loops to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with open_cluster(2) as found:
        yield found


def fail() -> bytes:
    raise StorageError("its files cannot be read")


@pytest.mark.long
def test_each_job_is_heard_of_once_whatever_became_of_it(address: str, tmp_path: Path) -> None:
    once = b"once " + bytes(tmp_path / "mark")
    contents = [b"a", once, b"raise", b"kill", *(b"%d" % number for number in range(6))]
    jobs: list[Job] = [*(partial(bytes, content) for content in contents), fail]
    heard: list[JobEnd[bytes]] = []

    def hear(end: JobEnd[bytes]) -> bool:
        heard.append(end)
        return True

    DaskExecutor(address).run_each(tasks.answer, jobs, hear)
    ends = {end.job: end for end in heard}
    assert sorted(end.job for end in heard) == list(range(len(jobs)))
    assert [ends[index].value for index in range(4, 10)] == [b"did %d" % number for number in range(6)]
    assert (ends[0].value, ends[1].value) == (b"did a", b"did " + once)
    assert isinstance(ends[2].error, ValueError)
    lost = ends[3].error
    assert isinstance(lost, WorkerLostError) and lost.tries == 2
    assert isinstance(ends[len(jobs) - 1].error, StorageError)


def test_no_job_is_begun_after_hear_says_so(address: str) -> None:
    heard: list[int] = []

    def hear(end: JobEnd[bytes]) -> bool:
        heard.append(end.job)
        return False

    DaskExecutor(address).run_each(tasks.answer, [partial(bytes, b"x") for _ in range(20)], hear)
    # Two were under way at most, and as many may have been handed out before the first was heard of.
    assert 1 <= len(heard) <= 4


def test_a_scheduler_that_does_not_answer_is_a_missing_tool() -> None:
    executor = DaskExecutor("tcp://127.0.0.1:9", reach=0.5)
    with pytest.raises(MissingToolError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        executor.run_each(tasks.answer, [partial(bytes, b"x")], lambda end: True)
