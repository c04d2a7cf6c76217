"""The ledger: stages to run go in; their values come out, and what they found or broke is kept."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TypeVar

from makeready.findings import Finding, MakereadyError, Outcome, Severity
from makeready.press.request import Failure, Progress

T = TypeVar("T")


class Ledger:
    """Runs the stages of one build one after another and keeps their findings and failures."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.findings: list[Finding] = []
        self.failures: list[Failure] = []
        self._progress = progress
        self._done = 0
        self._total = 0

    @property
    def is_sound(self) -> bool:
        """Return True while there is no error and no failure."""
        return not self.failures and not any(f.severity is Severity.ERROR for f in self.findings)

    def expect(self, steps: int) -> None:
        """Count `steps` more steps to come."""
        self._total += steps

    def take(self, stage: str, work: Callable[[], Outcome[T]], *, edition: str | None = None) -> T | None:
        """Run one stage; return its value, or None where it has none or broke.

        Whatever an engine raises that is no MakereadyError is a bug of ours and is kept as a failure: engines
        raise BaseException too. Only the person at the keyboard, and an exit, end the build.
        """
        if self._progress is not None:
            self._progress(f"{edition}: {stage}" if edition else stage, self._done, self._total)
        self._done += 1
        try:
            outcome = work()
        except (KeyboardInterrupt, SystemExit, MakereadyError):
            raise
        except BaseException as error:
            self._fail(stage, edition, _describe_error(error), traceback.format_exc())
            return None
        self.findings.extend(outcome.findings)
        if outcome.value is None and all(f.severity is not Severity.ERROR for f in outcome.findings):
            self._fail(stage, edition, "nothing came out, and no finding says why")
        return outcome.value

    def _fail(self, stage: str, edition: str | None, message: str, trace: str = "") -> None:
        self.failures.append(Failure(edition=edition, stage=stage, message=message, trace=trace))


def _describe_error(error: BaseException) -> str:
    words = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
