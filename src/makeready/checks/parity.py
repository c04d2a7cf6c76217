"""Parity: a manuscript, what was composed of it and a finished file go in; every word that differs comes out.

The words of the manuscript as read are compared in full with those of the content documents, an EPUB's as they stand
in its bytes. A PDF's pages are compared with the documents that they were made of, block by block. What was composed
(title page, contents, labels) has no place in the manuscript; it is compared with the composition.

An error needs a letter, a digit or a mark that is lost, added, changed, out of its place or out of sight. Where only a
space differs, that is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from makeready.checks.blocks import DocumentText, find_line, read_document, read_words
from makeready.checks.compare import Habits, Trouble, compare_blocks
from makeready.checks.differ import Change, Difference, compare_texts, pair_moves, show_context, show_words
from makeready.checks.known_pages import KnownText
from makeready.checks.shown import ShownPage
from makeready.checks.spine import read_spine
from makeready.checks.words import (
    Folded,
    UnreadableText,
    WordStream,
    WordStreams,
    fold_characters,
    fold_typography,
    manuscript_words,
    note_words,
)
from makeready.findings import Finding, Severity, Span, observe
from makeready.model.artifact import Artifact
from makeready.model.book import Book, Section
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import Target
from makeready.model.node import Node, NodeKind
from makeready.workshop import Notebook, Workshop

# Differences told one by one; a file with more has one fault behind them.
MOST = 6
_AROUND = 40  # letters shown before and behind a place


def check_parity(
    book: Book | None, artifact: Artifact, composition: Composition, workshop: Workshop | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each difference in words, at most six, between the manuscript and a finished file.

    `book` is the manuscript as read, before composing; without it the file is compared with `composition` only,
    which `artifact` was bound from. No error means that every word of the manuscript, and every composed one,
    stands in the file, in order, where a reader sees it, and no other does. `workshop` remembers what was read in
    earlier files.
    """
    try:
        if composition.edition.target is Target.PDF:
            with (workshop or Workshop()).open_notebook("shown pages", artifact.path) as notebook:
                findings = _check_pdf(book, artifact, composition, notebook)
        else:
            findings = _check_epub(book, artifact, composition)
    except UnreadableText as trouble:
        return (
            observe("PY005", f"the words of {artifact.path} cannot be read back: {trouble}", location=artifact.path),
        )
    return tuple(_cut_short(findings))


def _cut_short(findings: list[Finding]) -> list[Finding]:
    """Return the first findings, errors before all others; the last one says how many more there are."""
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    if len(ordered) > MOST:
        more = f"{len(ordered) - MOST} more differences of this file are not shown"
        ordered[MOST - 1] = replace(ordered[MOST - 1], notes=(*ordered[MOST - 1].notes, more))
    return ordered[:MOST]


def _check_epub(book: Book | None, artifact: Artifact, composition: Composition) -> list[Finding]:
    spine = read_spine(artifact.content)
    bound: dict[str, bytes] = {}
    for document in composition.documents:
        for name, content in spine:
            if name == document.href or name.endswith(f"/{document.href}"):
                bound[document.href] = content
    findings = [
        observe("PY006", f"{document.href} is not in the reading order of the EPUB", location=document.href)
        for document in composition.documents
        if document.href not in bound
    ]
    order = [href for name, _ in spine for href in bound if name == href or name.endswith(f"/{href}")]
    texts = [read_document(href, bound[href]) for href in order]
    for document, text in ((d, t) for d in composition.documents for t in texts if t.href == d.href):
        if bound[document.href] != document.content:
            findings += _compare_composed(document, text)
    findings += _compare_manuscript("EPUB", book, texts, composition)
    return findings


def _check_pdf(book: Book | None, artifact: Artifact, composition: Composition, notebook: Notebook) -> list[Finding]:
    texts = [read_document(document.href, document.content) for document in composition.documents]
    findings = _compare_manuscript("PDF", book, texts, composition)
    shown = KnownText(artifact.content, notebook)
    pages: list[ShownPage] = [shown.read_page(index) for index in range(len(shown.pages))]
    habits = find_habits(composition)
    troubles = list(compare_blocks(texts, pages, habits, shown.order_marks))
    findings += _report_drawn(troubles, composition, habits)
    return findings


def find_habits(composition: Composition) -> Habits:
    """Return what the style sheets of a composition may do to letters and to their places."""
    return Habits()


def _compare_manuscript(
    kind: str, book: Book | None, texts: Sequence[DocumentText], composition: Composition
) -> list[Finding]:
    """Compare the author's words with those of content documents."""
    if book is None:
        return []
    documents = {document.href: document for document in composition.documents}
    order = [section.id for section in composition.book.sections]
    folded = Folded()
    wanted = manuscript_words(book, order, folded)
    found = read_words(texts, documents, folded)
    findings = list(_report(kind, wanted.main, found.main))
    for ours, theirs in _pair_notes(wanted, found):
        findings += _report(f"{kind} (notes)", ours, theirs)
    return findings


def _pair_notes(wanted: WordStreams, found: WordStreams) -> list[tuple[WordStream, WordStream]]:
    """Return the notes that differ, each with the one that is likely the same; absent ones with an empty one."""
    left = list(found.notes)
    alone: list[WordStream] = []
    texts = [note.text for note in left]
    for note in wanted.notes:
        if note.text in texts:
            place = texts.index(note.text)
            del texts[place], left[place]
        elif note.text:
            alone.append(note)
    left = [note for note in left if note.text]
    nothing = WordStream(text="")
    return [
        (alone[place] if place < len(alone) else nothing, left[place] if place < len(left) else nothing)
        for place in range(max(len(alone), len(left)))
    ]


