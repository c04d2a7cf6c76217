"""Exceptions: trouble that is no author's mistake goes in; an exit code of the command line comes out.

The author's mistakes are findings, never exceptions. What is left is wrong usage, a missing tool, storage that
fails, and our own bugs.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line tells its caller."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    MISSING_TOOL = 3
    STORAGE = 4
    BUG = 70
    INTERRUPTED = 130


class MakereadyError(Exception):
    """Trouble with a sentence for the person and, where there is one, a remedy."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MakereadyError):
    """The command was called with something that cannot be meant."""

    exit_code = ExitCode.USAGE


class MissingToolError(MakereadyError):
    """A needed executable or library is not on this machine."""

    exit_code = ExitCode.MISSING_TOOL


class StorageError(MakereadyError):
    """A file could not be read or written: no space, no permission, no such folder."""

    exit_code = ExitCode.STORAGE
