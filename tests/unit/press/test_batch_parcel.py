"""Parcels: books are built where none of their files are, and what comes back is what a build here gives."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from makeready.findings import StorageError
from makeready.press import batch_parcel
from makeready.press.batch import build_books
from makeready.press.batch_journal import Journal
from makeready.press.batch_parcel import read_project
from makeready.press.manifest import MANIFEST
from makeready.press.request import BuildRequest
from makeready.report.books import BookReport, BookStatus
from makeready.workers import LocalExecutor
from makeready.workers.executor import Hear, Job, Task
from tests.unit.press.batch_tasks import play_or_build
from tests.unit.press.test_batch import make_book

REQUEST = BuildRequest(use_cache=False)
EPUB_ALONE = """\
title = "An EPUB"
language = "en"
identifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]
cover = "cover.png"
[editions.epub]
target = "epub"
"""


class FarExecutor(LocalExecutor):
    """Does jobs in this process as if it were another machine's: from their bytes alone, in a thread of its own."""

    shares_files = False

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.meanwhile = meanwhile
        self.sent: list[int] = []

    def run_each(
        self, task: Task, jobs: Sequence[Job], hear: Hear, *, is_spent: Callable[[bytes], bool] = lambda _: False
    ) -> None:
        packed = [job() for job in jobs]
        self.sent += [len(one) for one in packed]
        self.meanwhile()
        work = partial(super().run_each, task, [partial(bytes, one) for one in packed], hear, is_spent=is_spent)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


def test_what_a_book_inherits_goes_along(tmp_path: Path) -> None:
    for name in ("near", "far"):
        top = tmp_path / name
        make_book(top / "books/a")
        (top / "makeready.toml").write_text(
            'styles = ["house/print.css"]\n[books]\ninclude = ["books/*"]\n[defaults]\npublisher = "House"\n'
        )
        (top / "house").mkdir()
        (top / "house/print.css").write_text("p { color: #222 }\n")
    roots = [tmp_path / name / "books/a" for name in ("near", "far")]
    (near,) = build_books([roots[0]], REQUEST, 1, base=tmp_path / "near", executor=LocalExecutor())
    (far,) = build_books([roots[1]], REQUEST, 1, base=tmp_path / "far", executor=FarExecutor())
    (alone,) = build_books([roots[1]], replace(REQUEST, use_workspace=False), 1, base=tmp_path, executor=FarExecutor())
    assert list_files(near, tmp_path / "near") == list_files(far, tmp_path / "far") != list_files(alone, tmp_path)
    assert sorted(read_project(roots[0]).shared) == ["house/print.css", "makeready.toml"]


def list_files(report: BookReport, top: Path) -> dict[str, str]:
    """Return the digests of a book's files by their paths from `top`."""
    return {Path(top / one.path).name: one.sha256 for one in report.files}


def test_a_book_that_is_built_elsewhere_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    roots = [make_book(tmp_path / "here"), make_book(tmp_path / "there/here")]

    def hide() -> None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH")
        (roots[1] / "manuscript/one.md").write_text("# Other\n\nNot what was sent.\n", encoding="utf-8")

    (near,) = build_books([roots[0]], REQUEST, 1, base=tmp_path, executor=LocalExecutor())
    (far,) = build_books([roots[1]], REQUEST, 1, base=tmp_path / "there", executor=FarExecutor(hide))
    assert (near.status, far.status) == (BookStatus.BUILT, BookStatus.BUILT)
    assert list_files(near, tmp_path) == list_files(far, tmp_path / "there") != {}
    assert [one.path for one in near.files] == [one.path for one in far.files]
    here, there = (sorted((root / "build").iterdir()) for root in roots)
    assert [one.name for one in here] == [one.name for one in there]
    assert MANIFEST in [one.name for one in there]
    assert [one.read_bytes() for one in here] == [one.read_bytes() for one in there]


def test_nothing_of_a_refused_book_is_put_in_place(tmp_path: Path) -> None:
    root = make_book(tmp_path / "b", metadata='title = "No language"\nlanguage = "xx-not-a-language"\n')
    (report,) = build_books([root], REQUEST, 1, base=tmp_path, executor=FarExecutor())
    assert report.status is BookStatus.REFUSED
    assert report.findings
    assert not (root / "build").exists()


