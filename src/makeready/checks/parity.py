"""Parity: a manuscript, what was composed of it and a finished file go in; every word that differs comes out.

The words of the manuscript as read are compared in full with those of the finished file: an EPUB's content
documents are read from its bytes, a PDF's pages from theirs. What was composed (title page, contents, labels) has
no place in the manuscript; it is compared with the composition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from makeready.checks.differ import Change, Difference, compare_words, pair_moves, show_context, show_words
from makeready.checks.drawn import Piece
from makeready.checks.flow import find_order
from makeready.checks.known_pages import KnownText
from makeready.checks.trace import TracedDifference, Tracer
from makeready.checks.words import Folded, WordStream, WordStreams, fold_characters, manuscript_words, note_words
from makeready.checks.xhtml import CALL, MarkedText, UnreadableText, read_document, read_spine, read_words
from makeready.findings import Finding, Span, observe
from makeready.model.artifact import Artifact
from makeready.model.book import Book, Section
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import Edition, Target
from makeready.model.node import Node, NodeKind
from makeready.workshop import Notebook, Workshop

# Differences told one by one; a file with more has one fault behind them.
MOST = 6


def check_parity(
    book: Book | None, artifact: Artifact, composition: Composition, workshop: Workshop | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each difference in words, at most six, between the manuscript and a finished file.

    `book` is the manuscript as read, before composing; without it the file is compared with `composition` only,
    which `artifact` was bound from. No finding means that every word of the manuscript, and every composed one,
    stands in the file, in order, and no other does. `workshop` remembers what was read in earlier files.
    """
    try:
        if composition.edition.target is Target.PDF:
            with (workshop or Workshop()).open_notebook("drawn pages", artifact.path) as notebook:
                return _check_pdf(book, artifact, composition, notebook)
        return _check_epub(book, artifact, composition)
    except UnreadableText as trouble:
        return (
            observe("PY005", f"the words of {artifact.path} cannot be read back: {trouble}", location=artifact.path),
        )


def _check_epub(book: Book | None, artifact: Artifact, composition: Composition) -> tuple[Finding, ...]:
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
            findings += _compare_document(document, text)
    findings += _compare_manuscript("EPUB", book, texts, composition)
    return tuple(findings[:MOST])


def _check_pdf(
    book: Book | None, artifact: Artifact, composition: Composition, notebook: Notebook
) -> tuple[Finding, ...]:
    texts = [read_document(document.href, document.content) for document in composition.documents]
    findings = _compare_manuscript("PDF", book, texts, composition)
    order = find_order((style.name, style.content) for style in composition.styles)
    tracer = Tracer(texts, [style.content for style in composition.styles], order)
    drawn = KnownText(artifact.content, notebook)
    for index in range(len(drawn.pages)):
        pieces = drawn.read_page(index)
        tracer.trace_page(index, keep_text_block(pieces, drawn.find_trim(index), composition.edition, index))
        if len(tracer.differences) > MOST:
            break
    else:
        tracer.finish()
    findings += [_report_drawn(traced, composition) for traced in _merge(tracer.differences)]
    return tuple(findings[:MOST])


def keep_text_block(
    pieces: Iterable[Piece], trim: tuple[float, float, float, float], edition: Edition, index: int
) -> list[Piece]:
    """Return the pieces that stand within the text block of a page; heads and folios stand in its margins.

    `trim` is left, bottom, right, top in points. The engine does not mark heads and folios as artifacts.
    """
    bottom, top = trim[1] + edition.margins.bottom - 0.5, trim[3] - edition.margins.top + 0.5
    return [piece for piece in pieces if bottom <= piece.y <= top]


def _compare_manuscript(
    kind: str, book: Book | None, texts: Sequence[MarkedText], composition: Composition
) -> list[Finding]:
    """Compare the author's words with those of content documents."""
    if book is None:
        return []
    documents = {document.href: document for document in composition.documents}
    order = [section.id for section in composition.book.sections]
    folded = Folded()
    wanted = manuscript_words(book, order, folded)
    found = read_words(texts, documents, folded)
    findings: list[Finding] = []
    if wanted.main.text != found.main.text:
        findings += _report(kind, wanted.main, found.main)
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


def _report(kind: str, wanted: WordStream, found: WordStream) -> list[Finding]:
    """Return findings about the differences between a manuscript's words and a file's."""
    return [
        _describe(
            kind,
            difference,
            wanted.locate(difference.at) or found.locate(difference.found_at),
            None,
            (
                f"manuscript: {show_context(wanted.words, difference.at, difference.at + len(difference.wanted))}",
                f"{kind}: "
                + show_context(found.words, difference.found_at, difference.found_at + len(difference.found)),
            ),
        )
        for difference in compare_words(wanted.words, found.words, MOST)
    ]


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


def _compare_document(document: ContentDocument, text: MarkedText) -> list[Finding]:
    """Compare the composed words of a content document that is not the composed one byte by byte."""
    wanted = _list_words(read_document(document.href, document.content))
    found = _list_words(text)
    return [
        _describe(
            "EPUB", difference, None, document.href, (show_context(wanted, difference.at, difference.at + 1),), "PY004"
        )
        for difference in compare_words(wanted, found, MOST)
    ]


def _list_words(text: MarkedText) -> tuple[str, ...]:
    """Return the composed words of a document: those that are not the author's."""
    words: list[str] = []
    for block in (*text.blocks, *(block for note in text.notes for block in note.blocks)):
        own = iter((*block.own, None))
        following = next(own)
        for part in block.full:
            if part is following:
                following = next(own)
            elif part != CALL:
                words += fold_characters(part).split()
    return tuple(words)


def _merge(differences: Sequence[TracedDifference]) -> list[TracedDifference]:
    """Return the differences with words that are lost here and found there told once."""
    kept = pair_moves([traced.difference for traced in differences])
    result: list[TracedDifference] = []
    for traced in differences:
        match = next((d for d in kept if d == traced.difference or _moved_from(d, traced.difference)), None)
        if match is not None:
            result.append(replace(traced, difference=match))
    return result


def _moved_from(moved: Difference, lost: Difference) -> bool:
    return moved.change is Change.MOVED and lost.change is Change.MISSING and moved.wanted == lost.wanted


def _list_notes(sections: Iterable[Section]) -> Iterator[tuple[str, Node]]:
    """Yield the notes of a composed book that stand in the text where they are called, with their ids."""
    for section in sections:
        for top in (*section.title, *section.content):
            for node in top.walk():
                if node.kind is NodeKind.NOTE_CALL and node.children:
                    yield node.get("target") or "", node
        yield from _list_notes(section.children)


def _report_drawn(traced: TracedDifference, composition: Composition) -> Finding:
    """Return the finding about words that a PDF's pages do not show as composed."""
    span: Span | None = None
    composed = False
    if traced.source is not None:
        href, block = traced.source
        document = next((one for one in composition.documents if one.href == href), None)
        span = document.locate(block.line) if document is not None else None
        composed = (document is not None and document.generated) or not block.own
    if traced.note:
        # A note's words are the author's wherever they stand; at the foot of a page, their line is the caller's.
        composed = False
        note = next((node for name, node in _list_notes(composition.book.sections) if name == traced.note), None)
        span = (note_words(note).locate(traced.word) if note is not None else None) or span
    location = f"page {traced.page + 1}" if traced.page is not None else None
    notes = (f"composed: {traced.context}",)
    return _describe("PDF", traced.difference, span, location, notes, "PY004" if composed else "")
