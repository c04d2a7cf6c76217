"""The workspace: names inside one folder go in, bytes come out; the only door to files, clock, environment.

Everything that a manuscript can name is opened here, and only regular files inside the project's folder are
opened: no absolute paths, no `..` that leads out, no links that lead out, no devices, nothing above a size.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from makeready.dataclass import dataclass
from makeready.files import ASIDE_PATTERN, name_aside, open_inside, remove_quietly, write_aside
from makeready.findings.errors import StorageError, UsageError
from makeready.late_pattern import late_pattern
from makeready.membership import SHARED_FILE, read_patterns
from makeready.themes import ThemeFiles, read_theme

if sys.platform != "win32":
    import fcntl

# The variable of the environment that tells the time of the sources, in seconds.
SOURCE_DATE = "SOURCE_DATE_EPOCH"
SIZE_LIMIT = 64 * 1024 * 1024
# "http:", "file:", "data:", and the drives of Windows ("C:"); https://www.rfc-editor.org/rfc/rfc3986#section-3.1
_SCHEME = late_pattern(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
# A link that leads to itself, or one that was put where a moment ago the file was.
_LINKS = (errno.ELOOP, errno.EMLINK)
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENXIO, errno.ENAMETOOLONG)


class RefusedPath(Exception):
    """A path that a manuscript may not name, or a file that it may not use; the text says why."""


# So many folders above a project's a makeready.toml is looked for in.
_LEVELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A makeready.toml in a folder above a project: its path from the project ("../../makeready.toml") and its bytes.

    `refusal` says why it cannot be used, None where it can.
    """

    path: str
    content: bytes = b""
    refusal: str | None = None


