"""Division: the sections of a composed book go in; which file each stands in, and the href of every id, come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from makeready.model.book import Book, Section, walk_text

FOLDER = "text"


class FilePlan(NamedTuple):
    """One content document to come: its place in the package, its section, how deep it stands, what goes in it.

    `language` is the section's, or that of the part it stands in, or the book's.
    """

    href: str
    section: Section
    depth: int
    language: str
    children: tuple[Section, ...]


def divide_book(book: Book) -> tuple[FilePlan, ...]:
    """Return the files of `book` in reading order: one a section; a part's own page apart from its chapters."""
    return tuple(_divide(book.sections, 1, book.language))


def _divide(sections: tuple[Section, ...], depth: int, inherited: str) -> Iterator[FilePlan]:
    for section in sections:
        is_part = section.role == "part"
        language = section.language or inherited
        yield FilePlan(
            href=f"{FOLDER}/{section.slug}.xhtml",
            section=section,
            depth=depth,
            language=language,
            children=() if is_part else section.children,
        )
        if is_part:
            yield from _divide(section.children, depth + 1, language)


def map_anchors(plans: tuple[FilePlan, ...]) -> dict[str, str]:
    """Return for every id of the book ("#id") the file that it stands in."""
    found: dict[str, str] = {}
    for plan in plans:
        for identity in _list_ids(plan.section, plan.children):
            found.setdefault(f"#{identity}", plan.href)
    return found


def _list_ids(section: Section, children: tuple[Section, ...]) -> Iterator[str]:
    yield section.id
    for node in walk_text(section):
        if not node.attributes:
            continue
        if identity := node.get("id"):
            yield identity
        if node.children and (target := node.get("target")):
            yield target
    for child in children:
        yield from _list_ids(child, child.children)
