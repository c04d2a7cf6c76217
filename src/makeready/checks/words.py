"""Words: a manuscript as read goes in; its letters in reading order, each with its line, come out; notes apart.

Two texts are compared by what a reader reads: quotation marks, dashes, dots, ligatures and spaces that typography sets
count as what the author typed for them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.model.book import Book, Section, walk_sections
from makeready.model.node import Node, NodeKind

# The place in the manuscript of a letter, counted from the start of a block.
Place = Callable[[int], Span | None]
_Known = dict[str, Node]

# Characters that nobody sees: soft hyphen, joiners, places to break, marks of direction, selectors of a glyph's form.
_INVISIBLE = late_pattern(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u206f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# One hyphen, for a typeface may have one glyph for them all.
_HYPHENS = late_pattern("[\u2010\u2011\ufe63\uff0d]")
# What typography may set for what is typed. Which of a language's marks stands for a straight one differs from
# language to language, so all quotation marks are one.
_QUOTES = late_pattern('["`´“”„‟‘’‚‛«»‹›′″]')
_DASHES = late_pattern("(?:--|[\u2012-\u2015])[-\u2012-\u2015]*")
# A space beside a mark is typography's: French sets one before high marks, some languages inside guillemets.
_LOOSE = late_pattern(r" (?=[^\w\s\u0300-\u036f])|(?<=[^\w\s\u0300-\u036f]) ")

_BREAKS = frozenset({NodeKind.SOFT_BREAK, NodeKind.LINE_BREAK})
_WORDY = frozenset({NodeKind.TEXT, NodeKind.CODE})
INLINE = frozenset(
    {NodeKind.TEXT, NodeKind.EMPHASIS, NodeKind.STRONG, NodeKind.CODE, NodeKind.LINK, NodeKind.IMAGE, NodeKind.SPAN,
     NodeKind.LINE_BREAK, NodeKind.SOFT_BREAK, NodeKind.NOTE_CALL}
)  # fmt: skip


class UnreadableText(Exception):
    """A finished file whose words cannot be read; the text says why."""


def fold_characters(text: str) -> str:
    """Return `text` in NFKD, with one hyphen and without invisible characters, its words one space apart.

    Decomposed, so that what two runs show is the same together as one by one.
    """
    return " ".join(fold_marks(text).split())


def fold_marks(text: str) -> str:
    """Return `text` as fold_characters does, with its white space as it is."""
    if text.isascii():
        return text
    return _HYPHENS.sub("-", unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)))


def fold_typography(text: str) -> str:
    """Return `text` as if nobody had set marks for it: one quotation mark, one dash, three dots for an ellipsis."""
    return fold_typography_by_line(text.replace("\n", " "))


def fold_typography_by_line(text: str) -> str:
    """Return `text` with each of its lines as fold_typography gives it: many at once take less time than one by one."""
    # Quotation marks first, for NFKD takes some of them apart (″, ´).
    folded = "\n".join([" ".join(line.split()) for line in fold_marks(_QUOTES.sub("'", text)).split("\n")])
    if "--" in folded or not folded.isascii():
        folded = _DASHES.sub("—", folded)
    return folded


def tighten(text: str) -> str:
    """Return folded text without the spaces beside marks, which typography sets and takes away."""
    return _LOOSE.sub("", text)


@dataclass(frozen=True, kw_only=True)
class WordStream:
    """Words in reading order, one space apart, and where their blocks start and come from.

    `starts` count the letters (all but spaces) before each block; `places` give for each block the place in the
    manuscript of a letter of it.
    """

    text: str
    starts: tuple[int, ...] = field(default=(), repr=False)
    places: tuple[Place, ...] = field(default=(), repr=False)

    @cached_property
    def letters(self) -> str:
        """Return all but the spaces."""
        return self.text.replace(" ", "")

    @cached_property
    def tight(self) -> str:
        """Return the text with the spaces that are an author's: none beside a mark."""
        return tighten(self.text)

    def locate(self, letter: int) -> Span | None:
        """Return the place in the manuscript of the letter with this ordinal; behind the last, the last's."""
        block = bisect_right(self.starts, min(letter, len(self.letters) - 1)) - 1
        return self.places[block](letter - self.starts[block]) if block >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordStreams:
    """The words of a text: the main text, and each note apart, in the order of their first calls."""

    main: WordStream
    notes: tuple[WordStream, ...] = ()


def join_blocks(blocks: Iterable[tuple[str, Place]], folded: Folded) -> WordStream:
    """Return one stream of the blocks' texts, each as `folded` has it; empty ones leave no trace."""
    texts: list[str] = []
    starts: list[int] = []
    places: list[Place] = []
    letters = 0
    blocks = [(raw.replace("\n", " "), place) for raw, place in blocks]
    folded.learn(raw for raw, _ in blocks)
    for raw, place in blocks:
        text = folded.known[raw]
        if text:
            texts.append(text)
            starts.append(letters)
            places.append(place)
            letters += len(text) - text.count(" ")
    return WordStream(text=" ".join(texts), starts=tuple(starts), places=tuple(places))


