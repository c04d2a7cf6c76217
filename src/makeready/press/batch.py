"""Batches: folders and a request go in; the books below them are built side by side, and what came of each comes out.

Each book is built by one process, and a process builds one book after the other, so that what it loaded stays loaded.
A book that breaks its process, or takes too much of it, fails by name; the others are built.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import math
import os
import pickle
import signal
import sys
import time
import tomllib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from makeready.dataclass import dataclass
from makeready.findings import ExitCode, MakereadyError, MissingToolError, Severity, StorageError, UsageError
from makeready.membership import Patterns
from makeready.press.batch_journal import Journal
from makeready.press.batch_parcel import do_order, pack_order, place_files, read_end
from makeready.press.manifest import MANIFEST
from makeready.press.record import OUTPUT
from makeready.press.request import Answer, BuildReport, BuildRequest
from makeready.press.run import build_project
from makeready.report.baseline import diff_reports, is_sound
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.workers import (
    Bounds,
    BoundsPassedError,
    Executor,
    ExecutorLostError,
    JobEnd,
    PoolExecutor,
    WorkerLostError,
    is_worker,
    keep_within,
)
from makeready.workspace import RefusedPath, Workspace, measure_files

# Where a build finds the metadata of a book.
_BOOK, _MANUSCRIPT = "book.toml", "manuscript"
_METADATA = (f"{_MANUSCRIPT}/{_BOOK}", _BOOK)
# A whole book may take so many times the seconds and the bytes that a part of its length may.
_TIMES_SECONDS, _TIMES_MEMORY = 10, 4
# Seconds on the wall after which a process that does nothing is given up; those of the processor pass far sooner.
_PATIENCE = 3600.0
# A process that keeps so many bytes after a book makes way for a fresh one.
_MOST_KEPT = 768 * 1024 * 1024
# After so many books a process looks for cycles: each leaves some, and a look takes as long as a tenth of a small book.
# After 25 a process has 257 MB, after 10 it has 168, and the CPU a book is the same.
_BOOKS_A_LOOK = 10

# A quarter of a further process is enough for a book to have one.
_ROUNDING = 0.75

_SKIPPED = "not tried: the batch ended with the first book that was not built"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookJob:
    """A book to build: the folder of its project, its folder's name in reports, and the request as it holds for it.

    `base` is the folder that the paths of its files are told from, `bounds` are those of the whole book.
    `before` is what an earlier batch told of it, and what was found then stops it no longer. `returns` tells that the
    artifacts are to come back as bytes.
    """

    root: Path
    folder: str
    base: Path
    request: BuildRequest
    bounds: Bounds
    before: BookReport | None = None
    returns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEnd:
    """What a process says of a book: its report, and the bytes that the process keeps, 0 where nobody tells.

    `missing` is the tool that is not there for this book, nor for any other; `answers` tell what its build read.
    `files` are those that are still to be put in place, by their names, the manifest last.
    """

    report: BookReport
    kept: int = 0
    missing: MissingToolError | None = None
    answers: tuple[Answer, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


def find_books(folders: Iterable[Path]) -> list[Path]:
    """Return the folders at or below `folders` that have a book.toml, or one in manuscript/; sorted, each once.

    No book is looked for in another one, in build/, in hidden folders, nor behind links. Raises UsageError where
    a folder is none, StorageError where one cannot be read.
    """
    found: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder} is not a folder", "name folders that hold books, at any depth")
        found += _walk(folder)
    return keep_each_once(found)


def keep_each_once(roots: Iterable[Path]) -> list[Path]:
    """Return the folders of the books in `roots`, sorted, each book once by whatever names it was called.

    The manuscript/ of a book that is there too is that book, not another one.
    """
    found: dict[Path, Path] = {}
    for root in roots:
        found.setdefault(root.resolve(), root)
    for place in list(found):
        inner = place / _MANUSCRIPT
        if inner.is_symlink():
            # Behind one that leads out of the book lies another, which no build of this one reads.
            inner = inner.resolve()
            if place not in inner.parents:
                continue
        if inner in found and (inner / _BOOK).is_file():
            del found[inner]
    return sorted(found.values())


def _walk(top: Path) -> Iterator[Path]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        if has_book(folder):
            yield folder
            continue
        waiting += _list_below(folder)


def walk_below(top: Path, patterns: Patterns) -> Iterator[tuple[str, bool]]:
    """Yield the folders below `top` that `patterns` may mean, told from it, and whether each is a book.

    None is looked for where `find_books` looks for none. Raises StorageError where a folder cannot be read.
    """
    waiting = _list_below(top)
    while waiting:
        folder = waiting.pop()
        name, is_book = folder.relative_to(top).as_posix(), has_book(folder)
        if is_book or patterns.includes(name):
            yield name, is_book
        if not is_book and patterns.reaches_below(name):
            waiting += _list_below(folder)


def _list_below(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError as error:
        # A folder that went away meanwhile has no books.
        if error.errno == errno.ENOENT:
            return []
        raise StorageError(f"{folder} cannot be read: {error.strerror}") from error
    return [folder / name for name in below if not name.startswith(".") and name != OUTPUT]


def has_book(folder: Path) -> bool:
    """Return True where `folder` is the folder of a book. Raises StorageError where it cannot be looked into."""
    try:
        return any((folder / name).is_file() for name in _METADATA)
    except PermissionError as error:
        raise StorageError(f"{folder} cannot be read: {error.strerror}") from error


def measure_text(root: Path) -> int:
    """Return the bytes of Markdown in the places where a build looks for it."""
    return sum(measure_files(root / folder, (".md", ".markdown")) for folder in ("", "manuscript"))


def name_book_folder(path: Path, base: Path) -> str:
    """Return the folder of a book, or its file, from `base`: "." for itself, in full where it lies elsewhere."""
    try:
        return path.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def build_book(job: BookJob) -> BookEnd:
    """Build one book in this process, within its bounds, and return what came of it; nothing of it is raised."""
    began = time.perf_counter(), _read_cpu()
    title, missing = _read_title(job.root), None
    answers: tuple[Answer, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    try:
        with keep_within(job.bounds, is_worker=is_worker()):
            built = build_project(job.root, request=job.request)
            if any(failure.of_memory for failure in built.failures):
                # A stage noted it as it notes whatever it meets; it was the bound of the book that it met.
                raise BoundsPassedError(None, job.bounds.memory)
            report = _describe_build(job, built, title)
            if _is_held_by_known_warnings(job, report):
                built = build_project(job.root, request=replace(job.request, strict=False))
                report = _describe_build(job, built, title)
            answers = built.answers
            if job.returns and built.written:
                files = (*((one.path.name, one.artifact.content) for one in built.written), (MANIFEST, built.manifest))
    except BoundsPassedError as error:
        report = BookReport(folder=job.folder, status=BookStatus.FAILED, title=title, message=f"it takes {error}")
    except UsageError as error:
        report = BookReport(folder=job.folder, status=BookStatus.REFUSED, title=title, message=_describe_error(error))
    except MakereadyError as error:
        missing = error if isinstance(error, MissingToolError) else None
        report = BookReport(folder=job.folder, status=BookStatus.FAILED, title=title, message=_describe_error(error))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # Engines raise more than Exception.
        words = _describe_bug(error)
        report = BookReport(folder=job.folder, status=BookStatus.FAILED, title=title, message=words, bug=True)
    seconds, cpu = time.perf_counter() - began[0], _read_cpu() - began[1]
    if is_worker():
        _clear_up()
    whole = replace(report, seconds=seconds, cpu=cpu)
    return BookEnd(report=whole, kept=_measure_kept(), missing=missing, answers=answers, files=files)


def _read_cpu() -> float:
    """Return the seconds of the processor that this process and those that it waited for have taken."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def _is_held_by_known_warnings(job: BookJob, report: BookReport) -> bool:
    """Return True where nothing but --strict stops the book, and it was stopped for nothing new."""
    if job.before is None or not job.request.strict or report.status is not BookStatus.REFUSED:
        return False
    return not _is_stopped(job, report) and not any(one.severity is Severity.ERROR for one in report.findings)


