"""Journals: a batch that is killed at any moment and resumed gives each book once, as if nobody had disturbed it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from makeready.findings import StorageError
from makeready.model.edition import Target
from makeready.press.batch import build_books
from makeready.press.batch_journal import Journal, read_entries
from makeready.press.record import RecordedWorkspace
from makeready.press.request import Answer, BuildRequest
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.workers import WorkerPool
from tests.unit.press import journal_batch
from tests.unit.press.test_batch import make_book
from tests.unit.report.sample_books import WARNING

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makeready.workers.executor.WorkerPool", partial(WorkerPool, start_method="fork"))


def make_shelf(base: Path, count: int) -> None:
    for index in range(count):
        make_book(base / f"b{index:02}", text=f"# One\n\nWord {index}.\n")


def list_digests(books: list[BookReport]) -> dict[str, str]:
    return {one.folder: one.files[0].sha256 for one in books if one.status is BookStatus.BUILT}


def count_builds(base: Path) -> Counter[str]:
    path = base / "builds"
    return Counter(path.read_text(encoding="utf-8").split() if path.exists() else ())


def kill_after(base: Path, lines: int) -> None:
    """Run a batch, and kill it when so many books are in its journal."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(REPOSITORY / "src"), str(REPOSITORY)))}
    command = [sys.executable, "-m", "tests.unit.press.journal_batch", str(base)]
    with subprocess.Popen(command, env=environment, cwd=REPOSITORY) as process:
        until = time.monotonic() + 60
        journal = base / "journal"
        while process.poll() is None and time.monotonic() < until:
            if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
                break
            time.sleep(0.001)
        process.kill()
        assert process.wait() == -signal.SIGKILL


@pytest.mark.long_but("7")
@pytest.mark.parametrize("lines", [0, 1, 7, 13])
def test_a_killed_batch_is_resumed_where_it_was(tmp_path: Path, lines: int) -> None:
    make_shelf(tmp_path, 16)
    kill_after(tmp_path, lines)
    noted = (tmp_path / "journal").read_bytes().count(b"\n") if (tmp_path / "journal").exists() else 0
    books, recalled = journal_batch.run(tmp_path, resume=True)
    assert recalled == noted >= lines
    assert [one.folder for one in books] == [f"b{index:02}" for index in range(16)]
    builds = count_builds(tmp_path)
    # Those of the two processes at work when the batch was killed are begun again, and no other.
    assert sum(builds.values()) - 16 <= 2
    undisturbed, none = journal_batch.run(tmp_path, resume=False)
    assert none == 0
    assert list_digests(books) == list_digests(undisturbed)
    assert len(list_digests(books)) == 16


def test_a_killed_worker_costs_one_more_try_and_no_book(tmp_path: Path) -> None:
    make_shelf(tmp_path, 6)
    for name in ("b01", "b04"):
        (tmp_path / name / "fatal").touch()
    books, _none = journal_batch.run(tmp_path, resume=False)
    assert count_builds(tmp_path) == {f"b0{index}": 1 + (index in (1, 4)) for index in range(6)}
    again, recalled = journal_batch.run(tmp_path, resume=True)
    assert recalled == 6
    assert again == books


def test_what_changed_is_built_again(tmp_path: Path) -> None:
    make_shelf(tmp_path, 5)
    journal_batch.run(tmp_path, resume=False)
    (tmp_path / "b00/manuscript/one.md").write_text("# Other\n", encoding="utf-8")
    (tmp_path / "b01/build/a.epub").write_bytes(b"other")
    (tmp_path / "b02/build/a.epub").unlink()
    (tmp_path / "b03/notes.txt").write_text("read by nobody", encoding="utf-8")
    (tmp_path / "builds").unlink()
    _books, recalled = journal_batch.run(tmp_path, resume=True)
    assert recalled == 2
    assert count_builds(tmp_path) == {"b00": 1, "b01": 1, "b02": 1}


