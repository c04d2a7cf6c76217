"""Finishing: laid-out print editions and EPUBs to be bound go in; checked artifacts with their page maps come out.

What is left to do when the pages are known is the same work for each edition and asks nothing of the others, so
editions of a long book are finished side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from makeready.dataclass import dataclass
from makeready.findings import Finding, Outcome
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import Edition, PrintEdition
from makeready.model.face import Typefaces
from makeready.model.pages import PageStart
from makeready.press import stages
from makeready.press.plan import PlannedEdition
from makeready.press.record import Question, RecordedWorkspace
from makeready.press.stage_log import Account, StageLog
from makeready.workers import WorkerPool
from makeready.workshop import Workshop

# Bytes of text from which on it is worth while to start other processes.
_WORTHWHILE = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An edition on its way: a print edition is laid out already, and has its `artifact`; an EPUB is not yet bound.

    `composed` and `styles` are what an EPUB is marked up from; `starts` are the pages of the edition `source` that it
    marks, if any.
    """

    planned: PlannedEdition
    composition: Composition | None = None
    artifact: Artifact | None = None
    composed: Book | None = None
    styles: tuple[StyleSheet, ...] = ()
    starts: tuple[PageStart, ...] = ()
    source: Edition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An artifact under its final name, the page map that goes with a PDF, and what it was bound from."""

    artifact: Artifact
    maps: tuple[Artifact, ...] = ()
    composition: Composition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finisher:
    """What all editions of `book`, as it was read, are finished with, its `typefaces` among it.

    `accepts` tells what its author accepts, if anything.
    """

    book: Book
    typefaces: Typefaces
    workspace: RecordedWorkspace
    workshop: Workshop
    accepts: Callable[[Finding], bool] | None = None

    def finish_all(self, editions: Sequence[Unfinished], log: StageLog, *, keep: bool) -> list[Bound | None]:
        """Return what came of each; None where a stage gave nothing. `keep` what they were bound from, for judges."""
        alone = keep or len(editions) < 2 or self.workshop.workers < 2
        if alone or _measure_text(editions) < _WORTHWHILE:
            return [self._add_maps(self.finish(one, log), self.map_pages(one, log)) for one in editions]
        errands = [_Errand(edition=index) for index in range(len(editions))]
        errands += [_Errand(edition=index, maps=True) for index, one in enumerate(editions) if one.artifact is not None]
        stages.prepare_checks(self.book)  # once for all of them, where they are forks
        # A process that is forked from here must leave those alone that lay pages out.
        prepare = partial(_set_finisher, replace(self, workshop=self.workshop.go_along()), tuple(editions))
        with WorkerPool(min(self.workshop.workers, len(errands)), _finish_here, prepare) as pool:
            done = dict(zip(errands, pool.run(errands), strict=True))
        for result in done.values():
            log.absorb(result.account)
            for question, answer in result.answers.items():
                self.workspace.answers.setdefault(question, answer)
        maps = {errand.edition: result.maps for errand, result in done.items() if errand.maps}
        bound = [done[errand].bound for errand in errands if not errand.maps]
        whole = [_give_content(one, edition) for one, edition in zip(bound, editions, strict=True)]
        return [self._add_maps(one, maps.get(index, ())) for index, one in enumerate(whole)]

    def finish(self, one: Unfinished, log: StageLog) -> Bound | None:
        """Bind an EPUB, and check the artifact; None where a stage gave nothing."""
        edition = one.planned.edition
        composition = one.composition or self._mark_up(one, log)
        if composition is None:
            return None
        artifact = one.artifact or self._bind(composition, log)
        if artifact is None:
            return None
        artifact = replace(artifact, path=one.planned.file_name)
        log.take(
            "checking",
            lambda: _observe(stages.check_artifact(artifact, composition, self.book, self.workshop, self.accepts)),
            edition=edition.name,
        )
        if isinstance(edition, PrintEdition) and edition.profile is not None:
            look = partial(stages.preflight_artifact, artifact, composition, self.workspace)
            log.take("looking at it as its receiver does", lambda: _observe(look()), edition=edition.name)
        return Bound(artifact=artifact, composition=composition)

    def map_pages(self, one: Unfinished, log: StageLog) -> tuple[Artifact, ...]:
        """Return the page map of a PDF that is laid out."""
        if one.artifact is None or one.composition is None:
            return ()
        artifact = replace(one.artifact, path=one.planned.file_name)
        work = partial(stages.map_pages, artifact, one.composition, self.workspace, self.workshop)
        return log.take("mapping the pages", work, edition=one.planned.edition.name) or ()

    @staticmethod
    def _add_maps(bound: Bound | None, maps: tuple[Artifact, ...]) -> Bound | None:
        return replace(bound, maps=maps) if bound is not None else None

    def _mark_up(self, one: Unfinished, log: StageLog) -> Composition | None:
        edition, composed, source = one.planned.edition, one.composed, one.source
        if composed is None:
            return None
        work = partial(mark_up, composed, edition, one.styles, self.typefaces)
        composition = log.take("marking up", work, edition=edition.name)
        if composition is None or source is None or not one.starts:
            return composition
        mark = partial(stages.mark_pages, composition, one.starts, source, self.workshop)
        return log.take("marking the pages", mark, edition=edition.name) or composition

    def _bind(self, composition: Composition, log: StageLog) -> Artifact | None:
        edition, cover = composition.edition, None
        if composition.book.cover is None:
            work = partial(stages.draw_cover, self.workspace, composition.book, self.workshop, edition, self.typefaces)
            cover = log.take("drawing the cover", work, edition=edition.name)
            if cover is None:
                return None
        return log.take(
            "binding the EPUB", lambda: stages.bind_epub(composition, cover, self.workshop), edition=edition.name
        )


def mark_up(book: Book, edition: Edition, styles: tuple[StyleSheet, ...], typefaces: Typefaces) -> Outcome[Composition]:
    """Return the content documents of a composed book, as a stage gives them; typefaces of this machine are told."""
    composition = stages.mark_up(book, edition, styles, typefaces)
    return Outcome(value=composition, findings=stages.describe_machine_faces(composition.typefaces, typefaces))


def _give_content(bound: Bound | None, one: Unfinished) -> Bound | None:
    """Return `bound` with the artifact that was laid out here; it did not travel."""
    if bound is None or one.artifact is None:
        return bound
    return replace(bound, artifact=replace(one.artifact, path=bound.artifact.path))


def _measure_text(editions: Sequence[Unfinished]) -> int:
    compositions = [one.composition for one in editions if one.composition is not None]
    return sum(len(document.content) for composition in compositions for document in composition.documents)


def _observe(findings: tuple[Finding, ...]) -> Outcome[bool]:
    return Outcome(value=True, findings=findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """What a worker is sent for: to finish the edition of this number, or to map its pages."""

    edition: int
    maps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What a worker gives back: the edition or its maps, what its log holds, and what was read for it."""

    bound: Bound | None = None
    maps: tuple[Artifact, ...] = ()
    account: Account
    answers: dict[Question, str]


# What this process, a worker, finishes: set once, so that nothing of it travels with each job.
_SHARED: list[tuple[Finisher, tuple[Unfinished, ...]]] = []


def _set_finisher(finisher: Finisher, editions: tuple[Unfinished, ...]) -> None:
    _SHARED[:] = [(finisher, editions)]


def _finish_here(errand: _Errand) -> _Done:
    ((finisher, editions),) = _SHARED
    log, one = StageLog(), editions[errand.edition]
    answers = finisher.workspace.answers
    if errand.maps:
        return _Done(maps=finisher.map_pages(one, log), account=log.close(), answers=answers)
    bound = finisher.finish(one, log)
    if bound is not None:
        bound = replace(bound, composition=None)
        # The bytes of a PDF are where they came from.
        if one.artifact is not None:
            bound = replace(bound, artifact=replace(bound.artifact, content=b"", pages=(), setting=()))
    return _Done(bound=bound, account=log.close(), answers=answers)
