"""Journals: what came of each book of a batch goes in, a line each; those that need not be built again come out.

Each line is written at once as its book ends, behind the others, so that a process that is killed at any moment leaves
one torn last line at worst. A line that cannot be read is as if it were not there: its book is built again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from makeready.dataclass import dataclass
from makeready.findings import MakereadyError, StorageError
from makeready.press.record import is_unchanged, read_answers
from makeready.press.request import Answer, BuildRequest
from makeready.remote import RemoteFolder
from makeready.report.book_json import pack_book, unpack_book
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.store import make_key
from makeready.workshop import name_makers

if sys.platform != "win32":
    import fcntl

_SOUND = (BookStatus.BUILT, BookStatus.UNCHANGED)
# How each line begins; a file that begins in another way is not emptied.
_HEAD = b'{"key": "'
# Nobody's book is so long a line: what is larger is no journal, and is not read into memory.
_LIMIT = 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """A line of a journal: a book, what its build read, and the key of how it was asked for."""

    key: str
    book: BookReport
    answers: tuple[Answer, ...]


class Journal:
    """A file that grows by a line for each book that ended; used as a context.

    `recalled` counts the books that were taken from it.
    """

    def __init__(self, path: Path, *, resume: bool, needed: bool = True) -> None:
        """Take the file at `path`, empty it unless it is to `resume`, and read what is in it.

        `entries` are the last ones of each key. Raises StorageError where it cannot be read or written, and where
        another batch writes it. One that is not `needed` falls silent where it can no longer be written.
        """
        self.path = path
        self.needed = needed
        self.recalled = 0
        with self._telling():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Links are not followed: the place is one that a project may hold.
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
            self._handle = os.open(path, flags, 0o666)
        try:
            with self._telling():
                self._lock()
                self._require_journal()
                content = self._read_whole_lines() if resume else b""
                os.ftruncate(self._handle, len(content))
        except BaseException:
            os.close(self._handle)
            raise
        self.entries = {entry.key: entry for entry in read_entries(content)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    def note(self, root: Path, request: BuildRequest, book: BookReport, answers: Iterable[Answer]) -> None:
        """Write the line of the book in the folder `root`. Raises StorageError where that fails."""
        line = json.dumps({"key": name_book_key(root, request), "book": pack_book(book), "answers": list(answers)})
        content = f"{line}\n".encode("ascii")
        try:
            self._append(content)
        except StorageError:
            if self.needed:
                raise

    def _append(self, content: bytes) -> None:
        with self._telling():
            # One call each as a rule; whoever is killed between two of them leaves a torn line.
            while content:
                content = content[os.write(self._handle, content) :]

    def recall(self, root: Path, request: BuildRequest, base: Path) -> BookReport | None:
        """Return the book in the folder `root` as it was noted, where it need not be built again; else None.

        It was built when it was asked for like this; its files, told from `base`, are there with the same bytes; and
        nothing that its build read has changed.
        """
        entry = self.entries.get(name_book_key(root, request))
        if entry is None or entry.book.status not in _SOUND or not entry.book.files or not entry.answers:
            return None
        if not all(_has_digest(base, file, request) for file in entry.book.files):
            return None
        if not is_unchanged(root, entry.answers):
            return None
        return entry.book

    def _lock(self) -> None:
        """Hold the file for this process. Its own kind of lock: that of another kind would be shared with the workers,
        and outlive a process that is killed until they have ended too.
        """
        if sys.platform == "win32":
            return
        try:
            fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            hint = "wait for its end, or name another file with --journal"
            raise StorageError(f"another batch writes the journal {self.path}", hint) from error
        except OSError:  # The file system knows no locks.
            return

    def _require_journal(self) -> None:
        os.lseek(self._handle, 0, os.SEEK_SET)
        begins = os.read(self._handle, len(_HEAD))
        if not _HEAD.startswith(begins):
            hint = "name a new file with --journal; nothing was changed"
            raise StorageError(f"{self.path} holds something else than the journal of a batch", hint)

    def _read_whole_lines(self) -> bytes:
        if os.fstat(self._handle).st_size > _LIMIT:
            return b""
        os.lseek(self._handle, 0, os.SEEK_SET)
        with open(self._handle, "rb", closefd=False) as stream:
            content = stream.read()
        return content[: content.rfind(b"\n") + 1]

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            hint = "name another file with --journal"
            raise StorageError(f"the journal {self.path} cannot be written or read: {error.strerror}", hint) from error


def name_book_key(root: Path, request: BuildRequest) -> str:
    """Return the key of a book as it was asked for: its folder, the editions, where its files go, and who makes them.

    How strictly it was asked for is no part of it, nor its bounds: they decide whether a book is built, not what of it.
    """
    output = None if request.output is None else str(request.output.absolute())
    output = request.output_url or output
    targets = tuple(target.value for target in request.targets)
    asked = (request.editions, targets, request.profiles, request.check, output, request.use_workspace, request.fit)
    return make_key("batch", name_makers(), str(root.resolve()), repr(asked))


def read_entries(content: bytes) -> Iterator[JournalEntry]:
    """Yield what the lines of a journal tell, without those that cannot be read."""
    for line in content.split(b"\n"):
        with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError, RecursionError):
            told = json.loads(line)
            yield JournalEntry(
                key=str(told["key"]), book=unpack_book(told["book"]), answers=read_answers(told["answers"])
            )


def _has_digest(base: Path, file: BookFile, request: BuildRequest) -> bool:
    if request.output_url is not None:
        # No other address than the one that was asked for: a journal may be anybody's.
        place, _, name = file.path.rpartition("/")
        with contextlib.suppress(MakereadyError):
            content = RemoteFolder(place).read(name) if place == request.output_url else None
            return content is not None and hashlib.sha256(content).hexdigest() == file.sha256
        return False
    try:
        with (base / file.path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    except (OSError, ValueError):
        return False
