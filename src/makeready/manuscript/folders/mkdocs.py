"""MkDocs: a folder with mkdocs.yml goes in; the pages of its navigation, as the chapters of a book, come out.

https://www.mkdocs.org/user-guide/writing-your-docs/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder, Prepared
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.nav import NavItem, make_entries
from makeready.manuscript.folders.plain import list_items
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.systems import System

_ASKED = late_pattern(r"[ \t]*:::[ \t]+[A-Za-z_][\w.:-]*[ \t]*$")
_KEYS = {"site_name": "title", "site_author": "author", "site_description": "description"}


def find_mkdocs(tree: Tree, folder: str) -> BookFolder | None:
    """Return the site of MkDocs in `folder`, None where there is none."""
    settings = tree.find(join(folder, "mkdocs.yml"), join(folder, "mkdocs.yaml"))
    if settings is None:
        return None
    values, positions = tree.read_yaml(settings)
    if not isinstance(values, dict):
        return None
    written = values.get("docs_dir")
    text = join(folder, written if isinstance(written, str) else "docs")
    findings: list[Finding] = []
    evidence = [(place(settings), "the settings of MkDocs")]
    nav = values.get("nav", values.get("pages"))
    if isinstance(nav, list):
        entries = make_entries(_read_nav(tree, text, nav, ("nav",), positions), findings)
        evidence.append((positions.key(("nav",)), "the navigation"))
    else:
        entries = make_entries(list_items(tree, text, MARKDOWN, aside=False), findings)
    if not entries:
        return None
    metadata, places = take_values(values, positions, _KEYS)
    theme = values.get("theme")
    if isinstance(theme, dict) and isinstance(theme.get("language"), str):
        metadata["language"] = theme["language"]
        places.put("language", positions.value(("theme", "language")))
    return BookFolder(
        system=System.MKDOCS,
        evidence=tuple(evidence),
        folder=text,
        entries=entries,
        metadata=metadata,
        positions=places,
        findings=tuple(findings),
        prepare=prepare_page,
    )


def prepare_page(path: str, lines: list[str]) -> Prepared:
    """Return the lines of a page without those that ask for the documentation of code: `::: package.module`.

    A plugin of MkDocs would import that code, which is running it.
    """
    asked = [number for number, line in enumerate(lines) if ":::" in line and _ASKED.match(line)]
    if not asked:
        return Prepared(lines=lines)
    left_out = set(asked)
    for number in asked:
        indent = len(lines[number]) - len(lines[number].lstrip())
        for following in range(number + 1, len(lines)):
            line = lines[following]
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            left_out.add(following)
    many = "one place asks" if len(asked) == 1 else f"{len(asked):,} places ask"
    message = f"{many} for documentation that only running code would give, first {lines[asked[0]].strip()}"
    return Prepared(
        lines=["" if number in left_out else line for number, line in enumerate(lines)],
        findings=(observe("BF006", message, span=place(path, asked[0] + 1)),),
    )


def _read_nav(tree: Tree, text: str, nav: list[Any], path: Path, positions: Positions) -> Iterator[NavItem]:
    for index, one in enumerate(nav):
        here = (*path, index)
        span = positions.value(here)
        if isinstance(one, str):
            yield from _read_page(tree, text, None, one, span)
        elif isinstance(one, dict):
            for title, value in one.items():
                inner = (*here, title)
                if isinstance(value, str):
                    yield from _read_page(tree, text, title, value, span)
                elif isinstance(value, list):
                    children = tuple(_read_nav(tree, text, value, inner, positions))
                    if children:
                        yield NavItem(title=title, span=span, children=children)


def _read_page(tree: Tree, text: str, title: str | None, name: str, span: Any) -> Iterator[NavItem]:
    if "://" in name or name.startswith("mailto:"):
        return
    path = join(text, name.lstrip("/"))
    if name.endswith("/") or name.endswith("/*"):
        # A folder with all that is in it.
        yield from list_items(tree, path.rstrip("/*"), MARKDOWN, aside=False)
        return
    if posixpath.splitext(name)[1].lower() not in MARKDOWN:
        return
    yield NavItem(title=title, span=span, path=path if tree.has(path) else None)
