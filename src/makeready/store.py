"""The store: results go in under keys of what they were made from; they come out as they were, or not at all.

An entry is one file, aa/bbbb…, named by its key. It begins with a head that tells the format, the key and the
SHA-256 of what follows, so that whatever a disk or a killed process did to it is noticed when it is read. What comes
out is bytes: whoever put them in parses them, and trusts them no more than any other file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from makeready.dataclass import dataclass
from makeready.files import is_abandoned, is_aside, name_aside, read_inside, remove_quietly, write_aside
from makeready.findings.errors import MakereadyError, StorageError, UsageError
from makeready.late_pattern import late_pattern

DEFAULT_LIMIT = 1024**3

_MAGIC = b"makeready entry\n"
_FORMAT = 1
# Magic, format, SHA-256 of the key, SHA-256 of the content; numbers are big-endian.
_HEAD = struct.Struct(">16sI32s32s")
_KEY = late_pattern(r"[0-9a-f]{64}")
_SHELF = late_pattern(r"[0-9a-f]{2}")
_NAME = late_pattern(r"[0-9a-f]{62}")

# Cache Directory Tagging: backups leave such folders out. The first line is the convention's, and the file may be no
# link; https://bford.info/cachedir/. The second line is ours and may never change: other programs' caches carry a tag
# too, and are not ours to clear.
_TAG_NAME = "CACHEDIR.TAG"
_TAG_START = b"Signature: 8a477f597d28d172789f06886806bc55\n# makeready remembers here what it made.\n"
_TAG = _TAG_START + b"# This folder may be removed at any time; `makeready cache clear` empties it.\n"
# Parts of the limit; one of them may be too much on the disk.
_TIDYINGS = 5
# How often `put` begins anew where somebody clears the store or removes its folder at the same time.
_ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSummary:
    """What a store holds, or what was removed from it.

    `size` and `limit` are in bytes, `size` with the heads of the entries. `oldest` is when the entry that was not
    used for the longest time was used last, in UTC; None where there is no entry.
    """

    entries: int = 0
    size: int = 0
    oldest: datetime | None = None
    limit: int = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry on the disk: its file, its size in bytes, when it was used last in nanoseconds since 1970."""

    path: str
    size: int
    used: int