def _report(kind: str, wanted: WordStream, found: WordStream) -> Iterator[Finding]:
    """Yield findings about the differences between a manuscript's words and a file's."""
    if wanted.text == found.text or wanted.tight == found.tight:
        return
    for difference in compare_texts(wanted.text, found.text, MOST + 1):
        span = wanted.locate(difference.at) or found.locate(difference.found_at)
        if difference.change is Change.CHANGED and "".join(difference.wanted) == "".join(difference.found):
            yield _describe_space(kind, difference, span)
            continue
        notes = (
            f"manuscript: {show_context(wanted.text, difference.at, difference.wanted)}",
            f"{kind}: {show_context(found.text, difference.found_at, difference.found)}",
        )
        yield _describe(kind, difference, span, None, notes)


def _describe_space(kind: str, difference: Difference, span: Span | None) -> Finding:
    message = f"in the {kind}, {show_words(difference.wanted)} stands as {show_words(difference.found)}"
    return observe("PY009", message, span=span)


def _describe(
    kind: str, difference: Difference, span: Span | None, location: str | None, notes: Sequence[str], code: str = ""
) -> Finding:
    lost, gained = show_words(difference.wanted), show_words(difference.found)
    noun = "word" if len(difference.wanted or difference.found) == 1 else "words"
    messages = {
        Change.MISSING: ("PY001", f"the {kind} lacks the {noun} {lost}"),
        Change.EXTRA: ("PY002", f"the {kind} has the {noun} {gained} too many"),
        Change.CHANGED: ("PY001", f"the {kind} lacks the {noun} {lost}; in its place stands {gained}"),
        Change.MOVED: ("PY003", f"the {kind} has the {noun} {lost} in another place"),
    }
    usual, message = messages[difference.change]
    return observe(code or usual, message, span=span, location=location, notes=notes)


def _compare_composed(document: ContentDocument, text: DocumentText) -> list[Finding]:
    """Compare the composed words of a content document that is not the composed one byte by byte."""
    wanted, found = read_document(document.href, document.content).composed_words, text.composed_words
    return [
        _describe("EPUB", one, None, document.href, (show_context(wanted, one.at, one.wanted),), "PY004")
        for one in compare_texts(wanted, found, MOST)
    ]


def _report_drawn(troubles: Iterable[Trouble], composition: Composition, habits: Habits) -> Iterator[Finding]:
    """Yield the findings about words that a PDF's pages do not show as composed."""
    documents = {document.href: document for document in composition.documents}
    troubles = list(troubles)
    kept = pair_moves([one.difference for one in troubles if one.difference is not None])
    hidden: set[tuple[int, tuple[str, ...]]] = set()
    for one in troubles:
        location = f"page {one.page + 1}" if one.page is not None else None
        document = documents.get(one.block.href) if one.block is not None else None
        if one.difference is not None:
            match = next((d for d in kept if _tells(d, one.difference)), None)
            if match is None:
                continue
            kept = tuple(d for d in kept if d is not match)
            span = _locate(composition.book, document, one, one.difference.at)
            text = fold_characters(one.block.text) if one.block is not None else ""
            context = show_context(text, one.difference.at, one.difference.wanted)
            composed = document is not None and one.block is not None and one.block.composed
            yield _describe("PDF", match, span, location, (f"composed: {context}",), "PY004" if composed else "")
        elif one.faults:
            mark = (id(one.block), one.faults)
            if mark in hidden:
                continue
            hidden.add(mark)
            words = " ".join(one.words.split())[:60]
            message = f"nobody can read “{words}” in the PDF: it is {' and '.join(one.faults)}"
            yield observe("PY008", message, span=_locate(composition.book, document, one, 0), location=location)
        elif one.raised:
            message = f"“{' '.join(one.words.split())[:60]}” stands before the words that it follows"
            severity = Severity.WARNING if habits.moves else None
            span = _locate(composition.book, document, one, 0)
            yield observe("PY003", message, span=span, location=location, severity=severity)
        else:
            message = f"in the PDF, {one.words}"
            yield observe("PY009", message, span=_locate(composition.book, document, one, 0), location=location)


def _tells(kept: Difference, difference: Difference) -> bool:
    moved = kept.change is Change.MOVED and difference.change in (Change.MISSING, Change.CHANGED)
    return kept == difference or (moved and kept.wanted == difference.wanted and kept.at == difference.at)


def _locate(book: Book, document: ContentDocument | None, trouble: Trouble, letter: int) -> Span | None:
    if document is None or trouble.block is None:
        return None
    line = find_line(trouble.block.pieces, letter, fold_characters)
    span = document.locate(line or trouble.block.line)
    # The words of a note at the foot of a page stand, in the file, in the line of its call.
    note = next((node for name, node in _list_notes(book.sections) if name == trouble.block.note), None)
    if note is None:
        return span
    words = note_words(note)
    before = words.letters.find(fold_typography(trouble.block.text).replace(" ", ""))
    return words.locate(max(before, 0) + letter) or span


def _list_notes(sections: Iterable[Section]) -> Iterator[tuple[str, Node]]:
    """Yield the notes of a composed book that stand in the text where they are called, with their ids."""
    for section in sections:
        for top in (*section.title, *section.content):
            for node in top.walk():
                if node.kind is NodeKind.NOTE_CALL and node.children:
                    yield node.get("target") or "", node
        yield from _list_notes(section.children)
