"""The pool: order, several runs, exceptions and lost workers; alike in one process, in forks, in spawned ones."""

from __future__ import annotations

import copyreg
import gc
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

import makeready.workers.pool
from makeready.workers import JobEnd, StartMethod, WorkerLostError, WorkerPool, WorkerTrace, measure_workers
from makeready.workers.pool import _Run
from tests.unit.workers import tasks

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    # pytest-xdist has a thread that reads; it holds nothing that a worker of these tests asks for.
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
both = pytest.mark.parametrize("method", ["fork", pytest.param("spawn", marks=pytest.mark.long)])


def _list_children() -> set[str]:
    files = Path("/proc/self/task").glob("*/children")
    return {child for file in files for child in file.read_text().split()}


def _list_handles() -> set[str]:
    return {handle.name for handle in Path("/proc/self/fd").iterdir() if handle.exists() or handle.is_symlink()}


@pytest.fixture(autouse=True)
def _leaves_nothing() -> Iterator[None]:
    """Hold every test to leaving no process, no zombie and no open file behind, and SIGINT as it was."""
    # What other tests left, and may have open, stays as it is; to look through all of it each time takes half a second.
    gc.freeze()
    before = _list_children(), _list_handles(), signal.getsignal(signal.SIGINT)
    yield
    gc.collect()
    gc.unfreeze()
    assert (_list_children(), _list_handles(), signal.getsignal(signal.SIGINT)) == before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize(("workers", "method"), [(1, None), (2, "fork"), (2, "spawn"), (2, None), (40, "fork")])
def test_results_are_the_same_in_any_number_of_processes(workers: int, method: StartMethod | None) -> None:
    with WorkerPool(workers, tasks.square, start_method=method) as pool:
        assert pool.run(range(9)) == [0, 1, 4, 9, 16, 25, 36, 49, 64]
        assert pool.run([]) == []
        assert pool.run([3]) == [9]
        assert pool.run((5, 4)) == [25, 16]


@both
def test_results_stand_in_the_order_of_the_jobs_whichever_ends_first(method: StartMethod, tmp_path: Path) -> None:
    """The first job ends last: it waits for what the last one makes, which another worker does meanwhile."""
    last = tmp_path / "last"
    jobs = [(last, None), (None, None), (None, None), (None, last)]
    with WorkerPool(2, tasks.pass_on, start_method=method) as pool:
        first, *others = pool.run(jobs)
    assert len(set(others)) == 1
    assert first not in (*others, os.getpid())


@both
def test_there_are_no_more_processes_than_jobs_and_they_stay(method: StartMethod, tmp_path: Path) -> None:
    with WorkerPool(3, tasks.report_warmth, tasks.prepare, start_method=method) as pool:
        pool.run([0, 1])
        started = _list_children()
        warmth = dict(pool.run(range(30)))
        assert started < _list_children()
        # The third began with the second run; each was prepared once, and none of them in this process.
        assert len(warmth) <= 3
        assert all(calls == [process] for process, calls in warmth.items())
        assert pool.run([0])[0][0] in warmth
    assert tasks.prepared == []


@both
def test_workers_started_before_there_are_jobs_do_them(method: StartMethod) -> None:
    """They are there before the run and are not mistaken for dead when they say that they are ready."""
    with WorkerPool(2, tasks.report_warmth, tasks.prepare, start_method=method) as pool:
        pool.start()
        started = pool._workers[0].process.pid
        before = _list_children()
        assert str(started) in before
        while not pool._workers[0].connection.poll(5):
            pass
        assert pool.run([0, 1], most=1) == [(started, [started]), (started, [started])]
        assert _list_children() == before
    assert not _list_children()


@both
def test_what_sets_up_comes_before_the_next_job_and_only_once(method: StartMethod) -> None:
    """For those that were there, and for those that are started later."""
    with WorkerPool(2, tasks.report_warmth, tasks.prepare, start_method=method) as pool:
        ((first, _),) = pool.run([0, 1], most=1)[:1]
        pool.set_up(tasks.prepare)
        warmth = dict(pool.run(range(20)))
        assert warmth[first] == [first, first]
        assert all(calls == [process, process] for process, calls in warmth.items())


