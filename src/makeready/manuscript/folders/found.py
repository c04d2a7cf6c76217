"""What was found: the answers of the recognisers, as values; nothing goes in, their types come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System

_BACKTICKS = late_pattern(r"`{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The lines of a file as they are parsed; `numbers` has the line of the file, from 1, that each stands for.

    `numbers` is None where the lines are the file's own. What is included stands where it is asked for.
    """

    lines: list[str]
    numbers: list[int] | None = None
    findings: tuple[Finding, ...] = ()


# Takes a file's path and its lines; gives what is parsed in their stead.
Preparer = Callable[[str, list[str]], Prepared]


def observe_unread(name: str, span: Span) -> Finding:
    """Return the finding for a file whose lines a text asks for at `span`, and which cannot be read."""
    message = f"{name} is to be included here and cannot be read: its lines are not in the book"
    return observe("BF002", message, span=span)


def choose_fence(text: str) -> str:
    """Return backticks that no run of them in `text` closes, for it to stand between as code."""
    return "`" * max(3, max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFolder:
    """A book as a folder of another system has it.

    `evidence` are the places that the system was known by, with what stands there; `entries` are the files in reading
    order, `parts` the titles that they may lie under. `metadata` has values as book.toml has them, `positions` their
    places. `folder` is where paths that begin with a slash are looked for, `pictures` are further folders for pictures.
    `left_out` names files that are no part of the book, each with a reason. `prepare` changes a file's lines before
    they are parsed. Where there are `candidates` instead, folders with what each holds, one of them has to be chosen.
    """

    system: System
    evidence: tuple[tuple[Span, str], ...]
    root: str = ""
    folder: str = ""
    entries: tuple[Entry, ...] = ()
    parts: tuple[tuple[str, Span], ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    positions: Positions = field(default_factory=lambda: Positions(""))
    left_out: tuple[tuple[str, str], ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    pictures: tuple[str, ...] = ()
    prepare: Preparer | None = None
    findings: Sequence[Finding] = ()