def _compare(job: BookJob, report: BookReport) -> BookReport:
    """Return the report with what the earlier batch did not find, and the rest as known."""
    return report if job.before is None else diff_reports([job.before], [report])[0]


def _is_stopped(job: BookJob, report: BookReport) -> bool:
    """Return True where something new was found that stops the book."""
    return any(job.request.is_stopped_by(finding) for finding in _compare(job, report).findings)


def build_books(
    roots: Sequence[Path],
    request: BuildRequest,
    jobs: int,
    report: Callable[[BookReport], None] = lambda _: None,
    *,
    base: Path | None = None,
    fail_fast: bool = False,
    journal: Journal | None = None,
    baseline: Sequence[BookReport] = (),
    patience: float = _PATIENCE,
    build: Callable[[BookJob], BookEnd] = build_book,
    executor: Executor | None = None,
) -> list[BookReport]:
    """Build the books in the folders `roots`, by the `executor`, and return what came of each, in their order.

    Without one, `jobs` processes of ours build them. Large ones are begun first. `report` hears of each as it ends.
    After the first that is not built, `fail_fast` begins no other: what was begun is finished, the rest is skipped. The
    `journal` hears of each book too, and what it recalls is not built again. The findings that the books of a
    `baseline` have count as known, and stop no book that can be made. Paths are told from `base`, by default the
    current folder. Of an `output` in the request each book gets the folder of its own name. `patience` is the number of
    seconds after which a process that hangs is given up; `build` stands in for `build_book` in tests. Raises UsageError
    where two books would be written to one folder, and MissingToolError where no book can be built.
    """
    base = base or Path.cwd()
    earlier = {one.folder: one for one in baseline}
    sizes = [measure_text(root) for root in roots]
    # Each goes when its book has ended, and reports are packed until all are there: the batch hardly grows.
    jobs_left = {
        index: _make_job(root, request, base, earlier, size)
        for index, (root, size) in enumerate(zip(roots, sizes, strict=True))
    }
    ends: dict[int, bytes] = {}
    _refuse_shared_outputs(jobs_left.values())
    # The bounds of a book grow with its text.
    order = sorted(jobs_left, key=lambda index: -jobs_left[index].bounds.seconds)

    def keep(index: int, book: BookReport) -> BookReport:
        del jobs_left[index]
        ends[index] = zlib.compress(pickle.dumps(book, pickle.HIGHEST_PROTOCOL), 1)
        report(book)
        return book

    for index, job in list(jobs_left.items()):
        recalled = journal.recall(job.root, job.request, base) if journal is not None else None
        if journal is not None and recalled is not None and not _is_stopped(job, recalled):
            journal.recalled += 1
            keep(index, _compare(job, recalled))
    order = [index for index in order if index not in ends]
    executor = executor or make_pool(jobs, patience)
    # Of what is left to build: a journal may have taken all but one thick book over.
    shares = share_workers([sizes[index] for index in order], jobs if executor.shares_files else 1)
    for index, workers in zip(order, shares, strict=True):
        job = jobs_left[index]
        jobs_left[index] = replace(job, request=replace(job.request, workers=workers))

    def hear(end: JobEnd[bytes]) -> bool:
        index = order[end.job]
        value = read_end(end.value) if end.value is not None else None
        if value is not None and value.missing is not None:
            raise value.missing
        if value is not None:
            value = place_files(jobs_left[index], value)
        book = value.report if value is not None else _describe_loss(jobs_left[index], end.error)
        if journal is not None:
            # Noted first: whatever is told of a book that ended, it is not built again.
            journal.note(jobs_left[index].root, jobs_left[index].request, book, value.answers if value else ())
        told = keep(index, _compare(jobs_left[index], book))
        return not fail_fast or is_sound(told, strict=request.strict)

    def pack(index: int) -> bytes:
        return pack_order(build, jobs_left[index], shares_files=executor.shares_files)

    packed = [partial(pack, index) for index in order]
    executor.run_each(do_order, packed, hear, is_spent=_is_spent)
    for index, job in list(jobs_left.items()):
        title = _read_title(job.root)
        keep(index, BookReport(folder=job.folder, status=BookStatus.SKIPPED, title=title, message=_SKIPPED))
    return [pickle.loads(zlib.decompress(ends[index])) for index in range(len(roots))]  # noqa: S301 - packed above