def test_a_pool_of_one_is_set_up_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "prepared", [])
    here = os.getpid()
    with WorkerPool(1, tasks.report_warmth) as pool:
        pool.start()
        pool.set_up(tasks.prepare)
        assert pool.run([0, 1]) == [(here, [here]), (here, [here])]
    tasks.prepared.clear()


def test_what_fails_to_set_up_is_raised(capfd: pytest.CaptureFixture[str]) -> None:
    """As what a job raises is."""
    with WorkerPool(2, tasks.square, start_method="fork") as pool:
        assert pool.run([1, 2]) == [1, 4]
        pool.set_up(tasks.fail_to_prepare)
        with pytest.raises(OSError, match="nothing to prepare with"):
            pool.run([1, 2])


def test_a_pool_of_one_and_a_single_job_stay_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "prepared", [])
    here = os.getpid()
    with WorkerPool(1, tasks.report_warmth, tasks.prepare) as pool:
        pool.run([])
        assert pool.run([0, 1]) == [(here, [here]), (here, [here])]
        assert pool.run([0]) == [(here, [here])]
    tasks.prepared.clear()
    with WorkerPool(4, tasks.report_warmth, tasks.prepare) as pool:
        assert pool.run([0]) == [(here, [here])]
        assert pool.run([0]) == [(here, [here])]


def test_a_process_with_one_thread_forks_and_others_spawn() -> None:
    """So does one in which a job was done: what it left may not be fit for a fork."""
    script = """
import threading
from makeready.workers import WorkerPool
from tests.unit.workers.tasks import name_kind

def tell(*runs):
    with WorkerPool(2, name_kind) as pool:
        for jobs in runs:
            told = pool.run(jobs)
    print(*told)

tell([0, 1])
tell([0], [0, 1])
over = threading.Event()
thread = threading.Thread(target=over.wait)
thread.start()
tell([0, 1])
over.set()
thread.join()
"""
    assert _run_script(script).stdout.splitlines() == [
        "ForkProcess ForkProcess",
        "SpawnProcess SpawnProcess",
        "SpawnProcess SpawnProcess",
    ]


def _run_script(script: str, **more: Any) -> subprocess.CompletedProcess[str]:
    here = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": f"{here / 'src'}{os.pathsep}{here}"}
    command = [sys.executable, "-W", "error", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=True, **more)


def test_streams_are_flushed_once_and_the_input_is_empty() -> None:
    script = """
from makeready.workers import WorkerPool
from tests.unit.workers.tasks import read_standard_input

def speak(job):
    print("worker\\n", end="")  # one write, even where nothing is buffered
    return read_standard_input(job)

print("before")
with WorkerPool(2, speak) as pool:
    told = pool.run([0, 1])
print(told)
"""
    run = _run_script(script, input="for the parent")
    assert run.stdout.splitlines() == ["before", "worker", "worker", "[('/dev/null', ''), ('/dev/null', '')]"]
    assert run.stderr == ""


@both
def test_a_spawned_worker_reads_nothing_either(method: StartMethod) -> None:
    with WorkerPool(2, tasks.read_standard_input, start_method=method) as pool:
        assert pool.run([0, 1]) == [("/dev/null", "")] * 2


@pytest.mark.parametrize(("workers", "method"), [(1, None), (2, "fork"), (2, "spawn")])
def test_an_exception_of_the_task_is_raised_here(workers: int, method: StartMethod | None) -> None:
    with WorkerPool(workers, tasks.fail, start_method=method) as pool:
        with pytest.raises(LookupError) as caught:
            pool.run(["plainly", "plainly"])
        assert caught.value.args == ("outer", 7)
        with pytest.raises(SystemExit, match="5"):
            pool.run(["exit", "exit"])
        with pytest.raises(ExceptionGroup, match="two"):
            pool.run(["group", "group"])


