"""Hands: a workshop goes in; its processes that lay pages out, hired before there is a page, come out.

While the manuscript is read here, the page engine is loaded there. This process does without it: of what is remembered,
nothing needs it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from makeready.crew import Crew
from makeready.model.composition import Composition
from makeready.pdf.parts import Job
from makeready.workshop import Workshop

_PATIENCE = 900.0  # seconds for one part; the longest seen took 25


@contextlib.contextmanager
def hire_hands(workshop: Workshop) -> Iterator[None]:
    """Give `workshop` its processes until the end of the block; one of its own where it may have no more."""
    # Apart: what a page leaves in a process, a fork of it must not inherit.
    with Crew(max(2, workshop.workers), work, load_engine, patience=_PATIENCE, apart=True) as crew:
        crew.hire()
        workshop.hands = crew
        try:
            yield
        finally:
            workshop.hands = None


def load_engine() -> None:
    """Load the page engine."""
    from makeready.pdf import bench  # noqa: F401 - for its imports


def lay_bench(composition: Composition, running_head: str, workshop: Workshop) -> None:
    """Make a bench for this process: see bench.set_bench."""
    from makeready.pdf import bench

    bench.set_bench(composition, running_head, workshop)


def work(job: Job) -> bytes:
    """Return the packed result of `job`: see bench.work."""
    from makeready.pdf import bench

    return bench.work(job)
