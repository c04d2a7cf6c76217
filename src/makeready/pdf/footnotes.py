"""Footnotes: laid-out pages go in; the notes that stand on another page than their calls, or on none, come out.

With the repairs of pdf/engine.py this is a watch that finds nothing in ordinary books; it speaks up where two long
notes are called in one line or one within the other, and where another release of the engine brings old faults back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any
from xml.etree.ElementTree import Element

from makeready.dataclass import dataclass
from makeready.pdf.engine import boxes


@dataclass(frozen=True, slots=True)
class Stray:
    """A note apart from its call: its element, the index of the call's page, that of its words or None if lost."""

    note: Element
    call_page: int
    note_page: int | None

    @property
    def number(self) -> str:
        """Return the note's printed number."""
        return self.note.get("data-number", "?")


@dataclass(frozen=True, slots=True)
class FarCall:
    """A further call of a note from another page than the one where the note stands; pages count from 0."""

    number: str
    call_page: int
    note_page: int


@dataclass(frozen=True, slots=True)
class NotePlaces:
    """The indexes of the pages on which notes are called, and of those on which they begin, in order."""

    calls: dict[Element, int] = field(default_factory=dict)
    notes: dict[Element, int] = field(default_factory=dict)


def find_places(document: Any) -> NotePlaces:
    """Return on which pages of the engine's `document` notes are called, also within notes, and begin."""
    places = NotePlaces()
    for index, page in enumerate(document.pages):
        for child in page._page_box.children:
            if isinstance(child, boxes.FootnoteAreaBox):
                for note in child.children:
                    places.notes.setdefault(note.element, index)
            if not isinstance(child, boxes.MarginBox):
                for call in _find_calls(child):
                    places.calls.setdefault(call, index)
    return places


def find_strays(document: Any) -> list[Stray]:
    """Return the notes of the engine's `document` whose words do not begin on the page of their call, in order."""
    places = find_places(document)
    notes = places.notes
    return [Stray(note, page, notes.get(note)) for note, page in places.calls.items() if notes.get(note) != page]


def find_far_calls(root: Element, document: Any) -> list[FarCall]:
    """Return the further calls in `root` of notes that stand on another page of `document`, in order."""
    notes = {note.get("id"): (note, page) for note, page in find_places(document).notes.items()}
    links = [link for link in root.iter("a") if link.get("role") == "doc-noteref"]
    calls = {link: notes.get(link.get("href", "").removeprefix("#")) for link in links}
    far: list[FarCall] = []
    for index, page in enumerate(document.pages) if calls else ():
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TextBox) and (found := calls.pop(box.element, None)) is not None:
                note, note_page = found
                if note_page != index:
                    far.append(FarCall(note.get("data-number", "?"), index, note_page))
    return far


def _find_calls(box: Any) -> Iterator[Element]:
    stack = [box]
    while stack:
        current = stack.pop()
        current = getattr(current, "_box", current)  # absolutely placed boxes stand behind a placeholder
        if (current.element_tag or "").endswith("::footnote-call"):
            yield current.element
        else:
            stack.extend(reversed(getattr(current, "children", None) or ()))
