"""bookdown and plain R Markdown: a folder with _bookdown.yml or .Rmd files goes in; the book that they make comes out.

https://bookdown.org/yihui/bookdown/usage.html
"""

from __future__ import annotations

import posixpath
from typing import Any

from makeready.findings import Finding, Span, observe
from makeready.manuscript.folders.chunks import ChunkReader
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.headers import read_header
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System

_SUFFIXES = (".rmd",)
_KEYS = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "description": "description",
    "lang": "language",
    "date": "date",
    "cover-image": "cover",
}


def find_bookdown(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book of bookdown in `folder`, None where there is none."""
    settings = tree.find(join(folder, "_bookdown.yml"), join(folder, "_bookdown.yaml"))
    files = [path for path in tree.list_files(folder, _SUFFIXES) if not posixpath.basename(path).startswith("_")]
    if settings is None and len(files) < 2:
        return None
    values, _ = tree.read_yaml(settings) if settings else ({}, None)
    values = values if isinstance(values, dict) else {}
    findings: list[Finding] = []
    named = _list_named(values.get("rmd_files"))
    if named:
        files = []
        for name in named:
            path = join(folder, name)
            if tree.has(path):
                files.append(path)
            else:
                message = f"{name} is in the contents, and there is no such file"
                findings.append(observe("BF003", message, span=place(settings or folder)))
    inner = values.get("rmd_subdir")
    folders = inner if isinstance(inner, list) else tree.list_folders(folder) if inner in ("true", "yes") else []
    for one in folders:
        if isinstance(one, str):
            base = one if one.startswith(folder) else join(folder, one)
            files += [path for path in tree.walk(base, (".rmd", ".md")) if path not in files]
    index = next((path for path in files if posixpath.basename(path).lower() == "index.rmd"), None)
    if index is not None and not named:
        files = [index, *(path for path in files if path != index)]
    if not files:
        return None
    head = index or files[0]
    metadata, positions = read_metadata(tree, head)
    evidence: list[tuple[Span, str]] = [(place(settings), "the settings of bookdown")] if settings else []
    return BookFolder(
        system=System.BOOKDOWN,
        evidence=(*evidence, (place(head), "R Markdown")),
        folder=folder,
        entries=tuple(Entry(path=path, span=place(path)) for path in dict.fromkeys(files)),
        metadata=metadata,
        positions=positions,
        findings=tuple(findings),
        prepare=ChunkReader(tree, header=head).prepare,
    )


def read_metadata(tree: Tree, path: str) -> tuple[dict[str, Any], Positions]:
    """Return what the header of a file says of the book."""
    values, positions = read_header(tree, path)
    metadata, places = take_values(values, positions, _KEYS)
    for key in ("date", "title", "subtitle", "description"):
        # What R would compute is not known.
        if "`r" in str(metadata.get(key, "")):
            del metadata[key]
    return metadata, places


def _list_named(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = value.get("html") or value.get("latex") or next(iter(value.values()), None)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
