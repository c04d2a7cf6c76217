"""The scratch folder: a block of work goes in; its temporary files are gone afterwards, those of killed runs too.

The page engine keeps typefaces in the folder for temporary files, some megabytes a process; a worker that is let go,
or killed, does not remove its own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

if sys.platform != "win32":
    import fcntl

_ENDINGS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_PREFIX = "makeready-scratch-"


@contextlib.contextmanager
def use_scratch() -> Iterator[None]:
    """Let this process, and those that it starts, put temporary files into a folder that goes with the block.

    It is for the owner of the process: the environment's TMPDIR is another one in the block. Where no folder can be
    made, everything stays as it is.
    """
    found = _find_folder()
    if found is None:
        yield
        return
    folder, handle = found
    former = os.environ.get("TMPDIR"), tempfile.tempdir
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        with _end_in_order():
            yield
    finally:
        tempfile.tempdir = former[1]
        if former[0] is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = former[0]
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


@contextlib.contextmanager
def _end_in_order() -> Iterator[None]:
    """Let whoever ends this process by SIGTERM or SIGHUP wait for the end of the blocks that it is in."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    # What is ignored, by nohup for example, or was set from elsewhere stays so.
    taken = [one for one in _ENDINGS if signal.getsignal(one) is signal.SIG_DFL]
    for one in taken:
        signal.signal(one, leave)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


def _find_folder() -> tuple[Path, int | None] | None:
    try:
        place = Path(tempfile.gettempdir())
        _sweep(place)
        return _open_folder(place)
    except OSError:
        return None


def _open_folder(place: Path) -> tuple[Path, int | None]:
    """Return a new folder and the handle by whose lock others see that it is in use. Raises OSError."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        if sys.platform == "win32":
            return folder, None
        try:
            handle = _lock(folder)
        except OSError:  # The file system knows no locks, so nobody else can take it for abandoned.
            return folder, None
        # Another run may have found it before it was locked, and taken it for abandoned.
        if handle is not None and folder.is_dir():
            return folder, handle
        if handle is not None:
            os.close(handle)


def _lock(folder: Path) -> int | None:
    """Return a handle that holds `folder`, None where somebody else does or it is gone. Raises OSError.

    The lock is shared with forks and falls with the last of them, however they end.
    """
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def _sweep(place: Path) -> None:
    """Remove the folders of our own that nobody holds: their runs were killed."""
    if sys.platform == "win32":
        return
    for folder in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid():
                handle = _lock(folder)
                if handle is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                    os.close(handle)
