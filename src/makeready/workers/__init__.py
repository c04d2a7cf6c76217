"""A pool of processes: jobs and a task go in; what comes of each job comes out."""

from makeready.workers.bounds import Bounds, BoundsPassedError, keep_within
from makeready.workers.capacity import count_workers
from makeready.workers.executor import Executor, ExecutorLostError, LocalExecutor, PoolExecutor
from makeready.workers.pool import (
    JobEnd,
    WorkerLostError,
    WorkerPool,
    explain_ending,
    measure_workers,
)
from makeready.workers.processes import StartMethod, can_fork
from makeready.workers.worker import WorkerTrace, is_worker

__all__ = [
    "Bounds", "BoundsPassedError", "Executor", "ExecutorLostError", "JobEnd", "LocalExecutor", "PoolExecutor",
    "StartMethod", "WorkerLostError", "WorkerPool", "WorkerTrace", "can_fork", "count_workers", "explain_ending",
    "is_worker", "keep_within", "measure_workers",
]  # fmt: skip
