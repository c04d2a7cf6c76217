"""A crew of processes: jobs and a task go in; results come out in the order of the jobs."""

from makeready.crew.capacity import count_workers
from makeready.crew.crew import Crew, StartMethod, WorkerLostError
from makeready.crew.worker import WorkerTrace

__all__ = ["Crew", "StartMethod", "WorkerLostError", "WorkerTrace", "count_workers"]
