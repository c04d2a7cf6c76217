"""Pages in the text: page starts and a composition go in; markers in its XHTML, or places in the manuscript, come out.

EPUB 3.3, D.6 of the Structural Semantics and DPUB-ARIA 1.1, 4.21: https://www.w3.org/TR/dpub-aria-1.1/#doc-pagebreak
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress, count, islice, takewhile

from makeready.findings import Finding, Outcome, Span, observe
from makeready.markup.main_text import MainText, read_main_text
from makeready.markup.writer import escape_attribute
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import Edition
from makeready.model.pages import PageStart

ReadLines = Callable[[str], Sequence[str]]
_SHOWN_WORDS = 8
_LETTERS = 24
_NEAR = 1000  # characters by which composed matter may differ from edition to edition
_FENCE = re.compile(r"[\s>*+.)\d-]*(```|~~~)")
_MARKUP = "*_`[~\\"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """A page start in the manuscript: `span` has the line and, where its word was found there, the column.

    `split` counts the characters of the first word that stand on the page before; `words` are the first ones from
    the beginning of that word.
    """

    start: PageStart
    span: Span | None = None
    split: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A page start in a file: the document's number, its text, and the place in the file where a marker goes."""

    document: int
    text: MainText
    place: int
    offset: int


class PageFinder:
    """Finds page starts in the content documents of one composition; each is read once, when it is first asked for."""

    def __init__(self, composition: Composition) -> None:
        self.documents = composition.documents
        self.contents = [document.content.decode() for document in composition.documents]
        self._texts: dict[str, tuple[int, MainText]] = {}
        for number, content in enumerate(self.contents):
            for text in read_main_text(content):
                self._texts.setdefault(text.anchor, (number, text))

    def find(self, start: PageStart) -> _Found | None:
        """Return where a page starts; None where this edition lacks the words that it starts with."""
        if start.anchor is None or start.anchor not in self._texts:
            return None
        number, text = self._texts[start.anchor]
        offset = start.offset
        if start.picture is not None and start.picture >= len(text.pictures):
            return None
        if not text.text.startswith(start.text, offset):
            # Matter that is composed differs a little from edition to edition.
            around = (text.text.find(start.text, offset), text.text.rfind(start.text, 0, offset + len(start.text)))
            near = sorted(
                (abs(found - offset), found) for found in around if found >= 0 and abs(found - offset) <= _NEAR
            )
            if not near:
                return None
            offset = near[0][1]
        if start.picture is not None:
            return _Found(number, text, text.pictures[start.picture], offset)
        if not text.length:
            return None
        offset = text.find_word(offset)
        return _Found(number, text, text.find_place(offset), offset)

    def find_line(self, found: _Found) -> tuple[Span, int] | None:
        """Return the place of the block that a page starts in, and how many lines below its first one the start is.

        None for matter that was composed. Only code has lines of its own within a block.
        """
        document = self.documents[found.document]
        line = self.contents[found.document].count("\n", 0, found.place) + 1
        entry = bisect_right(document.source_map, line, key=lambda pair: pair[0]) - 1
        if entry < 0 or document.generated:
            return None
        start, span = document.source_map[entry]
        return span, line - start


def mark_pages(composition: Composition, starts: Iterable[PageStart], source: Edition) -> Outcome[Composition]:
    """Return `composition` with a marker where each page of the edition `source` starts, blank pages left out.

    A start within a word goes to its beginning. Pages of matter that this edition does not have (the half-title, the
    contents, notes that stand elsewhere) get no marker; a page whose words are the author's and cannot be found is a
    finding. No line is added, so the source maps stay true.
    """
    finder = PageFinder(composition)
    taken = {anchor for document in composition.documents for anchor in document.anchors}
    inserts: dict[int, list[tuple[int, str, str]]] = {}
    findings: list[Finding] = []
    last = (0, 0)
    for start, found in _find_in_order(finder, starts):
        if found is None or (found.document, found.place) < last:
            findings += _report_lost(start, composition)
            continue
        last = found.document, found.place
        identity = _find_free(f"page-{start.folio}", taken)
        folio = escape_attribute(start.folio)
        marker = f'<span epub:type="pagebreak" role="doc-pagebreak" id="{identity}" aria-label="{folio}"/>'
        inserts.setdefault(found.document, []).append((found.place, identity, marker))
    if not inserts:
        return Outcome(value=composition, findings=tuple(findings))
    documents = tuple(
        _insert(document, finder.contents[number], inserts[number]) if number in inserts else document
        for number, document in enumerate(composition.documents)
    )
    return Outcome(value=replace(composition, documents=documents, paged_as=source), findings=tuple(findings))


