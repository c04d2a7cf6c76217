"""Makings: a book and its target go in; the typefaces and tools that its colophon names come out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from makeready import __version__, fonts
from makeready.model.book import Book, walk_sections
from makeready.model.edition import Edition, Making
from makeready.model.face import Typefaces
from makeready.model.node import Node, NodeKind, walk_nodes

_CODE = frozenset({NodeKind.CODE, NodeKind.CODE_BLOCK})


def describe_making(book: Book, edition: Edition, typefaces: Typefaces) -> Making:
    """Return what this edition is made with: the code's typeface only where the book has code, and what stands in."""
    code = [typefaces.code] if any(node.kind in _CODE for node in _walk_text(book)) else []
    families = [typefaces.text, *code, typefaces.head, typefaces.display]
    faces = {face.family: face for face in reversed(typefaces.faces)}
    used = [faces[name] for name in dict.fromkeys(families) if name in faces]
    own = [face for face in typefaces.named if face.family == typefaces.text]
    lacking = fonts.find_missing(own, _list_characters(book)) if own else ()
    if lacking:
        used += fonts.choose_fallbacks(typefaces, lacking, (book.language,), own[0]).faces
    return Making(
        typefaces=tuple({face.family: (face.family, fonts.find_release(face), face.licence) for face in used}.values()),
        tools=(
            ("makeready", __version__),
            (edition.engine, find_release(edition.engine)),
        ),
    )


@lru_cache(maxsize=16)
def find_release(package: str) -> str:
    """Return the version of an installed package, or "not installed"."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _walk_text(book: Book) -> Iterator[Node]:
    for section in walk_sections(book.sections):
        yield from walk_nodes((*section.title, *section.content, *section.notes))


def _list_characters(book: Book) -> str:
    """Return the characters of the book, code left out."""
    found: set[str] = set(book.title)
    for node in _walk_text(book):
        if node.kind not in _CODE:
            found.update(node.text)
    return "".join(sorted(found))
