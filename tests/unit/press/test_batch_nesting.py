"""Batches that nest: a long book has processes of its own; they are killed, interrupted, and work beside others."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from makeready.files import ASIDE_PATTERN
from makeready.pdf import loaded
from makeready.pdf.loaded import LoadedComposition
from makeready.press.batch import build_books
from makeready.press.request import BuildRequest
from makeready.report.books import BookReport, BookStatus
from makeready.workers import WorkerPool
from tests.unit.press.test_batch import is_alive, write_long

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
# Shorter than a part of the long book takes anywhere.
_MOMENT = 0.01
_lay_part = vars(LoadedComposition)["_lay_part"]


@pytest.fixture(autouse=True)
def _forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makeready.workers.executor.WorkerPool", partial(WorkerPool, start_method="fork"))


def list_digests(book: BookReport) -> list[str]:
    assert book.status is BookStatus.BUILT, book
    return [one.sha256 for one in book.files]


def build_undisturbed(root: Path) -> list[str]:
    """Return the digests of the book that one process builds alone."""
    (book,) = build_books([root], BuildRequest(use_cache=False), 1, base=root.parent)
    return list_digests(book)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the digests of the long book, wherever it is built."""
    root = tmp_path_factory.mktemp("right") / "long"
    write_long(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("makeready.workers.executor.WorkerPool", partial(WorkerPool, start_method="fork"))
        return build_undisturbed(root)


def watch_parts(monkeypatch: pytest.MonkeyPatch, names: Path, *, kills: bool) -> None:
    """Have each process that lays a part out write its number down; one of them `kills` itself in its midst, once."""

    def lay(self: LoadedComposition, job: object) -> object:
        with names.open("a", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        if kills:
            with contextlib.suppress(FileExistsError):
                names.with_suffix(".killed").touch(exist_ok=False)
                # The system's own answer to this signal is the end of the process.
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.setitimer(signal.ITIMER_REAL, _MOMENT)
        return _lay_part(self, job)

    monkeypatch.setattr(loaded.LoadedComposition, "_lay_part", lay)


def read_names(names: Path) -> list[int]:
    return [int(line) for line in names.read_text(encoding="ascii").split()] if names.exists() else []


def await_ends(processes: set[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_alive, processes)):
        assert time.monotonic() < deadline, "a process outlived its batch"
        time.sleep(0.02)


@pytest.mark.long
def test_a_process_killed_in_a_part_of_a_long_book_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: list[str]
) -> None:
    write_long(tmp_path / "long")
    watch_parts(monkeypatch, tmp_path / "names", kills=True)
    (book,) = build_books([tmp_path / "long"], BuildRequest(use_cache=False), 2, base=tmp_path)
    assert (tmp_path / "names.killed").exists(), "nobody was killed"
    processes = set(read_names(tmp_path / "names"))
    assert len(processes) >= 3, "two that lay parts out, and one in the place of the killed one"
    assert list_digests(book) == right
    await_ends(processes)


def test_an_interrupt_ends_the_processes_of_a_long_book_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: list[str]
) -> None:
    write_long(tmp_path / "long")
    names = tmp_path / "names"
    watch_parts(monkeypatch, names, kills=False)

    def strike() -> None:
        end = time.monotonic() + 60
        while len(set(read_names(names))) < 2 and time.monotonic() < end:
            time.sleep(0.002)
        os.kill(os.getpid(), signal.SIGINT)

    striker = threading.Thread(target=strike)
    striker.start()
    with pytest.raises(KeyboardInterrupt):
        build_books([tmp_path / "long"], BuildRequest(use_cache=False), 2, base=tmp_path)
    striker.join()
    processes = set(read_names(names))
    assert len(processes) >= 2
    assert os.getpid() not in processes
    await_ends(processes)
    build = tmp_path / "long/build"
    assert not list(build.glob("*.pdf")) and not list(tmp_path.rglob(ASIDE_PATTERN))
    (book,) = build_books([tmp_path / "long"], BuildRequest(use_cache=False), 2, base=tmp_path)
    assert list_digests(book) == right


@pytest.mark.long
def test_two_long_books_side_by_side_have_processes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: list[str]
) -> None:
    roots = [tmp_path / "one", tmp_path / "other"]
    for root in roots:
        write_long(root)
    (roots[1] / "manuscript/6.md").write_text("# Another chapter\n\nIt is short.\n", encoding="utf-8")
    other = build_undisturbed(roots[1])
    assert other != right
    watch_parts(monkeypatch, tmp_path / "names", kills=False)
    books = build_books(roots, BuildRequest(use_cache=False), 4, base=tmp_path)
    assert [list_digests(book) for book in books] == [right, other]
    assert len(set(read_names(tmp_path / "names"))) == 4
