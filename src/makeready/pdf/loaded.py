"""A loaded composition goes in, once a process; parts, page counts, heads and divisions come out, job by job.

It is what a worker keeps between two jobs: the typefaces, the style sheets as parsed, the pictures.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from makeready.model.composition import Composition
from makeready.model.edition import NoteNumbering, require_pages
from makeready.pdf.bounded import bound_job
from makeready.pdf.engine import EngineHtml, limit_pages, watch_engine
from makeready.pdf.engine_parts import (
    Flow,
    Folios,
    PageRules,
    draw_pages,
    draw_whole,
    find_breaks,
    find_frame,
    keep_outer_links,
    lay_out_book,
    lay_out_flow,
    place_point,
    read_tree,
    tend_engine,
)
from makeready.pdf.engine_pictures import print_pictures
from makeready.pdf.engine_rules import thicken_rules
from makeready.pdf.engine_sheets import gather_sheets, open_sheets
from makeready.pdf.fitting import Fitting, fit_pages
from makeready.pdf.footnotes import find_far_calls, find_strays
from makeready.pdf.messages import MOST_PAGES
from makeready.pdf.pages import find_openings
from makeready.pdf.parts import (
    DivideJob,
    Division,
    Heads,
    HeadsJob,
    Job,
    NumberJob,
    Numbers,
    PageSort,
    Part,
    PartJob,
    PartPage,
    Result,
    StrayNote,
    UndividableError,
    UsedFace,
    pack,
    pack_setting,
)
from makeready.pdf.refusals import recognise_refusals
from makeready.pdf.tree import open_tree
from makeready.pdf.typefaces import digest_face
from makeready.pdf.typography.read import read_setting
from makeready.style.sheet import read_style
from makeready.workshop import Workshop


class LoadedComposition:
    """One composition, ready to be laid out in parts; `running_head` stands on versos, `workshop` remembers faces."""

    def __init__(self, composition: Composition, running_head: str, workshop: Workshop) -> None:
        self._composition = composition
        self._workshop = workshop
        self.bounds = workshop.bounds
        texts, self._fetcher = gather_sheets(composition, running_head, workshop)
        with watch_engine() as messages:
            self._fonts, self._sheets = open_sheets(texts, self._fetcher, messages)
        self._told = tuple(messages)
        self._refused = tuple(self._fetcher.refused)

    def do(self, job: Job) -> Result:
        """Return the result of `job`; raises what the engine raises, TooManyPagesError and UndividableError."""
        self._fetcher.refused.clear()
        edition = require_pages(self._composition.edition)
        with tend_engine(), print_pictures(edition.image_resolution, self.bounds), thicken_rules(edition.least_line):
            if isinstance(job, PartJob):
                return self._lay_part(job)
            if isinstance(job, NumberJob):
                frames, counters = zip(*self._page_rules.count(job.sorts), strict=True)
                return Numbers(frames=frames, counters=tuple(tuple(sorted(known.items())) for known in counters))
            return self._draw_heads(job) if isinstance(job, HeadsJob) else self._divide(job)

    def _divide(self, job: DivideJob) -> Division:
        html = EngineHtml(read_tree(job.content), self._fetcher)
        try:
            breaks = find_breaks(html, self._sheets, self._fonts)
        except UndividableError as error:
            return Division(breaks=(), obstacle=str(error))
        return Division(breaks=breaks, messages=self._told, refused=self._refused)

    def _lay_part(self, job: PartJob) -> Part:
        folios = None if job.folios is None else {anchor: dict(counters) for anchor, counters in job.folios}
        with watch_engine() as messages, limit_pages(MOST_PAGES):
            (flow, root), fitting = fit_pages(
                lambda known: self._lay_flow(job, folios, known), lambda laid: laid[0].document.pages
            )
            keep_outer_links(flow.document)
            strays = find_strays(flow.document)
            by_page = job.whole and self._composition.edition.note_numbering is NoteNumbering.PAGE
            far_calls = find_far_calls(root, flow.document) if by_page else ()
            pages = _describe_pages(flow, root)
        pdf, faces, remarks = self._draw(job, flow.document)
        return Part(
            pages=pages,
            pdf=pdf,
            faces=faces,
            strays=tuple(
                StrayNote(number=stray.number, call_page=stray.call_page, note_page=stray.note_page) for stray in strays
            ),
            far_calls=tuple(
                StrayNote(number=call.number, call_page=call.call_page, note_page=call.note_page) for call in far_calls
            ),
            fitted=fitting.list_fitted(),
            # What was said of the style sheets is told by a division, where there is one.
            messages=(*(self._told if job.whole else ()), *messages),
            remarks=remarks,
            refused=tuple(dict.fromkeys((*(self._refused if job.whole else ()), *self._fetcher.refused))),
            asked=flow.asked,
            sided=flow.sided,
            settled=flow.settled,
        )

    def _draw(self, job: PartJob, document: Any) -> tuple[bytes, tuple[UsedFace, ...], tuple[str, ...]]:
        """Return the PDF of a part, the faces whose programs are still to come, and what the engine said.

        A whole book has the engine's own font programs where a face is the author's, has pictures for glyphs, or
        lacks one: such faces are never joined.
        """
        tagged = require_pages(self._composition.edition).tagged
        try:
            with watch_engine() as remarks:
                pdf, faces = draw_pages(document, tagged=tagged, is_whole=job.whole)
            if not job.whole or not self._brings_files or self._digests.issuperset(face.digest for face in faces):
                return pdf, faces, tuple(remarks)
        except UndividableError:
            if not job.whole:
                raise
        with watch_engine() as remarks:
            return draw_whole(document, tagged=tagged), (), tuple(remarks)

    @cached_property
    def _brings_files(self) -> bool:
        """True where a style sheet names files: only then may a face be the author's own."""
        return bool(read_style(self._composition.styles).addresses)

    @cached_property
    def _digests(self) -> set[str]:
        """The SHA-256 of all faces that the book may be set in."""
        faces = self._composition.typefaces.faces
        return {digest_face(face, self._workshop) for face in faces}

    def _lay_flow(self, job: PartJob, folios: Folios | None, fitting: Fitting) -> tuple[Flow, Any]:
        root = read_tree(job.content)
        if job.verso:
            root.set("style", "break-before: verso")
        fitting.apply(root)
        html = EngineHtml(root, self._fetcher)
        if job.whole:
            return lay_out_book(html, self._sheets, self._fonts), root
        return lay_out_flow(html, self._sheets, self._fonts, first=job.first, folios=folios), root

    @cached_property
    def _page_rules(self) -> PageRules:
        root, _ = open_tree(self._composition)
        return PageRules(EngineHtml(root, self._fetcher), self._sheets, self._fonts)

    def _draw_heads(self, job: HeadsJob) -> Heads:
        with watch_engine() as messages:
            document = self._page_rules.head(
                job.start,
                job.sorts,
                [dict(counters) for counters in job.counters],
                [dict(strings) for strings in job.strings],
                dict(job.before),
                job.total,
            )
            pdf, faces = draw_pages(document, tagged=False)
        refused = tuple(dict.fromkeys(self._fetcher.refused))
        return Heads(pdf=pdf, faces=faces, messages=tuple(messages), refused=refused)


