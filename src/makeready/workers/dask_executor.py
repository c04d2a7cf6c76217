"""Dask: jobs go in and are sent to the processes of a cluster that is there; what comes of each comes out as it ends.

Each worker has one job at a time, and a job is for one worker: where that is gone, we give the job to another one. Left
to itself, Dask has a job that kills its worker tried beside others, and blames the loss of a worker on each job there.
"""

from __future__ import annotations

import contextlib
import math
import queue
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import MissingToolError
from makeready.workers.executor import ExecutorLostError, Hear, Job, Task
from makeready.workers.pool import JobEnd, WorkerLostError

# How long a scheduler may take to answer, and the first worker to be there.
_REACH_SECONDS = 30.0
_TRIES = 2
# How often it is looked which workers there are, and whether the scheduler still answers.
_LOOK_SECONDS = 2.0


class DaskExecutor:
    """Does jobs on the workers of the Dask scheduler at `address`, one at a time on each.

    A job whose worker dies, or takes longer than `patience` seconds over it, is given to another once more; then it is
    lost. The workers need the same makeready as we have, and none of our files. Where the scheduler is gone, or there
    is no worker for as long, what is left fails with ExecutorLostError.
    """

    shares_files = False

    def __init__(self, address: str, *, patience: float = 3600.0, reach: float = _REACH_SECONDS) -> None:
        self.address = address
        self._patience = patience
        self._reach = reach

    def run_each(
        self, task: Task, jobs: Sequence[Job], hear: Hear, *, is_spent: Callable[[bytes], bool] = lambda _: False
    ) -> None:
        """Do each job; see Executor. How much memory a process may keep is told to its nanny, not by `is_spent`.

        Raises MissingToolError where Dask is not installed, the scheduler does not answer, or it has no worker.
        """
        if not jobs:
            return
        with self._connect() as client:
            _DaskRun(client, task, jobs, hear, self._patience).work()

    @contextlib.contextmanager
    def _connect(self) -> Iterator[Any]:
        dask, distributed = _load()
        # The bytes of a job are part of what is asked; a book is larger than what Dask thinks wise.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
            try:
                client = distributed.Client(self.address, timeout=self._reach, set_as_default=False)
            except (OSError, ValueError, TimeoutError) as error:
                told = str(error).split("\n", maxsplit=1)[0]
                raise MissingToolError(
                    f"no Dask scheduler answers at {self.address}: {told}", "start one with `dask scheduler`"
                ) from error
            try:
                _await_worker(client, self.address, self._reach)
                yield client
            finally:
                with contextlib.suppress(OSError, TimeoutError):
                    client.close(timeout=_LOOK_SECONDS)


@dataclass(slots=True, kw_only=True)
class _Busy:
    """A job that is under way: what Dask calls it, its worker, and since when."""

    job: int
    future: Any
    worker: str
    began: float


