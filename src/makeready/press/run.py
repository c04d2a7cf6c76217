"""Runs: a project's folder and a request go in; checked artifacts in their folder and a report come out."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from makeready.dataclass import dataclass
from makeready.findings import Finding, MakereadyError, Outcome, Severity, observe, sort_findings
from makeready.model.artifact import Artifact
from makeready.model.book import Asset, Book
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import Edition, PrintEdition, WrapEdition, require_pages
from makeready.model.face import Typefaces
from makeready.model.pages import PageStart
from makeready.press import stages, wraps
from makeready.press.cache import choose_folder, open_memory
from makeready.press.finishing import Bound, Finisher, Unfinished, mark_up
from makeready.press.manifest import MANIFEST, write_manifest
from makeready.press.page_map import name_map
from makeready.press.plan import PlannedEdition, find_source, list_editions, plan_build
from makeready.press.record import OUTPUT, RecordedWorkspace, recall_build, remember_build
from makeready.press.request import BuildReport, BuildRequest, Progress, Reuse, Written
from makeready.press.shared import adopt_settings
from makeready.press.stage_log import StageLog
from makeready.press.stale import find_stale
from makeready.press.suppress import accepts, is_about_words, observe_idle, sift_findings
from makeready.profiles.fit import judge_pages, widen_margins
from makeready.store import Memory
from makeready.workers import Bounds, count_workers, is_worker
from makeready.workshop import Workshop
from makeready.workspace import OutputFolder, Workspace, measure_files

if TYPE_CHECKING:
    from makeready.manuscript.read import Manuscript

T = TypeVar("T")
_ONE_BUILD = threading.Lock()
_LARGE = 100_000  # bytes of Markdown
# How often an edition is laid out again for wider margins, which may ask for more pages.
_ROUNDS = 4
# Findings of finished pages that are true of a book with other errors as well: characters without a glyph, pictures,
# hidden words, and places.
_OF_PAGES = ("TY", "EP006", "EP021", "EP050", "PD010", "PD011", "PD012", "PD013", "PD014", "PD037", "PY008", "PY009")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """An edition with its composed book and its style sheets, ready to be marked up and bound.

    One that is not `planned` is laid out only, for the pages that an EPUB lists.
    """

    edition: Edition
    planned: PlannedEdition | None
    book: Book
    styles: tuple[StyleSheet, ...]


def build_project(root: Path, *, request: BuildRequest, progress: Progress | None = None) -> BuildReport:
    """Build the book in the folder `root` and return what came of it.

    All artifacts are written after all of them passed, or none is. The author's mistakes and our own bugs
    are in the report. Raises UsageError (no such folder or edition), MissingToolError and StorageError. Of two builds
    in threads of one process the second waits for the first: the page engine keeps things that both would change.
    """
    with _ONE_BUILD:
        return _build_alone(root, request, progress)


def _build_alone(root: Path, request: BuildRequest, progress: Progress | None) -> BuildReport:
    """Return what came of the only build of this process."""
    workspace = RecordedWorkspace(root, alone=not request.use_workspace)
    request = adopt_settings(workspace, request)
    output = OutputFolder(choose_output(Workspace(root), request))
    store = open_store(root, request)
    log = StageLog(progress)
    # A part of a book may leave EPUBs behind that are stale; only a build tells that.
    whole = not (request.editions or request.targets or request.profiles)
    known = recall_build(workspace, request, store) if store and whole else None
    if known is not None:
        paths = _write(output, known.artifacts, known.manifest)
        return BuildReport(
            request=request,
            output=output.path,
            findings=known.findings,
            accepted=known.accepted,
            written=tuple(Written(path=p, artifact=a) for p, a in zip(paths, known.artifacts, strict=True)),
            manifest=known.manifest,
            reuse=Reuse(whole=True),
            answers=known.answers,
            times=log.sum_up(),
        )
    bounds = Bounds(seconds=request.time_limit, memory=request.memory_limit)
    with ExitStack() as stack:
        workshop = Workshop(workers=count_workers(request.workers), memory=store, bounds=bounds, stack=stack)
        if is_large(root) and (not is_worker() or workshop.workers > 1):
            stack.enter_context(stages.open_layout_pool(workshop))
        build = Build(workspace=workspace, request=request, log=log, workshop=workshop)
        report = replace(_close(build, output), answers=workspace.list_answers())
    if store is not None:
        if whole and report.exit_code == 0:
            remember_build(workspace, request, store, report)
        store.tidy()
        report = replace(report, reuse=replace(report.reuse, trouble=store.trouble))
    return report


def is_large(root: Path) -> bool:
    """Return True where so much Markdown lies in the project that other processes will be asked to lay it out.

    A guess before anything is read: it decides when they are started, not what comes out.
    """
    return sum(measure_files(root / folder, (".md", ".markdown")) for folder in ("", "manuscript")) >= _LARGE


def choose_output(workspace: Workspace, request: BuildRequest) -> Path:
    """Return the folder for the artifacts: the request's, else build/ in the project.

    A build/ that is a link out of the project is refused: only the person at the command line leads us there.
    """
    return choose_folder(workspace, request.output, OUTPUT, "--output")


def open_store(root: Path, request: BuildRequest) -> Memory | None:
    """Return the store that the request asks for; the one in build/ is not missed where it cannot be."""
    if not request.use_cache:
        return None
    try:
        return open_memory(root, request)
    except MakereadyError:
        if request.cache is not None or request.cache_url is not None:
            raise
        return None


@dataclass(slots=True, kw_only=True)
class Build:
    """One build on its way: what it reads from, what it is to make, who keeps account, who does the work."""

    workspace: RecordedWorkspace
    request: BuildRequest
    log: StageLog
    workshop: Workshop
    manuscript: Manuscript | None = None
    typefaces: Typefaces = field(default_factory=Typefaces)
    planned: tuple[PlannedEdition, ...] = ()
    sources: dict[str, Edition] = field(default_factory=dict)

    def run(self) -> list[Bound]:
        """Return the artifacts, those only that came out; what stood in the way of others is in the log."""
        prepared = self._prepare()
        if self.manuscript is None:
            return []
        if not self.log.is_sound:
            self._look_further(prepared, self.manuscript.book)
            return []
        bound = self._bind_editions(prepared, self.manuscript.book)
        if self.request.check and self.log.is_sound:
            self._judge_artifacts(bound)
        return bound

    def lay_out(self) -> list[Unfinished]:
        """Return the editions with pages as they are laid out, before anything is made of them."""
        prepared = self._prepare()
        if not self.log.is_sound:
            return []
        laid = [self._lay_out(one, {}) for one in prepared if one.edition.is_paged]
        return [one for one in laid if one is not None]

    def _prepare(self) -> list[_Prepared]:
        """Read the manuscript and prepare its editions."""
        self.log.expect(2)
        self.manuscript = self.log.take(
            "reading the manuscript", lambda: stages.read_book(self.workspace, self.workshop)
        )
        if self.manuscript is None:
            return []
        if any(is_about_words(one.code) for one in self.manuscript.suppressions):
            self.log.accepts = partial(accepts, self.manuscript.suppressions)
        editions, misfits = list_editions(self.manuscript, self.request)
        editions = tuple(map(self._attach_sources, editions))
        self.log.findings += misfits
        read = partial(stages.read_typefaces, self.workspace, self.manuscript.book)
        self.typefaces = self.log.take("reading the typefaces", read) or Typefaces()
        self.planned = plan_build(self.manuscript.book.slug, editions, self.request)
        # The print editions whose pages are listed, by the names of the planned editions that list them.
        found = {one.edition.name: find_source(one, editions) for one in self.planned}
        self.sources = {name: source for name, source in found.items() if source is not None}
        return self._prepare_editions(self.manuscript.book)

    def _attach_sources(self, edition: Edition) -> Edition:
        """Return `edition` with the files of the manuscript where its receiver wants them in the PDF."""
        profile = edition.profile if isinstance(edition, PrintEdition) else None
        if not isinstance(edition, PrintEdition) or profile is None or not profile.attached or self.manuscript is None:
            return edition
        sources = tuple(
            Asset(path=path, media_type="", digest=hashlib.sha256(content).hexdigest(), content=content)
            for path in sorted(self.manuscript.sources)
            if self.workspace.has_file(path)
            for content in (self.workspace.read_bytes(path),)
        )
        return replace(edition, sources=sources)

    def _look_further(self, prepared: list[_Prepared], book: Book) -> None:
        """Bind a book that has errors, for what only its pages tell: all that is to mend is known at once.

        What may only follow from the errors is not told, nor what breaks. Of book.toml alone, whose errors are few and
        found at once, nobody waits for pages.
        """
        errors = [one.code for one in self.log.findings if one.severity is Severity.ERROR]
        if self.log.failures or all(code.startswith("MD") for code in errors):
            return
        known = len(self.log.findings)
        self._bind_editions(prepared, book)
        found = self.log.findings[known:]
        self.log.findings[known:] = [one for one in found if one.code.startswith(_OF_PAGES)]
        self.log.failures.clear()

    def _prepare_editions(self, book: Book) -> list[_Prepared]:
        """Compose the book and load the styles for every edition, so that all their mistakes are known early.

        A print edition whose pages are listed and that is not asked for comes along; only its errors count.
        """
        take = self.log.take
        wanted: dict[str, tuple[Edition, PlannedEdition | None]] = {
            one.edition.name: (one.edition, one) for one in self.planned if not isinstance(one.edition, WrapEdition)
        }
        for source in self.sources.values():
            wanted.setdefault(source.name, (source, None))
        for edition, one in wanted.values():
            self.log.expect(6 + (edition.name in self.sources) + self.request.check if one else 4)
        prepared = []
        for edition, one in wanted.values():
            composed = take("composing", partial(self._compose, edition, one), edition=edition.name)
            styles = take(
                "reading the styles",
                partial(_load_styles, self.workspace, edition, self.typefaces, book.language, one),
                edition=edition.name,
            )
            if composed is not None and styles is not None:
                prepared.append(_Prepared(edition=edition, planned=one, book=composed, styles=styles))
        return prepared

    def _compose(self, edition: Edition, planned: PlannedEdition | None) -> Outcome[Book]:
        """Return the book composed for an edition; of one that nobody asked for only errors are told."""
        if self.manuscript is None:
            raise ValueError("there is no manuscript yet")
        composed = stages.compose_book(self.manuscript.book, edition, self.typefaces)
        if self.manuscript.origin is not None:
            # What links of another system's folder lead to is not this book's to mend.
            composed = stages.soften(composed)
        return composed if planned else _keep_errors(composed)

    def _bind_editions(self, prepared: list[_Prepared], book: Book) -> list[Bound]:
        """Lay out the print editions, then finish all; return them in the order of book.toml."""
        pages: dict[str, tuple[PageStart, ...]] = {}
        unfinished: dict[str, Unfinished] = {}
        for one in (one for one in prepared if one.edition.is_paged):
            laid = self._lay_out(one, pages)
            if laid is not None:
                unfinished[one.edition.name] = laid
        for one in prepared:
            if one.planned is not None and not one.edition.is_paged:
                source = self.sources.get(one.edition.name)
                unfinished[one.edition.name] = Unfinished(
                    planned=one.planned,
                    composed=one.book,
                    styles=one.styles,
                    starts=pages.get(source.name, ()) if source else (),
                    source=source,
                )
        finisher = Finisher(
            book=book,
            typefaces=self.typefaces,
            workspace=self.workspace,
            workshop=self.workshop,
            accepts=self.log.accepts,
        )
        done = finisher.finish_all(list(unfinished.values()), self.log, keep=self.request.check)
        bound = dict(zip(unfinished, done, strict=True))
        ordered = [bound.get(one.edition.name) for one in prepared]
        around = [self._make_wrap(one, pages, book) for one in self.planned if isinstance(one.edition, WrapEdition)]
        return [one for one in (*ordered, *around) if one is not None]

    def _make_wrap(self, one: PlannedEdition, pages: dict[str, tuple[PageStart, ...]], book: Book) -> Bound | None:
        """Return a wrap around the pages of its interior, None where these did not come out."""
        source = self.sources.get(one.edition.name)
        count = len(pages.get(source.name, ())) if source is not None else 0
        if not count:
            return None
        if self.request.profiles and (unbound := wraps.find_unbound(one.edition, count)) is not None:
            self.log.findings += unbound
            return None
        name, take = one.edition.name, self.log.take
        self.log.expect(2)
        load = partial(stages.load_wrap_styles, self.workspace, one.edition, self.typefaces)
        styles = take("reading the styles", load, edition=name)
        if styles is None:
            return None
        work = partial(wraps.make_wrap, one, count, book, styles, self.typefaces, self.workshop)
        artifact = take("drawing the wrap", work, edition=name)
        return Bound(artifact=artifact) if artifact is not None else None

    def _lay_out(self, one: _Prepared, pages: dict[str, tuple[PageStart, ...]]) -> Unfinished | None:
        """Lay out a print edition, and note its pages; None where it is not asked for or did not come out.

        Where the receiver asks for wider margins of so many pages, it is composed and laid out again with them.
        """
        known = len(self.log.findings)
        laid, count = self._lay_out_once(one, pages)
        for _ in range(_ROUNDS):
            edition = widen_margins(require_pages(one.edition), count)
            if not count or edition == one.edition:
                break
            # The pages before are forgotten, and what was found on them.
            del self.log.findings[known:]
            wider = self._widen(one, edition)
            if wider is None:
                return None
            one = wider
            laid, count = self._lay_out_once(one, pages)
        self.log.findings += judge_pages(require_pages(one.edition), count) if one.planned and count else ()
        return laid

    def _widen(self, one: _Prepared, edition: PrintEdition) -> _Prepared | None:
        """Return an edition with other margins, composed anew for its other measure."""
        self.log.expect(3)
        planned = replace(one.planned, edition=edition) if one.planned else None
        composed = self.log.take("composing", lambda: self._compose(edition, planned), edition=edition.name)
        return replace(one, edition=edition, planned=planned, book=composed) if composed is not None else None

    def _lay_out_once(self, one: _Prepared, pages: dict[str, tuple[PageStart, ...]]) -> tuple[Unfinished | None, int]:
        """Return an edition as laid out, None where it did not come out or is not asked for, and its count of pages."""
        name, take = one.edition.name, self.log.take
        composition = take(
            "marking up", partial(mark_up, one.book, one.edition, one.styles, self.typefaces), edition=name
        )
        if composition is None:
            return None, 0
        if one.planned is None:
            work = partial(_lay_out_alone, composition, self.workshop)
            pages[name] = take("laying out the pages", work, edition=name) or ()
            return None, len(pages[name])
        artifact = take("laying out the pages", partial(stages.bind_pdf, composition, self.workshop), edition=name)
        if artifact is None:
            return None, 0
        pages[name] = artifact.pages
        return Unfinished(planned=one.planned, composition=composition, artifact=artifact), artifact.page_count or 0

    def _judge_artifacts(self, bound: list[Bound]) -> None:
        """Show the bytes to the outside judges under their final names, before they are put in place."""
        with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
            for one in bound:
                if one.composition is None:
                    continue
                private = OutputFolder(Path(folder)).write(one.artifact.path, one.artifact.content)
                self.log.take(
                    "asking the outside judges",
                    partial(_judge_file, private, one.composition),
                    edition=one.artifact.edition.name,
                )


def _lay_out_alone(composition: Composition, workshop: Workshop) -> Outcome[tuple[PageStart, ...]]:
    """Return the pages of a print edition that an EPUB lists; none where that cannot be set for want of a glyph."""
    outcome = _keep_errors(stages.lay_out_pages(composition, workshop))
    lacking = [one for one in outcome.findings if one.code == "TY001"]
    if not lacking or len(lacking) < len(outcome.findings):
        return outcome
    name = composition.edition.name
    message = f"the pages of the edition {name} are not listed: it cannot be set, because {lacking[0].message}"
    return Outcome(value=(), findings=(observe("EP053", message, span=lacking[0].span, location=lacking[0].location),))


def _load_styles(
    workspace: Workspace, edition: Edition, typefaces: Typefaces, language: str, planned: PlannedEdition | None
) -> Outcome[tuple[StyleSheet, ...]]:
    loaded = stages.load_styles(workspace, edition, typefaces, language)
    return loaded if planned else _keep_errors(loaded)


def _keep_errors(outcome: Outcome[T]) -> Outcome[T]:
    """Return the outcome of an edition that nobody asked for: what stands in its way stands in the way of others."""
    errors = tuple(f for f in outcome.findings if f.severity is Severity.ERROR)
    return Outcome(value=outcome.value, findings=errors)


def _judge_file(path: Path, composition: Composition) -> Outcome[bool]:
    return Outcome(value=True, findings=stages.judge_artifact(path, composition))


def _close(build: Build, output: OutputFolder) -> BuildReport:
    """Run the build, apply the suppressions, then write every artifact, or none and tell which older ones are left."""
    bound = build.run()
    request, log, manuscript, planned = build.request, build.log, build.manuscript, build.planned
    sifted = sift_findings(log.findings, manuscript.suppressions if manuscript else ())
    extra = list(sifted.misused)
    # Only a whole build knows that a suppression met nothing.
    if manuscript is not None and len(planned) == len(manuscript.editions) and not request.profiles and log.is_sound:
        extra += observe_idle(sifted.idle, judged=request.check)
    report = BuildReport(
        request=request,
        output=output.path,
        findings=sort_findings((*sifted.findings, *extra)),
        accepted=sifted.accepted,
        failures=tuple(log.failures),
        reuse=Reuse(
            reused=tuple(sorted(build.workshop.reused.items())),
            made=tuple(sorted(build.workshop.made.items())),
            in_one_piece=tuple(sorted(build.workshop.whole.items())),
        ),
    )
    if report.exit_code:
        left = _find_left(output.path, list(_list_files(planned)))
        return replace(report, not_current=left, times=log.sum_up())
    artifacts = [file for one in bound for file in (one.artifact, *one.maps)]
    drift: tuple[Finding, ...] = ()
    if manuscript is not None and not request.profiles:
        drift = wraps.find_drift(output, manuscript.book, manuscript.editions, [one.artifact for one in bound])
        report = replace(report, findings=sort_findings((*report.findings, *drift)))
        if report.exit_code:
            left = _find_left(output.path, list(_list_files(planned)))
            return replace(report, not_current=left, times=log.sum_up())
    manifest = write_manifest(manuscript.book, artifacts, build.workspace, report) if manuscript else b""
    paths = _write(output, artifacts, manifest)
    if manuscript is not None and (len(planned) < len(manuscript.editions) and not request.profiles):
        stale = find_stale(output, manuscript.book, manuscript.editions, [one.artifact for one in bound])
        stale = (*stale, *dict.fromkeys(one.location for one in drift if one.location))
        report = replace(report, not_current=tuple(output.path / name for name in stale))
    written = tuple(Written(path=p, artifact=a) for p, a in zip(paths, artifacts, strict=True))
    return replace(report, written=written, manifest=manifest, times=log.sum_up())


def _write(output: OutputFolder, artifacts: Sequence[Artifact], manifest: bytes) -> tuple[Path, ...]:
    """Put the artifacts in place, and last the manifest that names them; return the paths of the artifacts."""
    files = {artifact.path: artifact.content for artifact in artifacts}
    return output.write_all({**files, MANIFEST: manifest})[:-1]


def _list_files(planned: tuple[PlannedEdition, ...]) -> Iterator[str]:
    for one in planned:
        yield one.file_name
        if one.edition.is_paged:
            yield name_map(one.file_name)


def _find_left(folder: Path, names: list[str]) -> tuple[Path, ...]:
    """Return the files that a failed build did not replace; any book in the folder where none is known."""
    try:
        if names:
            return tuple(folder / name for name in names if (folder / name).is_file())
        return tuple(sorted(path for path in folder.iterdir() if path.name.endswith((".epub", ".pdf", ".pages.json"))))
    except OSError:
        return ()
