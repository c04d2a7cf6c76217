"""The log's clocks: each stage has its own time, its laps, and the edition it worked for."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import NoReturn

from makeready.findings import Outcome
from makeready.press.stage_log import StageLog


def test_a_stage_that_waits_takes_wall_time_and_little_cpu() -> None:
    log = StageLog()

    def wait() -> Outcome[int]:
        time.sleep(0.05)
        return Outcome(value=1)

    assert log.take("waiting", wait, edition="print") == 1
    (stage,) = log.sum_up().stages
    assert (stage.stage, stage.edition) == ("waiting", "print")
    assert stage.wall >= 0.05
    assert stage.cpu < 0.04


def test_a_stage_is_charged_for_its_own_work_and_for_the_programs_it_runs() -> None:
    log = StageLog()

    def work() -> Outcome[int]:
        end = time.process_time() + 0.03
        while time.process_time() < end:
            pass
        return Outcome(value=1)

    def run() -> Outcome[int]:
        spin = "import time\nwhile time.process_time() < 0.1: pass"
        subprocess.run([sys.executable, "-S", "-c", spin], check=True)
        return Outcome(value=1)

    log.take("working", work)
    log.take("running", run)
    times = log.sum_up()
    working, running = times.stages
    assert 0.03 <= working.cpu < 0.1
    # A tick of the clock of children is a hundredth of a second.
    assert running.cpu >= 0.09
    assert times.cpu >= working.cpu + running.cpu
    assert times.rest.wall == times.wall - working.wall - running.wall


def test_laps_of_a_stage_are_kept_and_make_no_outcome_differ() -> None:
    log = StageLog()
    log.take("laying out", lambda: Outcome(value=1, laps=(("breaking lines", 1.5),)))
    assert log.sum_up().stages[0].laps == (("breaking lines", 1.5),)
    assert Outcome(value=1, laps=(("breaking lines", 1.5),)) == Outcome(value=1)


def test_a_stage_that_broke_took_time_too() -> None:
    log = StageLog()

    def fail() -> NoReturn:
        time.sleep(0.01)
        raise RuntimeError

    assert log.take("failing", fail) is None
    assert len(log.failures) == 1
    assert log.sum_up().stages[0].wall >= 0.01
