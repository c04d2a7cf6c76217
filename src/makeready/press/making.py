"""Makings: a book and its target go in; the typefaces and tools that its colophon names come out."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from makeready import __version__, fonts
from makeready.model.book import Book, walk_sections
from makeready.model.edition import Edition, Making, Target
from makeready.model.node import NodeKind, walk_nodes

_ENGINES = {Target.EPUB: ("EbookLib",), Target.PDF: ("WeasyPrint",)}


def describe_making(book: Book, edition: Edition) -> Making:
    """Return what this edition is made with: the code's typeface only where the book has code."""
    families = [fonts.TEXT_FAMILY, *([fonts.CODE_FAMILY] if _has_code(book) else [])]
    faces = {face.family: face for face in reversed(fonts.list_faces())}
    return Making(
        typefaces=tuple((name, fonts.find_release(faces[name]), faces[name].licence) for name in families),
        tools=(
            ("makeready", __version__),
            *((name, find_release(name)) for name in _ENGINES[edition.target]),
        ),
    )


@lru_cache(maxsize=16)
def find_release(package: str) -> str:
    """Return the version of an installed package, or "not installed"."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _has_code(book: Book) -> bool:
    code = (NodeKind.CODE, NodeKind.CODE_BLOCK)
    texts = ((*section.title, *section.content, *section.notes) for section in walk_sections(book.sections))
    return any(node.kind in code for text in texts for node in walk_nodes(text))