def _describe_pages(flow: Flow, root: Any) -> tuple[PartPage, ...]:
    strings: Mapping[str, Mapping[int, list[str]]] = flow.context.string_set
    placed: set[str] = set()
    pages = []
    openings = find_openings(flow.document.pages, root)
    settings = read_setting(flow.document.pages, flow.context)
    for index, (page, (opening, empty), setting) in enumerate(
        zip(flow.document.pages, openings, settings, strict=True)
    ):
        kind = page._page_box.page_type
        anchors = tuple(
            (anchor, *place_point(page, *point[:2])) for anchor, point in page.anchors.items() if anchor not in placed
        )
        placed.update(anchor for anchor, _, _ in anchors)
        pages.append(
            PartPage(
                sort=PageSort(name=kind.name, blank=kind.blank, groups=kind.groups),
                frame=find_frame(page._page_box),
                empty=empty,
                opening=opening,
                strings=tuple(
                    (name, tuple(known[index + 1])) for name, known in sorted(strings.items()) if known.get(index + 1)
                ),
                anchors=anchors,
                bookmarks=tuple(
                    (level, label, *place_point(page, *target), state) for level, label, target, state in page.bookmarks
                ),
                setting=pack_setting(setting),
            )
        )
    return tuple(pages)


# The composition that this process has loaded, if any: each worker has its own.
_LOADED: list[LoadedComposition] = []


def load(composition: Composition, running_head: str, workshop: Workshop) -> None:
    """Load a composition in this process; the jobs of `work` are parts of it."""
    with recognise_refusals():
        _LOADED[:] = [LoadedComposition(composition, running_head, workshop)]
    gc.freeze()  # the engine and its sheets stay: no use in looking through them for garbage after each part


def work(job: Job) -> bytes:
    """Return the packed result of `job`, a part of the composition that is loaded here.

    Raises PartTooLargeError where it takes too long or too much memory, EngineRefusedError for what the engine is
    known to raise, and whatever else it raises.
    """
    (loaded,) = _LOADED
    # Here, because a traceback, which tells who raised, does not travel to the process that asked.
    with recognise_refusals(), bound_job(job, loaded.bounds):
        return pack(loaded.do(job))


def unload() -> None:
    """Let go of the composition of this process, and with it of its typefaces."""
    _LOADED.clear()
    gc.unfreeze()