def test_an_exception_carries_the_traceback_of_the_worker_and_leaves_none() -> None:
    children = _list_children()
    with WorkerPool(2, tasks.fail, start_method="fork") as pool:
        with pytest.raises(LookupError) as caught:
            pool.run(["plainly", "plainly"])
        assert _list_children() == children
    assert isinstance(caught.value.__cause__, WorkerTrace)
    trace = str(caught.value.__cause__)
    assert trace.startswith("in a worker\nTraceback (most recent call last):\n")
    assert re.search(r'tasks\.py", line \d+, in fail\n', trace)
    assert "KeyError: 'inner'" in trace
    assert trace.endswith("LookupError: ('outer', 7)")


@both
def test_what_cannot_be_pickled_is_told_by_name_and_text(method: StartMethod, monkeypatch: pytest.MonkeyPatch) -> None:
    # Dask, where it is loaded, teaches pickle to take any exception apart.
    for kind in (tasks.Unreadable, tasks.Unpicklable):
        monkeypatch.delitem(copyreg.dispatch_table, kind, raising=False)
    with WorkerPool(2, tasks.fail, start_method=method) as pool:
        with pytest.raises(RuntimeError, match=r"^tests\.unit\.workers\.tasks\.Unpicklable: a locked door$"):
            pool.run(["unpicklable", "unpicklable"])
        with pytest.raises(RuntimeError, match=r"^tests\.unit\.workers\.tasks\.Unreadable: two words$"):
            pool.run(["unreadable", "unreadable"])
        with pytest.raises(TypeError, match="lock") as caught:
            pool.run(["result", "result"])
        assert isinstance(caught.value.__cause__, WorkerTrace)


def test_a_job_that_cannot_be_pickled_is_the_callers_error() -> None:
    with WorkerPool[Any, Any](2, tasks.square, start_method="fork") as pool:
        with pytest.raises(TypeError, match="lock"):
            pool.run([1, threading.Lock()])
        assert pool.run([1, 2]) == [1, 4]


def test_of_several_failures_that_of_the_first_job_is_raised(tmp_path: Path) -> None:
    """It is so although the second job fails first; the third one, which would hold us up, is not waited for."""
    one, two, never = tmp_path / "one", tmp_path / "two", tmp_path / "never"
    with (
        WorkerPool(3, tasks.fail_in_turn, start_method="fork") as pool,
        pytest.raises(ValueError, match=r"^one$"),
    ):
        pool.run([(two, one), (None, two), (never, tmp_path / "three"), (None, tmp_path / "four")])
    assert not (tmp_path / "four").exists()


def test_after_a_failure_earlier_jobs_are_awaited_and_later_ones_are_not() -> None:
    run: _Run[int, int] = _Run(jobs=range(4), waiting=deque())
    assert not run.is_over([1])
    run.failures[1] = ValueError()
    assert not run.is_over([0, 2])
    assert run.is_over([2, 3])
    assert run.is_over([])


@pytest.mark.parametrize("workers", [1, 2])
def test_a_preparation_that_fails_is_raised_by_each_run(workers: int) -> None:
    with WorkerPool(workers, tasks.square, tasks.fail_preparing, start_method="fork") as pool:
        for _ in range(2):
            with pytest.raises(ValueError, match=r"^cold$"):
                pool.run([1, 2, 3])


@both
@pytest.mark.parametrize("how", ["kill", "exit"])
def test_a_lost_job_is_given_once_more_to_a_fresh_worker(method: StartMethod, how: str, tmp_path: Path) -> None:
    jobs = [(tmp_path / "a", "live"), (tmp_path / "b", how), (tmp_path / "c", how), (tmp_path / "a", "live")]
    with WorkerPool(2, tasks.die_once, start_method=method) as pool:
        processes = pool.run(jobs)
        assert len(set(processes)) > 1
        assert set(pool.run(jobs)) <= {int(child) for child in _list_children()}


