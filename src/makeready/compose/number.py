"""Numbers: parts and chapters in order go in; their labels ("II", "3", "3.1") come out where the book wants them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from makeready.model.book import Book, Section
from makeready.model.pages import write_roman


def number_sections(book: Book) -> Book:
    """Return the book with labels on its numbered parts (roman) and chapters (arabic) if `book.numbering` asks.

    "chapters" numbers chapters through the whole book; "sections" numbers the sections in them as well.
    """
    if book.numbering == "none":
        return book
    counter = _Counter(deep=book.numbering == "sections")
    return replace(book, sections=tuple(counter.number_top(s) for s in book.sections))


class _Counter:
    def __init__(self, *, deep: bool) -> None:
        self.deep = deep
        self.part = 0
        self.chapter = 0

    def number_top(self, section: Section) -> Section:
        if section.role == "part":
            if section.numbered:
                self.part += 1
                section = replace(section, label=write_roman(self.part).upper())
            return replace(section, children=tuple(self.number_top(child) for child in section.children))
        if section.role != "chapter" or not section.numbered:
            return section
        self.chapter += 1
        label = str(self.chapter)
        children = _number_below(section.children, label) if self.deep else section.children
        return replace(section, label=label, children=children)


def _number_below(sections: Iterable[Section], prefix: str) -> tuple[Section, ...]:
    numbered: list[Section] = []
    count = 0
    for section in sections:
        if not section.numbered:
            numbered.append(section)
            continue
        count += 1
        label = f"{prefix}.{count}"
        numbered.append(replace(section, label=label, children=_number_below(section.children, label)))
    return tuple(numbered)
