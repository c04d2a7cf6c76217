"""A real build, in workers however short the book, that dies where PARTS and MOVES of the environment say.

The words of a command line go in. It is a module of its own, because what the tests need besides takes time to load.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

from makeready.cli import main
from makeready.pdf import job_runner, loaded
from makeready.pdf.parts import Job, PartJob

STAY_SECONDS = 30.0
_work, _replace = loaded.work, Path.replace


def make_part(job: Job) -> bytes:
    """Do the job, unless PARTS says to die of one, to die of one once, or to stay."""
    how, _, mark = os.environ.get("PARTS", "").partition(":")
    doomed = isinstance(job, PartJob) and b"Doom" in job.content
    if how == "die" and doomed:
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "die-once" and doomed and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "stay" and doomed:
        os.write(1, b"staying\n")
        time.sleep(STAY_SECONDS)
    return _work(job)


def move_file(path: Path, target: Path) -> Path:
    """Move the file, unless MOVES counts it as the one at which this process dies: "pdf:1" is the first PDF.

    It is the build itself that dies; its workers, which may move files too, are killed elsewhere.
    """
    suffix, _, number = os.environ.get("MOVES", "").partition(":")
    if number and multiprocessing.parent_process() is None and target.name.endswith(suffix):
        left = int(number) - 1
        os.environ["MOVES"] = f"{suffix}:{left}"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return _replace(path, target)


def build() -> int:
    """Build what the command line says, by two workers where it does not say how many; return the exit code."""
    job_runner._WORTHWHILE = 0
    loaded.work = make_part
    Path.replace = move_file  # type: ignore[assignment, method-assign]
    return main(["build", "--workers", "2", *sys.argv[1:]])
