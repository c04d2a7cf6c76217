"""The log of stages: stages to run go in; their values come out, and what they found, broke and took is kept."""

from __future__ import annotations

import errno
import os
import time
import traceback
from collections.abc import Callable
from typing import TypeVar

from makeready.dataclass import dataclass
from makeready.findings import Finding, MakereadyError, Outcome, Severity, StorageError
from makeready.model.times import StageTime, Times
from makeready.press.request import Failure, Progress
from makeready.workers import measure_workers

T = TypeVar("T")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ROOM = "make room on the disk, in the folder for temporary files too, or raise the limit on the size of files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a log holds, to be taken over by another one, of another process."""

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    times: tuple[StageTime, ...]


class StageLog:
    """Runs the stages of one build one after another; keeps their findings, their failures and their times."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.findings: list[Finding] = []
        self.failures: list[Failure] = []
        # What the author accepts is no error to this build; told when the manuscript has been read, if there is any.
        self.accepts: Callable[[Finding], bool] | None = None
        self._progress = progress
        self._done = 0
        self._total = 0
        self._times: list[StageTime] = []
        self._began = _read_clocks()

    @property
    def is_sound(self) -> bool:
        """Return True while there is no failure, and no error but accepted ones."""
        errors = (f for f in self.findings if f.severity is Severity.ERROR)
        return not self.failures and all(self.accepts is not None and self.accepts(error) for error in errors)

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
        began = _read_clocks()
        outcome: Outcome[T] | None = None
        try:
            outcome = work()
        except (KeyboardInterrupt, SystemExit, MakereadyError):
            raise
        except OSError as error:
            if error.errno not in _FULL:
                self._fail(stage, edition, _describe_error(error), traceback.format_exc())
            else:
                raise StorageError(f"no more can be written: {error.strerror}", _ROOM) from error
        except BaseException as error:
            of_memory = isinstance(error, MemoryError)
            self._fail(stage, edition, _describe_error(error), traceback.format_exc(), of_memory=of_memory)
        wall, cpu = _measure_since(began)
        laps = outcome.laps if outcome else ()
        self._times.append(StageTime(stage=stage, edition=edition, wall=wall, cpu=cpu, laps=laps))
        if outcome is None:
            return None
        self.findings.extend(outcome.findings)
        if outcome.value is None and all(f.severity is not Severity.ERROR for f in outcome.findings):
            self._fail(stage, edition, "nothing came out, and no finding says why")
        return outcome.value

    def close(self) -> Account:
        """Return what is in the log."""
        return Account(findings=tuple(self.findings), failures=tuple(self.failures), times=tuple(self._times))

    def absorb(self, account: Account) -> None:
        """Take over what stages of another process found, broke and took."""
        self.findings.extend(account.findings)
        self.failures.extend(account.failures)
        self._times.extend(account.times)
        self._done += len(account.times)

    def sum_up(self) -> Times:
        """Return what each stage took, and all since the log was opened."""
        wall, cpu = _measure_since(self._began)
        return Times(stages=tuple(self._times), wall=wall, cpu=cpu)

    def _fail(self, stage: str, edition: str | None, message: str, trace: str = "", *, of_memory: bool = False) -> None:
        failure = Failure(edition=edition, stage=stage, message=message, trace=trace, of_memory=of_memory)
        self.failures.append(failure)


def _read_clocks() -> tuple[float, float]:
    """Return the wall clock and the CPU time of this process and of its children, in seconds."""
    # os.times counts in hundredths: good enough for the children, too coarse for a short stage of our own.
    spent = os.times()
    ended = spent.children_user + spent.children_system
    return time.perf_counter(), time.process_time() + ended + measure_workers()


def _measure_since(began: tuple[float, float]) -> tuple[float, float]:
    wall, cpu = _read_clocks()
    return wall - began[0], cpu - began[1]


def _describe_error(error: BaseException) -> str:
    words = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
