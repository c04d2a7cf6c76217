"""Binding: a composition goes in; a finished PDF, tagged and labelled, and the findings about it come out.

A book is laid out in several parts where its style sheets allow that, and as one otherwise: the pages are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from makeready.dataclass import dataclass
from makeready.findings import Finding, Outcome, Severity, observe
from makeready.markup.pages import name_pages
from makeready.markup.typefaces import find_unset
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.model.direction import is_backward
from makeready.model.edition import NoteNumbering, require_pages
from makeready.model.pages import PageStart
from makeready.pdf.archive import ARCHIVE, SAVING, archive_pdf
from makeready.pdf.bounded import PartLostError, PartTooLargeError, report_lost, report_too_large
from makeready.pdf.job_runner import JobRunner
from makeready.pdf.marks import add_blank, set_boxes
from makeready.pdf.messages import (
    MOST_PAGES,
    count_tables,
    find_body,
    read_messages,
    report_drawing,
    report_far_calls,
    report_fitted,
    report_given_up,
    report_strays,
)
from makeready.pdf.metadata import write_date, write_metadata
from makeready.pdf.note_numbers import ask_for_page_numbers
from makeready.pdf.parts import Division, Heads, Part
from makeready.pdf.parts_layout import LaidParts, lay_out_parts
from makeready.pdf.refusals import EngineRefusedError, TooManyPagesError, recognise_refusals
from makeready.pdf.starts import place_starts
from makeready.pdf.tree import join_documents
from makeready.pdf.typography.report import report_typography
from makeready.profiles.fit import count_blanks
from makeready.workers import Bounds, BoundsPassedError, keep_within
from makeready.workshop import Workshop

_POINTS = 0.75  # points in one of the engine's pixels


@dataclass(slots=True, kw_only=True)
class _Pages:
    """Laid-out pages and where they start."""

    laid: LaidParts
    body_start: int | None
    starts: tuple[PageStart, ...]


def bind_pdf(composition: Composition, workshop: Workshop | None = None) -> Outcome[Artifact]:
    """Return the PDF of `composition`, or no value where an error stands in the way.

    A character that the typefaces lack is an error: the page would show a box, or nothing. What comes out does not
    depend on the `workshop`, None for one worker without a memory. What the engine raises and is no known refusal
    (pdf/refusals.py) is raised here.
    """
    shop = workshop or Workshop()
    outcome = _lay_out(composition, shop)
    if outcome.failed or outcome.value is None:
        return Outcome(findings=outcome.findings)
    pages = outcome.value
    try:
        with recognise_refusals(), keep_within(_widen(shop.bounds, composition)):
            written = _write(composition, pages, shop)
    except (BoundsPassedError, PartTooLargeError) as error:
        too_large = report_too_large(error, composition)
        return Outcome(findings=(*outcome.findings, too_large))
    except EngineRefusedError as error:
        return Outcome(findings=(*outcome.findings, report_given_up(error, composition.styles)))
    findings = (*outcome.findings, *written.findings)
    if written.value is None:
        return Outcome(findings=findings)
    artifact = Artifact(
        edition=composition.edition,
        path=f"{composition.book.slug}.pdf",
        media_type="application/pdf",
        content=written.value,
        page_count=len(pages.starts),
        pages=pages.starts,
        areas=tuple(_list_areas(pages.laid)),
        setting=tuple(_list_settings(pages.laid)),
    )
    return Outcome(value=artifact, findings=findings)


def lay_out_pages(composition: Composition, workshop: Workshop | None = None) -> Outcome[tuple[PageStart, ...]]:
    """Return where the pages of `composition` start, without drawing them: for another edition that lists them."""
    outcome = _lay_out(composition, workshop or Workshop())
    starts = outcome.value.starts if outcome.value is not None and not outcome.failed else None
    return Outcome(value=starts, findings=outcome.findings)


def _lay_out(composition: Composition, workshop: Workshop) -> Outcome[_Pages]:
    """Return the pages of `composition`, or what stands in their way, the characters that are missing before all."""
    missing = find_missing_glyphs(composition)
    if missing:
        return Outcome(findings=tuple(missing))
    root = join_documents(composition)
    if composition.edition.note_numbering is NoteNumbering.PAGE:
        ask_for_page_numbers(root)
    try:
        with JobRunner(composition, write_running_head(composition), workshop) as runner:
            laid = lay_out_parts(composition, root, runner)
    except PartTooLargeError as error:
        return Outcome(findings=(report_too_large(error, composition),))
    except PartLostError as error:
        return Outcome(findings=(report_lost(error, composition),))
    except TooManyPagesError as error:
        return Outcome(findings=(observe("PD003", f"the edition has {error}"),))
    except EngineRefusedError as error:
        return Outcome(findings=(report_given_up(error, composition.styles),))
    if laid.whole is not None:
        workshop.whole[composition.edition.name] = laid.whole
    return _close_parts(composition, laid)


def _widen(bounds: Bounds, composition: Composition) -> Bounds:
    return bounds.widen(sum(len(document.content) for document in composition.documents))


def _close_parts(composition: Composition, laid: LaidParts) -> Outcome[_Pages]:
    """Return the pages of a book in parts with all that was said of them."""
    count = len(laid.sheets)
    if count > MOST_PAGES:
        return Outcome(findings=(observe("PD003", f"the edition has more than {MOST_PAGES} pages"),))
    pages = [page for _, page in laid.list_pages()]
    body_start = find_body(composition, [{a for a, _, _ in page.anchors} if page else () for page in pages])
    ends_blank = bool(pages) and (pages[-1] is None or pages[-1].empty)
    blanks = count_blanks(require_pages(composition.edition).profile, count, ends_blank=ends_blank)
    openings = [(page.opening, page.empty) if page else (None, True) for page in pages]
    starts = place_starts([*openings, *[(None, True)] * blanks], body_start)
    told: list[Division | Part | Heads] = [laid.division, *laid.parts, *laid.heads]
    messages = [message for one in told for message in one.messages]
    refused = [address for one in told for address in one.refused]
    remarks = [remark for part in laid.parts for remark in part.remarks]
    findings = read_messages(messages, refused, composition.styles)
    findings += report_drawing(remarks, composition)
    strays, far_calls = (list(_list_notes(laid, kind)) for kind in ("strays", "far_calls"))
    if strays:
        findings += report_strays(strays, name_pages(composition, starts))
    if far_calls:
        findings += report_far_calls(far_calls, name_pages(composition, starts))
    findings += report_fitted(composition, _list_fitted(laid))
    findings += report_typography(composition, tuple(_list_settings(laid)))
    if not laid.settled:
        findings.append(observe("PD009", "the page numbers in the text change the pages that they name"))
    return Outcome(value=_Pages(laid=laid, body_start=body_start, starts=starts), findings=tuple(findings))


def _list_areas(laid: LaidParts) -> Iterator[tuple[float, float, float, float]]:
    """Yield the place of the text on each page: see Artifact.areas."""
    for frame in laid.numbers.frames:
        bottom = frame.paper_height - frame.top - frame.height
        sides = (frame.left, bottom, frame.left + frame.width, bottom + frame.height)
        left, low, right, top = (round(side * _POINTS, 3) for side in sides)
        yield left, low, right, top


def _list_settings(laid: LaidParts) -> Iterator[str]:
    for _, page in laid.list_pages():
        yield page.setting if page else ""


def _list_notes(laid: LaidParts, kind: str) -> Iterator[tuple[str, int, int | None]]:
    """Yield the notes of one kind ("strays", "far_calls") of all parts, with the indexes of their pages in the book."""
    firsts = {
        sheet.part: index for index, sheet in enumerate(laid.sheets) if sheet.page == 0 and sheet.part is not None
    }
    for number, part in enumerate(laid.parts):
        for note in getattr(part, kind):
            there = None if note.note_page is None else firsts[number] + note.note_page
            yield note.number, firsts[number] + note.call_page, there


def _list_fitted(laid: LaidParts) -> Iterator[tuple[int, str, bool]]:
    """Yield the tables that were too wide by their numbers in the book."""
    if not any(part.fitted for part in laid.parts):
        return  # before every tree is written once more to count what is in it
    before = 0
    for piece, part in zip(laid.pieces, laid.parts, strict=True):
        for table in part.fitted:
            yield before + table.number, table.step, table.fits
        before += count_tables(piece.content)


def write_running_head(composition: Composition) -> str:
    """Return what stands at the head of versos: the book's title."""
    return composition.book.title


