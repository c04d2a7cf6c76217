"""`makeready batch`: what is said of each book and of all, in which form, and the exit code."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.report.books import BookReport, BookStatus

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


@pytest.fixture
def shelf(forks: Path, play_books: None) -> Path:
    """Be in a folder whose books are played, not built, by processes that are forks."""
    return forks


def _add(shelf: Path, name: str, play: str = "") -> None:
    (shelf / name / "manuscript").mkdir(parents=True)
    (shelf / name / "manuscript/book.toml").write_text(f'title = "The {name}"\n', encoding="utf-8")
    (shelf / name / "play").write_text(play, encoding="utf-8")


def _read_lines(text: str) -> list[str]:
    return [re.sub(r"\d+\.\d s", "0 s", line) for line in text.splitlines()]


def test_a_line_for_each_book_its_findings_below_and_exact_counts(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, play in (("a", ""), ("b", "refuse"), ("c/d", "")):
        _add(shelf, name, play)
    assert main(["batch", "--jobs", "1"]) == 1
    captured = capsys.readouterr()
    assert _read_lines(captured.out) == [
        "built      a  0 s  1,000 words",
        "refused    b  0 s  1 error",
        "built      c/d  0 s  1,000 words",
        "3 books: 2 built, 1 refused in 0 s",
    ]
    assert captured.err.startswith("\nb: refused\nerror[MD001]: something\n")
    assert '1 | title = "The b"' in captured.err


def test_a_book_that_kills_its_process_fails_by_name(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, play in (("a", "kill"), ("b", "")):
        _add(shelf, name, play)
    assert main(["batch", "--jobs", "1", "--quiet"]) == 1
    captured = capsys.readouterr()
    assert _read_lines(captured.out) == ["failed     a  0 s"]
    assert captured.err.startswith("\na (The a): failed\nerror: it was tried 2 times and its process lost each time")


def test_all_built_is_0_and_fail_fast_names_what_it_skipped(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, play in (("one/a", ""), ("two/b", "refuse"), ("two/c", "")):
        _add(shelf, name, play)
    assert main(["batch", "one"]) == 0
    assert _read_lines(capsys.readouterr().out)[-1] == "1 book: 1 built in 0 s"
    assert main(["batch", "one", "two", "--fail-fast", "-j1"]) == 1
    assert _read_lines(capsys.readouterr().out)[-2:] == [
        "skipped    two/c",
        "3 books: 1 built, 1 refused, 1 skipped in 0 s",
    ]


def test_json_is_one_object_with_all_books_and_findings(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, play in (("a", "kill"), ("b", "refuse"), ("c", "")):
        _add(shelf, name, play)
    assert main(["batch", "--format", "json"]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    told = json.loads(captured.out)
    assert (told["command"], told["exit_code"]) == ("batch", 1)
    assert told["summary"] == {"error": 1, "warning": 0, "advice": 0}
    assert [one["span"]["source"] for one in told["findings"]] == ["b/manuscript/book.toml"]
    assert [(one["path"], one["target"], one["media_type"]) for one in told["artifacts"]] == [
        ("c/build/a.epub", "epub", "application/epub+zip")
    ]
    assert [one["stage"] for one in told["failures"]] == ["building a"]
    result = told["result"]
    assert result["counts"] == {"built": 1, "unchanged": 0, "refused": 1, "failed": 1, "skipped": 0}
    assert [(one["folder"], one["status"]) for one in result["books"]] == [
        ("a", "failed"),
        ("b", "refused"),
        ("c", "built"),
    ]
    assert [one["span"]["source"] for one in result["books"][1]["findings"]] == ["manuscript/book.toml"]
    assert result["books"][2]["artifacts"] == ["c/build/a.epub"]
    assert "SIGKILL" in result["books"][0]["message"]


def test_names_from_folders_are_shown_without_control_characters(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _add(shelf, "a\x1b[31m")
    assert main(["batch"]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "there is no book in this folder"),
        (["nowhere"], "nowhere is neither a folder nor a list of books"),
        (["--shard", "5/4"], "5/4 is no share"),
        (["--costs", "x"], "--costs is of use with --shard only"),
        (["--resume", "--no-cache"], "there is no journal to resume"),
        (["--baseline", "nowhere.json"], "there is no file nowhere.json"),
        (["--baseline", "a/play"], "a/play is no report of a batch"),
        (["--changed-since", "HEAD"], "is in no repository of git"),
        (["--cache", "x", "--no-cache"], "contradict"),
        (["--jobs", "0"], "--jobs"),
    ],
)
def test_wrong_usage_is_2(shelf: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    if arguments:
        _add(shelf, "a")
    assert main(["batch", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_what_is_asked_of_all_books_is_asked_of_each(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _add(shelf, "a")
    asked = []

    def note(
        roots: list[Path], request: object, jobs: int, report: object, *, fail_fast: bool, **_more: object
    ) -> list[BookReport]:
        asked.append((roots, request, jobs, fail_fast))
        return [BookReport(folder="a", status=BookStatus.BUILT)]

    monkeypatch.setattr("makeready.cli.batch.build_books", note)
    options = ["--to", "epub", "-e", "print", "--strict", "--time-limit", "3", "--memory-limit", "1G", "-o", "out"]
    assert main(["batch", *options, "--no-cache", "--fail-fast", "-j3"]) == 0
    ((roots, request, jobs, fail_fast),) = asked
    assert (roots, jobs, fail_fast) == ([Path("a")], 3, True)
    told = {name: getattr(request, name) for name in ("editions", "strict", "time_limit", "use_cache", "output")}
    assert told == {
        "editions": ("print",),
        "strict": True,
        "time_limit": 3,
        "use_cache": False,
        "output": Path("out"),
    }


def test_the_current_folder_is_a_book_too(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _add(shelf, "a")
    os.chdir("a")
    assert main(["batch"]) == 0
    assert _read_lines(capsys.readouterr().out)[0] == "built      .  0 s  1,000 words"


def test_a_report_can_be_the_object_that_programs_read(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _add(shelf, "a")
    _add(shelf, "b", "refuse")
    assert main(["batch", "--format", "json", "--report", "books.json", "--report", "books.gitlab.json"]) == 1
    told = json.loads((shelf / "books.json").read_text(encoding="utf-8"))
    assert told == json.loads(capsys.readouterr().out)
    assert told["exit_code"] == 1 and told["result"]["counts"]["refused"] == 1
    assert main(["batch", "--baseline", "books.json", "--annotate", "--report", "books.json"]) == 0
    assert json.loads((shelf / "books.json").read_text(encoding="utf-8"))["result"]["known"] == 1
    assert isinstance(json.loads((shelf / "books.gitlab.json").read_text(encoding="utf-8")), list)


def test_reports_are_written_and_annotations_printed(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, play in (("a", ""), ("b", "refuse")):
        _add(shelf, name, play)
    assert main(["batch", "--jobs", "1", "--report", "out/books.xml", "--annotate"]) == 1
    assert "::error file=b/" in capsys.readouterr().out
    assert (shelf / "out/books.xml").read_text(encoding="utf-8").count("<testcase") == 2
    assert main(["batch", "--report", "books.doc"]) == 2
    assert main(["batch", "--annotate", "--format", "json"]) == 2