def make_pool(jobs: int, patience: float = _PATIENCE) -> Executor:
    """Return who builds books in `jobs` processes of ours; see `build_books`."""
    return PoolExecutor(jobs, _prepare, patience=patience)


def choose_exit_code(reports: Iterable[BookReport], *, strict: bool = False) -> ExitCode:
    """Return 70 where makeready broke on a book, 1 where one was refused, failed or was skipped, else 0.

    A book that is refused for nothing but what was known before is no reason for 1; `strict` as in `is_sound`.
    """
    reports = tuple(reports)
    if any(one.bug for one in reports):
        return ExitCode.BUG
    return ExitCode.CLEAN if all(is_sound(one, strict=strict) for one in reports) else ExitCode.FINDINGS


def share_workers(sizes: Sequence[int], jobs: int) -> list[int]:
    """Return how many processes may lay each book out, by the bytes of their texts, where `jobs` do the batch.

    One, but for a book that is a larger part of the batch than a process of it: the others would end long before it.
    Together they may be more than `jobs`, by half of them where books are few and alike: then one waits for another.
    """
    whole = sum(sizes)
    return [min(jobs, max(1, math.floor(jobs * size / whole + _ROUNDING))) if whole else 1 for size in sizes]


def _make_job(root: Path, request: BuildRequest, base: Path, earlier: Mapping[str, BookReport], size: int) -> BookJob:
    folder = name_book_folder(root, base)
    inner = root.resolve().name if Path(folder).is_absolute() else folder
    output = request.output / inner if request.output is not None else None
    output_url = f"{request.output_url}/{inner}" if request.output_url is not None else None
    # Where other machines build it too, its path is another one each time.
    known_as = folder if request.cache_url is not None else ""
    part = Bounds(seconds=request.time_limit, memory=request.memory_limit).widen(size)
    return BookJob(
        root=root,
        folder=folder,
        base=base,
        request=replace(request, output=output, output_url=output_url, workers=1, known_as=known_as),
        bounds=Bounds(seconds=part.seconds * _TIMES_SECONDS, memory=part.memory * _TIMES_MEMORY),
        before=earlier.get(folder),
    )