@pytest.mark.parametrize(
    ("how", "exit_code", "words"),
    [
        ("kill", -9, "the last worker ended with SIGKILL"),
        ("fault", -11, "the last worker ended with SIGSEGV"),
        ("exit", 3, "the last worker ended with exit code 3"),
    ],
)
def test_a_job_that_is_lost_twice_is_given_up(how: str, exit_code: int, words: str) -> None:
    with WorkerPool(2, tasks.die, start_method="fork") as pool:
        with pytest.raises(WorkerLostError) as caught:
            pool.run(["live", how, "live"])
        assert len(set(pool.run(["live", "live"]))) >= 1
    error = caught.value
    assert (error.job, error.exit_code, error.tries, error.patience) == (1, exit_code, 2, None)
    assert str(error) == f"job 1 was tried 2 times and its worker lost each time; {words}"


def test_an_idle_worker_that_died_is_replaced() -> None:
    with WorkerPool(2, tasks.die, start_method="fork") as pool:
        pool.run(["live", "live"])
        for worker in _list_children():
            os.kill(int(worker), signal.SIGKILL)
        assert len(pool.run(["live"] * 4)) == 4


def test_a_worker_that_hangs_is_killed_and_its_job_given_once_more(tmp_path: Path) -> None:
    began = time.monotonic()
    with WorkerPool(2, tasks.die_once, patience=0.5, start_method="fork") as pool:
        assert len(pool.run([(tmp_path / "a", "hang"), (tmp_path / "b", "live")])) == 2
    assert 0.5 < time.monotonic() - began < tasks.DEADLINE


def test_a_job_or_preparation_that_hangs_twice_is_given_up() -> None:
    with WorkerPool(2, tasks.die, patience=0.3, start_method="fork") as pool, pytest.raises(WorkerLostError) as caught:
        pool.run(["hang", "hang"])
    assert (caught.value.tries, caught.value.patience, caught.value.exit_code) == (2, 0.3, -9)
    assert str(caught.value).endswith("; the last worker hung for more than 0.3 s")
    slow = WorkerPool(2, tasks.square, tasks.hang_preparing, patience=0.2, start_method="fork")
    with slow, pytest.raises(WorkerLostError):
        slow.run([1, 2])


@both
def test_large_jobs_and_results_pass_while_others_do(method: StartMethod) -> None:
    # Each is many times what a pipe holds.
    jobs = [bytes([number]) * 2_000_000 for number in range(4)]
    with WorkerPool(2, tasks.make_bytes, start_method=method) as pool:
        for number, result in enumerate(pool.run(jobs)):
            assert len(result) == 10_000_000
            assert result.count(number) == len(result)


def test_where_the_system_allows_no_process_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(makeready.workers.pool, "start_process", refuse)
    with WorkerPool(2, tasks.square) as pool:
        assert pool.run([1, 2, 3]) == [1, 4, 9]


def test_exit_codes_are_known_where_the_starter_ignores_them() -> None:
    """SIGCHLD may be ignored when we are started; then the system would bury our workers without a word."""
    former = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with WorkerPool(2, tasks.die, start_method="fork") as pool, pytest.raises(WorkerLostError, match="SIGKILL"):
            pool.run(["live", "kill"])
        assert signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGCHLD, former)


def test_an_interrupt_while_a_worker_starts_waits_until_it_is_known() -> None:
    task = tasks.InterruptingTask()
    with WorkerPool(2, task, start_method="spawn") as pool, pytest.raises(KeyboardInterrupt):
        pool.run([1, 2])
    assert task.sent == 1


def test_workers_stay_when_the_thread_that_started_them_ends() -> None:
    told: list[Any] = []
    with WorkerPool(2, tasks.name_kind, start_method="spawn") as pool:
        thread = threading.Thread(target=lambda: told.extend(pool.run([0, 1])))
        thread.start()
        thread.join()
        started = _list_children()
        assert told == pool.run([0, 1]) == ["SpawnProcess"] * 2
        assert _list_children() == started


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one worker, not 0"):
        WorkerPool(0, tasks.square)
    with pytest.raises(RuntimeError, match="inside its with block"):
        WorkerPool(2, tasks.square).run([1, 2])


