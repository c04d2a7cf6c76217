"""Makings: a book and its target go in; the typefaces and tools that its colophon names come out."""

from __future__ import annotations

from itertools import chain

from makeready import __version__, fonts
from makeready.keep_last import keep_last
from makeready.model.book import Book, walk_sections, walk_text
from makeready.model.edition import Edition, Making
from makeready.model.face import Typefaces
from makeready.model.node import NodeKind
from makeready.releases import find_release

_CODE = frozenset({NodeKind.CODE, NodeKind.CODE_BLOCK})


def describe_making(book: Book, edition: Edition, typefaces: Typefaces) -> Making:
    """Return what this edition is made with: the code's typeface only where the book has code, and what stands in."""
    characters, has_code = _survey_text(book)
    families = [typefaces.text, *([typefaces.code] if has_code else []), typefaces.head, typefaces.display]
    faces = {face.family: face for face in reversed(typefaces.faces)}
    used = [faces[name] for name in dict.fromkeys(families) if name in faces]
    own = [face for face in typefaces.named if face.family == typefaces.text]
    lacking = fonts.find_missing(own, characters) if own else ()
    if lacking:
        used += fonts.choose_fallbacks(typefaces, lacking, (book.language,), own[0]).faces
    return Making(
        typefaces=tuple({face.family: (face.family, fonts.find_release(face), face.licence) for face in used}.values()),
        tools=(
            ("makeready", __version__),
            (edition.engine, find_release(edition.engine) or "not installed"),
        ),
    )


@keep_last
def _survey_text(book: Book) -> tuple[set[str], bool]:
    """Return the characters of the book, code left out, and whether there is code in it."""
    found, has_code = set(book.title), False
    for node in chain.from_iterable(map(walk_text, walk_sections(book.sections))):
        if node.kind in _CODE:
            has_code = True
        elif node.text:
            found.update(node.text)
    return found, has_code
