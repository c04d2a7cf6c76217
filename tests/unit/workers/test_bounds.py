"""Bounds: work without an end ends, by an error that says which bound it passed, and leaves no limit behind."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
import time

import pytest

from makeready.workers import Bounds, BoundsPassedError, WorkerLostError, WorkerPool, is_worker, keep_within
from tests.unit.workers.tasks import burn_unheard, name_worker

MIB = 1024 * 1024
SHORT = Bounds(seconds=0.2, memory=512 * MIB)


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_work_without_end_is_given_up() -> None:
    with pytest.raises(BoundsPassedError, match=r"^more than 0 s of work$") as caught, keep_within(SHORT):
        burn(10)
    assert (caught.value.seconds, caught.value.memory) == (0.2, None)


def test_work_that_passes_over_every_error_is_given_up() -> None:
    began = time.process_time()
    with pytest.raises(BoundsPassedError), keep_within(SHORT):
        for _ in range(2):
            with contextlib.suppress(BaseException):
                burn(5)
    assert time.process_time() - began < 4


def test_work_that_swallowed_the_end_at_its_own_end_is_given_up() -> None:
    with pytest.raises(BoundsPassedError), keep_within(SHORT), contextlib.suppress(BaseException):
        burn(5)


@pytest.mark.threat(62)
def test_memory_without_end_is_given_up() -> None:
    with pytest.raises(BoundsPassedError, match=r"^more than 512 MiB of memory$") as caught, keep_within(SHORT):
        bytearray(600 * MIB)
    assert (caught.value.seconds, caught.value.memory) == (None, 512 * MIB)


def test_no_limit_is_left_behind() -> None:
    def read() -> tuple[object, ...]:
        limits = (resource.getrlimit(one) for one in (resource.RLIMIT_AS, resource.RLIMIT_CPU))
        return (*limits, signal.getsignal(signal.SIGPROF), signal.getitimer(signal.ITIMER_PROF))

    before = read()
    with keep_within(SHORT):
        assert read() != before
    assert read() == before


def test_a_block_within_a_block_has_bounds_of_its_own_and_the_outer_ones_go_on() -> None:
    with pytest.raises(BoundsPassedError) as caught, keep_within(Bounds(seconds=0.6)):
        with pytest.raises(BoundsPassedError) as inner, keep_within(SHORT):
            burn(10)
        burn(10)
    assert (inner.value.seconds, caught.value.seconds) == (0.2, 0.6)


def test_a_worker_within_its_outer_bounds_is_killed_for_them_after_a_block_of_its_own_too() -> None:
    def read() -> int:
        return resource.getrlimit(resource.RLIMIT_CPU)[0]

    with keep_within(Bounds(seconds=3000), is_worker=True):
        outer = read()
        with keep_within(Bounds(seconds=1000), is_worker=True):
            assert 0 < read() < outer
        with keep_within(Bounds(seconds=9000), is_worker=True):
            assert read() == outer
        assert read() == outer


def test_other_threads_are_left_alone() -> None:
    done: list[bool] = []

    def work() -> None:
        with keep_within(Bounds(seconds=0.01)):
            burn(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_long_texts_may_take_more() -> None:
    wide = Bounds(seconds=20, memory=MIB).widen(100 * 1024)
    assert (wide.seconds, wide.memory) == (70, MIB + 102_400_000)


def test_a_worker_that_hears_nothing_is_killed_and_its_job_is_not_tried_again() -> None:
    with WorkerPool(2, burn_unheard, apart=True) as pool, pytest.raises(WorkerLostError) as caught:
        pool.run([0.1])
    assert (caught.value.exit_code, caught.value.tries) == (-signal.SIGXCPU, 1)


def test_a_worker_knows_that_it_is_one() -> None:
    assert not is_worker()
    with WorkerPool(2, name_worker, apart=True) as pool:
        assert pool.run([0]) == [True]