def test_a_place_that_cannot_be_written_fails_the_book_alone(tmp_path: Path) -> None:
    roots = [make_book(tmp_path / name) for name in ("a", "b")]
    (roots[0] / "build").write_text("a file", encoding="utf-8")
    executor = FarExecutor()
    first, second = build_books(roots, replace(REQUEST, editions=()), 1, base=tmp_path, executor=executor)
    assert (first.status, second.status) == (BookStatus.FAILED, BookStatus.BUILT)
    assert first.files == () and "build" in first.message


def test_what_comes_back_is_in_the_journal(tmp_path: Path) -> None:
    root = make_book(tmp_path / "b")
    for resume, recalled in ((False, 0), (True, 1)):
        with Journal(tmp_path / "journal", resume=resume) as journal:
            build_books([root], REQUEST, 1, base=tmp_path, executor=FarExecutor(), journal=journal)
            assert journal.recalled == recalled


def test_a_worker_with_another_makeready_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_book(tmp_path / "b")
    monkeypatch.setattr(batch_parcel, "name_makers", iter(["ours", "theirs"]).__next__)
    (report,) = build_books([root], REQUEST, 1, base=tmp_path, executor=FarExecutor())
    assert report.status is BookStatus.FAILED
    assert "another makeready" in report.message
    assert not report.bug


def test_a_parcel_has_what_a_build_may_read(tmp_path: Path) -> None:
    root = make_book(tmp_path / "b")
    for name in ("build/old.epub", ".git/config", "manuscript/build/picture.png", ".hidden/note.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    (root / "link").symlink_to("manuscript/one.md")
    project = read_project(root)
    assert sorted(project.files) == [
        ".hidden/note.txt", "manuscript/book.toml", "manuscript/build/picture.png", "manuscript/one.md",
    ]  # fmt: skip
    assert project.links == {"link": "manuscript/one.md"}


def test_a_project_that_is_too_large_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roots = [make_book(tmp_path / "a"), make_book(tmp_path / "b")]
    (roots[0] / "scan.tiff").write_bytes(bytes(5000))
    monkeypatch.setattr(batch_parcel, "_MOST", 4000)
    with pytest.raises(StorageError, match="too many to be sent"):
        read_project(roots[0])
    assert read_project(roots[1]).files


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_worker_of_others_ends_with_a_book_that_takes_too_long() -> None:
    child = os.fork()
    if not child:

        def spin() -> None:
            with batch_parcel._killed_after(0.2):
                while True:
                    sum(range(10_000))

        thread = threading.Thread(target=spin)
        thread.start()
        thread.join(20)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == batch_parcel._TIME_OVER


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="kills processes")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_dask_builds_each_book_once_though_workers_die(tmp_path: Path) -> None:
    from makeready.workers.dask_executor import DaskExecutor
    from tests.unit.workers.cluster import open_cluster

    near, far = tmp_path / "near", tmp_path / "far"
    for top in (near, far):
        # Of one all is made there; with a cover of their own, the others need no page engine, which takes seconds.
        make_book(top / "b0", text="# One\n\nThe word of book 0.\n")
        for name in ("b1", "b2"):
            root = make_book(top / name, text=f"# One\n\nThe word of book {name}.\n", metadata=EPUB_ALONE)
            Image.new("L", (625, 1000)).save(root / "manuscript/cover.png")
    killer = make_book(far / "killer", play="kill")
    heard: list[BookReport] = []
    with open_cluster(2) as address:
        roots = [killer, *(far / f"b{index}" for index in range(3))]
        executor = DaskExecutor(address)
        lost, *books = build_books(roots, REQUEST, 1, heard.append, base=far, build=play_or_build, executor=executor)
    assert (lost.status, lost.bug) == (BookStatus.FAILED, False)
    assert lost.message == "it was tried 2 times and its process lost each time"
    assert sorted(one.folder for one in heard) == ["b0", "b1", "b2", "killer"]
    expected = build_books([near / f"b{index}" for index in range(3)], REQUEST, 1, base=near, executor=LocalExecutor())
    assert [one.files for one in books] == [one.files for one in expected]
    assert all((far / file.path).is_file() for one in books for file in one.files)
