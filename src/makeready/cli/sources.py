"""Sources: a project's folder goes in; a reader of its texts, so that reports can show their lines, comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import MakereadyError
from makeready.report.text import ReadSource
from makeready.workspace import RefusedPath, Workspace


def open_sources(root: Path) -> ReadSource:
    """Return a function that gives the text of a file of the project, or None where there is none to show.

    Bytes that are not UTF-8 are shown as U+FFFD: the finding about them has to show its line too.
    """
    workspace = Workspace(root)

    def read_source(path: str) -> str | None:
        try:
            content = workspace.read_shared(path) if path.startswith("../") else workspace.read_bytes(path)
        except (RefusedPath, MakereadyError):
            return None
        text = content.decode("utf-8", "replace").removeprefix("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    return read_source


def shorten_path(path: Path) -> str:
    """Return `path` from the current folder where it lies below it, else in full."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
