"""Books that build at once, or break: functions of a module, so that a process finds them however it was started."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from makeready.findings import MissingToolError
from makeready.press.batch import BookEnd, BookJob, build_book
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.workers import WorkerPool
from tests.unit.press.fakes import finding


def play(job: BookJob) -> BookEnd:
    """Do what the file `play` in the book's folder says; without one the book is built."""
    plan = job.root / "play"
    what = plan.read_text(encoding="utf-8") if plan.is_file() else ""
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "exit":
        os._exit(3)
    if what == "hang":
        time.sleep(60)
    if what == "raise":
        raise ValueError("of no use\nat all")
    if what == "refuse":
        report = BookReport(folder=job.folder, status=BookStatus.REFUSED, findings=(finding(),))
        return BookEnd(report=report)
    if what == "no tool":
        missing = MissingToolError("no Pango")
        return BookEnd(report=BookReport(folder=job.folder, status=BookStatus.FAILED), missing=missing)
    file = BookFile(path=f"{job.folder}/build/a.epub", edition="epub", size=4, sha256="0" * 64, words=1000)
    # The process tells its number where the title is, so that tests see who built what.
    report = BookReport(folder=job.folder, status=BookStatus.BUILT, files=(file,), title=str(os.getpid()))
    return BookEnd(report=report, kept=2**40 if what == "eat" else 0)


def linger(job: BookJob) -> BookEnd:
    """Leave a file, wait for the end, and clear the file away however it comes."""
    mark = job.root / "begun"
    mark.touch()
    try:
        time.sleep(60)
    finally:
        mark.unlink()
    return play(job)


def play_or_build(job: BookJob) -> BookEnd:
    """Play a book that has a file `play`, build any other."""
    return play(job) if (job.root / "play").is_file() else build_book(job)


def nest(job: BookJob) -> BookEnd:
    """Have two processes do something for a book, and tell how many did."""
    with WorkerPool(2, name_process, apart=True) as pool:
        pool.start(2)
        names = {*pool.run([job.folder] * 8), str(os.getpid())}
    return BookEnd(report=BookReport(folder=job.folder, status=BookStatus.BUILT, title=str(len(names))))


def name_process(_: str) -> str:
    """Return the number of this process, after a moment in which another one may begin."""
    time.sleep(0.05)
    return str(os.getpid())


def nest_and_break(job: BookJob) -> BookEnd:
    """Start a process that leaves its number in the book's folder and lingers, and lose this one meanwhile."""
    with WorkerPool(2, leave_number, apart=True) as pool:
        pool.run([str(job.root / "number")])
    return play(job)


def leave_number(place: str) -> None:
    """Write the number of this process down, kill the one that asked, and linger."""
    with Path(place).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
