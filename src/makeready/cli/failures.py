"""Failures, our own bugs: those of a command's report go in; lines for a person, or JSON for a program, come out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from makeready.cli.console import BUG_HINT, Console
from makeready.report.display import make_safe
from makeready.report.json import Json

if TYPE_CHECKING:
    from makeready.press.request import Failure


def report_failures(console: Console, failures: Iterable[Failure]) -> None:
    """Print each failure with what to do about it, and its traceback where --verbose asks for it."""
    for failure in failures:
        if console.verbose:
            console.remark(failure.trace)
        console.report_trouble(make_safe(str(failure)), BUG_HINT)


def describe_failures(failures: Iterable[Failure]) -> list[Json]:
    """Return failures as JSON holds them."""
    return [{"edition": one.edition, "stage": one.stage, "message": one.message} for one in failures]
