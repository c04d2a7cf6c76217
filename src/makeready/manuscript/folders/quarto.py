"""Quarto: a folder with _quarto.yml goes in; the book, or the web site, that it lists comes out.

https://quarto.org/docs/books/book-structure.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from makeready.findings import Finding
from makeready.manuscript.folders.bookdown import read_metadata
from makeready.manuscript.folders.chunks import ChunkReader
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.nav import NavItem, make_entries
from makeready.manuscript.folders.notebooks import NotebookReader
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.systems import System
from makeready.model.book import Matter

_KEYS = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "description": "description",
    "date": "date",
    "cover-image": "cover",
}
_SUFFIXES = (".qmd", ".md", ".ipynb", ".rmd")


def find_quarto(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book of Quarto in `folder`, None where there is none."""
    settings = tree.find(join(folder, "_quarto.yml"), join(folder, "_quarto.yaml"))
    if settings is None:
        return None
    values, positions = tree.read_yaml(settings)
    if not isinstance(values, dict):
        return None
    findings: list[Finding] = []
    book = values.get("book")
    kind = "book" if isinstance(book, dict) and "chapters" in book else "website"
    table = values.get(kind)
    table = table if isinstance(table, dict) else {}
    nav = _Nav(tree, folder, positions)
    if kind == "book":
        entries = make_entries(nav.read(table.get("chapters"), ("book", "chapters")), findings)
        back = make_entries(nav.read(table.get("appendices"), ("book", "appendices")), findings)
        entries += tuple(replace(one, matter=Matter.BACK, role=None if one.depth else "appendix") for one in back)
    else:
        sidebar = table.get("sidebar")
        first: Path = ("website", "sidebar")
        if isinstance(sidebar, list):
            sidebar, first = (sidebar[0] if sidebar else None), (*first, 0)
        contents = sidebar.get("contents") if isinstance(sidebar, dict) else None
        entries = make_entries(nav.read(contents, (*first, "contents")), findings) if contents else ()
    if not entries:
        files = [path for path in tree.walk(folder, (".qmd",)) if not path.rsplit("/", 1)[-1].startswith("_")]
        files.sort(key=lambda path: (path.count("/"), path.rsplit("/", 1)[-1].lower() != "index.qmd"))
        entries = tuple(Entry(path=path, span=place(path)) for path in files)
    if not entries:
        return None
    metadata, places = take_values(table, positions, _KEYS, (kind,))
    if isinstance(values.get("lang"), str):
        metadata["language"] = values["lang"]
        places.put("language", positions.key(("lang",)))
    index = next((entry.path for entry in entries if entry.path.endswith((".qmd", ".md"))), None)
    own, own_places = read_metadata(tree, index) if index and kind != "book" else ({}, Positions(""))
    for key, value in own.items():
        if key not in metadata and key != "title":
            metadata[key] = value
            places.put(key, own_places.key((key,)))
    chunks, notebooks = ChunkReader(tree), NotebookReader()
    return BookFolder(
        system=System.QUARTO,
        evidence=((place(settings), "the settings of Quarto"),),
        folder=folder,
        entries=entries,
        metadata=metadata,
        positions=places,
        findings=tuple(findings),
        prepare=lambda path, lines: (notebooks if path.endswith(".ipynb") else chunks).prepare(path, lines),
    )


class _Nav:
    """Reads chapters and contents: paths, parts with chapters, sections with contents, links."""

    def __init__(self, tree: Tree, folder: str, positions: Positions) -> None:
        self.tree = tree
        self.folder = folder
        self.positions = positions

    def read(self, value: Any, path: Path) -> Iterator[NavItem]:
        """Yield what a list of chapters names."""
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            return
        for index, one in enumerate(value):
            here = (*path, index)
            span = self.positions.value(here)
            if isinstance(one, str):
                if one in ("auto", "---") or "://" in one:
                    continue
                if not one.lower().endswith(_SUFFIXES):
                    continue
                yield NavItem(title=None, span=span, path=self._find(one))
            elif isinstance(one, dict):
                title = next(
                    (one[key] for key in ("text", "part", "section", "title") if isinstance(one.get(key), str)), None
                )
                target = next((one[key] for key in ("href", "file") if isinstance(one.get(key), str)), None)
                if target is None and title and title.lower().endswith(_SUFFIXES) and self._find(title):
                    target, title = title, None
                if target and "://" in target:
                    continue
                key = next((key for key in ("chapters", "contents") if key in one), None)
                children = tuple(self.read(one[key], (*here, key))) if key else ()
                yield NavItem(title=title, span=span, path=self._find(target) if target else "", children=children)

    def _find(self, name: str) -> str | None:
        return self.tree.find(join(self.folder, name.lstrip("/")))
