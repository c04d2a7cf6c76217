"""Note numbers: a tree goes in; notes that are numbered anew on each page, while the pages are made, come out.

Which page a note stands on is not known before its page is made, and another number may be wider than the one before.
But notes come in order: when a page begins, the next note to come is its first, the one behind that its second, if it
gets there. So numbers are given out at the beginning of each page to all that may come, and those that did not get
there get others with the next page. Nothing has to be laid out twice, and there is nothing to settle. A part of a book
that is laid out by itself is numbered by itself.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any
from xml.etree.ElementTree import Element

from makeready.dataclass import dataclass

# Stands for a number in the tree; a private character, so no author's words are taken for it.
_UNKNOWN = "\ue0f1"
_ASKS = "data-note-numbering"
# No page has more notes.
_MOST = 400


def ask_for_page_numbers(root: Element) -> None:
    """Have the notes of the tree `root` numbered by page when it is laid out; the layout writes the numbers into it."""
    root.set(_ASKS, "page")
    for note in root.iter("span"):
        if note.get("class") == "footnote":
            note.set("data-number", _UNKNOWN)
    for call in _list_links(root):
        call.text = _UNKNOWN


def numbers_by_page(root: Element) -> bool:
    """Return True where the tree `root` asks for that."""
    return root.get(_ASKS) == "page"


def _list_links(root: Element) -> list[Element]:
    """Return the further calls of notes, which lead to where these are called first."""
    return [link for link in root.iter("a") if link.get("role") == "doc-noteref"]


@dataclass(slots=True, eq=False)
class _Numbered:
    """A note of the engine: its box, the boxes with its number and their words, its further calls, and its page."""

    box: Any
    texts: list[tuple[Any, str]] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    page: int | None = None

    def show(self, number: str) -> None:
        """Write a number wherever the note has one."""
        for box, words in self.texts:
            box.text = words.replace(_UNKNOWN, number)
        self.box.element.set("data-number", number)
        for link in self.links:
            link.text = number


class PageNumbers:
    """Numbers the notes of one layout of the engine; nothing where the tree does not ask for it."""

    def __init__(self, tree: Element, root_box: Any) -> None:
        """Take the tree and the boxes made from it, before any page is made."""
        self._notes: dict[Any, _Numbered] = {}
        self._by_id: dict[str, _Numbered] = {}
        self._later: dict[Any, str] = {}  # the numbers of notes on pages behind the one that is made anew
        if not numbers_by_page(tree):
            return
        self._read(root_box, None)
        for link in _list_links(tree):
            if note := self._by_id.get(_find_target(link)):
                note.links.append(link)

    def _read(self, box: Any, note: _Numbered | None) -> None:
        """Find the notes within a box, in the order of their calls, and the boxes with their numbers."""
        if box.footnote:
            note = self._notes[box.footnote] = _Numbered(box.footnote)
            self._by_id[box.footnote.element.get("id", "")] = note
        text = getattr(box, "text", None)
        if text is not None and _UNKNOWN in text:
            owner = self._by_id.get(_find_target(box.element)) if box.element.tag == "a" else note
            if owner is not None:
                owner.texts.append((box, text))
        for child in getattr(box, "children", None) or ():
            self._read(child, note)
        if box.footnote:
            self._read(box.footnote, note)

    def begin_page(self, page: int, carried: list[Any]) -> None:
        """Number the notes that may come to `page`; those `carried` there keep the numbers of their calls."""
        taken = [int(note.element.get("data-number", "0")) for note in carried if note in self._notes]
        number = max(taken, default=0)
        self._later = {}
        for note in self._notes.values():
            if (note.page is None or note.page >= page) and note.box not in carried:
                if note.page == page:
                    note.page = None  # the page is made anew
                elif note.page is not None:
                    self._later[note.box] = note.box.element.get("data-number", "")
                number += 1
                note.show(str(number))
                if number > _MOST:
                    break

    def end_page(self, page: int, notes: list[Any]) -> None:
        """Take note of the notes that came to `page`."""
        for box in notes:
            if (note := self._notes.get(box)) is not None:
                note.page = page
        for box, number in self._later.items():
            if box not in notes:
                self._notes[box].show(number)  # its page need not be made anew

    def keep(self) -> dict[Any, tuple[int | None, str]]:
        """Return the page of each note, and its number."""
        return {box: (note.page, box.element.get("data-number", "")) for box, note in self._notes.items()}

    def bring_back(self, kept: dict[Any, tuple[int | None, str]]) -> None:
        """Have the notes on these pages again, with these numbers, as `keep` returned them."""
        for box, note in self._notes.items():
            note.page, number = kept.get(box, (None, _UNKNOWN))
            if box.element.get("data-number") != number:
                note.show(number)


def _find_target(link: Element) -> str:
    return link.get("href", "").removeprefix("#")
