"""Pages in the text: page starts and a composition go in; where they are in its XHTML, and markers there, come out.

EPUB 3.3, D.6 of the Structural Semantics and DPUB-ARIA 1.1, 4.21: https://www.w3.org/TR/dpub-aria-1.1/#doc-pagebreak
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from makeready.compose.names import find_free
from makeready.findings import Finding, Outcome, Span, observe
from makeready.markup.main_text import MainText, read_main_text
from makeready.markup.writer import escape_attribute
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import Edition
from makeready.model.pages import PageStart
from makeready.store import make_key
from makeready.workshop import Notebook, Workshop

_NEAR = 1000  # characters by which composed matter may differ from edition to edition


class FoundPage(NamedTuple):
    """A page start in a file: the document's number, its text, and the place in the file where a marker goes."""

    document: int
    text: MainText
    place: int
    offset: int


class _Place(NamedTuple):
    """Where a marker goes: the document's number, the place in its file, whether that is in a note."""

    document: int
    at: int
    in_note: bool


class PageFinder:
    """Finds page starts in the content documents of one composition; each is read once, when it is first asked for."""

    def __init__(self, composition: Composition) -> None:
        self.documents = composition.documents
        self.contents = [document.content.decode() for document in composition.documents]
        self._homes: dict[str, int] = {}
        for number, document in enumerate(self.documents):
            for anchor in document.anchors:
                self._homes.setdefault(anchor, number)
        self._texts: dict[int, dict[str, MainText]] = {}

    def find_document(self, start: PageStart) -> int | None:
        """Return the number of the document that a page starts in; None where this edition lacks that."""
        return None if start.anchor is None else self._homes.get(start.anchor)

    def group(self, starts: Iterable[PageStart]) -> dict[int, list[PageStart]]:
        """Return the page starts of each document by its number, without those that this edition lacks."""
        groups: dict[int, list[PageStart]] = {}
        for start in starts:
            number = self.find_document(start)
            if number is not None:
                groups.setdefault(number, []).append(start)
        return groups

    def find(self, start: PageStart) -> FoundPage | None:
        """Return where a page starts; None where this edition lacks the words that it starts with."""
        number = self.find_document(start)
        if number is None:
            return None
        if number not in self._texts:
            self._texts[number] = {text.anchor: text for text in reversed(read_main_text(self.contents[number]))}
        text = self._texts[number].get(start.anchor or "")
        if text is None:
            return None
        offset = start.offset
        if start.picture is not None and start.picture >= len(text.pictures):
            return None
        if not text.text.startswith(start.text, offset):
            # Matter that is composed differs a little from edition to edition.
            around = (text.text.find(start.text, offset), text.text.rfind(start.text, 0, offset + len(start.text)))
            near = [found for found in around if found >= 0 and abs(found - offset) <= _NEAR]
            if not near:
                return None
            offset = min(near, key=lambda found: abs(found - start.offset))
        if start.picture is not None:
            return FoundPage(number, text, text.pictures[start.picture], offset)
        if not text.length:
            return None
        offset = text.find_word(offset)
        return FoundPage(number, text, text.find_place(offset), offset)

    def find_line(self, found: FoundPage) -> tuple[Span, int] | None:
        """Return the place of the block that a page starts in, and how many lines below its first one the start is.

        None for matter that was composed. Only code has lines of its own within a block.
        """
        document = self.documents[found.document]
        line = self.contents[found.document].count("\n", 0, found.place) + 1
        entry = document.find_entry(line) if not document.generated else None
        return (entry[1], line - entry[0]) if entry else None


