"""Job runner: jobs of a composition go in; their results come out, remembered ones at once, others from workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property, partial
from types import TracebackType

from makeready.model.composition import Composition
from makeready.model.edition import require_pages
from makeready.pdf.bounded import explain_loss
from makeready.pdf.layout_pool import load_composition, open_layout_pool
from makeready.pdf.part_faces import PartFaces
from makeready.pdf.parts import DivideJob, HeadsJob, Job, PartJob, Result, unpack
from makeready.pdf.sheet import write_sheet
from makeready.store import make_key
from makeready.style.sheet import read_style
from makeready.workers import WorkerLostError, WorkerPool, can_fork, is_worker
from makeready.workshop import Workshop, name_makers

# Bytes of text below which it takes longer to set another process up than to lay them out here.
_WORTHWHILE = 60_000
_PARTS, _HEADS = "parts of pages", "parts of heads and folios"


class JobRunner:
    """Where the parts of one composition are made; `running_head` stands on versos. To be used in a with block."""

    def __init__(self, composition: Composition, running_head: str, workshop: Workshop) -> None:
        self._composition = composition
        self._running_head = running_head
        self._workshop = workshop
        self._stack = ExitStack()
        self._prepared = False

    def __enter__(self) -> JobRunner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def run(self, jobs: Sequence[Job]) -> list[Result]:
        """Return the results of `jobs` in their order.

        Raises EngineRefusedError, PartLostError, PartTooLargeError, TooManyPagesError and UndividableError, and
        whatever else the engine raises.
        """
        keys = [self._name(job) for job in jobs] if self._workshop.memory is not None else [""] * len(jobs)
        results: dict[int, Result] = {}
        for index, (job, key) in enumerate(zip(jobs, keys, strict=True)):
            found = self._recall(key)
            if found is not None:
                results[index] = found
                self._count(job, known=True)
        missing = [index for index in range(len(jobs)) if index not in results]
        for index, content in zip(missing, self._make([jobs[index] for index in missing]), strict=True):
            results[index] = unpack(content)
            self._workshop.remember(keys[index], content)
            self._count(jobs[index], known=False)
        return [results[index] for index in range(len(jobs))]

    def _recall(self, key: str) -> Result | None:
        content = self._workshop.recall(key)
        try:
            return unpack(content) if content is not None else None
        except ValueError:
            return None

    def _count(self, job: Job, *, known: bool) -> None:
        """Count what a person may want to hear of."""
        if isinstance(job, PartJob | HeadsJob):
            self._workshop.count(_PARTS if isinstance(job, PartJob) else _HEADS, known=known)

    def _make(self, jobs: Sequence[Job]) -> list[bytes]:
        if not jobs:
            return []
        # In a process of its own whatever passes its bounds can be killed, and takes nothing else along.
        # A worker of a batch is a process of its own already, with bounds around the whole book; it has others where
        # the book is so large a part of the batch that cores would have nothing to do.
        apart = self._is_large(jobs) or can_fork()
        apart = apart and (not is_worker() or (self._workshop.workers > 1 and self._is_large(jobs)))
        if self._workshop.pool is None and not self._prepared and apart:
            (self._workshop.stack or self._stack).enter_context(open_layout_pool(self._workshop))
        if self._workshop.pool is not None:
            try:
                return self._give_out(jobs, self._workshop.pool)
            except WorkerLostError as error:
                raise explain_loss(error, jobs[error.job], self._workshop.bounds) from error
        from makeready.pdf import loaded  # the page engine, which a build without new pages does without

        if not self._prepared:
            loaded.load(self._composition, self._running_head, self._workshop)
            self._stack.callback(loaded.unload)
            self._prepared = True
        return [loaded.work(job) for job in jobs]

    def _give_out(self, jobs: Sequence[Job], pool: WorkerPool[Job, bytes]) -> list[bytes]:
        """Return the results of jobs that the processes of the workshop do; for a few, one of them is enough."""
        if not self._prepared:
            composition = _leave_text_out(self._composition)
            pool.set_up(partial(load_composition, composition, self._running_head, self._workshop.go_along()))
            self._prepared = True
        if not self._is_large(jobs) or self._workshop.workers < 2:
            return pool.run(jobs, most=1)
        pool.start(self._workshop.workers)
        return pool.run(jobs)

    def _is_large(self, jobs: Sequence[Job]) -> bool:
        """Return True where the jobs, or those that follow on a division, are worth the start of other processes."""
        if isinstance(jobs[0], DivideJob):
            return sum(len(document.content) for document in self._composition.documents) >= _WORTHWHILE
        return sum(len(job.content) for job in jobs if isinstance(job, PartJob)) >= _WORTHWHILE

    def _name(self, job: Job) -> str:
        fields = [(name, getattr(job, name)) for name in type(job).__slots__]
        told = [value if isinstance(value, bytes) else repr((name, value)) for name, value in fields]
        has_heads = isinstance(job, HeadsJob) or (isinstance(job, PartJob) and job.whole)
        head = self._running_head if has_heads else ""
        pictures = self._list_pictures(job.content) if isinstance(job, PartJob) else ()
        faces = self._faces.identify_used(job.content) if isinstance(job, PartJob) else self._faces.identify_all()
        return make_key(self._rules, type(job).__name__, head, *told, make_key(*faces), *pictures)

    def _list_pictures(self, content: bytes) -> Iterator[str]:
        """Yield the pictures that a part may show: those it names; all where one is a drawing, which names others."""
        drawn = b".svg" in content
        for href, asset in self._composition.assets:
            if drawn or href.encode() in content:
                yield f"{href} {asset.digest}"

    @cached_property
    def _faces(self) -> PartFaces:
        return PartFaces(self._composition.typefaces, self._composition.styles)

    @cached_property
    def _rules(self) -> str:
        """Return a digest of all that bears on every part: the makers, the edition, the style sheets, their files."""
        composition = self._composition
        edition = require_pages(composition.edition)
        sheets = [style.content for style in composition.styles]
        # A sheet that asks for any file may ask for each: addresses can be written in many ways.
        asks = bool(read_style(composition.styles).addresses)
        named = [f"{href} {asset.digest}" for href, asset in composition.assets if asks]
        sheet = write_sheet(edition, composition.book)
        made = str((edition.tagged, edition.image_resolution, edition.bleed, edition.marks, edition.least_line))
        lists = [make_key(*one) for one in (sheets, named)]
        return make_key(name_makers(), composition.book.language, edition.openings, sheet, made, *lists)


def _leave_text_out(composition: Composition) -> Composition:
    """Return the composition as other processes need it: the text comes with the jobs, page rules ask for titles."""
    sections = tuple(replace(one, content=(), notes=(), children=()) for one in composition.book.sections)
    return replace(composition, book=replace(composition.book, sections=sections), documents=(), contents=())
