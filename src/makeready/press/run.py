"""Runs: a project's folder and a request go in; checked artifacts in their folder and a report come out."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from makeready.findings import Finding, Outcome, StorageError, sort_findings
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import Target
from makeready.press import stages
from makeready.press.ledger import Ledger
from makeready.press.plan import PlannedEdition, plan_build
from makeready.press.request import BuildReport, BuildRequest, Progress, Written
from makeready.press.suppress import observe_idle, sift_findings
from makeready.workspace import OutputFolder, RefusedPath, Workspace

if TYPE_CHECKING:
    from makeready.manuscript.read import Manuscript

OUTPUT = "build"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """An edition with its composed book and its style sheets, ready to be marked up and bound."""

    planned: PlannedEdition
    book: Book
    styles: tuple[StyleSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """An artifact under its final name, and what it was bound from."""

    artifact: Artifact
    composition: Composition


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
    prepared = _prepare_editions(workspace, manuscript, planned, ledger, request)
    bound: list[_Bound] = []
    # A book with an error is not bound: what follows from the error would only hide it.
    if ledger.is_sound:
        for one in prepared:
            made = _bind_edition(one, manuscript.book, workspace, ledger)
            if made is not None:
                bound.append(made)
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


def _prepare_editions(
    workspace: Workspace,
    manuscript: Manuscript,
    planned: tuple[PlannedEdition, ...],
    ledger: Ledger,
    request: BuildRequest,
) -> list[_Prepared]:
    """Compose the book and load the styles for every edition, so that all their mistakes are known early."""
    for one in planned:
        ledger.expect(5 + (one.edition.target is Target.EPUB) + request.check)
    prepared = []
    for one in planned:
        edition = one.edition
        book = ledger.take("composing", partial(stages.compose_book, manuscript.book, edition), edition=edition.name)
        styles = ledger.take(
            "reading the styles", partial(stages.load_styles, workspace, edition), edition=edition.name
        )
        if book is not None and styles is not None:
            prepared.append(_Prepared(planned=one, book=book, styles=styles))
    return prepared


def _bind_edition(prepared: _Prepared, book: Book, workspace: Workspace, ledger: Ledger) -> _Bound | None:
    """Mark up, bind and check one edition against `book` as it was read; None where a stage gave nothing."""
    edition = prepared.planned.edition
    composition = ledger.take(
        "marking up",
        lambda: Outcome(value=stages.mark_up(prepared.book, edition, prepared.styles)),
        edition=edition.name,
    )
    if composition is None:
        return None
    artifact = _bind(composition, workspace, ledger)
    if artifact is None:
        return None
    artifact = replace(artifact, path=prepared.planned.file_name)
    ledger.take(
        "checking",
        lambda: _observe(stages.check_artifact(artifact, composition, book)),
        edition=edition.name,
    )
    return _Bound(artifact=artifact, composition=composition)


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
        return replace(report, not_current=_find_left(output.path, [p.file_name for p in planned]))
    artifacts = [one.artifact for one in bound or ()]
    paths = output.write_all({artifact.path: artifact.content for artifact in artifacts})
    return replace(report, written=tuple(Written(path=p, artifact=a) for p, a in zip(paths, artifacts, strict=True)))


def _find_left(folder: Path, names: list[str]) -> tuple[Path, ...]:
    """Return the files that a failed build did not replace; any book in the folder where none is known."""
    try:
        if names:
            return tuple(folder / name for name in names if (folder / name).is_file())
        return tuple(sorted(path for path in folder.iterdir() if path.suffix in (".epub", ".pdf")))
    except OSError:
        return ()
