"""Outside tools: the name of an executable goes in; where it is, its version and what it printed come out."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRun:
    """How a run of a tool ended: its exit status and what it printed."""

    status: int
    output: str
    errors: str


def find_tool(name: str) -> Path | None:
    """Return the executable `name` on the search path, or None."""
    found = shutil.which(name)
    return Path(found) if found else None


def run_tool(command: Sequence[str | Path], *, seconds: float = 300.0, folder: Path | None = None) -> ToolRun:
    """Run `command` without a shell, in the C locale, for at most `seconds`; return how it ended.

    A run that takes too long ends with status 124, as timeout(1) has it.
    """
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        ended = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            cwd=folder,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ToolRun(status=124, output="", errors=f"{Path(command[0]).name} took more than {seconds:g} s")
    return ToolRun(
        status=ended.returncode,
        output=ended.stdout.decode("utf-8", "replace"),
        errors=ended.stderr.decode("utf-8", "replace"),
    )