@both
def test_what_living_workers_take_is_measured_and_forgotten_with_them(method: StartMethod) -> None:
    before = measure_workers()
    with WorkerPool(2, tasks.burn, start_method=method) as pool:
        pool.run([0.2, 0.2])
        assert measure_workers() - before >= 0.4
    assert measure_workers() == before


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_jobs_that_stand_for_themselves_are_heard_of_each_however_they_end(workers: int) -> None:
    heard: list[JobEnd[int]] = []

    def hear(end: JobEnd[int]) -> bool:
        heard.append(end)
        return True

    with WorkerPool(workers, tasks.fail_or_square, start_method="fork") as pool:
        pool.run_each([1, -1, 2, -2, 3], hear)
        assert pool.run([4, 5]) == [16, 25]
    ends = {end.job: end for end in heard}
    assert len(heard) == len(ends) == 5
    assert {job: end.value for job, end in ends.items() if end.error is None} == {0: 1, 2: 4, 4: 9}
    assert {job: str(end.error) for job, end in ends.items() if end.error is not None} == {1: "-1", 3: "-2"}


@both
def test_lost_jobs_that_stand_for_themselves_do_not_stop_the_others(method: StartMethod) -> None:
    ends: dict[int, JobEnd[int]] = {}

    def hear(end: JobEnd[int]) -> bool:
        ends[end.job] = end
        return True

    with WorkerPool(2, tasks.die, start_method=method) as pool:
        pool.run_each(["kill", "exit", "live", "kill", "live"], hear)
    assert sorted(ends) == list(range(5))
    lost = {job: end.error for job, end in ends.items() if isinstance(end.error, WorkerLostError)}
    assert {job: (error.exit_code, error.tries) for job, error in lost.items()} == {0: (-9, 2), 1: (3, 2), 3: (-9, 2)}
    assert ends[2].value is not None
    assert ends[4].value is not None


def test_a_preparation_that_fails_fails_each_job_that_stands_for_itself() -> None:
    errors: list[str] = []

    def hear(end: JobEnd[int]) -> bool:
        errors.append(str(end.error))
        return True

    with WorkerPool(2, tasks.square, tasks.fail_preparing, start_method="fork") as pool:
        pool.run_each([1, 2, 3], hear)
    assert errors == ["cold"] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_who_hears_may_end_the_run_and_what_was_begun_is_finished(workers: int) -> None:
    heard: list[int] = []

    def hear(end: JobEnd[int]) -> bool:
        heard.append(end.job)
        return False

    with WorkerPool(workers, tasks.square, start_method="fork") as pool:
        pool.run_each(range(50), hear)
        assert 1 <= len(heard) <= workers
        assert pool.run([2, 3]) == [4, 9]


def test_what_the_hearer_raises_ends_the_run() -> None:
    def hear(_end: JobEnd[int]) -> bool:
        raise OSError("nobody listens")

    with WorkerPool(2, tasks.square, start_method="fork") as pool:
        with pytest.raises(OSError, match="nobody listens"):
            pool.run_each([1, 2, 3], hear)
        assert _list_children() == set()


def test_a_spent_worker_makes_way_for_a_fresh_one() -> None:
    processes: list[int] = []

    def hear(end: JobEnd[int]) -> bool:
        processes.append(end.value or 0)
        return True

    with WorkerPool(2, tasks.die, start_method="fork", apart=True) as pool:
        pool.run_each(["live"] * 4, hear, most=1, is_spent=lambda _: True)
        assert len(set(processes)) == 4
        processes.clear()
        pool.run_each(["live"] * 4, hear, most=1)
        assert len(set(processes)) == 1


def test_where_no_process_can_be_had_in_a_lost_ones_place_what_waits_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    errors: dict[int, BaseException | None] = {}

    def hear(end: JobEnd[int]) -> bool:
        errors[end.job] = end.error
        monkeypatch.setattr(WorkerPool, "_start_worker", refuse)
        return True

    def refuse(_pool: object) -> NoReturn:
        raise BlockingIOError("no more processes")

    with WorkerPool(2, tasks.die, start_method="fork", apart=True) as pool:
        pool.run_each(["live", "kill", "live", "live"], hear, most=1)
    assert errors.pop(0) is None
    assert sorted(errors) == [1, 2, 3]
    assert {str(error) for error in errors.values()} == {"no more processes"}
