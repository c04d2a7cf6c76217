"""The entry: the words of the command line go in; the exit code comes out.

Exit codes: 0 clean, 1 findings at the threshold, 2 usage, 3 a needed tool is missing, 4 files cannot be read or
written, 70 a bug of makeready, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from makeready.cli.console import BUG_HINT, Console
from makeready.cli.root import root
from makeready.findings import ExitCode, MakereadyError

COMPLETE_VARIABLE = "_MAKEREADY_COMPLETE"
# How many objects come between two looks for cycles, and how many looks at the young between two at older ones: a book
# is hundreds of thousands of objects without a cycle, and Python's 700 have each of them looked at again and again.
# Processes that lay pages out, which leave cycles behind, look ten times as often: see workers/worker.py.
_COLLECTOR = (1_000_000, 20, 20)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments`, by default the process's own, and return its exit code."""
    if arguments is None:
        gc.set_threshold(*_COLLECTOR)
    _open_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Known before the words are understood, so that wrong usage is told in that form too.
    console = Console(as_json="--format=json" in words or ("--format", "json") in pairwise(words))
    try:
        code = _run(words, console)
        # What cannot be flushed was not said; after this function nobody would notice.
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        return _lose_stream(error)
    finally:
        if arguments is None:
            # Python looks for cycles once more when it ends, and the system takes all memory back anyway.
            gc.freeze()
    return int(code)


def _run(arguments: list[str], console: Console) -> int:
    try:
        instruction = os.environ.get(COMPLETE_VARIABLE)
        if instruction:
            from click.shell_completion import shell_complete

            return shell_complete(root, {}, "makeready", COMPLETE_VARIABLE, instruction)
        with root.make_context("makeready", arguments, obj=console) as context:
            code = root.invoke(context)
            return int(code or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        return _refuse_usage(error, console)
    except MakereadyError as error:
        return _report_trouble(console, error.message, error.hint, error.exit_code)
    except (KeyboardInterrupt, click.Abort, EOFError):
        return _report_trouble(
            console, "interrupted; what was not finished was not written", None, ExitCode.INTERRUPTED
        )
    except (SystemExit, GeneratorExit, OSError):
        # main() answers for streams that are gone; for other storage there is StorageError.
        raise
    except BaseException as error:  # Engines raise more than Exception.
        if console.verbose:
            console.remark(traceback.format_exc())
        words = str(error).strip().split("\n")[0]
        return _report_trouble(console, f"{type(error).__name__}: {words}", BUG_HINT, ExitCode.BUG)


def _refuse_usage(error: click.ClickException, console: Console) -> int:
    """Report wrong usage; a bare command prints its help as click has it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return ExitCode.USAGE
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"{context.command_path} --help says how it is used" if context else None
    return _report_trouble(console, " ".join(error.format_message().split()), hint, ExitCode.USAGE)


def _report_trouble(console: Console, message: str, hint: str | None, code: ExitCode) -> int:
    from makeready.report.display import make_safe
    from makeready.report.json import render_json

    if console.as_json:
        error = {"message": message, "hint": hint}
        console.print(render_json(command=console.command, exit_code=code, error=error))
    else:
        console.report_trouble(make_safe(message), make_safe(hint) if hint else None)
    return code


def _open_streams() -> None:
    """Let every character be printed, whatever the locale's encoding: what it lacks comes as an escape."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # Closed by the shell (>&-): then nobody wants to hear it.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - stays open
        elif isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="backslashreplace")


def _lose_stream(error: OSError) -> int:
    """Return 4 for a stream that took no more, without Python's complaint when it flushes it at the end."""
    if not isinstance(error, BrokenPipeError):
        with contextlib.suppress(OSError, ValueError):
            from makeready.report.display import make_safe

            place = f"{make_safe(str(error.filename))}: " if error.filename is not None else ""
            sys.stderr.write(f"error: {place}{error.strerror or error}\n")
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, io.UnsupportedOperation):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    return int(ExitCode.STORAGE)
