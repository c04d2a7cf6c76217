"""Stages: each takes what the one before gave; the rooms that do the work are imported when first called.

So `makeready build` of a book with a mistake in book.toml answers before any engine is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from makeready.findings import Finding, Outcome
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import Edition
from makeready.model.face import Typefaces
from makeready.model.pages import PageStart
from makeready.model.setting import Figures
from makeready.workshop import Workshop
from makeready.workspace import Workspace

if TYPE_CHECKING:
    from makeready.manuscript.read import Manuscript

T = TypeVar("T")


def read_book(workspace: Workspace, workshop: Workshop | None = None) -> Outcome[Manuscript]:
    """Return the manuscript in the workspace: see makeready.manuscript.read."""
    from makeready.manuscript import read

    if workshop is None:
        return read.read_book(workspace)
    with workshop.open_notebook("texts", str(workspace.root)) as kept:
        return read.read_book(workspace, kept=kept)


def read_typefaces(workspace: Workspace, book: Book) -> Outcome[Typefaces]:
    """Return the typefaces that the book may be set in: see makeready.press.typefaces."""
    from makeready.press import typefaces

    return typefaces.gather_typefaces(workspace, book.typefaces)


def compose_book(book: Book, edition: Edition, typefaces: Typefaces) -> Outcome[Book]:
    """Return the book with the matter composed for this edition: see makeready.compose."""
    from makeready import compose
    from makeready.press.making import describe_making

    return compose.compose_book(book, edition, describe_making(book, edition, typefaces))


def soften(outcome: Outcome[T]) -> Outcome[T]:
    """Return the outcome with warnings for what is no error in another system's folder: see manuscript.folders."""
    from makeready.manuscript.folders import adapt

    return replace(outcome, findings=adapt.soften(outcome.findings))


def load_styles(
    workspace: Workspace, edition: Edition, typefaces: Typefaces, language: str = ""
) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the style sheets of this edition in the order of the cascade: see makeready.style.load."""
    from makeready.style import load

    return load.load_styles(workspace, edition, typefaces, language)


def mark_up(book: Book, edition: Edition, styles: tuple[StyleSheet, ...], typefaces: Typefaces) -> Composition:
    """Return the content documents of a composed book: see makeready.markup."""
    from makeready import markup
    from makeready.compose.wording import Wording
    from makeready.press.typefaces import search_machine

    return markup.mark_up(book, edition, styles, Wording(book.language)["note"], typefaces, search_machine)


def describe_machine_faces(used: Typefaces, known: Typefaces) -> tuple[Finding, ...]:
    """Return the warnings for the faces that a book uses and that are neither pinned nor its own."""
    strangers = [face for face in used.fallbacks if not face.package and face.origin not in _list_origins(known)]
    if not strangers:
        return ()
    from makeready.press import typefaces

    return tuple(typefaces.describe_machine_face(face) for face in {face.origin: face for face in strangers}.values())


def _list_origins(typefaces: Typefaces) -> set[str]:
    return {face.origin for face in typefaces.faces}


def load_wrap_styles(workspace: Workspace, edition: Edition, typefaces: Typefaces) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the project's sheets for a wrap: see makeready.style.load."""
    from makeready.style import load

    return load.load_wrap_style(workspace, edition, typefaces)


def draw_cover(
    workspace: Workspace, book: Book, workshop: Workshop, edition: Edition, typefaces: Typefaces
) -> Outcome[bytes]:
    """Return a cover typeset from the book's metadata for `edition`, an RGB JPEG: see makeready.pdf.cover."""
    from makeready.pdf import cover
    from makeready.press.typefaces import search_machine
    from makeready.style import load

    sheets = load.load_cover_style(workspace, edition.shared_styles, typefaces, edition.theme)
    if sheets.value is None or sheets.failed:
        return Outcome(findings=sheets.findings)
    drawn = cover.draw_cover(book, sheets.value, workshop, typefaces, search_machine)
    return Outcome(value=drawn.value, findings=(*sheets.findings, *drawn.findings))


def bind_epub(composition: Composition, cover: bytes | None, workshop: Workshop | None = None) -> Outcome[Artifact]:
    """Return the EPUB: see makeready.epub.bind."""
    from makeready.epub import bind

    return bind.bind_epub(composition, cover, workshop)


def open_layout_pool(workshop: Workshop) -> AbstractContextManager[None]:
    """Give the workshop the processes that lay pages out: see makeready.pdf.layout_pool."""
    from makeready.pdf import layout_pool

    return layout_pool.open_layout_pool(workshop)


def bind_pdf(composition: Composition, workshop: Workshop) -> Outcome[Artifact]:
    """Return the PDF: see makeready.pdf.bind."""
    from makeready.pdf import bind

    return bind.bind_pdf(composition, workshop)


def lay_out_pages(composition: Composition, workshop: Workshop) -> Outcome[tuple[PageStart, ...]]:
    """Return where the pages of a print edition start, without its PDF: see makeready.pdf.bind."""
    from makeready.pdf import bind

    return bind.lay_out_pages(composition, workshop)


def mark_pages(
    composition: Composition, starts: tuple[PageStart, ...], source: Edition, workshop: Workshop | None = None
) -> Outcome[Composition]:
    """Return the composition with the pages of the edition `source` marked in it: see makeready.markup.pages."""
    from makeready.markup import pages

    return pages.mark_pages(composition, starts, source, workshop)


def map_pages(
    artifact: Artifact, composition: Composition, workspace: Workspace, workshop: Workshop
) -> Outcome[tuple[Artifact, ...]]:
    """Return the page map of a PDF, or nothing where its pages are not known: see makeready.press.page_map."""
    from makeready.press import page_map

    mapped = (page_map.map_pages(artifact, composition, workspace, workshop),) if artifact.pages else ()
    return Outcome(value=mapped)


def prepare_checks(book: Book) -> None:
    """Load what checks artifacts, and read the words of `book`, as it was read, that each is held against."""
    from makeready.checks import run  # noqa: F401 - for its imports
    from makeready.checks.sound_words import read_chapters

    read_chapters(book)


def check_artifact(
    artifact: Artifact,
    composition: Composition,
    book: Book,
    workshop: Workshop,
    accepts: Callable[[Finding], bool] | None,
) -> tuple[Finding, ...]:
    """Return what our own rules say of an artifact, and of its words beside those of `book` as it was read."""
    from makeready.checks import run

    return run.check_artifact(artifact, composition, book, workshop, accepts)


def preflight_artifact(artifact: Artifact, composition: Composition, workspace: Workspace) -> tuple[Finding, ...]:
    """Return what the receiver of a PDF would refuse, with places in the manuscript: see makeready.press.preflight."""
    from makeready.press import preflight

    return preflight.preflight_artifact(artifact, composition, workspace)


def judge_artifact(path: Path, composition: Composition) -> tuple[Finding, ...]:
    """Return what the outside judges say of a file, with places in the manuscript: see makeready.checks.run."""
    from makeready.checks import run

    return run.judge_file(path, composition)


def count_typography(composition: Composition, packed: tuple[str, ...]) -> Figures:
    """Return what there is to say of the lines and pages of a print edition: see makeready.pdf.typography."""
    from makeready.pdf.parts import unpack_setting
    from makeready.pdf.typography import count, report

    pages = [unpack_setting(one) for one in packed]
    return report.place_faults(composition, count.count_faults(pages))