class Memory(Protocol):
    """What remembers results under keys of `make_key`; see Store, the one in a folder."""

    @property
    def trouble(self) -> str | None:
        """Return why nothing more is kept; None while that is not so."""
        ...

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`; None where it is not there, or not as it was put."""
        ...

    def put(self, key: str, content: bytes) -> None:
        """Remember `content` under `key`, whole or not at all."""
        ...

    def tidy(self) -> None:
        """Remove what is too much, now and then."""
        ...


class Store:
    """A folder of remembered results under content keys.

    Whatever is lost from it costs time and nothing else, so trouble with the disk is no error here: the store stops
    keeping, and `trouble` says why in one sentence; it is None while there is none. Several processes may use one
    folder, and each of them may be killed.
    """

    def __init__(self, folder: Path, *, limit: int = DEFAULT_LIMIT, read_only: bool = False) -> None:
        """Use `folder`, which the first `put` makes where there is none; `limit` is in bytes, and for `trim`.

        One that is `read_only` gives what is there, and changes nothing on the disk.

        Raises UsageError where `folder` is something else than a store, see `require_store`.
        """
        self.folder = folder
        self.limit = limit
        self.read_only = read_only
        self.trouble: str | None = None
        self._is_founded = False
        self._put = 0
        try:
            require_store(folder)
        except StorageError as error:
            self.trouble = error.message

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`, a key of `make_key`; None where it is not there, or not as it was put.

        An entry that is damaged, or of another version's format, is removed.
        """
        parts = _split_key(key)
        try:
            # A file of nothing may be as large as the disk: what begins in another way is not read.
            packed = read_inside(self.folder, parts, _HEAD.size + self.limit, begins=_begin_head(key))
        except OSError:
            return None
        path = self.folder.joinpath(*parts)
        content = unpack_entry(key, packed)
        if content is None:
            if not self.read_only:
                remove_quietly(path)
            return None
        if self.read_only:
            return content
        # `trim` keeps what is in use; that is all that times decide.
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Remember `content` under `key`, a key of `make_key`: afterwards it is there whole, or what was there before.

        What is larger than the store's limit is not kept. Once keeping failed, nothing more is tried; see `trouble`.
        """
        parts = _split_key(key)
        if self.read_only or self.trouble is not None or len(content) > self.limit:
            return
        packed = pack_entry(key, content)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._keep(parts, packed)
                self._put += len(packed)
                return
            except FileNotFoundError as error:
                self._is_founded = False
                if attempt == _ATTEMPTS:
                    self._fall_silent(error)
            except OSError as error:
                self._fall_silent(error)
                return
            except MakereadyError as error:
                self.trouble = error.message
                return

    def tidy(self) -> None:
        """Remove what killed writers left; trim once for each part of the limit that is put in, on average.

        To look at all entries takes longer than a small change of a book, and a store may be a little too large.
        """
        with contextlib.suppress(OSError, MakereadyError):
            if not self.read_only and require_store(self.folder):
                self._remove_abandoned()
        if self._put * _TIDYINGS * 2**32 > self.limit * int.from_bytes(os.urandom(4), "big"):
            self.trim()
            self._put = 0

    def trim(self) -> None:
        """Remove the least recently used entries until the rest is within the limit, and what killed writers left."""
        with contextlib.suppress(OSError, MakereadyError):
            if self.read_only or not require_store(self.folder):
                return
            self._remove_abandoned()
            entries = sorted(_list_entries(self.folder), key=lambda entry: entry.used)
            excess = sum(entry.size for entry in entries) - self.limit
            for entry in entries:
                if excess <= 0:
                    break
                remove_quietly(Path(entry.path))
                excess -= entry.size

    def _remove_abandoned(self) -> None:
        for path in _list_abandoned(self.folder):
            remove_quietly(path)

    def _keep(self, parts: tuple[str, str], packed: bytes) -> None:
        self._found()
        shelf = self.folder / parts[0]
        # Not exist_ok: it takes a folder that somebody removes at this moment for a file.
        with contextlib.suppress(FileExistsError):
            shelf.mkdir()
        if not stat.S_ISDIR(shelf.lstat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, f"{shelf.name} is no folder")
        _put_in_place(shelf / parts[1], packed)

    def _found(self) -> None:
        """Make the folder and its tag where they are not there yet."""
        if self._is_founded:
            return
        with contextlib.suppress(FileExistsError):
            self.folder.mkdir(parents=True)
        if not require_store(self.folder):
            _put_in_place(self.folder / _TAG_NAME, _TAG)
        self._is_founded = True

    def _fall_silent(self, error: OSError) -> None:
        self.trouble = f"nothing can be kept in {self.folder}: {error.strerror or error}"


def make_key(*parts: bytes | str) -> str:
    """Return the key of what is made from `parts`: 64 hexadecimal digits.

    It is the SHA-256 of each part's length in 8 bytes and the part, text as UTF-8, so that no two lists of parts make
    the same bytes.
    """
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def pack_entry(key: str, content: bytes) -> bytes:
    """Return the bytes of an entry: its head, then the content."""
    return _make_head(key, content) + content


def unpack_entry(key: str, packed: bytes) -> bytes | None:
    """Return the content of the entry of `key`; None where it is another one's, or not as it was put."""
    content = packed[_HEAD.size :]
    return content if packed[: _HEAD.size] == _make_head(key, content) else None


def require_store(folder: Path) -> bool:
    """Return True where `folder` is a store, False where it is not there or empty, so that it can become one.

    Raises UsageError where it is anything else, StorageError where that cannot be found out.
    """
    with _reporting_trouble(folder):
        try:
            with os.scandir(folder) as found:
                # Two processes may found one store: what the other has aside is nothing yet. Listed before the tag
                # is looked at, because the tag stands before the first entry does.
                is_empty = all(is_aside(one.name) for one in found)
        except FileNotFoundError:
            return False
        except NotADirectoryError as error:
            raise UsageError(f"{folder} is not a folder", "name another one with --cache") from error
        if _has_tag(folder):
            return True
    if is_empty:
        return False
    raise UsageError(
        f"{folder} holds other things than the cache of makeready",
        "name a new or empty folder with --cache; nothing was changed",
    )


def found_store(folder: Path) -> None:
    """Make `folder` a store where it is none yet, so that other files may stand in it. Raises as `require_store` does.

    What stands beside the entries is left alone by all functions here.
    """
    with _reporting_trouble(folder):
        Store(folder)._found()


def describe_store(folder: Path, *, limit: int = DEFAULT_LIMIT) -> StoreSummary:
    """Return what the store in `folder` holds; one that is not there is empty. Raises as `require_store` does."""
    if not require_store(folder):
        return StoreSummary(limit=limit)
    with _reporting_trouble(folder):
        return _sum_up(tuple(_list_entries(folder)), limit)


