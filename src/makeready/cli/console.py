"""The console: results and findings go in; they come out on the right stream, in the form that was asked for.

Results (what was made, what was asked) go to stdout; findings, summaries and troubles to stderr. As JSON
everything is one object on stdout.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity
from makeready.report.palette import Palette
from makeready.report.text import WIDTH, ReadSource, render_findings, summarise_findings

# What helps where a command broke by itself.
BUG_HINT = "this is a bug of makeready; please report it with what --verbose shows"


@dataclass(slots=True)
class Console:
    """How one call of the command line speaks; the options set it as they are read.

    `command` is the name of the command that runs; `colour` is None where the terminal decides. `form` is that of the
    result, "text" or "json" or one that the command writes itself.
    """

    command: str = ""
    as_json: bool = False
    form: str = "text"
    quiet: bool = False
    verbose: bool = False
    colour: bool | None = None

    def print(self, text: str = "") -> None:
        """Print a line of a result."""
        sys.stdout.write(f"{text}\n")

    def remark(self, text: str = "") -> None:
        """Print a line about the work, not of its result."""
        sys.stderr.write(f"{text}\n")

    @property
    def results(self) -> Palette:
        """Return the colours of stdout."""
        return Palette(colour=self._is_coloured(sys.stdout))

    @property
    def remarks(self) -> Palette:
        """Return the colours of stderr."""
        return Palette(colour=self._is_coloured(sys.stderr))

    def report_findings(
        self, findings: Iterable[Finding], read_source: ReadSource | None = None, *, strict: bool = False
    ) -> None:
        """Print findings and their summary; when quiet, only those that stop the build and no summary.

        Those of one kind are told together; one by one when verbose.
        """
        grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
        shown = [f for f in findings if not self.quiet or f.severity in grave]
        if not shown:
            return
        width = _find_width(sys.stderr)
        self.remark(render_findings(shown, read_source, palette=self.remarks, width=width, grouped=not self.verbose))
        if not self.quiet:
            self.remark(f"\n{summarise_findings(shown)}")

    def report_trouble(self, message: str, hint: str | None = None) -> None:
        """Print why the command could not do its work, and what helps."""
        paint = self.remarks.paint
        self.remark(f"{paint('error', 'error')}{paint('strong', f': {message}')}")
        if hint:
            self.remark(f"  {paint('gutter', '=')} {paint('help', 'help:')} {hint}")

    def _is_coloured(self, stream: TextIO) -> bool:
        """Return the option's word, else True on a terminal unless NO_COLOR is set; https://no-color.org."""
        if self.colour is not None:
            return self.colour
        return is_terminal(stream) and not os.environ.get("NO_COLOR")


def is_terminal(stream: TextIO) -> bool:
    """Return True where a person reads the stream on a terminal that knows more than plain lines."""
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # A closed stream.
        return False


def _find_width(stream: TextIO) -> int:
    return max(40, min(shutil.get_terminal_size().columns, 160)) if is_terminal(stream) else WIDTH
