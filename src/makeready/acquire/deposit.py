"""Deposits: what was taken from a source goes in; the files of a manuscript, each line with its origin, come out.

A deposit is a manuscript that lies nowhere yet. `makeready acquire` lays it down in a folder; `makeready build` of a
folder that is not ours builds it where it is, and tells findings at the places of the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from makeready.findings import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLine:
    """A line of Markdown that we wrote, without its end, and the place of the source that it came from, if one."""

    text: str
    origin: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositFile:
    """A file of the manuscript: its path from the project's root, its bytes, and where each line came from.

    `origins` has one entry a line for text, and is empty for pictures. `original` names the file of the source that
    was taken over byte for byte, where it was.
    """

    path: str
    content: bytes
    origins: tuple[Span | None, ...] = ()
    original: str | None = None

    @classmethod
    def of_lines(cls, path: str, lines: tuple[WrittenLine, ...]) -> DepositFile:
        """Return a text file of these lines, UTF-8, each ended by a line feed."""
        content = "".join(f"{line.text}\n" for line in lines).encode("utf-8")
        return cls(path=path, content=content, origins=tuple(line.origin for line in lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A passage of the source that is not part of the book: its name, its words, where it stood, and why it was left.

    `name` is unique in a deposit and stays the same while the source does ("share-line-2"); by it the passage can be
    asked back.
    """

    name: str
    text: str
    place: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was acquired: its path or address as the person gave it, and the SHA-256 of its bytes in hexadecimal."""

    path: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A manuscript as it was taken from its sources.

    `files` are the manuscript's: book.toml, Markdown, pictures, with paths such as "manuscript/book.toml". `left_out`
    are the passages that are not in them, in the order of the source. `kind` is the name of the reader that made it.
    """

    kind: str
    files: tuple[DepositFile, ...]
    sources: tuple[Source, ...]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def find(self, path: str) -> DepositFile | None:
        """Return the file at `path`, or None."""
        return next((file for file in self.files if file.path == path), None)
