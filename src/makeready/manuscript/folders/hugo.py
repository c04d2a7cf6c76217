"""Hugo: a folder with content/ and its settings goes in; the pages of its sections, by weight, come out.

https://gohugo.io/content-management/organization/
"""

from __future__ import annotations

import posixpath
from typing import Any

from makeready.findings import Finding
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.headers import is_draft, read_header, read_weight
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.nav import NavItem, make_entries
from makeready.manuscript.folders.plain import is_language
from makeready.manuscript.folders.shortcodes import prepare_shortcodes
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System

_SETTINGS = tuple(
    f"{base}{name}.{suffix}"
    for base in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
_KEYS = {"title": "title", "author": "author", "languageCode": "language", "languagecode": "language"}


def find_hugo(tree: Tree, folder: str) -> BookFolder | None:
    """Return the site of Hugo in `folder`, None where there is none."""
    settings = tree.find(*(join(folder, name) for name in _SETTINGS))
    if settings is None:
        return None
    values, positions = tree.read_toml(settings) if settings.endswith(".toml") else tree.read_yaml(settings)
    if not isinstance(values, dict) or not values.keys() & {
        "baseURL",
        "baseurl",
        "languageCode",
        "theme",
        "title",
        "languages",
    }:
        return None
    written = values.get("contentDir", values.get("contentdir"))
    text = join(folder, written if isinstance(written, str) else "content")
    inner = [one for one in tree.list_folders(text) if is_language(posixpath.basename(one))]
    evidence = ((place(settings), "the settings of Hugo"),)
    if len(inner) > 1 and not tree.list_files(text, MARKDOWN):
        chosen = values.get("defaultContentLanguage", values.get("defaultcontentlanguage", "en"))
        own = [one for one in inner if posixpath.basename(one) == chosen]
        text = own[0] if own else inner[0]
    elif len(inner) == 1 and len(tree.list_folders(text)) == 1:
        text = inner[0]
    findings: list[Finding] = []
    items = _list_pages(tree, text, top=True)
    if not items:
        return None
    metadata, places = take_values(values, positions, _KEYS)
    author = _find_author(values)
    if author and "author" not in metadata:
        metadata["author"] = author
        places.put("author", positions.key(("author",)))
    return BookFolder(
        system=System.HUGO,
        evidence=evidence,
        folder=text,
        entries=make_entries(items, findings),
        metadata=metadata,
        positions=places,
        prepare=prepare_shortcodes,
        pictures=(join(folder, "static"), join(folder, "assets"), join(folder, "static/images")),
        findings=tuple(findings),
    )


def _find_author(values: dict[str, Any]) -> str | None:
    for table in (values.get("author"), values.get("params", {})):
        if isinstance(table, dict):
            name = table.get("name") or table.get("author")
            if isinstance(name, dict):
                name = name.get("name")
            if isinstance(name, str) and name.strip():
                return name
    return None


def _list_pages(tree: Tree, folder: str, *, top: bool = False) -> tuple[NavItem, ...]:
    """Return the pages of a section: by weight, then by title's file name; a folder with an index.md is a page."""
    ranked: list[tuple[float, int, NavItem]] = []
    for path in tree.list_files(folder, MARKDOWN):
        stem = posixpath.splitext(posixpath.basename(path))[0]
        if stem == "_index" and not top:
            continue
        values, _ = read_header(tree, path)
        if is_draft(values) or (stem == "_index" and not _has_text(tree, path)):
            continue
        weight = read_weight(values, "weight", "Weight")
        first = float("-inf") if stem == "_index" else None
        rank = first if first is not None else weight if weight else float("inf")
        ranked.append((rank, len(ranked), NavItem(title=_title(values), span=place(path), path=path)))
    for inner in tree.list_folders(folder):
        index = tree.find(join(inner, "index.md"))
        if index is not None:
            values, _ = read_header(tree, index)
            if not is_draft(values):
                weight = read_weight(values, "weight", "Weight")
                item = NavItem(title=_title(values), span=place(index), path=index)
                ranked.append((weight or float("inf"), len(ranked), item))
            continue
        children = _list_pages(tree, inner)
        section = tree.find(join(inner, "_index.md"))
        values, _ = read_header(tree, section) if section else ({}, Positions(""))
        if is_draft(values) or (not children and section is None):
            continue
        title = _title(values) or posixpath.basename(inner).replace("-", " ").replace("_", " ").capitalize()
        path = section if section and (_has_text(tree, section) or _title(values)) else ""
        item = NavItem(title=title, span=place(section or inner), path=path, children=children)
        ranked.append((read_weight(values, "weight", "Weight") or float("inf"), len(ranked), item))
    return tuple(item for _, _, item in sorted(ranked, key=lambda one: one[:2]))


def _has_text(tree: Tree, path: str) -> bool:
    lines = tree.read_lines(path)
    from makeready.manuscript.folders.headers import split_header

    _, end = split_header(lines)
    return any(line.strip() for line in lines[end:])


def _title(values: dict[str, Any]) -> str | None:
    title = values.get("title")
    return title if isinstance(title, str) and title.strip() else None
