"""Segments: the tree of a page goes in; every word of it comes out once, in runs that belong together, with places.

A segment is what stands between two beginnings of blocks: a paragraph, a heading, a cell, or words that lie loose in
a division. All segments together are the page; each can be taken out of the tree alone.
"""

from __future__ import annotations

from dataclasses import field

from lxml import etree

from makeready.acquire.elements import BLOCKS, UNREAD_TAGS, find_line, find_tag, holds_block, walk_words
from makeready.dataclass import dataclass
from makeready.manuscript.removal import remove_element

# Classes of links that sites put into a heading, and that are none of its words.
TOOLS = frozenset({"mw-editsection", "editsection", "edit-link", "headerlink"})


@dataclass(slots=True)
class Segment:
    """Words that stand together: the block that holds them, their pieces, their text on one line, their line.

    A piece is an element, or the words at the head ("text") or behind ("tail") of one.
    """

    parent: etree._Element
    pieces: list[tuple[etree._Element, str]] = field(default_factory=list)
    text: str = ""
    line: int = 1

    @property
    def words(self) -> list[str]:
        """Return the words, as blanks divide them."""
        return self.text.split()

    def take_out(self) -> None:
        """Remove the segment from its tree; what stands before and behind it stays."""
        for owner, slot in self.pieces:
            if slot == "text":
                owner.text = None
            elif slot == "tail":
                owner.tail = None
        for owner, slot in self.pieces:
            if slot == "element":
                remove_element(owner)


def list_segments(body: etree._Element) -> list[Segment]:
    """Return all segments of a page in their order; those without a word too, where they hold a picture."""
    found: list[Segment] = []
    _add_segments(body, found)
    for segment in found:
        segment.text = " ".join("".join(_read_piece(piece) for piece in segment.pieces).split())
        segment.line = _find_line(segment)
    return [one for one in found if one.text or _has_picture(one)]


def _add_segments(node: etree._Element, found: list[Segment]) -> None:
    """Add the segments of a block. (Parsers of pages keep trees shallow enough for calls within calls.)"""
    run: Segment | None = None

    def add(owner: etree._Element, slot: str) -> Segment:
        segment = run if run is not None else Segment(node)
        if run is None:
            found.append(segment)
        segment.pieces.append((owner, slot))
        return segment

    if node.text and node.text.strip():
        run = add(node, "text")
    for child in node:
        name = find_tag(child)
        if name and name not in UNREAD_TAGS:
            if name in BLOCKS or name == "hr" or holds_block(child):
                run = None
                _add_segments(child, found)
            elif TOOLS & set((child.get("class") or "").split()):
                run = None
                found.append(Segment(node, [(child, "element")]))
            elif _is_seen(child):
                run = add(child, "element")
        if child.tail and (child.tail.strip() or run is not None):
            run = add(child, "tail")


def _read_piece(piece: tuple[etree._Element, str]) -> str:
    owner, slot = piece
    if slot == "text":
        return owner.text or ""
    if slot == "tail":
        return owner.tail or ""
    return " " if find_tag(owner) == "br" else "".join(walk_words(owner))


def _is_seen(node: etree._Element) -> bool:
    return any(text.strip() for text in walk_words(node)) or any(find_tag(one) in ("img", "br") for one in node.iter())


def _has_picture(segment: Segment) -> bool:
    return any(
        slot == "element" and any(find_tag(one) == "img" for one in owner.iter()) for owner, slot in segment.pieces
    )


def _find_line(segment: Segment) -> int:
    for owner, _ in segment.pieces:
        if line := find_line(owner):
            return line
    return find_line(segment.parent) or 1