def _find_in_order(finder: PageFinder, starts: Iterable[PageStart]) -> list[tuple[PageStart, _Found | None]]:
    """Return the pages that are not blank with what is found for them; left out are notes that stand elsewhere here.

    Such a note stands behind the text of a page that follows it in print: at the end of the book, not of the chapter.
    """
    kept: list[tuple[PageStart, _Found | None]] = []
    following: tuple[int, int] | None = None
    for start in reversed([start for start in starts if not start.blank]):
        found = finder.find(start)
        if found is not None and found.text.is_note:
            if following is not None and (found.document, found.place) > following:
                continue
        elif found is not None:
            following = found.document, found.place
        kept.append((start, found))
    return kept[::-1]


def place_pages(composition: Composition, starts: Iterable[PageStart], read_lines: ReadLines) -> tuple[PagePlace, ...]:
    """Return the place of each page start in the manuscript; `composition` is that of the edition the pages are of.

    `read_lines` gives the lines of a source file.
    """
    finder = PageFinder(composition)
    return tuple(_place_page(finder, start, read_lines) for start in starts)


def _place_page(finder: PageFinder, start: PageStart, read_lines: ReadLines) -> PagePlace:
    found = finder.find(start)
    if found is None:
        return PagePlace(start=start)
    split = 0 if start.picture is not None else start.offset - found.offset
    words: list[str] = []
    for word in found.text.list_words(found.offset) if found.text.length else ():
        words.append(word)
        if len(words) == _SHOWN_WORDS:
            break
    block = finder.find_line(found)
    span: Span | None = None
    if block is not None:
        span, below = block
        lines = read_lines(span.source)
        # Code starts a line later behind its fence.
        below += span.start_line <= len(lines) and _FENCE.match(lines[span.start_line - 1]) is not None
        span = Span.at(span.source, span.start_line + below)
        if start.picture is None:
            span = _find_character(finder.contents[found.document], found, span, lines)
    return PagePlace(start=start, span=span, split=max(0, split), words=" ".join(words))


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


def _find_free(name: str, taken: set[str]) -> str:
    identity, serial = name, 1
    while identity in taken:
        serial += 1
        identity = f"{name}-{serial}"
    taken.add(identity)
    return identity


def _find_character(content: str, found: _Found, span: Span, lines: Sequence[str]) -> Span:
    """Return the place of the word in its source line, with a column where the line has its letters.

    Typography changes marks, not letters and figures: so these are what is looked for, in the order in which they
    stand; markup in the source (an address, an attribute) may stand between.
    """
    before, letters, marks = _read_letters(content, found)
    first = span.start_line
    # A hard break is no line of its own in the file.
    for number in range(first, min(first + 3, len(lines) + 1)):
        column = _find_letters(lines[number - 1], before, letters, marks)
        if column is not None:
            return Span.at(span.source, number, column + 1)
    return Span.at(span.source, first)


def _read_letters(content: str, found: _Found) -> tuple[int, str, int]:
    """Return how many letters of the file's line stand before the word, the next ones, and how many marks lead them."""
    text, offset = found.text, found.offset
    run = text.find_run(offset)
    begin, end = content.rfind("\n", 0, run.at) + 1, content.find("\n", run.at)
    before = sum(map(str.isalnum, text.text[text.find_offset(begin, offset) : offset]))
    line = takewhile(lambda run: run.at < end or end < 0, islice(text.list_runs(offset), _LETTERS))
    after = "".join(run.text for run in line)[max(0, offset - run.offset) :]
    letters = "".join(filter(str.isalnum, after))
    marks = next((place for place, character in enumerate(after) if character.isalnum()), 0)
    return before, letters[:_LETTERS] or after[:1], marks


def _find_letters(line: str, before: int, letters: str, marks: int) -> int | None:
    """Return the index in `line` of the word that begins with `letters`, with the marks in front of it."""
    if not letters:
        return None
    if not letters[0].isalnum():
        at = line.find(letters)
        return at if at >= 0 else None
    known = "".join(filter(str.isalnum, line))
    at = -1
    # The letters of an address may stand between: then fewer of them have to do.
    for size in (_LETTERS, _LETTERS // 2, _LETTERS // 4):
        at = known.find(letters[:size], before)
        at = known.rfind(letters[:size]) if at < 0 else at
        if at >= 0 or len(letters) <= size // 2:
            break
    if at < 0:
        return None
    column = next(islice(compress(count(), map(str.isalnum, line)), at, None))
    while column > 0 and not line[column - 1].isspace() and not line[column - 1].isalnum():
        if line[column - 1] not in _MARKUP:
            if marks == 0:
                break
            marks -= 1
        column -= 1
    return column
