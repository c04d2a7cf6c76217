"""A batch in a process of its own, that a test kills: its books are quick to build, and slow enough to be met at it."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

from makeready.press.batch import BookEnd, BookJob, build_books
from makeready.press.batch_journal import Journal
from makeready.press.record import RecordedWorkspace
from makeready.press.request import BuildRequest
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.workers import WorkerPool, executor
from makeready.workspace import OutputFolder


def copy(job: BookJob) -> BookEnd:
    """Build a book whose one file is its manuscript's; where a file `fatal` is there, end the process once."""
    workspace = RecordedWorkspace(job.root)
    content = workspace.read_bytes("manuscript/one.md")
    with (job.base / "builds").open("a", encoding="utf-8") as stream:
        stream.write(f"{job.folder}\n")
    time.sleep(0.02)
    if (job.root / "fatal").exists():
        (job.root / "fatal").unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    OutputFolder(job.root / "build").write("a.epub", content)
    digest = hashlib.sha256(content).hexdigest()
    file = BookFile(path=f"{job.folder}/build/a.epub", edition="epub", size=len(content), sha256=digest)
    report = BookReport(folder=job.folder, status=BookStatus.BUILT, files=(file,), cpu=1.5)
    return BookEnd(report=report, answers=workspace.list_answers())


def run(base: Path, *, resume: bool) -> tuple[list[BookReport], int]:
    """Build the books below `base` and return what came of them, and how many were taken from the journal."""
    roots = sorted(path for path in base.iterdir() if path.is_dir())
    with Journal(base / "journal", resume=resume) as journal:
        books = build_books(roots, BuildRequest(), 2, base=base, journal=journal, build=copy)
        return books, journal.recalled


if __name__ == "__main__":
    vars(executor)["WorkerPool"] = partial(WorkerPool, start_method="fork")
    run(Path(sys.argv[1]), resume=False)
