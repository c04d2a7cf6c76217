"""Small books made by hand: words go in; nodes, sections and books come out."""

from __future__ import annotations

from typing import Any

from makeready.findings import Span
from makeready.model.book import Book, Identifier, Matter, Section
from makeready.model.edition import EpubEdition, NotePlace, PrintEdition
from makeready.model.node import Node, NodeKind, plain_text, text_node

PRINT = PrintEdition(name="print")
EPUB = EpubEdition(name="epub", notes=NotePlace.CHAPTER_END)


def node(kind: NodeKind, *children: Node | str, span: Span | None = None, **attributes: str) -> Node:
    """Return a node; strings become text, a trailing underscore of an attribute's name goes."""
    return Node(
        kind=kind,
        attributes=tuple((name.rstrip("_"), value) for name, value in attributes.items()),
        children=tuple(text_node(child) if isinstance(child, str) else child for child in children),
        span=span,
    )


def paragraph(*children: Node | str, span: Span | None = None, **attributes: str) -> Node:
    """Return a paragraph."""
    return node(NodeKind.PARAGRAPH, *children, span=span, **attributes)


def emphasis(*children: Node | str) -> Node:
    """Return words in emphasis."""
    return node(NodeKind.EMPHASIS, *children)


def link(href: str, *children: Node | str, source: str = "manuscript/01.md") -> Node:
    """Return a link that stands in the file `source`."""
    return node(NodeKind.LINK, *(children or ("there",)), span=Span.at(source, 3, 1), href=href)


def call(label: str) -> Node:
    """Return the call of a note."""
    return node(NodeKind.NOTE_CALL, label=label)


def note(label: str, *children: Node | str) -> Node:
    """Return the words of a note, in one paragraph."""
    return node(NodeKind.NOTE, paragraph(*children), label=label)


def section(identity: str, *content: Node, title: str | tuple[Node, ...] | None = None, **changes: Any) -> Section:
    """Return a chapter of the body, unless `changes` say otherwise."""
    heading = identity.title() if title is None else title
    fields: dict[str, Any] = {
        "id": identity,
        "slug": identity,
        "matter": Matter.BODY,
        "role": "chapter",
        "title": ((text_node(heading),) if heading else ()) if isinstance(heading, str) else heading,
        "content": content,
    }
    return Section(**{**fields, **changes})


def book(*sections: Section, **changes: Any) -> Book:
    """Return a book of these sections."""
    fields: dict[str, Any] = {
        "identifiers": (Identifier(scheme="uuid", value="3f2504e0-4f89-41d3-9a0c-0305e82c3301"),),
        "title": "The Book",
        "language": "en-GB",
        "modified": "2026-01-01T00:00:00Z",
        "sections": sections,
    }
    return Book(**{**fields, **changes})


def find(sections: tuple[Section, ...], role: str) -> Section:
    """Return the only section with this role."""
    (found,) = [s for s in sections if s.role == role]
    return found


def words(section: Section) -> str:
    """Return the words of a section's own content, a space between blocks."""
    return " ".join(" ".join(plain_text([top]).split()) for top in section.content)


def every(section: Section, kind: NodeKind) -> list[Node]:
    """Return all nodes of `kind` in a section, its title and its children."""
    tops = (*section.title, *section.content, *section.notes)
    found = [n for top in tops for n in top.walk() if n.kind is kind]
    for child in section.children:
        found += every(child, kind)
    return found
