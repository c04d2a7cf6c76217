"""Executors: jobs as bytes and the task to do with each go in; what comes of each comes out as bytes, as it ends.

Where a job is done is the executor's affair: in this process, in processes of our own, on other machines. Whatever it
is, each job is heard of once, and one that was lost is told with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, overload

from makeready.workers.pool import JobEnd, WorkerPool, try_each

# A job gives its bytes when it is handed out: those of many books would not fit into memory at once.
Job = Callable[[], bytes]
Task = Callable[[bytes], bytes]
Hear = Callable[[JobEnd[bytes]], bool]


class ExecutorLostError(Exception):
    """The machines that were to do a job are out of reach; the job has nothing to do with it."""


class Executor(Protocol):
    """Does a task with each of many jobs."""

    @property
    def shares_files(self) -> bool:
        """Return True where the task finds the files of this machine; else a job has to bring what it needs."""
        ...

    def run_each(
        self, task: Task, jobs: Sequence[Job], hear: Hear, *, is_spent: Callable[[bytes], bool] = lambda _: False
    ) -> None:
        """Do `task`, a function of a module or a partial of one, with each job, begun in their order.

        `hear` is told of each job as it ends, in this thread; where it returns False, no other job is begun, and those
        that were are still told. A job that raised, or whose process was lost, is a JobEnd with an error
        (WorkerLostError for the latter). A process that gave a value that `is_spent` is true of is to make way for a
        fresh one, where the executor has such processes. What `hear` raises ends the run.
        """
        ...


class LocalExecutor:
    """Does one job after the other in this very process: what the others do has to come to the same."""

    shares_files: bool = True

    def run_each(
        self, task: Task, jobs: Sequence[Job], hear: Hear, *, is_spent: Callable[[bytes], bool] = lambda _: False
    ) -> None:
        """Do each job; see Executor. A job that kills its process ends all of them."""
        try_each(jobs, lambda job: task(job()), hear)


class PoolExecutor:
    """Does jobs in up to `workers` processes of ours, which come to an end with us.

    `prepare` and `patience` are those of WorkerPool.
    """

    shares_files: bool = True

    def __init__(
        self, workers: int, prepare: Callable[[], None] | None = None, *, patience: float | None = None
    ) -> None:
        self._workers = workers
        self._prepare = prepare
        self._patience = patience

    def run_each(
        self, task: Task, jobs: Sequence[Job], hear: Hear, *, is_spent: Callable[[bytes], bool] = lambda _: False
    ) -> None:
        """Do each job; see Executor. Also where one process is asked for, no job is done in this one."""
        size = max(2, self._workers)
        with WorkerPool(
            size, task, self._prepare, patience=self._patience, apart=True, gentle=True, nests=True
        ) as pool:
            pool.run_each(_PackedLater(jobs), hear, most=self._workers, is_spent=is_spent)


class _PackedLater(Sequence[bytes]):
    """The bytes of jobs, each asked for when it is taken."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs

    def __len__(self) -> int:
        return len(self._jobs)

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...

    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        return _PackedLater(self._jobs[index]) if isinstance(index, slice) else self._jobs[index]()
