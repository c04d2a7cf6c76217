"""Note numbers: a tree and its laid-out pages go in; notes that are numbered anew on each page come out.

Which page a note stands on is known when there are pages, and another number may be wider than the one before: so
the pages are laid out again until no number changes. Only the tree of the pages is touched. A part of a book, laid
out by itself, is numbered by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from makeready.pdf.engine import boxes
from makeready.pdf.footnotes import find_places

# So many layouts have always been enough for the numbers to settle, with one to spare.
MOST_LAYOUTS = 5


@dataclass(frozen=True, slots=True)
class FarCall:
    """A second call of a note from another page than the one that its number belongs to; pages count from 0."""

    number: str
    call_page: int
    note_page: int


def number_by_page(
    root: Element, document: Any, lay_out_again: Callable[[], Any], most: int = MOST_LAYOUTS
) -> tuple[Any, list[int]]:
    """Return the engine's document with the notes of `root` numbered by page, and the pages whose numbers are wrong.

    `document` was laid out from `root`, and `lay_out_again` returns another one of the changed tree. There are `most`
    layouts at most; pages (from 0) whose numbers did not settle by then have those of the layout before the last.
    """
    for _ in range(1, most):
        if not renumber_notes(root, document):
            return document, []
        document = lay_out_again()
    return document, renumber_notes(root, document, only_look=True)


def renumber_notes(root: Element, document: Any, *, only_look: bool = False) -> list[int]:
    """Give each note of `root` its number on the page where it begins in `document`; return the pages of those changed.

    Numbers follow the order of the notes at the foot of the page; further calls of a note get its number as well. With
    `only_look` nothing is changed. Pages count from 0.
    """
    counts: dict[int, int] = {}
    numbers: dict[str, str] = {}
    changed: dict[int, None] = {}
    for note, page in find_places(document).notes.items():
        counts[page] = counts.get(page, 0) + 1
        number = numbers[note.get("id", "")] = str(counts[page])
        if note.get("data-number") != number:
            changed[page] = None
            if not only_look:
                note.set("data-number", number)
    if not only_look:
        for call in _list_calls(root):
            call.text = numbers.get(call.get("href", "").removeprefix("#"), call.text)
    return list(changed)


def find_far_calls(root: Element, document: Any) -> list[FarCall]:
    """Return the further calls of notes that stand on another page than the note, in the order of the text."""
    notes = {note.get("id"): (note, page) for note, page in find_places(document).notes.items()}
    calls = {call: notes.get(call.get("href", "").removeprefix("#")) for call in _list_calls(root)}
    far: list[FarCall] = []
    for index, page in enumerate(document.pages) if calls else ():
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TextBox) and (found := calls.pop(box.element, None)) is not None:
                note, note_page = found
                if note_page != index:
                    far.append(FarCall(note.get("data-number", "?"), index, note_page))
    return far


def _list_calls(root: Element) -> list[Element]:
    """Return the calls of notes that stand where they are called first."""
    return [link for link in root.iter("a") if link.get("role") == "doc-noteref"]