def clear_store(folder: Path, *, limit: int = DEFAULT_LIMIT) -> StoreSummary:
    """Remove all entries from the store in `folder`, and what killed writers left; return what was removed.

    Its folder and tag stay, and so does whatever is not ours. Raises as `require_store` does, and StorageError where
    an entry cannot be removed.
    """
    if not require_store(folder):
        return StoreSummary(limit=limit)
    removed = []
    with _reporting_trouble(folder):
        for path in _list_abandoned(folder):
            path.unlink(missing_ok=True)
        for entry in _list_entries(folder):
            # Another process may have been quicker; it counts what it removed.
            with contextlib.suppress(FileNotFoundError):
                Path(entry.path).unlink()
                removed.append(entry)
        for shelf in _list_shelves(folder):
            with contextlib.suppress(OSError):  # Somebody puts something there, or it holds what is not ours.
                shelf.rmdir()
    return _sum_up(removed, limit)


def _split_key(key: str) -> tuple[str, str]:
    """Return the folder and the name of the entry of `key`. ValueError for what `make_key` does not make."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not a key")
    return key[:2], key[2:]


def _begin_head(key: str) -> bytes:
    return _HEAD.pack(_MAGIC, _FORMAT, hashlib.sha256(key.encode()).digest(), b"")[:-32]


def _make_head(key: str, content: bytes) -> bytes:
    return _begin_head(key) + hashlib.sha256(content).digest()


def _put_in_place(path: Path, content: bytes) -> None:
    """Write `content` beside `path` and move it there at once. Raises OSError.

    It is not flushed to the disk: should a power cut leave half of it, the SHA-256 tells.
    """
    aside = name_aside(path.parent)
    try:
        write_aside(aside, content, flush=False)
        aside.replace(path)
    finally:
        remove_quietly(aside)


def _has_tag(folder: Path) -> bool:
    try:
        return read_inside(folder, (_TAG_NAME,), len(_TAG_START)) == _TAG_START
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.EMLINK, errno.EINVAL):
            return False
        raise


def _list_shelves(folder: Path) -> Iterator[Path]:
    """Return the folders of entries, sorted; links are left out. Raises OSError."""
    with os.scandir(folder) as found:
        names = [one.name for one in found if _SHELF.fullmatch(one.name) and one.is_dir(follow_symlinks=False)]
    return (folder / name for name in sorted(names))


def _list_entries(folder: Path) -> Iterator[_Entry]:
    """Return the entries that are there at this moment. Raises OSError."""
    for one in _list_shelf_files(folder):
        if not _NAME.fullmatch(one.name):
            continue
        with contextlib.suppress(FileNotFoundError):
            status = one.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                yield _Entry(path=one.path, size=status.st_size, used=status.st_mtime_ns)


def _list_abandoned(folder: Path) -> list[Path]:
    """Return what killed writers left aside, of entries and of the tag. Raises OSError."""
    places: list[str] = []
    for place in (folder, *_list_shelves(folder)):
        # Another process may clear the store and take the shelf away.
        with contextlib.suppress(FileNotFoundError), os.scandir(place) as found:
            # Of each build this is a part: only names that begin like theirs are looked at.
            places += [one.path for one in found if one.name[0] == "." and is_aside(one.name)]
    return [path for path in map(Path, places) if is_abandoned(path)]


def _list_shelf_files(folder: Path) -> Iterator[os.DirEntry[str]]:
    for shelf in _list_shelves(folder):
        entries: list[os.DirEntry[str]] = []
        # Another process may clear the store and take the shelf away.
        with contextlib.suppress(FileNotFoundError), os.scandir(shelf) as found:
            entries = sorted(found, key=lambda one: one.name)
        yield from entries


def _sum_up(entries: Sequence[_Entry], limit: int) -> StoreSummary:
    oldest = min((entry.used for entry in entries), default=None)
    return StoreSummary(
        entries=len(entries),
        size=sum(entry.size for entry in entries),
        oldest=None if oldest is None else _read_time(oldest),
        limit=limit,
    )


def _read_time(nanoseconds: int) -> datetime | None:
    """Return a time of the file system as one of the calendar, or None where the calendar ends before it."""
    try:
        return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


@contextlib.contextmanager
def _reporting_trouble(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"the cache {folder} cannot be read or changed: {error.strerror or error}", "name another one with --cache"
        ) from error
