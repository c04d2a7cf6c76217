"""The tree: a workspace goes in; the files and folders of somebody else's book, as far as they can matter, come out.

All that a recogniser knows comes through here, and so through the workspace: nothing outside the folder is read,
nothing runs, and the record of a build has each answer.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from makeready.findings import Span
from makeready.manuscript.folders.yaml_values import UnreadYaml, load_yaml
from makeready.manuscript.order import sort_naturally
from makeready.manuscript.positions import Positions, read_toml
from makeready.workspace import RefusedPath, Workspace, decode_text

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
# What tools write, what they install, and what is none of a book's text.
NO_TEXT = frozenset(
    "build dist target node_modules vendor venv env site public _site _build _book _output __pycache__ "
    "test tests spec scripts script bin tools".split()
)
# A tree with more files than this below one folder is looked through no further.
MOST_FILES = 20_000
MOST_LEVELS = 12


class Tree:
    """The files of one folder, each read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        # Settings that are not read, by their paths: why, and where.
        self.unread: dict[str, tuple[str, Span]] = {}
        self._texts: dict[str, str | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        # Each recogniser asks for the same lists.
        self._files: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._folders: dict[str, list[str]] = {}

    def has(self, path: str) -> bool:
        """Return True where `path`, in its shortest form, is a file of the folder."""
        folder, name = posixpath.split(path)
        if path.startswith(".") or "/." in path:
            return self.workspace.has_file(path)  # lists have no hidden ones
        if folder not in self._names:
            # Recognisers ask for hundreds of names; a folder is listed once.
            self._names[folder] = frozenset(posixpath.basename(one) for one in self.list_files(folder))
        return name in self._names[folder]

    def find(self, *paths: str) -> str | None:
        """Return the first of `paths` that is a file."""
        return next((path for path in paths if self.has(path)), None)

    def list_files(self, folder: str = "", suffixes: Iterable[str] = ()) -> list[str]:
        """Return the files directly in `folder`, as a person counts them; none where it may not be listed."""
        asked = folder, tuple(suffixes)
        if asked not in self._files:
            try:
                self._files[asked] = sort_naturally(list(self.workspace.list_files(*asked)))
            except RefusedPath:
                self._files[asked] = []
        return list(self._files[asked])

    def list_folders(self, folder: str = "") -> list[str]:
        """Return the folders directly in `folder` that may hold text, as a person counts them."""
        if folder not in self._folders:
            try:
                found = self.workspace.list_folders(folder)
            except RefusedPath:
                found = ()
            texts = [name for name in found if posixpath.basename(name).lower() not in NO_TEXT]
            self._folders[folder] = sort_naturally(texts)
        return list(self._folders[folder])

    def walk(self, folder: str, suffixes: Iterable[str]) -> Iterator[str]:
        """Yield the files below `folder`, those of a folder before those of the folders within it."""
        wanted = tuple(suffixes)
        count = 0
        waiting = [(folder, 0)]
        while waiting:
            name, depth = waiting.pop()
            for path in self.list_files(name, wanted):
                yield path
                count += 1
            if depth < MOST_LEVELS and count < MOST_FILES:
                waiting += [(inner, depth + 1) for inner in reversed(self.list_folders(name))]

    def read(self, path: str) -> str | None:
        """Return the text of a file, None where there is none that can be read as text."""
        if path not in self._texts:
            try:
                self._texts[path] = decode_text(self.workspace.read_bytes(path))
            except (RefusedPath, UnicodeDecodeError):
                self._texts[path] = None
        return self._texts[path]

    def read_lines(self, path: str) -> list[str]:
        """Return the lines of a file; none where it cannot be read."""
        text = self.read(path)
        return text.split("\n") if text else []

    def read_toml(self, path: str) -> tuple[dict[str, Any], Positions]:
        """Return the values of a TOML file and their places; nothing where it is no TOML."""
        found = read_toml(self.read(path) or "", path)
        return found.values, found.positions

    def read_yaml(self, path: str) -> tuple[Any, Positions]:
        """Return the values of a YAML file and their places; None where it is no YAML, which is remembered."""
        try:
            return load_yaml(self.read(path) or "", path)
        except UnreadYaml as error:
            self.unread[path] = str(error), place(path, error.line)
            return None, Positions(path)


def place(path: str, line: int = 1) -> Span:
    """Return the place of a line of `path`."""
    return Span.at(path, line)


def join(*parts: str) -> str:
    """Return a path of the folder in its shortest form; "" is the folder itself."""
    path = posixpath.normpath(posixpath.join(*parts)) if any(parts) else ""
    return "" if path == "." else path
