"""Sound words: a manuscript and content documents go in; whether the author's words in both are the same comes out.

The book is asked chapter by chapter, so that a chapter that was found sound need not be read again while its words in
the manuscript and the bytes of its documents are what they were. Which words differ is not asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from makeready.checks.blocks import LazyTexts, read_words
from makeready.checks.words import Folded, Raw, WordStream, group_sections, join_streams, read_sections
from makeready.keep_last import keep_last
from makeready.markup.divide import divide_book
from makeready.model.book import Book, Section
from makeready.store import make_key
from makeready.workshop import Notebook


class _Chapter(NamedTuple):
    """A section of the first rank: its words in the manuscript, a digest of them, the indexes of its documents."""

    words: Raw
    digest: str
    documents: range


class _Notes(NamedTuple):
    """The digests of the notes called in a chapter, and of those that stand in its documents, which may be others."""

    wanted: list[str]
    found: list[str]


@keep_last
def _open_words(_book: Book) -> dict[tuple[int, ...], tuple[Raw, str]]:
    """Return what was read of the words of a book, by the identities of its sections; it is filled as it is asked."""
    return {}


def read_chapters(book: Book) -> None:
    """Read the words of each section of the first rank, for whatever editions are checked here and in forks."""
    for section in book.sections:
        _read_group(book, [section])


def _read_group(book: Book, group: Sequence[Section]) -> tuple[Raw, str]:
    read, key = _open_words(book), tuple(map(id, group))
    if key not in read:
        words = read_sections(group)
        told = [[raw for raw, _ in blocks] for blocks in (words.main, *words.notes)]
        read[key] = words, make_key(repr(told))
    return read[key]


def are_words_sound(book: Book, composed: Book, texts: LazyTexts, notebook: Notebook) -> bool:
    """Return True where the documents have all the words that `book` has, and no others, in their order.

    `texts` are those of the documents of the book `composed`. Of chapters that differ nothing is noted.
    """
    chapters = _list_chapters(book, composed, texts.hrefs)
    folded = Folded()
    notes = _Notes([], [])
    for chapter in chapters or ():
        found = _recall_notes(chapter, texts.contents, notebook) or _compare(chapter, texts, notebook, folded)
        if found is None:
            return False
        notes.wanted.extend(found.wanted)
        notes.found.extend(found.found)
    return chapters is not None and Counter(notes.wanted) == Counter(notes.found)


def _list_chapters(book: Book, composed: Book, hrefs: Sequence[str]) -> list[_Chapter] | None:
    """Return the chapters in the order of the composed book; None where the documents are not all of it."""
    plans = divide_book(composed)
    if [plan.href for plan in plans] != list(hrefs):
        return None
    starts = [index for index, plan in enumerate(plans) if plan.depth == 1]
    ends = [*starts[1:], len(plans)]
    before, *groups = group_sections(book.sections, [section.id for section in composed.sections])
    documents = (range(0), *map(range, starts, ends))
    return [_Chapter(*_read_group(book, group), own) for group, own in zip((before, *groups), documents, strict=True)]


def _name(chapter: _Chapter, contents: Sequence[bytes]) -> str:
    """Return the key of a chapter: its words block by block, and the bytes of its documents."""
    return make_key("sound words", chapter.digest, *(contents[index] for index in chapter.documents))


def _recall_notes(chapter: _Chapter, contents: Sequence[bytes], notebook: Notebook) -> _Notes | None:
    """Return what was noted of a chapter that was found sound as it is now."""
    noted = notebook.find(_name(chapter, contents)) if notebook.is_kept else None
    lines = noted.decode("ascii", "replace").split("\n") if noted is not None else []
    return _Notes(lines[0].split(), lines[1].split()) if len(lines) == 2 else None


def _compare(chapter: _Chapter, texts: LazyTexts, notebook: Notebook, folded: Folded) -> _Notes | None:
    """Return the notes of a chapter, which is noted as sound; None where its text differs, notes apart."""
    wanted = join_streams(chapter.words.main, chapter.words.notes, folded)
    found = read_words([texts.read(index) for index in chapter.documents], None, folded)
    if wanted.main.text != found.main.text and wanted.main.tight != found.main.tight:
        return None
    notes = _Notes(list(_name_notes(wanted.notes)), list(_name_notes(found.notes)))
    if notebook.is_kept:
        notebook.note(_name(chapter, texts.contents), "\n".join(map(" ".join, notes)).encode("ascii"))
    return notes


def _name_notes(notes: Sequence[WordStream]) -> Iterator[str]:
    return (make_key(note.tight) for note in notes if note.text)
