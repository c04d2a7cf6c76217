"""Batches: which folders are books, what becomes of those that break, in which order, and what is left of an end."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from makeready.findings import ExitCode, Finding, MissingToolError, StorageError, UsageError
from makeready.model.edition import Target
from makeready.press import batch
from makeready.press.batch import BookJob, build_book, build_books, choose_exit_code, find_books, share_workers
from makeready.press.manifest import read_manifest
from makeready.press.request import BuildReport, BuildRequest
from makeready.press.verify import verify_project
from makeready.report.books import BookReport, BookStatus
from makeready.workers import Bounds, WorkerPool
from tests.unit.press import batch_tasks
from tests.unit.report.sample_books import ADVICE, ERROR, WARNING

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

BUILT, REFUSED, FAILED, SKIPPED = (
    BookStatus.BUILT,
    BookStatus.REFUSED,
    BookStatus.FAILED,
    BookStatus.SKIPPED,
)
play_books = partial(build_books, build=batch_tasks.play)


@pytest.fixture(autouse=True)
def _forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes by a fork: these are pytest-xdist's, whose thread would have others start from nothing."""
    monkeypatch.setattr("makeready.workers.executor.WorkerPool", partial(WorkerPool, start_method="fork"))


def make_book(root: Path, *, text: str = "# One\n\nA word.\n", metadata: str | None = None, play: str = "") -> Path:
    """Return the folder of a tiny book; `play` is what batch_tasks.play does with it."""
    manuscript = root / "manuscript"
    manuscript.mkdir(parents=True)
    told = f'title = "{root.name}"\nlanguage = "en"\nidentifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]\n'
    (manuscript / "book.toml").write_text(told if metadata is None else metadata, encoding="utf-8")
    (manuscript / "one.md").write_text(text, encoding="utf-8")
    if play:
        (root / "play").write_text(play, encoding="utf-8")
    return root


def make_books(top: Path, *plays: str) -> list[Path]:
    return [make_book(top / f"b{index}", play=play) for index, play in enumerate(plays)]


def list_statuses(reports: list[BookReport]) -> list[BookStatus]:
    return [one.status for one in reports]


def test_books_are_found_at_any_depth_each_once(tmp_path: Path) -> None:
    deep = make_book(tmp_path / "shelf" / "deep")
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "book.toml").touch()
    for hidden in (deep / "inner", tmp_path / "build" / "old", tmp_path / ".kept" / "old", tmp_path / "shelf/build/x"):
        make_book(hidden)
    (tmp_path / "link").symlink_to(deep.parent, target_is_directory=True)
    (tmp_path / "notes").mkdir()
    assert find_books([tmp_path]) == [plain, deep]
    assert find_books([deep, tmp_path / "shelf", deep / ".." / "deep"]) == [deep]
    assert find_books([tmp_path / "link", tmp_path / "shelf"]) == [tmp_path / "link" / "deep"]
    assert find_books([tmp_path / "notes"]) == []
    # What is named is looked into, whatever it is called.
    assert find_books([tmp_path / ".kept"]) == [tmp_path / ".kept" / "old"]