class _DaskRun:
    """One run: the jobs that wait, and those that are under way by their keys."""

    def __init__(self, client: Any, task: Task, jobs: Sequence[Job], hear: Hear, patience: float) -> None:
        self._client = client
        self._task = task
        self._jobs = jobs
        self._hear = hear
        self._patience = patience
        self._waiting = deque(range(len(jobs)))
        self._tries: Counter[int] = Counter()
        self._busy: dict[str, _Busy] = {}
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._workers: frozenset[str] = frozenset()
        self._hung: set[str] = set()
        self._looked = -math.inf

    def work(self) -> None:
        """Hand out the jobs and tell of each, until none is left."""
        heard = time.monotonic()
        try:
            while self._waiting or self._busy:
                self._look()
                self._hand_out()
                if self._client.status != "running":
                    self._give_up("the Dask scheduler no longer answers")
                elif not self._busy and time.monotonic() - heard > self._patience:
                    self._give_up(f"there was no Dask worker for {self._patience:g} s")
                with contextlib.suppress(queue.Empty):
                    future = self._ended.get(timeout=_LOOK_SECONDS if self._busy or self._waiting else 0)
                    heard = time.monotonic()
                    self._take(future)
        finally:
            with contextlib.suppress(Exception):
                self._client.cancel([one.future for one in self._busy.values()])

    def _look(self) -> None:
        """Find out now and then which workers there are, and take back the jobs of those that are gone or hang."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        try:
            self._workers = frozenset(self._client.nthreads())
        except (OSError, TimeoutError):
            return
        self._looked = now
        for one in tuple(self._busy.values()):
            if one.worker not in self._workers:
                self._lose(one)
            elif now - one.began > self._patience:
                # Nothing stops it there; its worker gets no other job.
                self._hung.add(one.worker)
                self._lose(one, self._patience)

    def _hand_out(self) -> None:
        """Give each worker that has none a job."""
        for worker in sorted(self._workers - self._hung - {one.worker for one in self._busy.values()}):
            while self._waiting and worker not in {one.worker for one in self._busy.values()}:
                index = self._waiting.popleft()
                try:
                    future = self._client.submit(self._task, self._jobs[index](), workers=[worker], pure=False)
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException as error:  # Its files cannot be read, for example.
                    self._tell(JobEnd(job=index, error=error))
                    continue
                self._tries[index] += 1
                began = time.monotonic()
                self._busy[future.key] = _Busy(job=index, future=future, worker=worker, began=began)
                future.add_done_callback(self._ended.put)

    def _take(self, future: Any) -> None:
        """Tell of a job that ended, unless it was taken back before."""
        one = self._busy.get(future.key)
        if one is None:
            return
        end = _read_end(future, one.job)
        if end is None:
            # The list of workers has one that is gone.
            self._looked = -math.inf
            self._workers -= {one.worker}
            self._lose(one)
            return
        del self._busy[future.key]
        self._tell(end)

    def _lose(self, one: _Busy, patience: float | None = None) -> None:
        """Take back a job whose worker is gone, and give it to another one, or give it up."""
        del self._busy[one.future.key]
        with contextlib.suppress(OSError, TimeoutError):
            self._client.cancel([one.future], force=True)
        tries = self._tries[one.job]
        if tries < _TRIES:
            self._waiting.appendleft(one.job)
        else:
            self._tell(JobEnd(job=one.job, error=WorkerLostError(one.job, None, tries, patience)))

    def _tell(self, end: JobEnd[bytes]) -> None:
        if not self._hear(end):
            self._waiting.clear()

    def _give_up(self, why: str) -> None:
        left = [one.job for one in self._busy.values()] + list(self._waiting)
        self._busy.clear()
        self._waiting.clear()
        for index in left:
            self._tell(JobEnd(job=index, error=ExecutorLostError(why)))


def require_dask() -> None:
    """Raise MissingToolError where Dask is not installed."""
    _load()


def _load() -> tuple[Any, Any]:
    try:
        import dask
        import distributed
    except ImportError as error:
        raise MissingToolError(
            "Dask is not installed, and is what --executor dask works with", "pip install 'makeready[dask]'"
        ) from error
    return dask, distributed


def _await_worker(client: Any, address: str, seconds: float) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise MissingToolError(
            f"the Dask scheduler at {address} has no worker", f"start one with `dask worker {address} --nthreads 1`"
        ) from error


def _read_end(future: Any, index: int) -> JobEnd[bytes] | None:
    """Return what came of a job that ended in whatever way; None where its worker was lost."""
    from distributed import CancelledError, KilledWorker

    try:
        return JobEnd(job=index, value=future.result())
    except (KeyboardInterrupt, SystemExit):
        raise
    except KilledWorker:
        return None
    except CancelledError:
        return JobEnd(job=index, error=ExecutorLostError("the Dask scheduler no longer answers"))
    except BaseException as error:  # Engines raise more than Exception.
        return JobEnd(job=index, error=error)