def note(journal: Journal, root: Path, *, status: BookStatus = BookStatus.BUILT, request: BuildRequest) -> BookReport:
    file = BookFile(
        path="file", edition="epub", size=0, sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    book = BookReport(folder=root.name, status=status, files=(file,))
    answers: list[Answer] = [("file", "none", (), RecordedWorkspace(root).ask_again(("file", "none", ())))]
    journal.note(root, request, book, answers)
    return book


def test_a_torn_line_is_ignored_and_the_next_one_stands_by_itself(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    roots = [make_book(tmp_path / name) for name in "abc"]
    path, request = tmp_path / "journal", BuildRequest()
    with Journal(path, resume=False) as journal:
        for root in roots[:2]:
            note(journal, root, request=request)
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for end in (1, 5, first - 1, first, first + 1, len(whole) - 2, len(whole) - 1):
        path.write_bytes(whole[:end])
        with Journal(path, resume=True) as journal:
            note(journal, roots[2], request=request)
        with Journal(path, resume=True) as journal:
            found = [journal.recall(root, request, tmp_path) is not None for root in roots]
        assert found == [end >= first, False, True], end
    path.write_bytes(whole + b'{"key": 1}\nnull\n{"key": "", "book": {}, "answers": 3}\n' + b"\0" * 512 + b"\n")
    with Journal(path, resume=True) as journal:
        assert len(journal.entries) == 2
    assert len(list(read_entries(path.read_bytes()))) == 2


def test_a_book_is_recalled_for_the_same_request_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    root, request = make_book(tmp_path / "a"), BuildRequest()
    with Journal(tmp_path / "journal", resume=False) as journal:
        book = note(journal, root, request=request)
        note(journal, make_book(tmp_path / "b"), status=BookStatus.REFUSED, request=request)
    with Journal(tmp_path / "journal", resume=True) as journal:
        assert journal.recall(root, replace(request, workers=3, time_limit=7.0), tmp_path) == book
        for other in ({"targets": (Target.EPUB,)}, {"editions": ("print",)}, {"output": tmp_path / "out"}):
            assert journal.recall(root, replace(request, **other), tmp_path) is None
        assert journal.recall(tmp_path / "b", request, tmp_path) is None
    with Journal(tmp_path / "journal", resume=False) as journal:
        assert journal.entries == {}


def test_a_book_with_new_warnings_is_not_taken_over_when_asked_for_strictly(tmp_path: Path) -> None:
    make_shelf(tmp_path, 1)
    (root,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    with Journal(tmp_path / "journal", resume=False) as journal:
        (book,) = build_books([root], BuildRequest(), 1, base=tmp_path, journal=journal, build=journal_batch.copy)
        answers = next(iter(read_entries((tmp_path / "journal").read_bytes()))).answers
        warned = replace(book, findings=(WARNING,))
        journal.note(root, BuildRequest(), warned, answers)
    for strict, baseline, recalled in ((False, [], 1), (True, [], 0), (True, [warned], 1)):
        with Journal(tmp_path / "copy", resume=True) as journal:
            journal.note(root, BuildRequest(), warned, answers)
        with Journal(tmp_path / "copy", resume=True) as journal:
            request = BuildRequest(strict=strict)
            build_books([root], request, 1, base=tmp_path, journal=journal, baseline=baseline, build=journal_batch.copy)
            assert journal.recalled == recalled, (strict, baseline)


def test_a_journal_that_can_no_longer_be_written_ends_a_batch_that_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    root = make_book(tmp_path / "a")
    book = BookReport(folder="a", status=BookStatus.BUILT)
    for needed in (False, True):
        with Journal(tmp_path / "journal", resume=False, needed=needed) as journal, monkeypatch.context() as patch:
            patch.setattr(os, "write", refuse)
            with pytest.raises(StorageError, match="No space") if needed else contextlib.nullcontext():
                journal.note(root, BuildRequest(), book, ())


def test_what_is_no_journal_is_not_emptied(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n", encoding="utf-8")
    for resume in (True, False):
        with pytest.raises(StorageError, match="something else"):
            Journal(path, resume=resume)
    assert path.read_text(encoding="utf-8") == "# Notes\n"
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="cannot be written"):
        Journal(tmp_path / "link", resume=False)
    assert not (tmp_path / "elsewhere").exists()


def test_a_journal_is_written_by_one_batch_at_a_time(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from makeready.press.batch_journal import Journal; "
    code += "Journal(Path(sys.argv[1]), resume=True)"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    with Journal(tmp_path / "journal", resume=False):
        ended = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "journal")],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert "another batch writes the journal" in ended.stderr


def test_true_books_are_recalled(tmp_path: Path) -> None:
    told = (
        'title = "A"\nlanguage = "en"\nidentifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]\n[editions.epub]\n'
    )
    roots = [make_book(tmp_path / name, metadata=told) for name in "ab"]
    build = partial(build_books, roots, BuildRequest(), 1, base=tmp_path)
    with Journal(tmp_path / "journal", resume=False) as journal:
        books = build(journal=journal)
    # A file that was not there and that the build looked for is something that it read.
    (roots[1] / "styles").mkdir()
    (roots[1] / "styles/shared.css").write_text("p { color: black }\n", encoding="utf-8")
    with Journal(tmp_path / "journal", resume=True) as journal:
        again = build(journal=journal)
        assert journal.recalled == 1
    assert again[0] == books[0]
    assert again[1].files[0].sha256 != books[1].files[0].sha256
    lines = (tmp_path / "journal").read_text(encoding="ascii").splitlines()
    assert [json.loads(line)["book"]["folder"] for line in lines] == ["a", "b", "b"]
