"""Page starts: the engine's pages and the tree they were made from go in; where each page starts comes out.

Each element has a cursor over its own words. What a page shows of it moves the cursor on; the first character on the
page that belongs to the main text is where the page starts. Inserted hyphens, pseudo-elements, notes, heads, folios
and the repeated heads of tables belong to nobody's own words, or come when these are used up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Any
from xml.etree.ElementTree import Element

from makeready.dataclass import dataclass
from makeready.model.pages import count_characters, is_apart, is_note
from makeready.pdf.engine import boxes, list_leaves
from makeready.pdf.parts import Opening

_HYPHENS = "-\u2010"
_PROOF = 48  # characters of a page's text that prove its place
_RESYNC = 12  # characters that prove a place further on
_REACH = 200  # how far on fewer characters are looked for


@dataclass(slots=True)
class _Stream:
    """The main text of a section or a note: its id, its counted characters in parts, and how many pictures it has."""

    anchor: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    pictures: int = 0
    joined: str = ""

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def show(self, offset: int) -> str:
        if not self.joined:
            self.joined = "".join(self.parts)
        return self.joined[offset : offset + _PROOF]


@dataclass(slots=True)
class _Own:
    """An element's own words in small letters, where its runs start in the stream, and how far pages show them.

    For a picture, `picture` counts those before it and `before` the characters.
    """

    stream: _Stream
    text: str = ""
    begins: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    cursor: int = 0
    picture: int | None = None
    before: int = 0

    def add(self, text: str | None) -> None:
        counted = count_characters(text) if text else ""
        if counted:
            self.begins.append(len(self.text))
            self.places.append(self.stream.length)
            self.stream.add(counted)
            self.text += _fold(counted)

    def take(self, shown: str) -> int | None:
        """Move on over what a page shows; return where it starts in the stream, None where it is nothing of ours."""
        text = _fold(count_characters(shown))
        start = self.cursor
        if not text or start >= len(self.text):
            return None
        if self.text.startswith(text, start):
            self.cursor = start + len(text)
        elif text[-1] in _HYPHENS and len(text) > 1 and self.text.startswith(text[:-1], start):
            self.cursor = start + len(text) - 1
        else:
            found = self._take_slowly(text)
            if found is None:
                return None
            start = found
        run = bisect_right(self.begins, start) - 1
        return self.places[run] + start - self.begins[run]

    def _take_slowly(self, text: str) -> int | None:
        """Take `text` one by one: a letter may be two as a capital (ß), and the engine may have left something out."""
        end = _match(self.text, self.cursor, text)
        start = self.cursor
        if end is None:
            probe = text.rstrip(_HYPHENS)[:_RESYNC]
            # A letter or two are found anywhere: a leap to the wrong place would lose all that follows.
            reach = len(self.text) if len(probe) == _RESYNC else self.cursor + _REACH
            start = self.text.find(probe, self.cursor, reach)
            end = _match(self.text, start, text) if start >= 0 else None
        if end is None or end == start:
            return None
        self.cursor = end
        return start


def find_openings(pages: Sequence[Any], root: Element) -> list[tuple[Opening | None, bool]]:
    """Return for each of the engine's `pages` where its main text starts, if it has any, and whether it is blank."""
    owns = _read_sections(root)
    found = [_open_page(page, owns) for page in pages]
    return [
        (
            place and Opening(anchor=place[0].anchor, offset=place[1], picture=place[2], text=place[0].show(place[1])),
            blank,
        )
        for place, blank in found
    ]


def _read_sections(root: Element) -> dict[Element, _Own]:
    """Return the own words of each element of the main text. The content documents' sections stand in the matters."""
    owns: dict[Element, _Own] = {}
    for section in root.findall("body/div/section"):
        _read_element(section, _Stream(section.get("id", "")), owns)
    return owns


def _read_element(element: Element, stream: _Stream, owns: dict[Element, _Own]) -> None:
    name, attributes = element.tag, element.attrib
    if is_note(name, attributes):
        stream = _Stream(attributes.get("id", ""))
    elif is_apart(name, attributes):
        return
    own = owns[element] = _Own(stream)
    if name == "img":
        own.picture, own.before = stream.pictures, stream.length
        stream.pictures += 1
    own.add(element.text)
    for child in element:
        _read_element(child, stream, owns)
        own.add(child.tail)


_Found = tuple[_Stream, int, int | None]


def _open_page(page: Any, owns: dict[Element, _Own]) -> tuple[_Found | None, bool]:
    """Return where the page starts, None where it has no main text, and whether nothing at all stands on it.

    The rest of the page is read as well: the cursors have to be right for the next one.
    """
    flow, *others = page._page_box.children
    found: _Found | None = None
    empty = True
    for leaf in list_leaves(flow):
        empty = False
        own = owns.get(leaf.element)
        tag = leaf.element_tag or ""
        if own is None or ("::" in tag and not tag.endswith(("::first-letter", "::first-line"))):
            continue
        if not isinstance(leaf, boxes.TextBox):
            if found is None and own.picture is not None:
                found = own.stream, own.before, own.picture
            continue
        offset = own.take(leaf.text)
        if found is None and offset is not None:
            found = own.stream, offset, None
    return found, empty and not _has_notes(others)


def _has_notes(others: Iterable[Any]) -> bool:
    return any(isinstance(box, boxes.FootnoteAreaBox) and box.children for box in others)


def _fold(text: str) -> str:
    """Return `text` in small letters, as many as before: style sheets may show it in capitals."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(small if len(small := character.casefold()) == 1 else character for character in text)


def _match(text: str, at: int, shown: str) -> int | None:
    """Return where `shown` ends in `text` if it stands there from `at` on, hyphens of the engine's aside."""
    place = 0
    while place < len(shown):
        if at < len(text) and shown[place] == text[at]:
            at, place = at + 1, place + 1
        elif at < len(text) and len(long := text[at].casefold()) > 1 and shown.startswith(long, place):
            at, place = at + 1, place + len(long)
        elif shown[place] in _HYPHENS:
            place += 1
        else:
            return None
    return at
