"""A pool: jobs and the task to do with each go in; what comes of each comes out, from several processes.

Of one run either all results are wanted, in the order of the jobs, and the first failure ends it (`run`); or each job
stands for itself, and is heard of as it ends (`run_each`).

A pool of one works in this very process. The processes of a larger one live as long as its `with` block and keep
between two runs whatever they loaded. None of them outlives us: the block's end waits for or kills each, and where we
are killed ourselves, the system kills them (Linux) or they end at the end of their pipe.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

from makeready.dataclass import dataclass
from makeready.workers.bounds import Bounds, BoundsPassedError
from makeready.workers.processes import (
    StartMethod,
    change_child_signal,
    count_threads,
    end_tracker,
    hold_interrupts,
    is_tracked,
    name_ending,
    start_process,
)
from makeready.workers.worker import NO_MORE, Reply, SetUp, Terms, WorkerTrace

J = TypeVar("J")
R = TypeVar("R")

_TRIES = 2
# How long a worker that was told to go may take to flush its streams.
_ENDING_SECONDS = 5.0


class WorkerLostError(Exception):
    """A worker died of the same job each time it was tried, or hung on it.

    `job` counts from 0 in what `run` was given; `exit_code` is the last worker's, -9 for signal 9, None where the
    system does not tell; `tries` says how often the job was given out; `patience` holds the seconds that the last
    worker was given before it was killed, None where it died by itself.
    """

    def __init__(self, job: int, exit_code: int | None, tries: int, patience: float | None = None) -> None:
        super().__init__(job, exit_code, tries, patience)
        self.job = job
        self.exit_code = exit_code
        self.tries = tries
        self.patience = patience

    @property
    def ending(self) -> str:
        """Return the words for what became of the last worker."""
        if self.patience is not None:
            return f"the last worker hung for more than {self.patience:g} s"
        return f"the last worker ended with {name_ending(self.exit_code)}"

    def __str__(self) -> str:
        return f"job {self.job} was tried {self.tries} times and its worker lost each time; {self.ending}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnd(Generic[R]):
    """What came of a job: what the task made of it, or the error that it raised or that its worker was lost with.

    `job` counts from 0 in what `run_each` was given.
    """

    job: int
    value: R | None = None
    error: BaseException | None = None


def try_each(jobs: Sequence[J], do: Callable[[J], R], hear: Callable[[JobEnd[R]], bool]) -> None:
    """Do each job in this process and tell `hear` of it, whatever came of it, until that returns False."""
    for index, job in enumerate(jobs):
        try:
            end = JobEnd(job=index, value=do(job))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # Engines raise more than Exception.
            end = JobEnd(job=index, error=error)
        if not hear(end):
            return


def explain_ending(error: WorkerLostError, bounds: Bounds) -> BoundsPassedError | None:
    """Return which of its `bounds` killed the worker that was lost; None where something else did.

    The system kills for time; a library that is given no more memory aborts.
    """
    if sys.platform != "win32" and error.exit_code == -signal.SIGXCPU:
        return BoundsPassedError(bounds.seconds)
    if sys.platform != "win32" and error.exit_code == -signal.SIGABRT:
        return BoundsPassedError(None, bounds.memory)
    return None


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """A process, our end of its pipe, and the job that is its own, None while it is idle.

    Before it is `ready`, which it says when its preparation is over, nothing is sent to it: a large job would
    hold us up until it reads. `set_up_call` is the last that it was given.
    """

    process: BaseProcess
    connection: Connection[Any, Any]
    job: int | None = None
    ready: bool = False
    set_up_call: SetUp | None = None
    deadline: float = math.inf
    cpu: float = 0.0


# The workers of all pools of this process.
_LIVING: list[_Worker] = []


def measure_workers() -> float:
    """Return the seconds of the processor that the living workers have taken, as far as they have told.

    Those of a worker that has ended are among those of the children that this process has waited for.
    """
    return sum(worker.cpu for worker in _LIVING)


@dataclass(slots=True, kw_only=True, eq=False)
class _Run(Generic[J, R]):
    """One run: the jobs, which of them nobody has yet, how often each was given out, what came of them."""

    jobs: Sequence[J]
    waiting: deque[int]
    tries: Counter[int] = field(default_factory=Counter)
    results: dict[int, R] = field(default_factory=dict)
    failures: dict[int, BaseException] = field(default_factory=dict)

    def note(self, end: JobEnd[R]) -> bool:
        """Keep what came of a job; return True where its worker may have another."""
        if end.error is not None:
            self.failures[end.job] = end.error
        else:
            self.results[end.job] = cast("R", end.value)
        return True

    def may_give(self) -> bool:
        """Return True where a job is to be given out."""
        return bool(self.waiting) and not self.failures

    def is_over(self, busy: Iterable[int]) -> bool:
        """Return True where nothing that is still being made counts.

        After a failure only earlier jobs do: one of them may fail too, and it is always the first failure in the
        order of the jobs that is raised, however many workers there are.
        """
        if self.failures:
            return min(busy, default=len(self.jobs)) > min(self.failures)
        return len(self.results) == len(self.jobs)


@dataclass(slots=True, kw_only=True, eq=False)
class _EachRun(_Run[J, R]):
    """A run whose jobs stand for themselves: none is kept, `hear` is told of each, and says whether to go on."""

    hear: Callable[[JobEnd[R]], bool]
    is_spent: Callable[[R], bool]

    def note(self, end: JobEnd[R]) -> bool:
        """Tell of a job; return True where its worker may have another."""
        if not self.hear(end):
            self.waiting.clear()
        return end.error is not None or not self.is_spent(cast("R", end.value))

    def may_give(self) -> bool:
        """Return True where a job is to be given out."""
        return bool(self.waiting)

    def is_over(self, busy: Iterable[int]) -> bool:
        """Return True where no job waits and none is being done."""
        return not self.waiting and not any(True for _ in busy)


class WorkerPool(Generic[J, R]):
    """Up to `workers` processes that do `task`, a function of a module, with one job after the other.

    `prepare` is called once in each process, before its first job. `patience` is the number of seconds that a
    preparation or a job may take before its worker is killed; it says nothing where jobs are done in this process.
    `apart` keeps a larger pool from doing a single job here. Where what is going on is ended early, a worker is killed,
    unless the pool is `gentle`: then it gets SIGTERM, which it may handle, and some seconds. Where it `nests`, its
    workers may have pools of their own.
    Jobs and results travel pickled. `start_method` is chosen where it is None: fork on Linux while the process has
    one thread, else spawn. What a fork must not inherit, the caller may not have made yet.
    """

    def __init__(
        self,
        workers: int,
        task: Callable[[J], R],
        prepare: Callable[[], None] | None = None,
        *,
        patience: float | None = None,
        apart: bool = False,
        gentle: bool = False,
        nests: bool = False,
        start_method: StartMethod | None = None,
    ) -> None:
        if workers < 1:
            raise ValueError(f"a pool has at least one worker, not {workers}")
        self._size = workers
        self._task = task
        self._prepare = prepare
        self._patience = patience
        self._apart = apart
        self._gentle = gentle
        self._nests = nests
        self._start_method = start_method
        self._set_up_call: SetUp | None = None
        self._workers: list[_Worker] = []
        self._is_open = False
        self._is_prepared = False
        self._has_tracker = False
        self._ignores_children = False

    def __enter__(self) -> WorkerPool[J, R]:
        self._is_open = True
        self._ignores_children = change_child_signal(signal.SIG_IGN, signal.SIG_DFL)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        with hold_interrupts():
            self._stop_all()
            if self._ignores_children:
                change_child_signal(signal.SIG_DFL, signal.SIG_IGN)

    def start(self, count: int = 1) -> None:
        """Start `count` processes, no more than the pool may have, before there are jobs; not for a pool of one."""
        if self._is_open and self._size > 1:
            self._complete(min(count, self._size))

    def set_up(self, prepare: Callable[[], None]) -> None:
        """Have every process call `prepare` before its next job: what it needs was not known when it was started."""
        self._set_up_call = SetUp(prepare=prepare)
        self._is_prepared = False

    def run(self, jobs: Sequence[J], most: int | None = None) -> list[R]:
        """Return what the task makes of each job, in the order of `jobs`, which is also the order of handing out.

        No process is started for these jobs beyond `most`, if given; those that are there all work.

        A single job is done in this process while no worker lives. A job whose worker dies or hangs is given once
        more, to a fresh worker; WorkerLostError where that is lost as well. An exception of the task is raised here
        with the worker's traceback as its cause (a RuntimeError with its name and text where it cannot be pickled);
        of several, that of the first job. Whatever is raised, no worker is left then; the pool can run again.
        """
        if self._works_here(jobs):
            return self._work_here(jobs)
        run: _Run[J, R] = _Run(jobs=jobs, waiting=deque(range(len(jobs))))
        try:
            self._complete(min(self._size, len(jobs), self._size if most is None else max(1, most)))
            if not self._workers:
                return self._work_here(jobs)
            while not run.is_over(worker.job for worker in self._workers if worker.job is not None):
                self._hand_out(run)
                self._listen(run)
            if run.failures:
                raise run.failures[min(run.failures)]
        except BaseException:
            with hold_interrupts():
                self._stop_all()
            raise
        return [run.results[index] for index in range(len(jobs))]

    def run_each(
        self,
        jobs: Sequence[J],
        hear: Callable[[JobEnd[R]], bool],
        *,
        most: int | None = None,
        is_spent: Callable[[R], bool] = lambda _: False,
    ) -> None:
        """Do each job for itself, and tell `hear` of each as it ends; where that returns False, no other is begun.

        Jobs are handed out in their order, to `most` processes if given. One that fails, or whose worker is lost as
        `run` has it, is told as a JobEnd with an error, and the others go on. The worker of a value that `is_spent` is
        true of makes way for a fresh one. What `hear` raises ends the run, and no worker is left then.
        """
        if self._works_here(jobs):
            return try_each(jobs, self._work_alone, hear)
        run: _EachRun[J, R] = _EachRun(jobs=jobs, waiting=deque(range(len(jobs))), hear=hear, is_spent=is_spent)
        count = self._size if most is None else min(self._size, max(1, most))
        try:
            self._complete(min(count, len(jobs)))
            if not self._workers:
                return try_each(jobs, self._work_alone, hear)
            while not run.is_over(worker.job for worker in self._workers if worker.job is not None):
                self._replace_lost(run, count)
                self._hand_out(run)
                if any(worker.job is not None for worker in self._workers):
                    self._listen(run)
        except BaseException:
            with hold_interrupts():
                self._stop_all()
            raise

    def _works_here(self, jobs: Sequence[J]) -> bool:
        """Return True where the jobs are done in this process. Raises RuntimeError outside the with block."""
        if not self._is_open:
            raise RuntimeError("a pool works inside its with block only")
        return self._size == 1 or not jobs or (len(jobs) == 1 and not self._workers and not self._apart)

    def _replace_lost(self, run: _EachRun[J, R], count: int) -> None:
        """Start workers in the place of those that were lost for good; where there can be none, all jobs fail."""
        busy = sum(1 for worker in self._workers if worker.job is not None)
        while len(self._workers) < min(count, busy + len(run.waiting)):
            try:
                self._start_worker()
            except OSError as error:
                while run.waiting and not self._workers:
                    run.note(JobEnd(job=run.waiting.popleft(), error=error))
                return

    def _work_alone(self, job: J) -> R:
        return self._work_here([job])[0]

    def _work_here(self, jobs: Sequence[J]) -> list[R]:
        if jobs and not self._is_prepared:
            if self._prepare is not None:
                self._prepare()
            if self._set_up_call is not None:
                self._set_up_call.prepare()
            self._is_prepared = True
        return [self._task(job) for job in jobs]

    def _complete(self, count: int) -> None:
        """Replace the workers that died idle, and start new ones up to `count`, or as many as the system allows."""
        for worker in tuple(self._workers):
            # Whoever is idle says nothing, but that it is ready; else this is the end of the pipe.
            if worker.connection.poll() and not self._hear_ready(worker):
                self._end_worker(worker)
        while len(self._workers) < count:
            try:
                self._start_worker()
            except OSError:
                # No more processes or memory: with fewer workers the work is slower, and the same.
                return

    @staticmethod
    def _hear_ready(worker: _Worker) -> bool:
        """Hear that an idle worker is ready; return False where it said something else, or nothing any more."""
        if worker.ready:
            return False
        try:
            reply: Reply = pickle.loads(worker.connection.recv_bytes())  # noqa: S301 - our own worker wrote it
        except (EOFError, OSError):
            return False
        worker.ready, worker.cpu = reply.error is None, reply.cpu
        return worker.ready

    def _start_worker(self) -> _Worker:
        if multiprocessing.current_process().daemon:
            raise ChildProcessError("multiprocessing lets no daemonic process have children")
        method = self._start_method or self._choose_method()
        ours, theirs = multiprocessing.Pipe()
        # A fork has copies of our ends of all pipes; while it holds them, no worker sees the end of its own.
        inherited = (*(worker.connection for worker in self._workers), ours) if method == "fork" else None
        # The system watches the thread that starts a process, and another than the main one may end before us.
        parent = os.getpid() if threading.current_thread() is threading.main_thread() else None
        arguments = (theirs, Terms(parent=parent, inherited=inherited, nests=self._nests), self._task, self._prepare)
        with hold_interrupts(), theirs:
            self._has_tracker |= method == "spawn" and not is_tracked()
            try:
                process = start_process(method, arguments)
            except BaseException:
                ours.close()
                raise
            worker = _Worker(process=process, connection=ours)
            self._workers.append(worker)
            _LIVING.append(worker)
        return worker

    def _choose_method(self) -> StartMethod:
        """Return fork where it is safe: on Linux, with one thread, and while no task left anything in this process."""
        if sys.platform != "linux" or self._is_prepared or count_threads() > 1:
            return "spawn"
        return "fork"

    def _hand_out(self, run: _Run[J, R]) -> None:
        for worker in self._workers:
            if worker.job is None and run.may_give():
                self._give(worker, run.waiting.popleft(), run)

    def _give(self, worker: _Worker, index: int, run: _Run[J, R]) -> None:
        worker.job = index
        run.tries[index] += 1
        self._send_job(worker, index, run)

    def _send_job(self, worker: _Worker, index: int, run: _Run[J, R]) -> None:
        if self._patience is not None:
            worker.deadline = time.monotonic() + self._patience
        if worker.ready:
            missing = self._set_up_call if worker.set_up_call is not self._set_up_call else None
            order = pickle.dumps(missing or run.jobs[index], pickle.HIGHEST_PROTOCOL)
            if missing is not None:
                worker.set_up_call, worker.ready = missing, False
            # A worker that is gone is noticed where its reply is awaited.
            with contextlib.suppress(OSError):
                worker.connection.send_bytes(order)

    def _listen(self, run: _Run[J, R]) -> None:
        """Wait for at least one reply, death or deadline, and note what it means."""
        busy = [(worker, worker.job) for worker in self._workers if worker.job is not None]
        deadline = min(worker.deadline for worker, _ in busy)
        seconds = None if deadline == math.inf else max(0.0, deadline - time.monotonic())
        heard = wait([worker.connection for worker, _ in busy], seconds)
        now = time.monotonic()
        for worker, index in busy:
            if worker.connection in heard:
                try:
                    message = worker.connection.recv_bytes()
                except (EOFError, OSError):
                    self._lose(worker, index, run)
                else:
                    self._take(worker, index, pickle.loads(message), run)  # noqa: S301 - our own worker wrote it
            elif worker.deadline <= now:
                self._lose(worker, index, run, hung=True)

    def _take(self, worker: _Worker, index: int, reply: Reply, run: _Run[J, R]) -> None:
        worker.cpu = reply.cpu
        if reply.error is None and not worker.ready:
            worker.ready = True
            self._send_job(worker, index, run)
            return
        worker.job = None
        worker.deadline = math.inf
        if reply.error is not None:
            reply.error.__cause__ = WorkerTrace(reply.trace)
        # One whose preparation failed can do nothing.
        if not run.note(JobEnd(job=index, value=reply.value, error=reply.error)) or not worker.ready:
            self._end_worker(worker)

    def _lose(self, worker: _Worker, index: int, run: _Run[J, R], *, hung: bool = False) -> None:
        """End a worker that died, or hung, over its job, and give the job to a fresh one, or give it up."""
        exit_code = self._end_worker(worker)
        tries = run.tries[index]
        # Killed for the time that it took: it would take as long again.
        if tries < _TRIES and not (sys.platform != "win32" and exit_code == -signal.SIGXCPU):
            try:
                fresh = self._start_worker()
            except OSError as error:
                run.note(JobEnd(job=index, error=error))
            else:
                self._give(fresh, index, run)
        else:
            lost = WorkerLostError(index, exit_code, tries, self._patience if hung else None)
            run.note(JobEnd(job=index, error=lost))

    def _stop_all(self) -> None:
        """Let the idle workers go and end the others; return when none is left."""
        for worker in self._workers:
            if worker.ready and (worker.job is None or self._gentle):
                if worker.job is not None:
                    worker.process.terminate()
                with contextlib.suppress(OSError):
                    worker.connection.send_bytes(NO_MORE)
            else:
                worker.process.kill()
        deadline = time.monotonic() + _ENDING_SECONDS
        for worker in tuple(self._workers):
            worker.process.join(max(0.0, deadline - time.monotonic()))
            self._end_worker(worker)
        if self._has_tracker:
            self._has_tracker = False
            end_tracker()

    def _end_worker(self, worker: _Worker) -> int | None:
        """Make sure that the worker is dead, and return its exit code, None where the system does not tell."""
        with hold_interrupts():
            worker.process.kill()
            worker.process.join()
            exit_code = worker.process.exitcode
            worker.connection.close()
            # Refused where SIGCHLD is ignored: then nobody can say that it is dead.
            with contextlib.suppress(ValueError):
                worker.process.close()
            self._workers.remove(worker)
            _LIVING.remove(worker)
        return exit_code
