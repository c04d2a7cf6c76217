"""Titles: the sections of a book and its title go in; findings where the title was taken for a chapter come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from makeready.findings import Finding, observe
from makeready.model.book import Matter, Section
from makeready.model.node import plain_text

# From so many sections on, a book of one chapter looks as if its title were that chapter.
_SECTIONS = 2


def find_misplaced_titles(sections: Sequence[Section], title: str, *, alone: bool) -> Iterator[Finding]:
    """Yield a finding for each chapter that is the book's title once more, and for one that holds the whole book.

    `alone` is True for a book of one file. A story that gives a book its name has words, and its name stands once.
    """
    chapters = [one for top in sections for one in (top, *(top.children if top.role == "part" else ()))]
    named = [one for one in chapters if title and _words_of(one) == title.casefold()]
    for section in named:
        if len(named) > 1 or not (section.content or section.children):
            message = f"the book's title “{title}” is the heading of a chapter"
            yield observe("MS036", message, span=section.span)
    body = [one for one in sections if one.matter is Matter.BODY]
    if len(body) == 1 and alone and not named:
        (whole,) = body
        wordless = not whole.content or bool(title and title.casefold() in _words_of(whole))
        if whole.title and whole.role == "chapter" and wordless and len(whole.children) >= _SECTIONS:
            message = f"the book is one chapter, “{plain_text(whole.title).strip()}”, of {len(whole.children)} sections"
            yield observe("MS037", message, span=whole.span)


def _words_of(section: Section) -> str:
    return plain_text(section.title).strip().casefold()