class Workspace:
    """One project's folder, opened for reading inside it and for atomic writing of what comes out."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None, *, alone: bool = False) -> None:
        """Open `root`, an existing folder; `environment` stands in for the process's own in tests.

        One that is `alone` has no part in the makeready.toml of a folder above. Where `root` is a file, its folder is
        opened, and `chosen` is its name: the book is that file alone.
        """
        self.chosen: str | None = None
        if root.is_file():
            root, self.chosen = root.parent, root.name
        elif not root.is_dir():
            hint = "name the folder that holds book.toml or the Markdown files, or one file of text"
            raise UsageError(f"{root} is not a folder", hint)
        self.root = root.resolve()
        self.alone = alone
        self._environment = dict(os.environ if environment is None else environment)

    def read_bytes(self, path: str, *, limit: int = SIZE_LIMIT) -> bytes:
        """Return the bytes of the regular file at `path`, POSIX and relative to the root.

        Raises RefusedPath where the path leads out of the root, is no regular file, or the file exceeds
        `limit` bytes; StorageError where the system fails to read a file that is there.
        """
        place = self._resolve(path)
        shown = show_path(path)
        try:
            # Resolved, and yet opened without following links: nobody who can write in the project while it is
            # built leads the build elsewhere.
            handle = open_inside(self.root, place.relative_to(self.root).parts or (".",))
        except OSError as error:
            if error.errno in _ABSENT:
                raise RefusedPath(f"there is no file {shown}") from error
            if error.errno in _LINKS:
                raise RefusedPath(f"{shown} is a link that leads nowhere") from error
            raise StorageError(f"{shown} cannot be read: {error.strerror}") from error
        try:
            # Before Python opens it as a file: that fails on a folder.
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise RefusedPath(f"{shown} is not a regular file")
            if status.st_size > limit:
                raise RefusedPath(f"{shown} is larger than {limit:,} bytes")
            with open(handle, "rb", closefd=False) as stream:
                content = stream.read(limit + 1)
        except OSError as error:
            raise StorageError(f"{shown} cannot be read: {error.strerror}") from error
        finally:
            os.close(handle)
        if len(content) > limit:  # It grew since.
            raise RefusedPath(f"{shown} is larger than {limit:,} bytes")
        return content

    def digest_file(self, path: str) -> str:
        """Return the SHA-256 of the file at `path` in hexadecimal. Raises what `read_bytes` raises."""
        return hashlib.sha256(self.read_bytes(path)).hexdigest()

    def has_file(self, path: str) -> bool:
        """Return True where `path` is a regular file inside the root."""
        try:
            return self._resolve(path).is_file()
        except (RefusedPath, OSError):
            return False

    def list_files(self, folder: str = "", suffixes: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the files directly in `folder`, sorted by code point, with these suffixes if any are given.

        Hidden files are left out; a folder that is not there is empty. Whatever is not a folder is listed,
        links that lead nowhere and devices too: reading them is refused, which the author hears of; leaving
        them out here would lose a chapter in silence.
        """
        wanted = tuple(s.lower() for s in suffixes)
        place = self._resolve(folder or ".")
        try:
            with os.scandir(place) as entries:
                names = sorted(
                    entry.name
                    for entry in entries
                    if not entry.name.startswith(".")
                    and (not wanted or entry.name.lower().endswith(wanted))
                    and not entry.is_dir()
                )
        except OSError as error:
            if error.errno in _ABSENT:
                return ()
            raise StorageError(f"{show_path(folder or '.')} cannot be listed: {error.strerror}") from error
        return tuple(str(PurePosixPath(folder, name)) if folder else name for name in names)

    def list_folders(self, folder: str = "") -> tuple[str, ...]:
        """Return the folders directly in `folder`, sorted; hidden ones and links are left out."""
        place = self._resolve(folder or ".")
        try:
            with os.scandir(place) as entries:
                names = sorted(
                    e.name for e in entries if not e.name.startswith(".") and e.is_dir(follow_symlinks=False)
                )
        except OSError as error:
            if error.errno in _ABSENT:
                return ()
            raise StorageError(f"{show_path(folder or '.')} cannot be listed: {error.strerror}") from error
        return tuple(str(PurePosixPath(folder, name)) if folder else name for name in names)

    def locate(self, path: str) -> Path:
        """Return the absolute path of `path`, which must lead inside the root (else RefusedPath)."""
        return self._resolve(path)

    def name_folder(self, folder: str) -> str:
        """Return how `folder`, told from the root, is named at the command line: from where the person is."""
        try:
            return os.path.relpath(self.root / folder)
        except (OSError, ValueError):  # the person's own folder is gone, or on another drive
            return str(self.root / folder)

    def find_shared(self) -> SharedFile | None:
        """Return the makeready.toml that this project belongs to: the nearest in a folder above, where it lists it.

        None is looked for above the top of a repository, nor more than eight folders up. Raises StorageError where
        the system fails to read it.
        """
        top = None if self.alone else find_shared_folder(self.root)
        if top is None:
            return None
        path = _climb(self.root, top) + SHARED_FILE
        if not _is_trusted(top / SHARED_FILE, self.root):
            why = f"{path} belongs to another user of this machine; --no-workspace builds without it"
            return SharedFile(path=path, refusal=why)
        try:
            content = Workspace(top).read_bytes(SHARED_FILE, limit=_LONGEST_SHARED)
        except RefusedPath as refusal:
            return SharedFile(path=path, refusal=str(refusal))
        folder = self.root.relative_to(top).as_posix()
        return SharedFile(path=path, content=content) if read_patterns(content).includes(folder) else None

    def read_theme(self, name: str) -> ThemeFiles | None:
        """Return the files of an installed theme, None where there is none of that name: see makeready.themes."""
        return read_theme(name)

    def read_shared(self, path: str, *, limit: int = SIZE_LIMIT) -> bytes:
        """Return the bytes of a file that belongs to the makeready.toml above; `path` is told from this project.

        Only files in the folder of the makeready.toml are read so, and only where this project belongs to it. Raises
        as `read_bytes` does.
        """
        shared = self.find_shared()
        climb = shared.path.removesuffix(SHARED_FILE) if shared is not None else None
        if climb is None or not path.startswith(climb):
            raise RefusedPath(f"{show_path(path)} leads out of the project's folder")
        return Workspace(self.root / climb).read_bytes(path.removeprefix(climb), limit=limit)

    def source_date(self) -> datetime | None:
        """Return the time in SOURCE_DATE_EPOCH, or None. The clock itself never enters an artifact.

        https://reproducible-builds.org/specs/source-date-epoch/
        """
        value = self._environment.get(SOURCE_DATE)
        if value is None:
            return None
        try:
            return datetime.fromtimestamp(int(value), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise UsageError(f"{SOURCE_DATE} is {value!r}, not a number of seconds since 1970") from error

    def today(self) -> date:
        """Return the day of SOURCE_DATE_EPOCH, else the clock's.

        It is for the book.toml of a new project, where the author sees it; no book takes it from here.
        """
        return (self.source_date() or datetime.now(UTC)).date()

    def _resolve(self, path: str) -> Path:
        if "\0" in path:
            raise RefusedPath("a path may not hold a NUL character")
        shown = show_path(path)
        if shown != path:
            raise RefusedPath(f"{shown} has bytes that are not UTF-8, or control characters; rename the file")
        if path.startswith(("//", "\\\\")) or _SCHEME.match(path):
            raise RefusedPath(f"{path} is an address, not a file of the project")
        if PurePosixPath(path).is_absolute():
            raise RefusedPath(f"{path} is absolute; files are named from the project's folder")
        if "\\" in path:
            raise RefusedPath(f"{path} has a backslash; write / between folders")
        try:
            place = Path(os.path.realpath(self.root / path))
        except OSError as error:
            raise RefusedPath(f"{path} cannot be followed: {error.strerror}") from error
        if place != self.root and self.root not in place.parents:
            raise RefusedPath(f"{path} leads out of the project's folder")
        return place


class OutputFolder:
    """A folder for finished files: each file in it is whole, or is the one that was there before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: bytes) -> Path:
        """Put `content` at `name`; see `write_all`."""
        return self.write_all({name: content})[0]

    def write_all(self, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        """Put each content at its name: all written aside and flushed to the disk, then all moved over.

        A file that has these bytes is left and counts as written now: to flush it costs more than all else of a book
        that is unchanged. A full disk is met before the first file moves. Two writers at once wait for each other, so
        the files of one build stay together. Raises StorageError where that fails; what was there is untouched then.
        """
        targets = tuple(self._place(name) for name in files)
        with self._storage(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            with self._lock() as alone:
                if alone:
                    self._sweep()
                changed = [
                    (target, content)
                    for target, content in zip(targets, files.values(), strict=True)
                    if not _has_bytes(target, content)
                ]
                if changed:
                    self._replace_all(dict(changed))
        return targets

    def _replace_all(self, files: Mapping[Path, bytes]) -> None:
        asides: dict[Path, Path] = {}
        try:
            for target, content in files.items():
                # Noted before it exists, so that an interrupt at any moment finds it to remove.
                asides[target] = name_aside(self.path)
                write_aside(asides[target], content, flush=True)
            for target in files:
                if target.is_dir() and not target.is_symlink():
                    raise IsADirectoryError(errno.EISDIR, f"{target.name} is a folder")
            for target, aside in asides.items():
                aside.replace(target)
        finally:
            for aside in asides.values():
                remove_quietly(aside)
        self._flush_folder()

    def _place(self, name: str) -> Path:
        """Return where `name` goes: directly in the folder, under a name that is no path."""
        if not name or name in (".", "..") or re.search(r"[/\\\x00-\x1f]", name):
            raise ValueError(f"{name!r} is not a file name")
        return self.path / name

    @contextlib.contextmanager
    def _lock(self) -> Iterator[bool]:
        """Hold the folder for this writer; give False where the file system knows no locks.

        The lock belongs to an open file and falls with it: nobody who is killed leaves one behind.
        """
        if sys.platform == "win32":
            yield False
            return
        handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                locked = True
            except OSError:
                locked = False
            yield locked
        finally:
            os.close(handle)

    def _sweep(self) -> None:
        """Remove what a killed writer left aside; nobody else writes while the folder is locked."""
        for left in self.path.glob(ASIDE_PATTERN):
            remove_quietly(left)

    def _flush_folder(self) -> None:
        """Flush the folder's entries, so that a power cut brings no earlier file back; best effort."""
        with contextlib.suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def read(self, name: str) -> bytes | None:
        """Return the bytes at `name`, or None where there is no such file."""
        with self._storage(self.path / name):
            try:
                return (self.path / name).read_bytes()
            except FileNotFoundError:
                return None

    @contextlib.contextmanager
    def open_regular(self, name: str) -> Iterator[BinaryIO]:
        """Give the regular file `name`, directly in the folder, opened for reading without following a link.

        Raises RefusedPath where there is no such file, StorageError where the system fails to open it.
        """
        self._place(name)
        try:
            handle = open_inside(self.path, (name,))
        except OSError as error:
            if error.errno in _LINKS:
                raise RefusedPath("it is a link, not a file") from error
            if error.errno in _ABSENT:
                raise RefusedPath("there is no such file") from error
            raise StorageError(f"{self.path / name} cannot be read: {error.strerror}") from error
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise RefusedPath("it is not a regular file")
            with open(handle, "rb", closefd=False) as stream:
                yield stream
        except OSError as error:
            raise StorageError(f"{self.path / name} cannot be read: {error.strerror}") from error
        finally:
            os.close(handle)

    def list_names(self) -> tuple[str, ...]:
        """Return the names of what lies directly in the folder, sorted; hidden ones are left out."""
        try:
            with os.scandir(self.path) as entries:
                return tuple(sorted(entry.name for entry in entries if not entry.name.startswith(".")))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StorageError(f"{self.path} cannot be listed: {error.strerror}") from error

    @contextlib.contextmanager
    def _storage(self, target: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"{target} cannot be written or read: {error.strerror or error}",
                "free some space or name another folder with --output; the file that was there is untouched",
            ) from error


_LONGEST_SHARED = 1_000_000


@contextlib.contextmanager
def use_source_date(value: str | None) -> Iterator[None]:
    """Let builds in the block find `value` as SOURCE_DATE_EPOCH, or nothing."""
    former = os.environ.pop(SOURCE_DATE, None)
    if value is not None:
        os.environ[SOURCE_DATE] = value
    try:
        yield
    finally:
        os.environ.pop(SOURCE_DATE, None)
        if former is not None:
            os.environ[SOURCE_DATE] = former


def replace_folder(folder: Path, files: Mapping[str, bytes], *, mark: str) -> tuple[Path, ...]:
    """Put a folder of these files in the place of `folder`, whole; return their paths.

    All are written aside and flushed first. What was there goes only where it is such a folder, which has the file
    `mark`, or is empty. Raises StorageError for any other, and where writing fails; what was there is untouched then.
    """
    old = folder.exists() or folder.is_symlink()
    if old and (folder.is_symlink() or not folder.is_dir()):
        raise StorageError(f"{folder} is no folder", "name another one with --output")
    if old and any(folder.iterdir()) and not (folder / mark).is_file():
        raise StorageError(f"{folder} has files of another kind, which would be lost", "name another with --output")
    aside, former = name_aside(folder.parent), name_aside(folder.parent)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside.mkdir()
        for name, content in files.items():
            write_aside(aside / name, content, flush=True)
        if old:
            folder.replace(former)
        try:
            aside.replace(folder)
        except OSError:
            if old:
                former.replace(folder)
            raise
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        for left in (aside, former):
            shutil.rmtree(left, ignore_errors=True)
    return tuple(folder / name for name in files)


def find_shared_folder(root: Path) -> Path | None:
    """Return the nearest folder above `root`, which has no links in it, with a makeready.toml; see `find_shared`."""
    for folder in root.parents[:_LEVELS]:
        below = folder / root.relative_to(folder).parts[0]
        try:
            if (below / ".git").exists():
                return None
            if (folder / SHARED_FILE).is_file():
                return folder
        except OSError:  # A folder that we may not look into.
            return None
    return None


def _is_trusted(file: Path, root: Path) -> bool:
    """Return True where `file` is of whoever owns the project, of us, or of the machine's own user.

    It names the cache that results are taken from, and a folder for temporary files is open to strangers.
    """
    if sys.platform == "win32":
        return True
    try:
        return _read_owner(file) in (_read_owner(root), os.geteuid(), 0)
    except OSError:
        return False


def _read_owner(path: Path) -> int:
    return path.stat().st_uid


def _climb(root: Path, top: Path) -> str:
    return "../" * len(root.relative_to(top).parts)


def _has_bytes(path: Path, content: bytes) -> bool:
    """Return True where the regular file at `path`, no link, has these bytes; its time is set as if it was written."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(content) or path.read_bytes() != content:
            return False
        # Whoever goes by times, as make does, finds it made.
        os.utime(path)
    except OSError:
        return False
    return True


def measure_files(folder: Path, suffixes: tuple[str, ...]) -> int:
    """Return the bytes of all files directly in `folder` with these suffixes; 0 where that cannot be told."""
    try:
        with os.scandir(folder) as entries:
            return sum(e.stat().st_size for e in entries if e.name.lower().endswith(suffixes))
    except OSError:
        return 0


def show_path(path: str) -> str:
    """Return `path` as it can be printed: bytes that are not UTF-8 and invisible controls as escapes."""

    def show(character: str) -> str:
        # The two joiners belong to the spelling of several scripts and of many emoji.
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character in "\u200c\u200d":
            return character
        return character.encode("unicode_escape").decode()

    return "".join(show(character) for character in path)


def decode_text(content: bytes) -> str:
    """Return UTF-8 `content` as text: without a byte order mark, line ends as LF.

    Raises UnicodeDecodeError with the offset of the first byte that is not UTF-8.
    """
    text = content.decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fold_name(name: str) -> str:
    """Return `name` as a file system that ignores case and normalisation sees it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
