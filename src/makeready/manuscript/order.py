"""Order: the files of a manuscript's folder and [contents] go in; which are read, in which order, comes out."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.positions import Path, Positions
from makeready.model.book import Matter
from makeready.workspace import RefusedPath, Workspace

SUFFIXES = (".md", ".markdown")
# What projects tell about themselves; seldom a part of a book.
_ASIDE = frozenset(
    "readme license licence copying changelog contributing code_of_conduct security authors todo notice summary".split()
)
# Folders of a project whose Markdown is about the project, or somebody else's.
_NO_TEXT = frozenset({"build", "styles", "docs", "tests", "node_modules", "venv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file to be read: its path in the project; from the contents its matter, its part, and where it is named.

    What lies below another file has a `depth` of 1 and more. `title` is what the contents call the file: it heads a
    text without a heading. Where there is no file ("" for a path), it stands alone. One with the role "part" has
    chapters below it.
    """

    path: str
    matter: Matter | None = None
    part: int | None = None
    span: Span | None = None
    depth: int = 0
    title: str | None = None
    role: str | None = None


@dataclass(slots=True)
class Order:
    """The files in reading order, and the parts of [contents] with the places where they stand among them."""

    entries: list[Entry]
    parts: list[tuple[str, Span]]


def sort_naturally(paths: list[str]) -> list[str]:
    """Return paths as a person counts them: 2.md before 10.md."""

    def order(path: str) -> tuple[list[tuple[int, int, str]], str]:
        pieces = re.findall(r"(\d+)|(\D+)", path.casefold())
        return [(0, int(digits), "") if digits else (1, 0, words) for digits, words in pieces], path

    return sorted(paths, key=order)


def find_order(
    workspace: Workspace, folder: str, contents: Mapping[str, Any] | None, places: Positions, findings: list[Finding]
) -> Order:
    """Return which Markdown files of `folder` are read and in which order."""
    files = sort_naturally(list(workspace.list_files(folder, SUFFIXES)))
    if not contents:
        inner = [name for name in workspace.list_folders(folder) if PurePosixPath(name).name not in _NO_TEXT]
        for file in (file for name in inner for file in workspace.list_files(name, SUFFIXES)):
            message = f"{file} is in a folder of its own and was left out of the book"
            findings.append(observe("MS025", message, span=Span.at(file, 1)))
        return Order(_choose_files(files, findings), [])
    order = Order([], [])
    listed: dict[str, Span] = {}
    for name, matter in (("front", Matter.FRONT), ("body", Matter.BODY), ("back", Matter.BACK)):
        for index, item in enumerate(contents.get(name, ())):
            path: Path = ("contents", name, index)
            if isinstance(item, dict):
                if "part" not in item:
                    continue
                order.parts.append((item["part"], places.value(path)))
                for number, pattern in enumerate(item.get("files", ())):
                    span = places.value((*path, "files", number))
                    _add(workspace, folder, pattern, matter, len(order.parts) - 1, span, order, listed, findings)
            else:
                _add(workspace, folder, item, matter, None, places.value(path), order, listed, findings)
    for file in files:
        if file not in listed and PurePosixPath(file).stem.lower() not in _ASIDE:
            span = places.key(("contents",))
            findings.append(observe("MD018", f"{file} is not in the contents", span=span))
    return order


def _choose_files(files: list[str], findings: list[Finding]) -> list[Entry]:
    aside = [file for file in files if PurePosixPath(file).stem.lower() in _ASIDE]
    chosen = [file for file in files if file not in aside]
    if not chosen:
        # Nothing else to make a book of: then it is the book.
        chosen, aside = aside[:1], aside[1:]
    for file in aside:
        findings.append(observe("MS025", f"{file} was left out of the book", span=Span.at(file, 1)))
    return [Entry(path=file) for file in chosen]


def _add(
    workspace: Workspace,
    folder: str,
    pattern: str,
    matter: Matter,
    part: int | None,
    span: Span,
    order: Order,
    listed: dict[str, Span],
    findings: list[Finding],
) -> None:
    try:
        paths = _expand(workspace, folder, pattern)
    except RefusedPath as refusal:
        findings.append(observe("WS001", str(refusal), span=span))
        return
    if not paths:
        findings.append(observe("MD017", f"no file fits {pattern!r}", span=span))
    for path in paths:
        if path in listed:
            if not re.search(r"[*?\[]", pattern):
                message = f"{path} is in the contents already, at {listed[path]}"
                findings.append(observe("MD017", message, span=span))
            continue
        listed[path] = span
        order.entries.append(Entry(path=path, matter=matter, part=part, span=span))


def _expand(workspace: Workspace, folder: str, pattern: str) -> list[str]:
    """Return the files that a name or a pattern means; raises RefusedPath where it leads out of the project."""
    path = posixpath.normpath(posixpath.join(folder, pattern))
    workspace.locate(path)
    if not re.search(r"[*?\[]", pattern):
        # A name that is there and no file is left to the reading, which says what it is.
        return [path] if workspace.has_file(path) or workspace.locate(path).exists() else []
    inside, name = posixpath.split(path)
    files = workspace.list_files(inside, SUFFIXES)
    return sort_naturally([file for file in files if fnmatch.fnmatchcase(posixpath.basename(file), name)])
