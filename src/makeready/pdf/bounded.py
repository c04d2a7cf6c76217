"""Bounded work: a job and the bounds of a build go in; its result comes out, or which part of the book passed them.

A part is named by an id that stands in it, so that its place in the manuscript can be told where the work is asked for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.model.composition import Composition
from makeready.pdf.messages import BASE, find_extreme, find_place
from makeready.pdf.parts import Job, PartJob
from makeready.workers import Bounds, BoundsPassedError, WorkerLostError, explain_ending, is_worker, keep_within

_ANCHOR = late_pattern(rb'\sid="([^"]+)"')
_MOST_ANCHORS = 100
_REMEDY = (
    "look there for a drawing, a table or a rule of a style sheet that asks for enormous numbers of things, and make "
    "it simpler; or build with a higher --time-limit or --memory-limit"
)


class PartTooLargeError(Exception):
    """The part of a book that `anchors` stand in was given up; `told` says which bound it passed.

    `picture` is the address of the drawing that did, if it was one.
    """

    def __init__(self, anchors: tuple[str, ...], told: str, picture: str = "") -> None:
        super().__init__(anchors, told, picture)
        self.anchors = anchors
        self.told = told
        self.picture = picture

    def __str__(self) -> str:
        return self.told


class PartLostError(Exception):
    """The worker that laid out the part of a book that `anchors` stand in was lost each time; `told` says how."""

    def __init__(self, anchors: tuple[str, ...], told: str) -> None:
        super().__init__(anchors, told)
        self.anchors = anchors
        self.told = told


@contextlib.contextmanager
def bound_job(job: Job, bounds: Bounds) -> Iterator[None]:
    """Raise PartTooLargeError where what is done in the block for `job` takes more than its length allows."""
    try:
        with keep_within(bounds.widen(_measure(job)), is_worker=is_worker()):
            yield
    except BoundsPassedError as error:
        raise PartTooLargeError(_find_anchors(job), str(error)) from error


@contextlib.contextmanager
def bound_drawing(address: str, bounds: Bounds) -> Iterator[None]:
    """Raise PartTooLargeError where the block, which draws `address`, takes more than a quarter of a part."""
    try:
        with keep_within(replace(bounds, seconds=bounds.seconds / 4), is_worker=is_worker()):
            yield
    except BoundsPassedError as error:
        raise PartTooLargeError((), str(error), address) from error


def explain_loss(error: WorkerLostError, job: Job, bounds: Bounds) -> PartTooLargeError | PartLostError:
    """Return the error for a worker that was lost over `job`: too large where its bounds or our patience ended it."""
    anchors = _find_anchors(job)
    if error.patience is not None:
        return PartTooLargeError(anchors, f"more than {error.patience:g} s")
    passed = explain_ending(error, bounds.widen(_measure(job)))
    return PartLostError(anchors, str(error)) if passed is None else PartTooLargeError(anchors, str(passed))


def report_lost(error: PartLostError, composition: Composition) -> Finding:
    """Return the finding for a part whose worker was lost, at its first place."""
    span, location = find_place(composition, [f' id="{anchor}"' for anchor in error.anchors])
    message = f"a process that lays out pages was lost: {error.told}"
    return observe("PD008", message, span=span, location=location)


def report_too_large(error: PartTooLargeError | BoundsPassedError, composition: Composition) -> Finding:
    """Return the finding for a part that was given up, at the rule that asks for too much or at its first place."""
    if isinstance(error, BoundsPassedError):
        error = PartTooLargeError((), str(error))
    if error.picture:
        name = error.picture.removeprefix(BASE)
        span, location = find_place(composition, [f'{name}"'])
        message = f"drawing {name} takes {error.told}, and was given up"
    else:
        span, location = find_extreme(composition.styles), None
        if span is None:
            span, location = find_place(composition, [f' id="{anchor}"' for anchor in error.anchors])
        message = f"these pages take {error.told}, and were given up"
    if span is None and location is None:
        location = f"the edition {composition.edition.name}"
    return observe("PD015", message, span=span, location=location, hint=_REMEDY)


def _measure(job: Job) -> int:
    """Return the bytes of the part that `job` is about; of other jobs something in proportion to the pages."""
    if isinstance(job, PartJob):
        return len(job.content)
    return len(getattr(job, "content", b"")) or 1024 * len(getattr(job, "sorts", ()))


def _find_anchors(job: Job) -> tuple[str, ...]:
    """Return the first ids of the part: short sections share one, and not all of them stand in the manuscript."""
    found = _ANCHOR.finditer(job.content) if isinstance(job, PartJob) else ()
    return tuple(one[1].decode() for one in islice(found, _MOST_ANCHORS))