def find_missing_glyphs(composition: Composition) -> list[Finding]:
    """Return a finding for each character that no typeface has a glyph for, at the first place that uses it."""
    findings = []
    for family, character, span, place in find_unset(composition.documents, composition.typefaces):
        message = f"{family} has no “{character}” (U+{ord(character):04X}), nor has any other typeface that is here"
        findings.append(observe("TY001", message, span=span, location=place))
    return findings


def _write(composition: Composition, pages: _Pages, workshop: Workshop) -> Outcome[bytes]:
    """Return the PDF of `pages`, as its receiver takes it where the edition names one."""
    from makeready.pdf.assemble import Assembly

    edition = require_pages(composition.edition)
    assembly = Assembly(pages.laid, composition.typefaces.faces, workshop)
    pdf = assembly.assemble(edition.tagged)
    for _ in range(len(pages.starts) - len(pdf.pages)):
        add_blank(pdf)
    write_metadata(pdf, composition.book, edition, pages.body_start)
    findings: tuple[Finding, ...] = ()
    saving = SAVING if edition.standard == ARCHIVE else None
    if edition.profile is not None:
        from makeready.pdf.ink.icc import read_own_profile
        from makeready.pdf.ink.printing import prepare_print

        profile = replace(edition.profile, standard=edition.standard, tagged=edition.tagged, marks=edition.marks)
        icc = edition.icc.content if edition.icc is not None else read_own_profile(profile.condition)
        prepared = prepare_print(pdf, profile, icc=icc, spots=composition.book.inks)
        findings = prepared.findings
        saving = dict(prepared.saving.arguments) if prepared.claimed else saving
    if edition.standard == ARCHIVE:
        archive_pdf(pdf, edition.sources, write_date(composition.book.modified))
    # Behind all else, for marks are no ink of the pages: they stand in the colour of all plates.
    set_boxes(pdf, edition, is_backward(composition.book.language))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Outcome(findings=findings)
    return Outcome(value=assembly.save(saving), findings=findings)