def _refuse_shared_outputs(jobs: Iterable[BookJob]) -> None:
    counts = Counter(job.request.output_url or job.request.output for job in jobs)
    for output, count in counts.items():
        if output is not None and count > 1:
            hint = "run the batch in a folder that all of the books lie below"
            raise UsageError(f"{count} books would be written to {output}", hint)


def _describe_build(job: BookJob, built: BuildReport, title: str) -> BookReport:
    if built.exit_code is ExitCode.CLEAN:
        status = BookStatus.UNCHANGED if built.reuse.whole else BookStatus.BUILT
    else:
        status = BookStatus.FAILED if built.failures else BookStatus.REFUSED
    files = tuple(
        BookFile(
            path=name_book_folder(one.path, job.base),
            edition=one.artifact.edition.name,
            size=len(one.artifact.content),
            sha256=one.artifact.digest,
            pages=one.artifact.page_count,
            words=one.artifact.word_count,
        )
        for one in built.written
    )
    return BookReport(
        folder=job.folder,
        status=status,
        title=title or _find_title(built.manifest),
        files=files,
        findings=built.findings,
        message="; ".join(str(failure) for failure in built.failures),
        bug=bool(built.failures),
    )


def _describe_loss(job: BookJob, error: BaseException | None) -> BookReport:
    """Return the report of a book whose process did not answer."""
    if isinstance(error, MakereadyError):
        words = _describe_error(error)
    elif isinstance(error, ExecutorLostError):
        words = str(error)
    elif not isinstance(error, WorkerLostError):
        words = _describe_bug(error)
    elif error.exit_code is None:
        words = f"it was tried {error.tries} times and its process lost each time"
    elif sys.platform != "win32" and error.exit_code == -signal.SIGXCPU:
        words = f"it takes {BoundsPassedError(job.bounds.seconds)}"
    else:
        words = f"it was tried {error.tries} times and its process lost each time; {error.ending}"
    title = _read_title(job.root)
    bug = not isinstance(error, (WorkerLostError, ExecutorLostError, MakereadyError))
    return BookReport(folder=job.folder, status=BookStatus.FAILED, title=title, message=words, bug=bug)


def _describe_error(error: MakereadyError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _describe_bug(error: BaseException | None) -> str:
    words = str(error).strip().split("\n")[0]
    return f"makeready failed: {type(error).__name__}: {words}"


def _read_title(root: Path) -> str:
    """Return the title in book.toml, or nothing where it has none or cannot be read, which the build tells."""
    with contextlib.suppress(RefusedPath, MakereadyError, ValueError):
        workspace = Workspace(root)
        place = next((name for name in _METADATA if workspace.has_file(name)), None)
        if place is not None:
            title = tomllib.loads(workspace.read_bytes(place).decode("utf-8-sig")).get("title")
            return title if isinstance(title, str) else ""
    return ""


def _find_title(manifest: bytes) -> str:
    """Return the title of a book that was built, which its text may have rather than its book.toml."""
    return str(json.loads(manifest)["book"]["title"]) if manifest else ""


# How many books this process has built since it last looked for cycles.
_SINCE_LOOK: list[int] = [0]


def _prepare() -> None:
    """Let SIGTERM end the book that is being built as an exit does: what was begun is cleared away."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _clear_up() -> None:
    """Look for cycles, now and then: the collector does so for itself only after many books, and not among the frozen.

    What a loaded composition had frozen is its book's, and may go with it.
    """
    _SINCE_LOOK[0] += 1
    if _SINCE_LOOK[0] >= _BOOKS_A_LOOK:
        _SINCE_LOOK[0] = 0
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def _is_spent(end: bytes) -> bool:
    return read_end(end).kept > _MOST_KEPT


def _measure_kept() -> int:
    """Return the bytes of memory that this process has now; 0 where the system does not tell.

    https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
    """
    if sys.platform != "linux":
        return 0
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGESIZE")
    return 0
