"""Jupyter Book, MyST and Sphinx: a folder with a table of contents or a toctree goes in; the book of it comes out.

https://jupyterbook.org/en/stable/structure/toc.html, https://mystmd.org/guide/table-of-contents and
https://www.sphinx-doc.org/en/master/usage/restructuredtext/directives.html#table-of-contents
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from makeready.findings import Finding, Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.converted import Converter, find_language
from makeready.manuscript.folders.found import BookFolder, Prepared, Preparer
from makeready.manuscript.folders.js_data import read_texts
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.nav import NavItem, make_entries
from makeready.manuscript.folders.notebooks import NotebookReader
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.systems import System

_SUFFIXES = (".md", ".ipynb", ".rst", ".myst.md", ".txt")
_KEYS = {"title": "title", "subtitle": "subtitle", "author": "author", "authors": "author", "language": "language",
         "description": "description"}  # fmt: skip
_SPHINX_KEYS = {"html_title": "title", "project": "title", "author": "author", "language": "language"}
_TOCTREE = late_pattern(
    r"^(?P<mark>`{3,}|:{3,}|~{3,})\{toctree\}[^\n]*\n(?P<body>.*?)^(?P=mark)[ \t]*$", re.MULTILINE | re.DOTALL
)
_RST_TOCTREE = late_pattern(r"^\.\. toctree::[^\n]*\n(?P<body>(?:[ \t]+[^\n]*\n|[ \t]*\n)*)", re.MULTILINE)
_LABELLED = late_pattern(r"(.*?)\s*<([^<>]+)>$")
_DEEPEST = 8
_COLONS = late_pattern(r"(?P<mark>:{3,})\{(?P<name>[a-z][\w-]*)\}(?P<words>.*)")
_LISTS = frozenset({"toctree", "tableofcontents", "contents"})
_TITLED = frozenset({"card", "grid-item-card", "tab-item", "dropdown", "details"})
_HOLDERS = _TITLED | {"grid", "grid-item", "tab-set", "div", "container", "margin", "aside"}


def find_jupyter(tree: Tree, folder: str) -> BookFolder | None:
    """Return the Jupyter Book in `folder`, None where there is none."""
    toc = tree.find(join(folder, "_toc.yml"), join(folder, "_toc.yaml"), join(folder, "_data/toc.yml"))
    settings = tree.find(join(folder, "_config.yml"))
    findings: list[Finding] = []
    if toc is not None:
        values, positions = tree.read_yaml(toc)
        text = join(folder, "content") if toc.endswith("_data/toc.yml") else folder
        items = tuple(_Toc(tree, text, positions).read(values, ()))
        evidence = [(place(toc), "the contents of a Jupyter Book")]
        config, places = tree.read_yaml(settings) if settings else ({}, Positions(""))
        table: Any = config
        path: Path = ()
    else:
        toc = tree.find(join(folder, "myst.yml"))
        if toc is None:
            return None
        config, places = tree.read_yaml(toc)
        table = config.get("project") if isinstance(config, dict) else None
        if not isinstance(table, dict):
            return None
        text, path = folder, ("project",)
        items = tuple(_Toc(tree, folder, places).read(table.get("toc", []), ("project", "toc")))
        evidence = [(place(toc), "the settings of MyST")]
    entries = make_entries(items, findings)
    if not entries:
        return None
    metadata, positions = take_values(table if isinstance(table, dict) else {}, places, _KEYS, path)
    return BookFolder(
        system=System.JUPYTER_BOOK,
        evidence=tuple(evidence),
        folder=text,
        entries=entries,
        metadata=metadata,
        positions=positions,
        findings=tuple(findings),
        prepare=_make_preparer(tree, [entry.path for entry in entries]),
    )


def prepare_notebook(path: str, lines: list[str]) -> Prepared:
    """Return the lines of a notebook as Markdown, those of other files with colons of MyST as divisions."""
    if path.endswith(".ipynb"):
        return NotebookReader().prepare(path, lines)
    return open_colons(lines) if any(":::{" in line for line in lines) else Prepared(lines=lines)


def open_colons(lines: list[str]) -> Prepared:
    """Return lines with the directives between colons that hold other text as divisions, their words first in them.

    A toctree between colons becomes one between backticks. https://mystmd.org/guide/syntax-overview#directives
    """
    result: list[str] = []
    numbers: list[int] = []
    fence = ""
    # The mark that closes each directive that was changed, and what stands there instead.
    open_marks: list[tuple[str, str]] = []
    options = False
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        new = [line]
        found = _COLONS.fullmatch(stripped)
        if fence:
            fence = "" if stripped.startswith(fence) and not stripped.strip(fence[0]) else fence
        elif stripped.startswith(("```", "~~~")):
            fence = stripped[: len(stripped) - len(stripped.lstrip(stripped[0]))]
        elif open_marks and stripped == open_marks[-1][0]:
            new = [open_marks.pop()[1]]
        elif found and found["name"] in _LISTS:
            new = [line.replace(found["mark"], "`" * len(found["mark"]), 1)]
            open_marks.append((found["mark"], "`" * len(found["mark"])))
        elif found and found["name"] in _HOLDERS:
            new = ["", f"{found['mark']} {found['name']}", ""]
            if found["name"] in _TITLED and found["words"].strip():
                new += [f"**{found['words'].strip()}**", ""]
            open_marks.append((found["mark"], found["mark"]))
            options = True
        elif options and re.match(r":[\w-]+:(?:\s|$)", stripped):
            new = [""]
        options = options and (bool(found) or stripped.startswith(":"))
        result += new
        numbers += [number] * len(new)
    return Prepared(lines=result, numbers=numbers)


class _Toc:
    """Reads the forms that tables of contents have had: lists, parts with chapters, files with sections."""

    def __init__(self, tree: Tree, folder: str, positions: Positions) -> None:
        self.tree = tree
        self.folder = folder
        self.positions = positions

    def read(self, value: Any, path: Path) -> Iterator[NavItem]:
        """Yield what a table of contents, or a list within it, names."""
        if isinstance(value, dict):
            root = value.get("root")
            if isinstance(root, str):
                yield NavItem(title=None, span=self.positions.value((*path, "root")), path=self._find(root))
            for key in ("parts", "chapters", "sections", "subtrees"):
                yield from self.read(value.get(key, []), (*path, key))
            return
        for index, one in enumerate(value if isinstance(value, list) else ()):
            here = (*path, index)
            if isinstance(one, str):
                yield NavItem(title=None, span=self.positions.value(here), path=self._find(one))
            elif isinstance(one, dict):
                yield from self._read_item(one, here)

    def _read_item(self, one: dict[str, Any], here: Path) -> Iterator[NavItem]:
        name = next((one[key] for key in ("file", "url") if isinstance(one.get(key), str)), None)
        title = next(
            (one[key] for key in ("title", "caption", "part", "header") if isinstance(one.get(key), str)), None
        )
        children = tuple(
            item
            for key in ("chapters", "sections", "children", "entries")
            for item in self.read(one.get(key, []), (*here, key))
        )
        glob = one.get("glob") or one.get("pattern")
        if isinstance(glob, str):
            yield from self._expand(glob, self.positions.value(here))
            return
        if isinstance(name, str) and "://" in name:
            return
        if name is None and not children:
            return
        path = self._find(name) if name else ""
        # A file with sections is a chapter; what has chapters, or a caption and no file, is a part.
        chapter = bool(name) and "sections" in one and "chapters" not in one
        yield NavItem(title=title, span=self.positions.value(here), path=path, children=children, chapter=chapter)

    def _find(self, name: str) -> str | None:
        path = join(self.folder, name.lstrip("/"))
        return self.tree.find(path, *(f"{path}{suffix}" for suffix in _SUFFIXES))

    def _expand(self, glob: str, span: Span) -> Iterator[NavItem]:
        inside, name = posixpath.split(glob)
        pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
        for path in self.tree.list_files(join(self.folder, inside), _SUFFIXES):
            stem = posixpath.basename(path)
            if pattern.fullmatch(stem) or pattern.fullmatch(posixpath.splitext(stem)[0]):
                yield NavItem(title=None, span=span, path=path)


def find_sphinx(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book of Sphinx in `folder`, None where there is none; its conf.py is read, and never run."""
    for base in dict.fromkeys((folder, join(folder, "source"), join(folder, "docs"), join(folder, "doc"),
                               join(folder, "docs/source"))):  # fmt: skip
        settings = tree.find(join(base, "conf.py"))
        index = tree.find(
            *(join(base, f"{name}{suffix}") for name in ("index", "contents") for suffix in (".md", ".rst"))
        )
        if settings is not None and index is not None:
            break
    else:
        return None
    findings: list[Finding] = []
    seen: set[str] = {index}
    children = tuple(_follow(tree, base, index, seen, 0))
    if not children:
        return None
    entries = make_entries((NavItem(title=None, span=place(index), path=index), *children), findings)
    text = tree.read(settings) or ""
    metadata, positions = read_texts(text, settings, _SPHINX_KEYS)
    return BookFolder(
        system=System.SPHINX,
        evidence=((place(settings), "the settings of Sphinx"), (place(index), "its toctree")),
        folder=base,
        entries=entries,
        metadata=metadata,
        positions=positions,
        pictures=(join(base, "_static"), join(base, "images")),
        findings=tuple(findings),
        prepare=_make_preparer(tree, [entry.path for entry in entries]),
    )


