"""Jekyll: a folder with _config.yml goes in; its collection of chapters, or its pages in their order, comes out.

https://jekyllrb.com/docs/collections/ and https://just-the-docs.com/docs/navigation/
"""

from __future__ import annotations

import posixpath
from typing import Any

from makeready.findings import Finding
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.headers import is_draft, read_header, read_weight
from makeready.manuscript.folders.liquid import prepare_liquid
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.nav import NavItem, make_entries
from makeready.manuscript.folders.plain import is_aside, list_items
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.systems import System

_KEYS = {"title": "title", "author": "author", "authors": "author", "description": "description", "lang": "language",
         "locale": "language"}  # fmt: skip
_ORDER = ("nav_order", "order", "weight", "chapter", "number", "sort", "position", "index")
_CHAPTERS = (
    "_chapters",
    "_chapter",
    "_book",
    "_pages",
    "_lessons",
    "_episodes",
    "_sections",
    "_docs",
    "_parts",
    "_content",
)


def find_jekyll(tree: Tree, folder: str) -> BookFolder | None:
    """Return the site of Jekyll in `folder`, None where there is none."""
    settings = tree.find(join(folder, "_config.yml"), join(folder, "_config.yaml"))
    if settings is None:
        return None
    values, positions = tree.read_yaml(settings)
    if not isinstance(values, dict):
        return None
    written = values.get("source")
    text = join(folder, written if isinstance(written, str) else "")
    findings: list[Finding] = []
    items = _find_chapters(tree, text, values)
    if not items:
        return None
    entries = make_entries(items, findings)
    metadata, places = take_values(values, positions, _KEYS)
    return BookFolder(
        system=System.JEKYLL,
        evidence=((place(settings), "the settings of Jekyll"),),
        folder=text,
        entries=entries,
        metadata=metadata,
        positions=places,
        pictures=(join(text, "assets"), join(text, "images"), join(text, "assets/images"), join(text, "img")),
        findings=tuple(findings),
        prepare=prepare_liquid,
    )


def _find_chapters(tree: Tree, text: str, values: dict[str, Any]) -> tuple[NavItem, ...]:
    base = join(text, written if isinstance(written := values.get("collections_dir"), str) else "")
    collections = values.get("collections")
    named = collections if isinstance(collections, dict | list) else {}
    names = [f"_{name}" for name in named if isinstance(name, str)]
    folders = [join(base, name) for name in dict.fromkeys((*names, *_CHAPTERS))]
    found = [(one, pages) for one in folders if (pages := _rank(tree, list(tree.walk(one, MARKDOWN))))]
    if found:
        # The collection with the most text is the book; a site may have others, of authors or of news.
        _, pages = max(found, key=lambda one: (_measure(tree, one[1]), one[0] in folders[: len(names)]))
        opening = tree.find(join(text, "index.md"))
        if opening is not None and _measure(tree, (NavItem(title=None, span=place(opening), path=opening),)) > 1_500:
            return (NavItem(title="Introduction", span=place(opening), path=opening), *pages)
        return pages
    pages = _nest(tree, [path for path in tree.walk(text, MARKDOWN) if not is_aside(path) and "/_" not in f"/{path}"])
    posts = _rank(tree, list(tree.walk(join(text, "_posts"), MARKDOWN)))
    if posts and _measure(tree, posts) > _measure(tree, pages):
        return posts
    if any(item.children for item in pages) or len(pages) > 1:
        return pages
    return tuple(list_items(tree, text, MARKDOWN, aside=True))


def _rank(tree: Tree, paths: list[str]) -> tuple[NavItem, ...]:
    """Return pages by the number in their header, else by their names."""
    ranked = []
    for index, path in enumerate(paths):
        values, _ = read_header(tree, path)
        if is_draft(values):
            continue
        weight = read_weight(values, *_ORDER)
        title = values.get("title")
        item = NavItem(title=title if isinstance(title, str) else None, span=place(path), path=path)
        ranked.append((weight if weight is not None else float("inf"), index, item))
    return tuple(item for _, _, item in sorted(ranked, key=lambda one: one[:2]))


def _nest(tree: Tree, paths: list[str]) -> tuple[NavItem, ...]:
    """Return pages below those that their headers call their parents, as the theme Just the Docs has them."""
    pages = []
    for path in paths:
        values, _ = read_header(tree, path)
        excluded = str(values.get("nav_exclude", "")).lower() == "true"
        if values and not is_draft(values) and not excluded:
            pages.append((path, values))
    below: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    titles = {values.get("title") for _, values in pages if isinstance(values.get("title"), str)}
    for path, values in pages:
        parent = values.get("parent")
        below.setdefault(parent if isinstance(parent, str) and parent in titles else "", []).append((path, values))

    def make(parent: str, depth: int) -> tuple[NavItem, ...]:
        items = []
        for index, (path, values) in enumerate(below.get(parent, ())):
            title = values.get("title")
            title = title if isinstance(title, str) else None
            children = make(title, depth + 1) if title and title != parent and depth < 6 else ()
            weight = read_weight(values, *_ORDER)
            first = posixpath.splitext(posixpath.basename(path))[0] == "index" and depth == 0 and not children
            rank = float("-inf") if first else weight if weight is not None else float("inf")
            items.append((rank, index, NavItem(title=title, span=place(path), path=path, children=children)))
        return tuple(item for _, _, item in sorted(items, key=lambda one: one[:2]))

    return make("", 0)


def _measure(tree: Tree, items: tuple[NavItem, ...]) -> int:
    return sum(len(tree.read(item.path) or "") + _measure(tree, item.children) for item in items if item.path)
