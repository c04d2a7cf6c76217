"""Runs: a project's folder and a request go in; checked artifacts in their folder and a report come out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from makeready.findings import Finding, Outcome, Severity, StorageError, sort_findings
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import Edition, Target
from makeready.model.pages import PageStart
from makeready.press import stages
from makeready.press.ledger import Ledger
from makeready.press.page_map import name_map
from makeready.press.plan import PlannedEdition, find_source, plan_build
from makeready.press.request import BuildReport, BuildRequest, Progress, Written
from makeready.press.stale import find_stale
from makeready.press.suppress import observe_idle, sift_findings
from makeready.workspace import OutputFolder, RefusedPath, Workspace

if TYPE_CHECKING:
    from makeready.manuscript.read import Manuscript

OUTPUT = "build"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """An edition with its composed book and its style sheets, ready to be marked up and bound.

    One that is not `planned` is laid out only, for the pages that an EPUB lists.
    """

    edition: Edition
    planned: PlannedEdition | None
    book: Book
    styles: tuple[StyleSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """An artifact under its final name, what it was bound from, and the page map that goes with a PDF, if any."""

    artifact: Artifact
    composition: Composition
    maps: tuple[Artifact, ...] = ()


def build_project(root: Path, *, request: BuildRequest, progress: Progress | None = None) -> BuildReport:
    """Build the book in the folder `root` and return what came of it.

    All artifacts are written after all of them passed, or none is. The author's mistakes and our own bugs
    are in the report. Raises UsageError (no such folder or edition), MissingToolError and StorageError.
    """
    workspace = Workspace(root)
    output = OutputFolder(choose_output(workspace, request))
    ledger = Ledger(progress)
    ledger.expect(1)
    manuscript = ledger.take("reading the manuscript", lambda: stages.read_book(workspace))
    if manuscript is None:
        return _close(ledger, request, output, None, ())
    planned = plan_build(manuscript.book.slug, manuscript.editions, request)
    sources = _find_sources(planned, manuscript)
    prepared = _prepare_editions(workspace, manuscript, planned, sources, ledger, request)
    bound: list[_Bound] = []
    # A book with an error is not bound: what follows from the error would only hide it.
    if ledger.is_sound:
        bound = _bind_editions(prepared, sources, manuscript.book, workspace, ledger)
    if request.check and ledger.is_sound:
        _judge_artifacts(bound, ledger)
    return _close(ledger, request, output, manuscript, planned, bound)


def choose_output(workspace: Workspace, request: BuildRequest) -> Path:
    """Return the folder for the artifacts: the request's, else build/ in the project.

    A build/ that is a link out of the project is refused: only the person at the command line leads us there.
    """
    if request.output is not None:
        return request.output
    try:
        workspace.locate(OUTPUT)
    except RefusedPath as error:
        raise StorageError(str(error), f"name the folder with --output, or remove the link {OUTPUT}") from error
    return workspace.root / OUTPUT


def _find_sources(planned: tuple[PlannedEdition, ...], manuscript: Manuscript) -> dict[str, Edition]:
    """Return the print editions whose pages are listed, by the names of the planned editions that list them."""
    found = {one.edition.name: find_source(one, manuscript.editions) for one in planned}
    return {name: source for name, source in found.items() if source is not None}


def _prepare_editions(
    workspace: Workspace,
    manuscript: Manuscript,
    planned: tuple[PlannedEdition, ...],
    sources: dict[str, Edition],
    ledger: Ledger,
    request: BuildRequest,
) -> list[_Prepared]:
    """Compose the book and load the styles for every edition, so that all their mistakes are known early.

    A print edition whose pages are listed and that is not asked for comes along; only its errors count.
    """
    wanted: dict[str, tuple[Edition, PlannedEdition | None]] = {one.edition.name: (one.edition, one) for one in planned}
    for source in sources.values():
        wanted.setdefault(source.name, (source, None))
    for edition, one in wanted.values():
        ledger.expect(6 + (edition.name in sources) + request.check if one else 4)
    prepared = []
    for edition, one in wanted.values():
        book = ledger.take("composing", partial(_compose, manuscript.book, edition, one), edition=edition.name)
        styles = ledger.take("reading the styles", partial(_load_styles, workspace, edition, one), edition=edition.name)
        if book is not None and styles is not None:
            prepared.append(_Prepared(edition=edition, planned=one, book=book, styles=styles))
    return prepared


def _bind_editions(
    prepared: list[_Prepared], sources: dict[str, Edition], book: Book, workspace: Workspace, ledger: Ledger
) -> list[_Bound]:
    """Bind the editions, those first whose pages others list; return them in the order of book.toml."""
    listed = {source.name for source in sources.values()}
    bound: dict[str, _Bound] = {}
    pages: dict[str, tuple[PageStart, ...]] = {}
    for one in sorted(prepared, key=lambda one: one.edition.name not in listed):
        name = one.edition.name
        composition = _mark_up(one, ledger)
        if composition is not None and one.planned is None:
            starts = ledger.take("laying out the pages", partial(_lay_out_alone, composition), edition=one.edition.name)
            pages[name] = starts or ()
        elif composition is not None and one.planned is not None:
            source = sources.get(name)
            if source is not None and pages.get(source.name):
                composition = _mark_pages(composition, pages[source.name], source, ledger) or composition
            made = _bind_edition(one.planned, composition, book, workspace, ledger)
            if made is not None:
                bound[name] = made
                pages[name] = made.artifact.pages
    return [bound[one.edition.name] for one in prepared if one.edition.name in bound]


def _mark_up(prepared: _Prepared, ledger: Ledger) -> Composition | None:
    edition = prepared.edition
    return ledger.take(
        "marking up",
        lambda: Outcome(value=stages.mark_up(prepared.book, edition, prepared.styles)),
        edition=edition.name,
    )


def _mark_pages(
    composition: Composition, starts: tuple[PageStart, ...], source: Edition, ledger: Ledger
) -> Composition | None:
    name = composition.edition.name
    return ledger.take("marking the pages", lambda: stages.mark_pages(composition, starts, source), edition=name)


def _lay_out_alone(composition: Composition) -> Outcome[tuple[PageStart, ...]]:
    return _keep_errors(stages.lay_out_pages(composition))


def _compose(book: Book, edition: Edition, planned: PlannedEdition | None) -> Outcome[Book]:
    composed = stages.compose_book(book, edition)
    return composed if planned else _keep_errors(composed)


def _load_styles(
    workspace: Workspace, edition: Edition, planned: PlannedEdition | None
) -> Outcome[tuple[StyleSheet, ...]]:
    loaded = stages.load_styles(workspace, edition)
    return loaded if planned else _keep_errors(loaded)


def _keep_errors(outcome: Outcome[T]) -> Outcome[T]:
    """Return the outcome of an edition that nobody asked for: what stands in its way stands in the way of others."""
    errors = tuple(f for f in outcome.findings if f.severity is Severity.ERROR)
    return Outcome(value=outcome.value, findings=errors)


def _bind_edition(
    planned: PlannedEdition, composition: Composition, book: Book, workspace: Workspace, ledger: Ledger
) -> _Bound | None:
    """Bind and check one edition against `book` as it was read; None where a stage gave nothing."""
    edition = planned.edition
    artifact = _bind(composition, workspace, ledger)
    if artifact is None:
        return None
    artifact = replace(artifact, path=planned.file_name)
    ledger.take(
        "checking",
        lambda: _observe(stages.check_artifact(artifact, composition, book)),
        edition=edition.name,
    )
    maps = None
    if edition.target is Target.PDF:
        maps = ledger.take(
            "mapping the pages", lambda: stages.map_pages(artifact, composition, workspace), edition=edition.name
        )
    return _Bound(artifact=artifact, composition=composition, maps=maps or ())


def _bind(composition: Composition, workspace: Workspace, ledger: Ledger) -> Artifact | None:
    edition = composition.edition
    if edition.target is Target.PDF:
        return ledger.take("laying out the pages", lambda: stages.bind_pdf(composition), edition=edition.name)
    cover = None
    if composition.book.cover is None:
        cover = ledger.take(
            "drawing the cover", lambda: stages.draw_cover(workspace, composition.book), edition=edition.name
        )
        if cover is None:
            return None
    return ledger.take("binding the EPUB", lambda: stages.bind_epub(composition, cover), edition=edition.name)


def _judge_artifacts(bound: list[_Bound], ledger: Ledger) -> None:
    """Show the bytes to the outside judges under their final names, before they are put in place."""
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        for one in bound:
            private = OutputFolder(Path(folder)).write(one.artifact.path, one.artifact.content)
            ledger.take(
                "asking the outside judges",
                partial(_judge_file, private, one.composition),
                edition=one.artifact.edition.name,
            )


def _judge_file(path: Path, composition: Composition) -> Outcome[bool]:
    return _observe(stages.judge_artifact(path, composition))


def _observe(findings: tuple[Finding, ...]) -> Outcome[bool]:
    return Outcome(value=True, findings=findings)


def _close(
    ledger: Ledger,
    request: BuildRequest,
    output: OutputFolder,
    manuscript: Manuscript | None,
    planned: tuple[PlannedEdition, ...],
    bound: list[_Bound] | None = None,
) -> BuildReport:
    """Apply the suppressions, then write every artifact, or none and tell which earlier files are left."""
    suppressions = manuscript.suppressions if manuscript else ()
    sifted = sift_findings(ledger.findings, suppressions)
    extra = list(sifted.misused)
    # Only a whole build knows that a suppression met nothing.
    whole = manuscript is not None and len(planned) == len(manuscript.editions) and ledger.is_sound
    if whole:
        extra += observe_idle(sifted.idle, judged=request.check)
    findings = sort_findings((*sifted.findings, *extra))
    report = BuildReport(request=request, output=output.path, findings=findings, failures=tuple(ledger.failures))
    if report.exit_code:
        left = _find_left(output.path, list(_list_files(planned)))
        return replace(report, not_current=left, profile=ledger.sum_up())
    artifacts = [file for one in bound or () for file in (one.artifact, *one.maps)]
    paths = output.write_all({artifact.path: artifact.content for artifact in artifacts})
    if manuscript is not None and len(planned) < len(manuscript.editions):
        stale = find_stale(output, manuscript.book, manuscript.editions, [one.artifact for one in bound or ()])
        report = replace(report, not_current=tuple(output.path / name for name in stale))
    written = tuple(Written(path=p, artifact=a) for p, a in zip(paths, artifacts, strict=True))
    return replace(report, written=written, profile=ledger.sum_up())


def _list_files(planned: tuple[PlannedEdition, ...]) -> Iterator[str]:
    for one in planned:
        yield one.file_name
        if one.edition.target is Target.PDF:
            yield name_map(one.file_name)


def _find_left(folder: Path, names: list[str]) -> tuple[Path, ...]:
    """Return the files that a failed build did not replace; any book in the folder where none is known."""
    try:
        if names:
            return tuple(folder / name for name in names if (folder / name).is_file())
        return tuple(sorted(path for path in folder.iterdir() if path.name.endswith((".epub", ".pdf", ".pages.json"))))
    except OSError:
        return ()
