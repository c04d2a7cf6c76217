"""GitBook and HonKit: a folder with a SUMMARY.md at its top goes in; the book that they would make of it comes out.

https://honkit.netlify.app/structure and https://gitbook.com/docs/getting-started/git-sync/content-configuration
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.gitbook_tags import TagReader
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.summary import ItemKind, order_items, read_summary
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System
from makeready.model.book import Matter

_KEYS = {"title": "title", "author": "author", "description": "description", "language": "language"}


@dataclass(slots=True)
class _Settings:
    """Where the text lies, which file lists it, what the book is called, where that was read, and its variables."""

    root: str
    summary: str
    readme: str
    metadata: dict[str, Any]
    positions: Positions
    evidence: list[tuple[Span, str]]
    variables: dict[str, Any]


def find_gitbook(tree: Tree, folder: str) -> BookFolder | None:
    """Return the GitBook in `folder`, None where there is none."""
    settings = _read_settings(tree, folder)
    languages = tree.find(join(settings.root, "LANGS.md"))
    if languages is not None and tree.find(settings.summary) is None:
        return _list_languages(tree, languages, settings)
    summary = tree.find(settings.summary, join(settings.root, "summary.md"))
    if summary is None:
        return None
    items = read_summary(tree.read(summary) or "")
    # A part may be a heading whose link is its own page.
    items = tuple(replace(item, kind=ItemKind.LISTED) if item.kind is ItemKind.AFTER else item for item in items)
    order = order_items(
        items, tree, summary, settings.root, fixed_matter=False, indexes=("README.md", "readme.md", "index.md")
    )
    if not order.entries:
        return None
    entries = order.entries
    readme = tree.find(settings.readme)
    if readme is not None and all(entry.path != readme for entry in entries):
        # GitBook puts the introduction first where the list does not.
        entries.insert(0, Entry(path=readme, matter=Matter.FRONT, span=place(readme)))
    glossary = tree.find(join(settings.root, "GLOSSARY.md"))
    if glossary is not None and all(entry.path != glossary for entry in entries):
        entries.append(Entry(path=glossary, matter=Matter.BACK, span=place(glossary), title="Glossary"))
    return BookFolder(
        system=System.GITBOOK,
        evidence=(*settings.evidence, (place(summary), "the contents of the book")),
        folder=settings.root,
        entries=tuple(entries),
        parts=tuple(order.parts),
        metadata=settings.metadata,
        positions=settings.positions,
        pictures=(join(settings.root, ".gitbook/assets"), join(settings.root, "assets")),
        prepare=TagReader(tree, settings.variables).prepare,
        findings=tuple(order.findings),
    )


def _read_settings(tree: Tree, folder: str) -> _Settings:
    metadata: dict[str, Any] = {}
    positions = Positions("")
    evidence: list[tuple[Span, str]] = []
    variables: dict[str, Any] = {}
    root, summary, readme = folder, "SUMMARY.md", "README.md"
    # The later file is the newer system's, and goes before the other one.
    for names in (("book.json", "book.js"), (".gitbook.yaml", ".gitbook.yml")):
        path = tree.find(*(join(folder, name) for name in names))
        if path is None:
            continue
        evidence.append((place(path), "the settings of a GitBook"))
        values, places = (None, positions) if path.endswith(".js") else tree.read_yaml(path)
        if not isinstance(values, dict):
            continue
        if path.endswith(".json"):
            metadata, positions = take_values(values, places, _KEYS)
            variables = found if isinstance(found := values.get("variables"), dict) else {}
        root = join(folder, _text(values.get("root")) or "")
        structure = values.get("structure")
        if isinstance(structure, dict):
            summary = _text(structure.get("summary")) or summary
            readme = _text(structure.get("readme")) or readme
    return _Settings(root, join(root, summary), join(root, readme), metadata, positions, evidence, variables)


def _text(value: object) -> str | None:
    return value.strip().removeprefix("/") if isinstance(value, str) and value.strip() else None


def _list_languages(tree: Tree, path: str, settings: _Settings) -> BookFolder | None:
    """Return the books of a folder in several languages, of which one has to be chosen."""
    items = read_summary(tree.read(path) or "")
    books = []
    for item in items:
        inner = join(settings.root, (item.href or "").strip("/")) if item.href else ""
        if inner and tree.find(join(inner, "SUMMARY.md"), join(inner, "README.md")):
            books.append((inner, item.title))
    if not books:
        return None
    return BookFolder(
        system=System.GITBOOK, evidence=((place(path), "the languages of the book"),), candidates=tuple(books)
    )
