"""Dask: jobs go in and are sent to the processes of a cluster that is there; what comes of each comes out as it ends.

Only as many jobs are under way as there are workers. Dask blames the loss of a worker on every task that was given to
it, those that wait included: a job that waits here cannot be blamed for another one.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from makeready.findings import MissingToolError
from makeready.workers.executor import ExecutorLostError, Hear, Job, Task
from makeready.workers.pool import JobEnd, WorkerLostError

# How long a scheduler may take to answer, and the first worker to be there.
_REACH_SECONDS = 30.0
# How often it is looked how many workers there are, and whether the scheduler still answers.
_LOOK_SECONDS = 2.0


class DaskExecutor:
    """Does jobs on the workers of the Dask scheduler at `address`, one at a time on each.

    A job whose worker dies is given to another by the scheduler, as often as its `allowed-failures` says; then it is
    lost. The workers need the same makeready as we have, and none of our files. Where nothing ends for `patience`
    seconds, or the scheduler is gone, what is left fails with ExecutorLostError.
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


class _DaskRun:
    """One run: the jobs that wait, and those that are under way by their keys."""

    def __init__(self, client: Any, task: Task, jobs: Sequence[Job], hear: Hear, patience: float) -> None:
        self._client = client
        self._task = task
        self._jobs = jobs
        self._hear = hear
        self._patience = patience
        self._waiting = deque(range(len(jobs)))
        self._busy: dict[str, tuple[int, Any]] = {}
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._workers, self._looked = 1, -_LOOK_SECONDS

    def work(self) -> None:
        """Hand out the jobs and tell of each, until none is left."""
        heard = time.monotonic()
        try:
            while self._waiting or self._busy:
                self._hand_out()
                if not self._busy:
                    continue
                try:
                    future = self._ended.get(timeout=_LOOK_SECONDS)
                except queue.Empty:
                    if self._client.status != "running":
                        self._give_up("the Dask scheduler no longer answers")
                    elif time.monotonic() - heard > self._patience:
                        self._give_up(f"nothing came from the Dask workers for {self._patience:g} s")
                    continue
                heard = time.monotonic()
                if future.key in self._busy:
                    index, _ = self._busy.pop(future.key)
                    self._tell(_read_end(future, index))
        finally:
            with contextlib.suppress(Exception):
                self._client.cancel([future for _, future in self._busy.values()])

    def _hand_out(self) -> None:
        while self._waiting and len(self._busy) < self._count_workers():
            index = self._waiting.popleft()
            try:
                future = self._client.submit(self._task, self._jobs[index](), pure=False)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # Its files cannot be read, for example.
                self._tell(JobEnd(job=index, error=error))
                continue
            self._busy[future.key] = (index, future)
            future.add_done_callback(self._ended.put)

    def _count_workers(self) -> int:
        """Return how many jobs may be under way. Workers come and go; while none is there, the last number holds."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            with contextlib.suppress(OSError, TimeoutError):
                self._workers = len(self._client.nthreads()) or self._workers
        return self._workers

    def _tell(self, end: JobEnd[bytes]) -> None:
        if not self._hear(end):
            self._waiting.clear()

    def _give_up(self, why: str) -> None:
        left = [index for index, _ in self._busy.values()] + list(self._waiting)
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


def _read_end(future: Any, index: int) -> JobEnd[bytes]:
    """Return what came of a job that ended in whatever way."""
    from distributed import CancelledError, KilledWorker

    try:
        return JobEnd(job=index, value=future.result())
    except (KeyboardInterrupt, SystemExit):
        raise
    except KilledWorker as error:
        return JobEnd(job=index, error=WorkerLostError(index, None, error.allowed_failures + 1))
    except CancelledError:
        return JobEnd(job=index, error=ExecutorLostError("the Dask scheduler no longer answers"))
    except BaseException as error:  # Engines raise more than Exception.
        return JobEnd(job=index, error=error)
