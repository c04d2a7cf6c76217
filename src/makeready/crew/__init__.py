"""A crew of processes: jobs and a task go in; results come out in the order of the jobs."""

from makeready.crew.bounds import Bounds, BoundsPassedError, keep_within
from makeready.crew.capacity import count_workers
from makeready.crew.crew import Crew, StartMethod, WorkerLostError, can_fork
from makeready.crew.worker import WorkerTrace, is_worker

__all__ = [
    "Bounds", "BoundsPassedError", "Crew", "StartMethod", "WorkerLostError", "WorkerTrace", "can_fork", "count_workers",
    "is_worker", "keep_within",
]  # fmt: skip