def _make_preparer(tree: Tree, paths: list[str]) -> Preparer:
    """Return what prepares pages in Markdown, notebooks, and pages in reStructuredText."""
    converter = Converter(tree, paths)

    def prepare(path: str, lines: list[str]) -> Prepared:
        return prepare_notebook(path, lines) if find_language(path) is None else converter.prepare(path, lines)

    return prepare


def _follow(tree: Tree, base: str, path: str, seen: set[str], depth: int) -> Iterator[NavItem]:
    """Yield the pages that the toctrees of a page name, each with those that its own toctrees name."""
    text = tree.read(path) or ""
    pattern = _RST_TOCTREE if path.endswith((".rst", ".txt")) else _TOCTREE
    for found in pattern.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        caption = re.search(r"^\s*:?caption:\s*(.+?)\s*$", found["body"], re.MULTILINE)
        items = tuple(_read_lines(tree, base, path, found["body"], line, seen, depth))
        if caption and items and depth == 0:
            yield NavItem(title=caption[1], span=place(path, line), children=items)
        else:
            yield from items


def _read_lines(
    tree: Tree, base: str, path: str, body: str, line: int, seen: set[str], depth: int
) -> Iterator[NavItem]:
    for number, written in enumerate(body.split("\n"), line + 1):
        name = written.strip()
        if not name or name.startswith((":", "---", "..")) or re.match(r"[a-z]+:\s", name) or name == "self":
            continue
        labelled = _LABELLED.match(name)
        title, name = (labelled[1] or None, labelled[2]) if labelled else (None, name)
        if "://" in name:
            continue
        where = base if name.startswith("/") else posixpath.dirname(path)
        target = join(where, name.lstrip("/"))
        names = [target, *(f"{target}{suffix}" for suffix in _SUFFIXES)]
        if "*" in name:
            pattern = re.compile(re.escape(posixpath.basename(name)).replace(r"\*", ".*"))
            folder = posixpath.dirname(target)
            pages = [one for one in tree.list_files(folder, _SUFFIXES) if pattern.match(posixpath.basename(one))]
        else:
            page = tree.find(*names)
            pages = [page] if page else []
            if page is None:
                yield NavItem(title=title or name, span=place(path, number), path=None)
        for page in pages:
            if page in seen:
                continue
            seen.add(page)
            children = tuple(_follow(tree, base, page, seen, depth + 1)) if depth < _DEEPEST else ()
            yield NavItem(title=title, span=place(path, number), path=page, children=children)