def mark_pages(
    composition: Composition, starts: Iterable[PageStart], source: Edition, workshop: Workshop | None = None
) -> Outcome[Composition]:
    """Return `composition` with a marker where each page of the edition `source` starts, blank pages left out.

    A start within a word goes to its beginning. Pages of matter that this edition does not have (the half-title, the
    contents, notes that stand elsewhere) get no marker; a page whose words are the author's and cannot be found is a
    finding. No line is added, so the source maps stay true. `workshop` remembers what was found in earlier builds.
    """
    finder = PageFinder(composition)
    starts = [start for start in starts if not start.blank]
    name = (composition.book.slug, composition.edition.name)
    with (workshop or Workshop()).open_notebook("marked pages", *name) as notebook:
        places = _find_places(finder, starts, notebook)
    taken = {anchor for document in composition.documents for anchor in document.anchors}
    inserts: dict[int, list[tuple[int, str, str]]] = {}
    findings: list[Finding] = []
    last = (0, 0)
    for start, found in _leave_out_notes(starts, places):
        if found is None or found[:2] < last:
            findings += _report_lost(start, composition)
            continue
        last = found.document, found.at
        identity = find_free(f"page-{start.folio}", taken)
        taken.add(identity)
        folio = escape_attribute(start.folio)
        marker = f'<span epub:type="pagebreak" role="doc-pagebreak" id="{identity}" aria-label="{folio}"/>'
        inserts.setdefault(found.document, []).append((found.at, identity, marker))
    if not inserts:
        return Outcome(value=composition, findings=tuple(findings))
    documents = tuple(
        _insert(document, finder.contents[number], inserts[number]) if number in inserts else document
        for number, document in enumerate(composition.documents)
    )
    return Outcome(value=replace(composition, documents=documents, paged_as=source), findings=tuple(findings))


def _find_places(finder: PageFinder, starts: Iterable[PageStart], notebook: Notebook) -> dict[PageStart, _Place | None]:
    """Return where the pages start; the notebook has it by a document's bytes and the pages that start in it."""
    places: dict[PageStart, _Place | None] = {}
    for number, group in finder.group(starts).items():
        told = [repr((start.anchor, start.offset, start.picture, start.text)) for start in group]
        key = make_key("marked pages", finder.documents[number].content, *told) if notebook.is_kept else ""
        rows = _unpack_rows(notebook.find(key)) if key else None
        if rows is None or len(rows) != len(group):
            found = [finder.find(start) for start in group]
            rows = [None if one is None else (one.place, one.text.is_note) for one in found]
            if key:
                notebook.note(key, json.dumps(rows, separators=(",", ":")).encode("ascii"))
        places |= {start: row and _Place(number, *row) for start, row in zip(group, rows, strict=True)}
    return places


def _unpack_rows(packed: bytes | None) -> list[tuple[int, bool] | None] | None:
    """Return the places in a file that were noted, None among them for pages that it lacks."""
    try:
        return [None if row is None else (int(row[0]), bool(row[1])) for row in json.loads(packed or b"null")]
    except (ValueError, TypeError, LookupError):
        return None


def _leave_out_notes(
    starts: Sequence[PageStart], places: Mapping[PageStart, _Place | None]
) -> list[tuple[PageStart, _Place | None]]:
    """Return the pages with their places, without those that start in a note that stands elsewhere here.

    Such a note stands behind the text of a page that follows it in print: at the end of the book, not of the chapter.
    """
    kept: list[tuple[PageStart, _Place | None]] = []
    following: tuple[int, int] | None = None
    for start in reversed(starts):
        found = places.get(start)
        if found is not None and found.in_note:
            if following is not None and found[:2] > following:
                continue
        elif found is not None:
            following = found[:2]
        kept.append((start, found))
    return kept[::-1]


def name_pages(composition: Composition, starts: Sequence[PageStart]) -> tuple[str, ...]:
    """Return for each page what findings call it: "page 112 (manuscript/07.md:41)", counted from 1."""
    finder = PageFinder(composition)
    names = []
    for start in starts:
        found = finder.find(start)
        block = finder.find_line(found) if found else None
        place = f" ({block[0].source}:{block[0].start_line + block[1]})" if block else ""
        names.append(f"page {start.index + 1}{place}")
    return tuple(names)


def _insert(document: ContentDocument, content: str, inserts: Sequence[tuple[int, str, str]]) -> ContentDocument:
    parts: list[str] = []
    last = 0
    for place, _, marker in inserts:
        parts += (content[last:place], marker)
        last = place
    parts.append(content[last:])
    anchors = (*document.anchors, *(identity for _, identity, _ in inserts))
    return replace(document, content="".join(parts).encode(), anchors=anchors)


def _report_lost(start: PageStart, composition: Composition) -> list[Finding]:
    """Return a finding for a page that has no marker, unless it is one of matter that was composed."""
    own = any(start.anchor == d.anchors[0] and not d.generated for d in composition.documents if d.anchors)
    message = f"page {start.folio} of the print edition starts with words that the EPUB does not have there"
    return [observe("EP009", message, notes=(f"they are: {start.text}",))] if own else []
