"""Notes: calls and the words of notes go in; numbered notes come out, at the foot of the page or behind the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from makeready.compose.names import find_free, list_names
from makeready.compose.wording import Wording
from makeready.model.book import Book, Matter, Section, walk_sections
from makeready.model.edition import Edition, NoteNumbering, NotePlace
from makeready.model.node import Node, NodeKind, text_node

# NOTE_CALL and NOTE get: number (what is printed), id, and target (the id of the other end); a call that stands right
# behind another gets: next, so that 1 and 2 do not read as 12.


def place_notes(book: Book, edition: Edition) -> Book:
    """Return the book with its notes numbered as the edition asks and set where it wants them.

    Without a wish they are numbered by top-level section, and through the book where they stand behind it. Numbers by
    the page are known when there are pages (pdf/note_numbers.py); until then they are numbered by section.

    For the page, each call gets the note's words as its children. Behind a chapter or the book, the notes
    stay nodes of their own in reading order, each with the ids of its calls. An EPUB has no pages: there the
    notes for the page stand behind their chapters.
    """
    place = edition.notes
    if not edition.is_paged and place is NotePlace.PAGE:
        place = NotePlace.CHAPTER_END
    taken = list_names(book.sections)
    usual = NoteNumbering.BOOK if place is NotePlace.BOOK_END else NoteNumbering.CHAPTER
    placer = _Placer(place, edition.note_numbering or usual, taken)
    sections = tuple(placer.place_top(section) for section in book.sections)
    if placer.collected:
        title = Wording(book.language)["notes"]
        identity = find_free("notes", taken)
        sections += (
            Section(
                id=identity,
                slug=identity,
                matter=Matter.BACK,
                role="endnotes",
                title=(text_node(title),),
                content=tuple(placer.collected),
                numbered=False,
                generated=True,
            ),
        )
    return replace(book, sections=sections)


class _Placer:
    """Numbers the calls of one book in reading order; a note called twice keeps its first number."""

    def __init__(self, place: NotePlace, numbering: NoteNumbering, taken: set[str]) -> None:
        self.place = place
        self.by_book = numbering is NoteNumbering.BOOK
        self.taken = taken
        self.collected: list[Node] = []
        self.serial = 0
        self.number = 0
        self.notes: dict[str, Node] = {}
        self.numbers: dict[str, tuple[int, int]] = {}
        self.calls: dict[str, list[str]] = {}
        self.order: list[str] = []

    def place_top(self, section: Section) -> Section:
        """Return a section of the book's own level (a part's chapters count as such) with its notes placed."""
        if section.role == "part":
            own = self._place_chapter(replace(section, children=()))
            return replace(own, children=tuple(self.place_top(child) for child in section.children))
        return self._place_chapter(section)

    def _place_chapter(self, section: Section) -> Section:
        self.notes = {n.get("label") or "": n for s in walk_sections((section,)) for n in s.notes}
        self.numbers, self.calls, self.order = {}, {}, []
        if not self.by_book:
            self.number = 0
        placed = self._place_section(section)
        if self.place is NotePlace.PAGE:
            return placed
        ended = self._end_notes()
        if self.place is NotePlace.BOOK_END:
            self.collected.extend(ended)
            return placed
        return replace(placed, notes=tuple(ended))

    def _place_section(self, section: Section) -> Section:
        return replace(
            section,
            title=self._place_nodes(section.title),
            content=self._place_nodes(section.content),
            notes=(),
            children=tuple(self._place_section(child) for child in section.children),
        )

    def _place_nodes(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        placed: list[Node] = []
        for node in nodes:
            one = self._place_node(node)
            last = placed[-1] if placed and node.kind is NodeKind.NOTE_CALL else None
            if last is not None and last.kind is NodeKind.NOTE_CALL and last.get("number") and one.get("number"):
                one = one.having(next="true")
            placed.append(one)
        return tuple(placed)

    def _place_node(self, node: Node) -> Node:
        if node.kind is NodeKind.NOTE_CALL:
            return self._place_call(node)
        if not node.children:
            return node
        children = self._place_nodes(node.children)
        return node if children == node.children else replace(node, children=children)

    def _place_call(self, call: Node) -> Node:
        label = call.get("label") or ""
        note = self.notes.get(label)
        if note is None:
            return call
        first = label not in self.numbers
        if first:
            self._count_on()
            self.number += 1
            self.numbers[label] = (self.serial, self.number)
            self.calls[label] = []
            self.order.append(label)
        serial, number = self.numbers[label]
        again = len(self.calls[label])
        identity = f"note-call-{serial}" + (f"-{again + 1}" if again else "")
        self.calls[label].append(identity)
        placed = call.having(number=str(number), id=identity, target=f"note-{serial}")
        if self.place is NotePlace.PAGE and first:
            # A note within a note stays a call of its own; its words follow at the foot of the same page.
            return replace(placed, children=self._place_nodes(note.children))
        return placed

    def _count_on(self) -> None:
        """Go to the next serial number; the author may have given its ids away."""
        self.serial += 1
        while {f"note-{self.serial}", f"note-call-{self.serial}"} & self.taken:
            self.serial += 1

    def _end_notes(self) -> list[Node]:
        """Return the notes in the order of their first calls; calls inside notes add to the list while it grows."""
        words: dict[str, tuple[Node, ...]] = {}
        for label in self.order:
            words[label] = self._place_nodes(self.notes[label].children)
        ended: list[Node] = []
        # Only now is every call known: a later note may call an earlier one again.
        for label, children in words.items():
            serial, number = self.numbers[label]
            calls = " ".join(self.calls[label])
            note = self.notes[label].having(number=str(number), id=f"note-{serial}", calls=calls)
            ended.append(replace(note, children=children))
        return ended
