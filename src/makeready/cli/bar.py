"""The progress bar: steps of a long piece of work go in; one line on the terminal, drawn over, comes out."""

from __future__ import annotations

import shutil
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from makeready.report.display import make_safe, measure_cells

_DELAY = 1.0
_EVERY = 0.25
_LENGTH = 24


class ProgressBar:
    """Shows, after a second, which of how many steps runs and how long it has taken.

    A thread draws it, because a step such as laying out the pages takes long and tells nothing on its way.
    Used as a context; called with each step that starts. The line is wiped at the end.
    """

    def __init__(self, stream: TextIO, *, delay: float = _DELAY) -> None:
        self._stream = stream
        self._delay = delay
        self._step = ("", 0, 0)
        self._drawn = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._draw_on, daemon=True)
        self._began = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Hear that `what` starts, with `done` of `total` steps behind it."""
        self._step = (what, done, total)

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw_on(self) -> None:
        wait, last = self._delay, ""
        while not self._ended.wait(wait):
            wait = _EVERY
            line = self.compose_line(shutil.get_terminal_size().columns)
            if line == last:
                continue
            try:
                self._stream.write(f"\r{line}\x1b[K")
                self._stream.flush()
            except (OSError, ValueError):  # The terminal is gone; the work is not.
                return
            self._drawn, last = True, line

    def compose_line(self, columns: int) -> str:
        """Return the line as it is now, in fewer than `columns` cells."""
        what, done, total = self._step
        filled = _LENGTH * done // total if total else 0
        seconds = int(time.monotonic() - self._began)
        line = f"[{'█' * filled}{'░' * (_LENGTH - filled)}] {done}/{total} {make_safe(what)} ({seconds} s)"
        while line and measure_cells(line) >= columns:
            line = line[:-1]
        return line
