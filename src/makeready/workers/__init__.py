"""A pool of processes: jobs and a task go in; results come out in the order of the jobs."""

from makeready.workers.bounds import Bounds, BoundsPassedError, keep_within
from makeready.workers.capacity import count_workers
from makeready.workers.pool import StartMethod, WorkerLostError, WorkerPool, can_fork, explain_ending, measure_workers
from makeready.workers.worker import WorkerTrace, is_worker

__all__ = [
    "Bounds", "BoundsPassedError", "StartMethod", "WorkerLostError", "WorkerPool", "WorkerTrace", "can_fork",
    "count_workers", "explain_ending", "is_worker", "keep_within", "measure_workers",
]  # fmt: skip