def test_a_book_and_its_manuscript_folder_are_one_book(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book")
    inner = book / "manuscript"
    assert (inner / "book.toml").is_file()
    (tmp_path / "a").symlink_to(book, target_is_directory=True)
    (tmp_path / "b").symlink_to(inner, target_is_directory=True)
    for named in ([book, inner], [inner, book], [tmp_path, inner], [book, tmp_path / "b"], [inner, book, inner]):
        assert find_books(named) == [book]
    assert find_books([tmp_path / "a", inner]) == [tmp_path / "a"]
    # Alone it is a project of its own, as for `makeready build`.
    assert find_books([inner]) == [inner]


def test_a_manuscript_folder_that_is_a_link_is_the_book_only_within_it(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (make_book(inside) / "manuscript").rename(inside / "text")
    (inside / "manuscript").symlink_to("text", target_is_directory=True)
    assert find_books([inside, inside / "text"]) == [inside]
    other, outside = make_book(tmp_path / "other"), tmp_path / "outside"
    outside.mkdir()
    (outside / "manuscript").symlink_to(other, target_is_directory=True)
    (outside / "book.toml").touch()
    (other / "book.toml").touch()
    assert find_books([outside, other]) == [other, outside]
    itself = tmp_path / "itself"
    itself.mkdir()
    (itself / "book.toml").touch()
    (itself / "manuscript").symlink_to(".", target_is_directory=True)
    assert find_books([itself]) == [itself]


def test_another_book_called_manuscript_is_another_one(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    inner = make_book(outer / "manuscript")
    (outer / "book.toml").touch()
    assert find_books([outer, inner]) == [outer, inner]


def test_what_is_no_folder_or_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="nowhere is not a folder"):
        find_books([tmp_path / "nowhere"])

    def refuse(_path: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        find_books([tmp_path])
    monkeypatch.undo()
    (tmp_path / "shut").mkdir()
    # Who may not look into a folder is not told that there is nothing.
    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(StorageError, match=r"shut cannot be read: Permission denied"):
        find_books([tmp_path / "shut"])


def test_books_that_break_fail_by_name_and_the_others_are_built(tmp_path: Path) -> None:
    roots = make_books(tmp_path, "", "kill", "raise", "", "refuse", "exit", "", "hang")
    heard: list[BookReport] = []
    reports = play_books(roots, BuildRequest(), 2, heard.append, base=tmp_path, patience=1.5)
    assert [one.folder for one in reports] == [f"b{index}" for index in range(8)]
    assert list_statuses(reports) == [BUILT, FAILED, FAILED, BUILT, REFUSED, FAILED, BUILT, FAILED]
    assert {index: reports[index].message for index in (1, 2, 5, 7)} == {
        1: "it was tried 2 times and its process lost each time; the last worker ended with SIGKILL",
        2: "makeready failed: ValueError: of no use",
        5: "it was tried 2 times and its process lost each time; the last worker ended with exit code 3",
        7: "it was tried 2 times and its process lost each time; the last worker hung for more than 1.5 s",
    }
    assert reports[1].title == "b1"
    assert sorted(one.folder for one in heard) == [one.folder for one in reports]
    assert choose_exit_code(reports) == ExitCode.BUG


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_stay_warm_and_no_book_is_built_in_this_one(tmp_path: Path, jobs: int) -> None:
    reports = play_books(make_books(tmp_path, *[""] * 9), BuildRequest(), jobs, base=tmp_path)
    builders = {one.title for one in reports}
    assert 1 <= len(builders) <= jobs
    assert str(os.getpid()) not in builders


def test_a_process_that_keeps_too_much_makes_way(tmp_path: Path) -> None:
    reports = play_books(make_books(tmp_path, "", "eat", "", ""), BuildRequest(), 1, base=tmp_path)
    first, eater, *others = [one.title for one in reports]
    assert list_statuses(reports) == [BUILT] * 4
    assert first == eater
    assert len(set(others)) == 1
    assert first not in others


def test_what_came_of_books_and_what_they_were_asked_for_does_not_pile_up(tmp_path: Path) -> None:
    counts: list[int] = []

    def look(_book: BookReport) -> None:
        counts.append(sum(type(one) in (BookReport, BookJob) for one in gc.get_objects()))

    before = sum(type(one) in (BookReport, BookJob) for one in gc.get_objects())
    told = play_books(make_books(tmp_path, *[""] * 12), BuildRequest(), 2, look, base=tmp_path)
    assert list_statuses(told) == [BUILT] * 12
    # Of each that is left its job, of the one that ended its report.
    assert counts[-1] - before < 6
    assert counts[0] - counts[-1] >= 8


def test_large_books_are_begun_first_and_reports_keep_the_order(tmp_path: Path) -> None:
    sizes = {"a": 10, "b": 3000, "c": 200}
    roots = [make_book(tmp_path / name, text="x" * size) for name, size in sizes.items()]
    heard: list[BookReport] = []
    reports = play_books(roots, BuildRequest(), 1, heard.append, base=tmp_path)
    assert [one.folder for one in heard] == ["b", "c", "a"]
    assert [one.folder for one in reports] == ["a", "b", "c"]


@pytest.mark.parametrize(("play", "status"), [("refuse", REFUSED), ("kill", FAILED), ("raise", FAILED)])
def test_fail_fast_skips_what_was_not_begun(tmp_path: Path, play: str, status: BookStatus) -> None:
    heard: list[BookReport] = []
    roots = make_books(tmp_path, "", play, "", "")
    reports = play_books(roots, BuildRequest(), 1, heard.append, base=tmp_path, fail_fast=True)
    assert list_statuses(reports) == [BUILT, status, SKIPPED, SKIPPED]
    assert "not tried" in reports[2].message
    assert heard == reports


def test_a_missing_tool_ends_the_batch(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="no Pango"):
        play_books(make_books(tmp_path, "no tool", ""), BuildRequest(), 1, base=tmp_path)


def test_each_book_gets_its_own_manifest(tmp_path: Path) -> None:
    roots = [make_book(tmp_path / name) for name in ("one", "two")]
    request = BuildRequest(targets=(Target.EPUB,), output=tmp_path / "out", use_cache=False)
    reports = build_books(roots, request, 2, base=tmp_path)
    assert [report.status for report in reports] == [BUILT, BUILT]
    for name, report in zip(("one", "two"), reports, strict=True):
        manifest = read_manifest((tmp_path / "out" / name / "manifest.json").read_bytes())
        assert [(one.name, one.sha256) for one in manifest.artifacts] == [(f"{name}.epub", report.files[0].sha256)]
        assert verify_project(tmp_path / name, output=tmp_path / "out" / name).findings == ()


def test_no_two_books_are_written_to_one_folder(tmp_path: Path) -> None:
    roots = [make_book(tmp_path / "a" / "book"), make_book(tmp_path / "b" / "book")]
    request = BuildRequest(output=tmp_path / "out")
    with pytest.raises(UsageError, match="2 books would be written to"):
        play_books(roots, request, 1, base=tmp_path / "elsewhere")
    seen: list[Path | None] = []

    def look(roots: list[Path], request: BuildRequest, base: Path) -> None:
        seen.extend(batch._make_job(root, request, base, {}, 0).request.output for root in roots)

    look(roots, request, tmp_path)
    assert seen == [tmp_path / "out/a/book", tmp_path / "out/b/book"]


def test_an_interrupt_ends_what_is_going_on_in_order(tmp_path: Path) -> None:
    roots = make_books(tmp_path, "", "", "")
    marks = [root / "begun" for root in roots]

    def strike() -> None:
        end = time.monotonic() + 20
        while not all(mark.exists() for mark in marks[:2]) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    striker = threading.Thread(target=strike)
    striker.start()
    with pytest.raises(KeyboardInterrupt):
        build_books(roots, BuildRequest(), 2, base=tmp_path, build=batch_tasks.linger)
    striker.join()
    assert not any(mark.exists() for mark in marks)


def _job(root: Path, **bounds: float) -> BookJob:
    request = BuildRequest(workers=1, use_cache=False, targets=(Target.EPUB,))
    return BookJob(
        root=root,
        folder="x",
        base=root,
        request=request,
        bounds=Bounds(seconds=bounds.get("seconds", 60.0), memory=int(bounds.get("memory", 2**30))),
    )


def _spin(*_: object, **__: object) -> NoReturn:
    while True:
        sum(range(1000))


def _swell(*_: object, **__: object) -> NoReturn:
    kept = []
    while True:
        kept.append(bytes(2**24))


def _tell_usage(*_: object, **__: object) -> NoReturn:
    raise UsageError("there is no edition x", "there are y")


def _tell_storage(*_: object, **__: object) -> NoReturn:
    raise StorageError("the disk is full")


def _break(*_: object, **__: object) -> NoReturn:
    raise RuntimeError


@pytest.mark.parametrize(
    ("work", "status", "message"),
    [
        (_spin, FAILED, "it takes more than 0 s of work"),
        (_swell, FAILED, "it takes more than 256 MiB of memory"),
        (_tell_usage, REFUSED, "there is no edition x; there are y"),
        (_tell_storage, FAILED, "the disk is full"),
        (_break, FAILED, "makeready failed: RuntimeError: "),
    ],
)
def test_whatever_is_raised_is_told_of_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[..., NoReturn], status: BookStatus, message: str
) -> None:
    monkeypatch.setattr(batch, "build_project", work)
    report = build_book(_job(make_book(tmp_path / "a"), seconds=0.3, memory=2**28)).report
    assert (report.status, report.message, report.title) == (status, message, "a")


def test_a_stage_that_takes_too_much_memory_is_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makeready.press.stages.read_book", _swell)
    report = build_book(_job(make_book(tmp_path / "a"), memory=2**28)).report
    assert (report.status, report.message, report.bug) == (FAILED, "it takes more than 256 MiB of memory", False)


@pytest.mark.parametrize(
    ("found", "asked", "status"),
    [
        ((WARNING,), [True, False], BUILT),
        ((WARNING, ADVICE), [True, False], BUILT),
        ((WARNING, WARNING), [True], REFUSED),
        ((WARNING, replace(WARNING, message="another")), [True], REFUSED),
        # There is no file to be had: asking again would be of no use.
        ((WARNING, ERROR), [True], REFUSED),
    ],
)
def test_known_warnings_stop_no_book_that_is_asked_for_strictly(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    found: tuple[Finding, ...],
    asked: list[bool],
    status: BookStatus,
) -> None:
    seen = []

    def build(root: Path, *, request: BuildRequest) -> BuildReport:
        seen.append(request.strict)
        return BuildReport(request=request, output=root, findings=found, answers=(("date", "", (), "x"),))

    monkeypatch.setattr(batch, "build_project", build)
    job = _job(make_book(tmp_path / "a"))
    before = BookReport(folder="x", status=REFUSED, findings=(WARNING, ERROR))
    end = build_book(replace(job, request=replace(job.request, strict=True), before=before))
    assert (end.report.status, seen) == (status, asked)
    assert end.report.findings == found
    assert end.answers == (("date", "", (), "x"),)


def test_a_baseline_is_compared_book_by_book(tmp_path: Path) -> None:
    roots = make_books(tmp_path, "refuse", "refuse", "")
    before = play_books(roots, BuildRequest(), 2, base=tmp_path)[:1]
    heard: list[BookReport] = []
    # A book that is refused for what is known ends no batch.
    reports = play_books(roots[::2], BuildRequest(), 1, heard.append, base=tmp_path, baseline=before, fail_fast=True)
    assert [(one.status, one.known) for one in reports] == [(REFUSED, 1), (BUILT, 0)]
    assert choose_exit_code(reports) == ExitCode.CLEAN
    assert sorted(heard, key=lambda one: one.folder) == reports
    reports = play_books(roots, BuildRequest(), 2, base=tmp_path, baseline=before)
    assert [(len(one.findings), one.known) for one in reports] == [(0, 1), (1, 0), (0, 0)]
    assert choose_exit_code(reports) == ExitCode.FINDINGS


def test_a_book_has_the_title_that_its_text_gives_it(tmp_path: Path) -> None:
    told = 'language = "en"\nidentifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]\n[editions.epub]\n'
    root = make_book(tmp_path / "a", metadata=told, text="# Only a title\n\n## One\n\nA word.\n")
    for status in (BUILT, BookStatus.UNCHANGED):
        (report,) = build_books([root], BuildRequest(), 1, base=tmp_path)
        assert (report.status, report.title) == (status, "Only a title")


def test_true_books_are_built_refused_and_found_unchanged(tmp_path: Path) -> None:
    told = (
        'title = "A"\nlanguage = "en"\nidentifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]\n[editions.epub]\n'
    )
    roots = [
        make_book(tmp_path / "a", metadata=told),
        make_book(tmp_path / "b", metadata='title = "B"\nlanguage = "no such"\n'),
        make_book(tmp_path / "c", metadata=told, text="# One\n\nAnother word.\n"),
    ]
    reports = build_books(roots, BuildRequest(), 1, base=tmp_path)
    assert list_statuses(reports) == [BUILT, REFUSED, BUILT]
    (file,) = reports[0].files
    assert (file.path, file.edition) == ("a/build/a.epub", "epub")
    assert (tmp_path / file.path).stat().st_size == file.size
    assert {one.span.source for one in reports[1].findings if one.span} == {"manuscript/book.toml"}
    assert reports[0].cpu > 0
    assert choose_exit_code(reports) == ExitCode.FINDINGS
    again = build_books(roots[::2], BuildRequest(), 1, base=tmp_path)
    assert list_statuses(again) == [BookStatus.UNCHANGED] * 2
    assert [one.files for one in again] == [one.files for one in reports[::2]]
    assert choose_exit_code(again) == ExitCode.CLEAN


@pytest.mark.parametrize(
    ("sizes", "jobs", "shares"),
    [
        ([100], 8, [8]),
        ([10, 10], 2, [1, 1]),
        ([90, 10], 2, [2, 1]),
        ([60, 40], 2, [1, 1]),
        ([30, 30, 30], 8, [3, 3, 3]),
        ([0, 0], 4, [1, 1]),
        ([5] * 200, 2, [1] * 200),
        ([50, 50], 1, [1, 1]),
        ([], 4, []),
    ],
)
def test_a_book_that_outlasts_the_others_has_processes_of_its_own(
    sizes: list[int], jobs: int, shares: list[int]
) -> None:
    assert share_workers(sizes, jobs) == shares


def write_long(root: Path) -> None:
    (root / "manuscript").mkdir(parents=True)
    (root / "manuscript/book.toml").write_text(
        'title = "Long"\nlanguage = "en"\nauthor = "A"\ndate = "2026-01-01"\n[editions.print]\n', encoding="utf-8"
    )
    for number in range(6):
        text = "Words that fill the pages of a chapter, again and again. " * 200
        (root / f"manuscript/{number}.md").write_text(f"# Chapter {number}\n\n{text}\n", encoding="utf-8")


@pytest.mark.long
def test_a_long_book_is_laid_out_by_several_processes_and_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_long(tmp_path / "long")
    request = BuildRequest(use_cache=False)
    (nested,) = build_books([tmp_path / "long"], request, 2, base=tmp_path)
    monkeypatch.setattr("makeready.press.batch.share_workers", lambda sizes, jobs: [1 for _ in sizes])
    (alone,) = build_books([tmp_path / "long"], request, 2, base=tmp_path)
    assert nested.status is BookStatus.BUILT
    assert [one.sha256 for one in nested.files] == [one.sha256 for one in alone.files]
    # Time of the processor is told with that of the processes that a book had.
    assert nested.cpu > alone.cpu / 2


def test_a_process_that_builds_a_book_may_have_others(tmp_path: Path) -> None:
    roots = [tmp_path / "a"]
    roots[0].mkdir()
    (book,) = build_books(roots, BuildRequest(), 2, base=tmp_path, build=batch_tasks.nest)
    assert book.title == "3", "two, and the one that they work for"


def test_processes_of_a_book_die_with_the_one_that_builds_it(tmp_path: Path) -> None:
    roots = [tmp_path / "a"]
    roots[0].mkdir()
    (book,) = build_books(roots, BuildRequest(), 2, base=tmp_path, build=batch_tasks.nest_and_break)
    assert book.status is BookStatus.FAILED and "tried 2 times" in book.message
    numbers = [int(line) for line in (roots[0] / "number").read_text().split()]
    assert len(numbers) == 2
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{number}/cmdline").exists() and is_alive(number) for number in numbers):
        assert time.monotonic() < deadline, "a process outlived the one that it worked for"
        time.sleep(0.05)


def is_alive(number: int) -> bool:
    """Return True for a process that is no zombie."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
