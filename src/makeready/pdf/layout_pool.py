"""Layout pool: a workshop goes in; its processes that lay pages out, started before there is a page, come out.

While the manuscript is read here, the page engine is loaded there. This process does without it: of what is remembered,
nothing needs it.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator

from makeready.model.composition import Composition
from makeready.pdf.cover import CoverJob, set_within_bounds
from makeready.pdf.parts import Job
from makeready.workers import Bounds, WorkerPool
from makeready.workshop import Workshop

# Seconds on the clock for a part, for each of those that a usual one may take of the processor: other processes share
# that, and a long part takes more. By default this is a quarter of an hour.
_PATIENCE = 45


@contextlib.contextmanager
def open_layout_pool(workshop: Workshop) -> Iterator[None]:
    """Give `workshop` its processes until the end of the block; one of its own where it may have no more."""
    # What binds a PDF here shares a third of its modules with what lays pages out: a fork has them.
    from makeready.pdf import bind  # noqa: F401 - for its imports

    # Apart: what a page leaves in a process, a fork of it must not inherit.
    patience = _PATIENCE * max(workshop.bounds.seconds, Bounds().seconds)
    with WorkerPool(max(2, workshop.workers), work, load_engine, patience=patience, apart=True) as pool:
        pool.start()
        workshop.pool = pool
        try:
            yield
        finally:
            workshop.pool = None


def load_engine() -> None:
    """Load the page engine."""
    from makeready.pdf import loaded  # noqa: F401 - for its imports


def load_composition(composition: Composition, running_head: str, workshop: Workshop) -> None:
    """Load a composition in this process: see loaded.load."""
    from makeready.pdf import loaded

    loaded.load(composition, running_head, workshop)


def work(job: Job | CoverJob) -> bytes:
    """Return the packed result of `job`: see loaded.work; of a cover, the pickled one."""
    if isinstance(job, CoverJob):
        return pickle.dumps(set_within_bounds(job), pickle.HIGHEST_PROTOCOL)
    from makeready.pdf import loaded

    return loaded.work(job)
