"""The table of readers: a file's name goes in; the reader that acquires such files comes out.

A row names a module of this room with a function `acquire(workspace, path, wishes)`; it is imported when it is needed.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, cast

from makeready.acquire.deposit import Deposit
from makeready.findings import Outcome
from makeready.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person at the command line asked for.

    `changes` says what becomes of tracked changes: "accept", "reject", "keep", or None where nothing was said.
    `restore` names passages that are not to be left out; `accept` names emendations that are to be made.
    """

    changes: str | None = None
    restore: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()


class Acquirer(Protocol):
    """Reads one source. The workspace is the folder it lies in; nothing outside of that is read."""

    def __call__(self, workspace: Workspace, path: str, wishes: Wishes) -> Outcome[Deposit]:
        """Return the deposit, or None with findings that say why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of source: its name, what it is in words, its file names' endings, and the module that reads it."""

    name: str
    what: str
    suffixes: tuple[str, ...]
    module: str

    def load(self) -> Acquirer:
        """Return the reader."""
        return cast(Acquirer, importlib.import_module(self.module).acquire)


KINDS: tuple[SourceKind, ...] = ()


def find_kind(path: str) -> SourceKind | None:
    """Return the kind of source that a file's name tells, or None."""
    suffix = PurePosixPath(path).suffix.lower()
    return next((kind for kind in KINDS if suffix in kind.suffixes), None)
