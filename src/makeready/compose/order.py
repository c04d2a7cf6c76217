"""Order: sections in any order go in; front, body and back matter in the order of the trade come out."""

from __future__ import annotations

from dataclasses import replace

from makeready.model.book import Book, Matter

# The Chicago Manual of Style, 17th edition, 1.4; roles not named here keep their place between these.
# “toc” is for contents of the author's own: composed ones come after this step, which they list.
_FRONT = ("halftitlepage", "titlepage", "copyright-page", "dedication", "epigraph", "toc")
_BACK_LAST = ("endnotes", "reviewed-work", "provenance", "colophon")


def order_sections(book: Book) -> Book:
    """Return the book with its sections in reading order; within one rank the manuscript's order is kept."""

    def rank(place_and_section: tuple[int, object]) -> tuple[int, int, int]:
        place, _ = place_and_section
        section = book.sections[place]
        if section.matter is Matter.FRONT:
            return 0, _FRONT.index(section.role) if section.role in _FRONT else len(_FRONT), place
        if section.matter is Matter.BODY:
            return 1, 0, place
        return 2, 1 + _BACK_LAST.index(section.role) if section.role in _BACK_LAST else 0, place

    ordered = sorted(enumerate(book.sections), key=rank)
    return replace(book, sections=tuple(section for _, section in ordered))
