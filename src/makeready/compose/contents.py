"""Contents: a composed book goes in; for a printed edition the same book with a contents page comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from makeready.compose.names import find_free, list_names
from makeready.compose.wording import Wording
from makeready.model.book import Book, Matter, Section
from makeready.model.edition import Edition
from makeready.model.node import Node, NodeKind, plain_text, text_node
from makeready.model.titles import choose_colon

_DEPTH = 2  # parts and chapters, or chapters and their sections where there are few of them
_FEW = 12
# The pages before the contents: The Chicago Manual of Style, 17th edition, 1.4.
_BEFORE = frozenset({"halftitlepage", "titlepage", "copyright-page", "dedication", "epigraph"})


def add_contents(book: Book, edition: Edition) -> Book:
    """Return `book`, whose sections are in reading order, with a contents section behind its title pages.

    An EPUB has its navigation document instead; a book with fewer than two listed sections gets none, and one
    that brings contents of its own keeps those.
    """
    if not edition.is_paged or any(s.role == "toc" for s in book.sections):
        return book
    listed = [s for s in book.sections if s.listed and _has_title(s)]
    if len([s for s in listed if s.matter is Matter.BODY]) < 2 and not any(s.children for s in listed):
        return book
    depth = _DEPTH if sum(1 for _ in _descend(listed, _DEPTH)) <= _FEW or _has_parts(listed) else 1
    words = Wording(book.language)
    identity = find_free("contents", list_names(book.sections))
    section = Section(
        id=identity,
        slug=identity,
        matter=Matter.FRONT,
        role="toc",
        title=(text_node(words["contents"]),),
        content=(_list_sections(listed, depth, book.language),),
        numbered=False,
        listed=False,
        generated=True,
    )
    place = sum(1 for s in book.sections if s.matter is Matter.FRONT and s.role in _BEFORE)
    return replace(book, sections=(*book.sections[:place], section, *book.sections[place:]))


def _has_title(section: Section) -> bool:
    return bool(section.title or section.short_title)


def _has_parts(sections: Iterable[Section]) -> bool:
    return any(s.role == "part" for s in sections)


def _descend(sections: Iterable[Section], depth: int) -> Iterator[Section]:
    for section in sections:
        yield section
        if depth > 1:
            yield from _descend((c for c in section.children if c.listed and _has_title(c)), depth - 1)


def _list_sections(sections: Iterable[Section], depth: int, around: str) -> Node:
    items = []
    for section in sections:
        language = section.language or around
        title = _strip_calls(section.title) or (text_node(section.short_title or ""),)
        if section.subtitle:
            title = (*title, *_add_subtitle(plain_text(title), section.subtitle, language))
        own = (("lang", language),) if language != around else ()
        link = Node(
            kind=NodeKind.LINK,
            attributes=(("href", f"#{section.id}"), ("class", f"entry {section.matter.value}")),
            children=(
                *_label(section),
                Node(kind=NodeKind.SPAN, attributes=(("class", "title"), *own), children=title),
            ),
        )
        below = [c for c in section.children if c.listed and _has_title(c)] if depth > 1 else []
        nested = (_list_sections(below, depth - 1, around),) if below else ()
        paragraphs = [Node(kind=NodeKind.PARAGRAPH, children=(link,))]
        if section.authors:
            names = text_node(", ".join(section.authors))
            by = (("class", "entry-author"), *own)
            paragraphs.append(Node(kind=NodeKind.PARAGRAPH, attributes=by, children=(names,)))
        items.append(
            Node(kind=NodeKind.ITEM, attributes=(("class", f"entry-{section.role}"),), children=(*paragraphs, *nested))
        )
    return Node(kind=NodeKind.LIST, attributes=(("ordered", "true"), ("class", "contents")), children=tuple(items))


def _add_subtitle(title: str, subtitle: str, language: str) -> tuple[Node, ...]:
    words = Node(kind=NodeKind.SPAN, attributes=(("class", "entry-subtitle"),), children=(text_node(subtitle),))
    return (text_node(choose_colon(title, language)), words)


def _label(section: Section) -> tuple[Node, ...]:
    if not section.label:
        return ()
    label = Node(kind=NodeKind.SPAN, attributes=(("class", "label"),), children=(text_node(section.label),))
    return (label, text_node(" "))


def _strip_calls(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return a title for a list: no note calls, no links, no ids, breaks as spaces."""
    kept: list[Node] = []
    for node in nodes:
        if node.kind is NodeKind.NOTE_CALL:
            continue
        if node.kind in (NodeKind.LINE_BREAK, NodeKind.SOFT_BREAK):
            kept.append(text_node(" "))
            continue
        kind = NodeKind.SPAN if node.kind is NodeKind.LINK else node.kind
        plain = replace(node.having(id=None, href=None), kind=kind, children=_strip_calls(node.children))
        kept.append(plain)
    return tuple(kept)
