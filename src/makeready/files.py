"""Files: paths go in; a file opened without following links, or one written aside before it has a name, comes out."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from makeready.late_pattern import late_pattern

ASIDE_PATTERN = ".makeready-*.part"
_ASIDE = late_pattern(r"\.makeready-(?P<process>[0-9]+)-[0-9a-f]{16}\.part")
# Seconds after which nobody is still writing: whatever we write takes far less.
_LONG = 3600
_OPEN_FLAGS = (
    os.O_RDONLY
    # Non-blocking, so that a FIFO does not hang the build before its kind is known.
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


def open_inside(root: Path, parts: Sequence[str]) -> int:
    """Open the file `parts` below the folder `root` for reading, one folder at a time, without following links.

    A link among the parts is refused with ELOOP or ENOTDIR, also one that came after somebody looked. Returns the
    descriptor; what kind of file it is, the caller has to ask. Raises OSError.
    """
    if os.open not in os.supports_dir_fd or not hasattr(os, "O_NOFOLLOW"):
        return os.open(root.joinpath(*parts), _OPEN_FLAGS)
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            inner = os.open(part, flags, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], _OPEN_FLAGS, dir_fd=folder)
    finally:
        os.close(folder)


def read_inside(root: Path, parts: Sequence[str], limit: int, *, begins: bytes = b"") -> bytes:
    """Return the first `limit` bytes of the regular file `parts` below `root`, without following links.

    With `begins`, nothing comes of a file that is larger than `limit` or begins in another way, and no more of it is
    read. Raises OSError, also where the file is not a regular one.
    """
    descriptor = open_inside(root, parts)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with open(descriptor, "rb", closefd=False) as stream:
            if begins and (status.st_size > limit or stream.read(len(begins)) != begins):
                return b""
            stream.seek(0)
            # Python takes the memory before it reads: no more than there is to read.
            return stream.read(min(status.st_size, limit))
    finally:
        os.close(descriptor)


def is_aside(name: str) -> bool:
    """Return True where `name` is one that `name_aside` gives."""
    return _ASIDE.fullmatch(name) is not None


def name_aside(folder: Path) -> Path:
    """Return a new path in `folder` to write to before os.replace: hidden, of this process, never given twice."""
    return folder / f".makeready-{os.getpid()}-{os.urandom(8).hex()}.part"


def write_aside(aside: Path, content: bytes, *, flush: bool) -> None:
    """Write `content` to `aside`, where nothing may be yet; `flush` waits for the disk. Raises OSError."""
    with aside.open("xb") as stream:
        stream.write(content)
        if flush:
            stream.flush()
            os.fsync(stream.fileno())


def remove_quietly(path: Path) -> None:
    """Remove the file at `path` if that can be done."""
    with contextlib.suppress(OSError):
        path.unlink()


def is_abandoned(path: Path) -> bool:
    """Return True where `path` was put aside and nobody will finish it: its process is gone, or an hour has passed.

    A clock that was set back makes it look as if from the future; that far off it is as old.
    """
    named = _ASIDE.fullmatch(path.name)
    if named is None:
        return False
    try:
        age = time.time() - path.lstat().st_mtime
    except OSError:
        return False
    return abs(age) > _LONG or not _is_running(int(named["process"]))


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return True  # os.kill would end it there.
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # It is another person's.
        return True
    return True
