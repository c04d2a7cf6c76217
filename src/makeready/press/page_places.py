"""Places of pages: page starts and a composition go in; each one's line and column in the manuscript come out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.markup.pages import FoundPage, PageFinder
from makeready.model.composition import Composition, ContentDocument
from makeready.model.counted import CountedText, count_letters
from makeready.model.pages import PageStart
from makeready.store import make_key
from makeready.workshop import Notebook

ReadLines = Callable[[str], Sequence[str]]
_SHOWN_WORDS = 8
_LETTERS = 24
_WINDOW = 1000  # characters, among which so many letters are
_FENCE = late_pattern(r"[\s>*+.)\d-]*(```|~~~)")
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


def place_pages(
    composition: Composition,
    starts: Iterable[PageStart],
    read_lines: ReadLines,
    notebook: Notebook | None = None,
    identify: Callable[[str], str] | None = None,
) -> tuple[PagePlace, ...]:
    """Return the place of each page start in the manuscript; `composition` is that of the edition the pages are of.

    `read_lines` gives the lines of a source file. The `notebook` has the places of former builds, those of a document
    by all that they were found from: itself, its source map, its source files, and where its pages start. `identify`
    gives digests of source files, where that is quicker than to read their lines.
    """
    finder = PageFinder(composition)
    starts = tuple(starts)
    places: dict[int, PagePlace] = {}
    if notebook is not None and notebook.is_kept:
        identify = identify or (lambda source: make_key("\n".join(read_lines(source))))
        for number, group in finder.group(starts).items():
            key = _name_places(finder.documents[number], group, identify)
            found = _unpack_places(group, notebook.find(key))
            if found is None:
                found = [_place_page(finder, start, read_lines) for start in group]
                notebook.note(key, _pack_places(found))
            places |= {place.start.index: place for place in found}
    return tuple(places.get(start.index) or _place_page(finder, start, read_lines) for start in starts)


def _name_places(document: ContentDocument, starts: Sequence[PageStart], identify: Callable[[str], str]) -> str:
    """Return the key of the places of the pages that start in `document`."""
    lines = [f"{line} {span.start_line} {span.source}" for line, span in document.source_map]
    sources = [f"{one} {identify(one)}" for one in sorted({span.source for _, span in document.source_map})]
    told = [repr((start.anchor, start.offset, start.picture, start.text)) for start in starts]
    lists = [make_key("\n".join(one)) for one in (lines, told)]
    return make_key("places of pages", document.content, str(document.generated), *lists, *sources)


def _pack_places(places: Sequence[PagePlace]) -> bytes:
    spans = [one.span and (one.span.source, one.span.start_line, one.span.start_column) for one in places]
    rows = [(span, one.split, one.words) for span, one in zip(spans, places, strict=True)]
    return json.dumps(rows, separators=(",", ":")).encode("ascii")


def _unpack_places(starts: Sequence[PageStart], packed: bytes | None) -> list[PagePlace] | None:
    """Return the places that were packed; None where there are none, or not as `_pack_places` packs them."""
    if packed is None:
        return None
    try:
        rows = zip(starts, json.loads(packed), strict=True)
        return [
            PagePlace(start=start, span=Span.at(*span) if span else None, split=split, words=words)
            for start, (span, split, words) in rows
        ]
    except (ValueError, TypeError):
        return None


def _place_page(finder: PageFinder, start: PageStart, read_lines: ReadLines) -> PagePlace:
    found = finder.find(start)
    if found is None:
        return PagePlace(start=start)
    split = 0 if start.picture is not None else start.offset - found.offset
    words = found.text.list_words(found.offset, _SHOWN_WORDS)
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


def _find_character(content: str, found: FoundPage, span: Span, lines: Sequence[str]) -> Span:
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


def _read_letters(content: str, found: FoundPage) -> tuple[int, str, int]:
    """Return how many letters of the file's line stand before the word, the next ones, and how many marks lead them."""
    text, offset = found.text, found.offset
    at = text.find_character(offset)
    begin, end = content.rfind("\n", 0, at) + 1, content.find("\n", at)
    before = text.letters.count(offset) - text.letters.count(text.find_offset(begin))
    last = offset + _WINDOW
    after = text.text[offset : last if end < 0 else min(last, text.find_offset(end))]
    letters = "".join(filter(str.isalnum, after))
    marks = next((place for place, character in enumerate(after) if character.isalnum()), 0)
    return before, letters[:_LETTERS] or after[:1], marks


@lru_cache(maxsize=8)
def _read_line(line: str) -> tuple[str, CountedText]:
    """Return the letters and figures of a line, and where they stand in it."""
    return "".join(filter(str.isalnum, line)), CountedText(line, count_letters)


def _find_letters(line: str, before: int, letters: str, marks: int) -> int | None:
    """Return the index in `line` of the word that begins with `letters`, with the marks in front of it."""
    if not letters:
        return None
    if not letters[0].isalnum():
        at = line.find(letters)
        return at if at >= 0 else None
    known, places = _read_line(line)
    at = -1
    # The letters of an address may stand between: then fewer of them have to do.
    for size in (_LETTERS, _LETTERS // 2, _LETTERS // 4):
        at = known.find(letters[:size], before)
        at = known.rfind(letters[:size]) if at < 0 else at
        if at >= 0 or len(letters) <= size // 2:
            break
    if at < 0:
        return None
    column = places.find(at)
    while column > 0 and not line[column - 1].isspace() and not line[column - 1].isalnum():
        if line[column - 1] not in _MARKUP:
            if marks == 0:
                break
            marks -= 1
        column -= 1
    return column