class Folded:
    """Texts without line ends, folded: `known` has what became of each. What two streams share is folded once."""

    def __init__(self, fold: Callable[[str], str] = fold_typography_by_line) -> None:
        """Take what folds many texts, each on a line of its own."""
        self.known: dict[str, str] = {}
        self._fold = fold

    def learn(self, texts: Iterable[str]) -> None:
        """Fold `texts`, those that are not known."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known.update(zip(new, self._fold("\n".join(new)).split("\n"), strict=True))


def manuscript_words(book: Book, order: Sequence[str] = (), folded: Folded | None = None) -> WordStreams:
    """Return the words of `book` as read: titles and texts in reading order, and the notes apart.

    `order` lists ids of top-level sections as they are bound; sections that it does not name keep their place
    behind the one before. `folded` has what was folded before.
    """
    return join_streams(*read_sections(chain.from_iterable(group_sections(book.sections, order))), folded)


class Raw(NamedTuple):
    """Words as they stand in a manuscript, block by block: the main text, and that of each note."""

    main: Sequence[tuple[str, Place]]
    notes: Sequence[Sequence[tuple[str, Place]]]


def read_sections(sections: Iterable[Section]) -> Raw:
    """Return the words of sections of the first rank."""
    reader = _Reader()
    for section in sections:
        reader.read_section(section, {})
    return Raw(reader.main, list(reader.read_notes()))


def join_streams(
    main: Sequence[tuple[str, Place]], notes: Sequence[Sequence[tuple[str, Place]]], folded: Folded | None = None
) -> WordStreams:
    """Return the streams of the blocks of a main text and of each note, folded as typography wants it."""
    folded = folded or Folded()
    folded.learn(raw.replace("\n", " ") for blocks in notes for raw, _ in blocks)
    return WordStreams(main=join_blocks(main, folded), notes=tuple(join_blocks(blocks, folded) for blocks in notes))


def note_words(node: Node) -> WordStream:
    """Return the words of a composed note, without those of notes within it."""
    blocks: list[tuple[str, Place]] = []
    _Reader()._read_blocks(node.children, blocks, {})
    return join_blocks(blocks, Folded())


def group_sections(sections: Iterable[Section], order: Sequence[str]) -> list[list[Section]]:
    """Return those sections that come before all that `order` names, then those of each name in it.

    A section that it does not name is of the name before.
    """
    ranks = {identity: rank for rank, identity in enumerate(order, 1)}
    groups: list[list[Section]] = [[] for _ in range(len(order) + 1)]
    rank = 0
    for section in sections:
        rank = ranks.get(section.id, rank)
        groups[rank].append(section)
    return groups


class _Reader:
    """Collects blocks of words from sections; notes queue up in the order of their first calls."""

    def __init__(self) -> None:
        self.main: list[tuple[str, Place]] = []
        self._queue: dict[int, tuple[Node, _Known]] = {}

    def read_section(self, section: Section, known: _Known) -> None:
        if section.generated:
            return
        known = {**known, **{n.get("label") or "": n for s in walk_sections((section,)) for n in s.notes}}
        if section.title:
            self._read_line(section.title, self.main, known)
        self._read_blocks(section.content, self.main, known)
        for child in section.children:
            self.read_section(child, known)
        # Notes that nothing calls are words too; they come behind those that are called.
        for note in section.notes:
            self._queue.setdefault(id(note), (note, known))

    def read_notes(self) -> Iterator[list[tuple[str, Place]]]:
        """Yield the blocks of each note; calls inside notes add to the queue while it is read."""
        done = 0
        while done < len(self._queue):
            for note, known in list(self._queue.values())[done:]:
                blocks: list[tuple[str, Place]] = []
                self._read_blocks(note.children, blocks, known)
                done += 1
                yield blocks

    def _read_blocks(self, nodes: Iterable[Node], out: list[tuple[str, Place]], known: _Known) -> None:
        line: list[Node] = []
        for node in nodes:
            if node.kind in INLINE:
                line.append(node)
                continue
            if line:
                self._read_line(line, out, known)
                line = []
            if node.kind is NodeKind.CODE_BLOCK:
                # Its lines may not be shown one by one.
                out.append((node.text, _place_leaves(((node.text, node.span),))))
            else:
                self._read_blocks(node.children, out, known)
        if line:
            self._read_line(line, out, known)

    def _read_line(self, nodes: Sequence[Node], out: list[tuple[str, Place]], known: _Known) -> None:
        leaves: list[tuple[str, Span | None]] = []
        for leaf in _leaves(nodes):
            if leaf.kind in _WORDY:
                leaves.append((leaf.text, leaf.span))
            elif leaf.kind in _BREAKS:
                leaves.append((" ", leaf.span))
            elif leaf.kind is NodeKind.NOTE_CALL and (note := known.get(leaf.get("label") or "")) is not None:
                self._queue.setdefault(id(note), (note, known))
        out.append(("".join(text for text, _ in leaves), _place_leaves(tuple(leaves))))


def _leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.children and node.kind is not NodeKind.NOTE_CALL:
            yield from _leaves(node.children)
        else:
            yield node


def _place_leaves(leaves: tuple[tuple[str, Span | None], ...]) -> Place:
    def place(letter: int) -> Span | None:
        read = ""
        found: Span | None = None
        for text, span in leaves:
            read += text
            found = span or found
            if found is not None and len(fold_typography(read).replace(" ", "")) > letter:
                break
        return found

    return place
