"""Watching a batch: books as they end go in; a line on the terminal that tells how far it is, or groups of a log.

A terminal gets one line that is written anew. Where a program reads, or a CI service does, there is nothing of it; the
logs of two of those services can be folded, so that each book's findings are one group.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from typing import TextIO

from makeready.report.display import make_safe, measure_cells

# Of less than this nobody can tell how long the rest takes.
_FIRST_GUESS = 1.0
_ENV_OF_CI = "CI"


class BatchLine:
    """The line that tells how many books ended and how long the others may take; `tell` it of each.

    It is drawn as a book ends, not by a clock: a thread would keep the processes from being started by a fork.
    """

    def __init__(self, stream: TextIO, total: int, *, shown: bool) -> None:
        self._stream = stream
        self._total = total
        self._shown = shown
        self._done = 0
        self._taken = 0
        self._began = time.monotonic()
        self._drawn = False

    def tell(self, *, taken: int = 0) -> None:
        """Count one more book and draw the line; `taken` of those so far were taken from a journal, which is quick."""
        self._done += 1
        self._taken = taken
        self.draw()

    def draw(self) -> None:
        """Write the line; without one to show, nothing."""
        if not self._shown or self._done >= self._total:
            return
        line = self.compose(time.monotonic() - self._began, shutil.get_terminal_size().columns)
        self._write(f"\r{line}\x1b[K")
        self._drawn = True

    def wipe(self) -> None:
        """Take the line away, so that something else can be written there."""
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = False

    def compose(self, seconds: float, columns: int) -> str:
        """Return the line after so many seconds, in fewer than `columns` cells."""
        line = f"{self._done:,} of {self._total:,} books"
        worked = self._done - self._taken
        if worked > 0 and seconds >= _FIRST_GUESS:
            line += f", about {describe_span(seconds / worked * (self._total - self._done))} left"
        while line and measure_cells(line) >= columns:
            line = line[:-1]
        return line

    def _write(self, text: str) -> None:
        # Where the terminal is gone the work is not.
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


def describe_span(seconds: float) -> str:
    """Return a time that is a guess: in seconds, minutes or hours."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def is_ci(environment: Mapping[str, str] | None = None) -> bool:
    """Return True where a CI service runs us: all that we know of set CI."""
    told = os.environ if environment is None else environment
    return told.get(_ENV_OF_CI, "").lower() not in ("", "0", "false")


@contextlib.contextmanager
def group_lines(name: str, environment: Mapping[str, str] | None = None) -> Iterator[bool]:
    """Let what is written on stderr in the block be one group, called `name`, of a CI log that has such.

    Gives True where it is one. https://docs.github.com/actions/reference/workflow-commands-for-github-actions,
    https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
    """
    told = os.environ if environment is None else environment
    shown = make_safe(" ".join(name.split()))
    if told.get("GITHUB_ACTIONS") == "true":
        sys.stderr.write(f"::group::{shown.replace('%', '%25')}\n")
        yield True
        sys.stderr.write("::endgroup::\n")
    elif told.get("GITLAB_CI") == "true":
        # A section's own name may hold few characters; the number tells apart what looks the same then.
        section = f"makeready_{re.sub(r'[^A-Za-z0-9_.-]', '_', name)[:60]}_{time.monotonic_ns()}"
        sys.stderr.write(f"\x1b[0Ksection_start:{int(time.time())}:{section}[collapsed=true]\r\x1b[0K{shown}\n")
        yield True
        sys.stderr.write(f"\x1b[0Ksection_end:{int(time.time())}:{section}\r\x1b[0K\n")
    else:
        yield False
