"""Parcels: a book's job goes in, with the files of its project where they are not at hand; its end comes out, and the
artifacts that came back with it are put in place.

Bytes are pickled by us and read by us: whoever can send a process jobs can have it do anything.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from makeready.dataclass import dataclass
from makeready.findings import StorageError
from makeready.manuscript.shared import read_shared
from makeready.membership import SHARED_FILE
from makeready.press.record import OUTPUT
from makeready.press.run import choose_output
from makeready.remote import RemoteFolder
from makeready.report.books import BookReport, BookStatus
from makeready.workshop import name_makers
from makeready.workspace import SOURCE_DATE, OutputFolder, RefusedPath, Workspace, use_source_date

if TYPE_CHECKING:
    from makeready.press.batch import BookEnd, BookJob

_WATCH_SECONDS = 1.0
# The number of SIGXCPU behind 128, as a shell tells it.
_TIME_OVER = 152
# What no build reads, at any depth.
_LEFT_OUT = frozenset({".git", ".hg", ".svn", ".venv", "__pycache__"})
# A job is in the memory of the sender, the scheduler and the worker.
_MOST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The files of a project by their paths from its folder, and where its links lead.

    `name` is the folder's; where the project inherits from a makeready.toml, its path from there, and `shared` has that
    file and the style sheets that it names. `epoch` is SOURCE_DATE_EPOCH as it is here, and `makers` are who makes
    books here.
    """

    name: str
    files: dict[str, bytes]
    links: dict[str, str]
    folders: tuple[str, ...]
    shared: dict[str, bytes]
    epoch: str | None
    makers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a process is sent: `build` this `job`; `project` where the process does not find its files.

    `returns` tells that the artifacts come back as bytes rather than being put in place.
    """

    build: Callable[[BookJob], BookEnd]
    job: BookJob
    returns: bool
    project: Project | None = None


def pack_order(build: Callable[[BookJob], BookEnd], job: BookJob, *, shares_files: bool) -> bytes:
    """Return the bytes of a job. Raises StorageError where files that have to come along cannot be read."""
    project = None if shares_files else read_project(job.root, alone=not job.request.use_workspace)
    returns = project is not None or job.request.output_url is not None
    return pickle.dumps(Order(build=build, job=job, returns=returns, project=project), pickle.HIGHEST_PROTOCOL)


def do_order(content: bytes) -> bytes:
    """Do what `pack_order` packed, in this process, and return the bytes of the BookEnd."""
    order: Order = pickle.loads(content)  # noqa: S301 - written by ourselves
    return pickle.dumps(_do(order), pickle.HIGHEST_PROTOCOL)


def read_end(content: bytes) -> BookEnd:
    """Return what `do_order` packed."""
    end: BookEnd = pickle.loads(content)  # noqa: S301 - written by ourselves
    return end


def _do(order: Order) -> BookEnd:
    if not order.returns:
        return order.build(order.job)
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        output = Path(folder) / "output"
        job = replace(order.job, request=replace(order.job.request, output=output), returns=True)
        if order.project is None:
            return order.build(job)
        if order.project.makers != name_makers():
            words = "the worker has another makeready, other packages or another Python than this machine"
            return _fail(job, words)
        top = Path(folder) / "project"
        root = top / order.project.name
        try:
            _unpack(order.project, top, root)
        except (OSError, ValueError) as error:
            return _fail(job, f"its files cannot be written on the worker: {error}")
        # Without an address there is no place where it could be remembered: the folder goes away.
        request = replace(job.request, use_cache=job.request.use_cache and job.request.cache_url is not None)
        with use_source_date(order.project.epoch), _killed_after(job.bounds.seconds):
            return order.build(replace(job, root=root, base=root.parent, request=request))


def _fail(job: BookJob, words: str) -> BookEnd:
    from makeready.press.batch import BookEnd

    return BookEnd(report=BookReport(folder=job.folder, status=BookStatus.FAILED, message=words))


def read_project(root: Path, *, alone: bool = False) -> Project:
    """Return the files in the folder of a project, without what came out of builds. Raises StorageError.

    A project that is `alone` inherits nothing.
    """
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    folders: list[str] = []
    size = 0
    try:
        for entry, name in _walk(root):
            if entry.is_symlink():
                links[name] = str(Path(entry.path).readlink())
            elif entry.is_dir():
                folders.append(name)
            elif entry.is_file():
                size += entry.stat().st_size
                if size > _MOST:
                    raise StorageError(f"the files in {root} are more than {_MOST >> 20} MiB, too many to be sent")
                files[name] = Path(entry.path).read_bytes()
    except OSError as error:
        raise StorageError(f"{error.filename or root} cannot be read: {error.strerror or error}") from error
    name, shared = _read_shared(Workspace(root, alone=alone))
    return Project(
        name=name,
        files=files,
        links=links,
        folders=tuple(folders),
        shared=shared,
        epoch=os.environ.get(SOURCE_DATE),
        makers=name_makers(),
    )


def _read_shared(workspace: Workspace) -> tuple[str, dict[str, bytes]]:
    """Return the path of a project from the makeready.toml above it, and what lies there that it inherits."""
    file = workspace.find_shared()
    if file is None:
        return workspace.root.name or "book", {}
    if file.refusal is not None:
        raise StorageError(file.refusal)
    climb = file.path.removesuffix(SHARED_FILE)
    shared = {SHARED_FILE: file.content}
    for path, _ in read_shared(file).styles:
        with contextlib.suppress(RefusedPath):  # the build tells of it
            shared[path.removeprefix(climb)] = workspace.read_shared(path)
    return "/".join(workspace.root.parts[-climb.count("../") :]), shared


def _walk(root: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Yield what lies in `root` in the order of names, each folder before what is in it; links are not followed."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda one: one.name)
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name in _LEFT_OUT or name == OUTPUT:
                continue
            yield entry, name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)


def _unpack(project: Project, top: Path, root: Path) -> None:
    """Write the files below `root`, shared ones below `top`; links come last: nothing is written through one."""
    root.mkdir(parents=True)
    for name, content in project.shared.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    for name in project.folders:
        (root / name).mkdir()
    for name, content in project.files.items():
        (root / name).write_bytes(content)
    for name, target in project.links.items():
        (root / name).symlink_to(target)


@contextmanager
def _killed_after(seconds: float) -> Iterator[None]:
    """Have this process end where the block takes the processor much longer than `seconds`.

    Bounds hold in the main thread, and others' workers work in another one. Theirs is a process for one book at a time,
    and somebody replaces it.
    """
    if threading.current_thread() is threading.main_thread():
        yield
        return
    ended = threading.Event()
    last = time.process_time() + seconds

    def watch() -> None:
        while not ended.wait(_WATCH_SECONDS):
            if time.process_time() > last:
                os._exit(_TIME_OVER)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def place_files(job: BookJob, end: BookEnd) -> BookEnd:
    """Put the artifacts that came back in place, whole or not at all, and return the end with their places.

    Where that fails, so has the book.
    """
    if not end.files:
        return end
    began = time.perf_counter()
    files = dict(end.files)
    try:
        if job.request.output_url is not None:
            RemoteFolder(job.request.output_url).write_all(files)
        else:
            OutputFolder(choose_output(Workspace(job.root), job.request)).write_all(files)
    except StorageError as error:
        words = f"{error.message}; {error.hint}" if error.hint else error.message
        return replace(end, report=replace(end.report, status=BookStatus.FAILED, files=(), message=words), files=())
    from makeready.press.batch import name_book_folder

    def name_place(path: str) -> str:
        name = PurePosixPath(path).name
        if job.request.output_url is not None:
            return f"{job.request.output_url}/{name}"
        return name_book_folder(choose_output(Workspace(job.root), job.request) / name, job.base)

    placed = tuple(replace(one, path=name_place(one.path)) for one in end.report.files)
    seconds = end.report.seconds + time.perf_counter() - began
    return replace(end, report=replace(end.report, files=placed, seconds=seconds), files=())
