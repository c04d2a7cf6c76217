"""What `makeready batch` builds and what counts: lists, shares, what is resumed, and what was known before."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from makeready.cli import main
from makeready.press.batch import build_books
from makeready.report.books import BookReport, BookStatus
from tests.unit.press import journal_batch
from tests.unit.press.test_batch import make_book

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
CLOSED = '{"version": 1, "command": "batch", "artifacts": [], "result": {"books": []}}'


@pytest.fixture
def shelf(forks: Path, play_books: None) -> Path:
    """Be in a folder whose books are played, not built, by processes that are forks."""
    return forks


def _add(shelf: Path, name: str, play: str = "") -> None:
    (shelf / name / "manuscript").mkdir(parents=True)
    (shelf / name / "manuscript/book.toml").write_text(f'title = "The {name}"\n', encoding="utf-8")
    (shelf / name / "manuscript/one.md").write_text(f"# {name}\n", encoding="utf-8")
    (shelf / name / "play").write_text(play, encoding="utf-8")


def _list_built(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["batch", *arguments]) == 0
    return re.findall(r"^built +(\S+)", capsys.readouterr().out, re.MULTILINE)


def test_lists_and_shares_choose_books(
    shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c/d", "c/e"):
        _add(shelf, name)
    (shelf / "c/list").write_text("# two\nd\n\n../a\n", encoding="utf-8")
    assert sorted(_list_built(capsys, "c/list")) == ["a", "c/d"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"b\n")))
    assert sorted(_list_built(capsys, "-", "c")) == ["b", "c/d", "c/e"]
    shares = [_list_built(capsys, "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(name for share in shares for name in share) == ["a", "b", "c/d", "c/e"]
    assert all(shares)
    # Where there are more shares than books some have none, which is no mistake.
    assert main(["batch", "--shard", "5/5"]) == 0
    assert capsys.readouterr().out.startswith("0 books in ")


def test_costs_of_an_earlier_batch_weigh_the_shares(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abcd":
        _add(shelf, name)
    book = {"status": "built", "title": "", "message": "", "seconds": 1, "findings": [], "artifacts": []}
    costs = {"a": 1, "b": 1, "c": 1, "d": 3}
    told = {**json.loads(CLOSED), "result": {"books": [{**book, "folder": n, "cpu": cpu} for n, cpu in costs.items()]}}
    (shelf / "last.json").write_text(json.dumps(told), encoding="utf-8")
    assert _list_built(capsys, "--shard", "1/2", "--costs", "last.json") == ["d"]
    assert sorted(_list_built(capsys, "--shard", "2/2", "--costs", "last.json")) == ["a", "b", "c"]


def test_what_was_built_is_not_built_again_but_told(
    shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("makeready.cli.batch.build_books", partial(build_books, build=journal_batch.copy))
    for name in "abc":
        _add(shelf, name)
    for arguments, journal in (
        ([], "build/.cache/batch.journal"),
        (["--journal", "out/log"], "out/log"),
        (["--cache", "memory"], "memory/batch.journal"),
        (["--shard", "1/1"], "build/.cache/batch-1-of-1.journal"),
    ):
        assert main(["batch", *arguments]) == 0
        assert (shelf / journal).read_bytes().count(b"\n") == 3
        assert "journal" not in capsys.readouterr().out
        (shelf / "b/manuscript/one.md").write_text(f"# Other {journal}\n", encoding="utf-8")
        (shelf / "builds").unlink()
        assert main(["batch", *arguments, "--resume", "--report", "books.xml"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert sorted(line.split()[1] for line in lines[:3]) == ["a", "b", "c"]
        # The seconds of these are those of the batch before.
        assert sorted(line.split()[1] for line in lines[:3] if line.endswith("  (from the journal)")) == ["a", "c"]
        assert re.fullmatch(r"3 books: 3 built; 2 from the journal in \d+\.\d s", lines[3])
        assert (shelf / "builds").read_text(encoding="utf-8") == "b\n"
        assert (shelf / "books.xml").read_text(encoding="utf-8").count("<testcase") == 3
    assert main(["batch", "--resume", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["resumed"] == 2
    # Where the journal is beside a cache, both work.
    assert main(["cache", "clear", "--cache", "memory"]) == 0


def test_an_interrupt_tells_how_far_it_came_and_what_goes_on(
    shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        _add(shelf, name)

    def interrupt(roots: list[Path], request: object, jobs: int, report: Any, **_: object) -> None:
        report(BookReport(folder="a", status=BookStatus.BUILT))
        raise KeyboardInterrupt

    monkeypatch.setattr("makeready.cli.batch.build_books", interrupt)
    assert main(["batch"]) == 130
    assert "1 book of 2 ended; --resume goes on with the others\n" in capsys.readouterr().err
    assert main(["batch", "--no-cache"]) == 130
    assert "1 book of 2 ended\n" in capsys.readouterr().err


def test_a_journal_that_nobody_asked_for_is_not_missed(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _add(shelf, "a")
    (shelf / "build").touch()
    assert main(["batch"]) == 0
    assert main(["batch", "--resume"]) == 2
    assert main(["batch", "--journal", "build/x"]) == 4
    capsys.readouterr()
    (shelf / "build").unlink()
    assert main(["batch", "--no-cache"]) == 0
    assert not (shelf / "build").exists()


def _write_report(shelf: Path, capsys: pytest.CaptureFixture[str], name: str, *arguments: str) -> dict[str, Any]:
    main(["batch", "--format", "json", *arguments])
    text = capsys.readouterr().out
    (shelf / name).write_text(text, encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def test_findings_of_an_earlier_report_fail_no_longer(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, play in (("a", ""), ("b", "refuse"), ("c", "")):
        _add(shelf, name, play)
    assert _write_report(shelf, capsys, "first.json")["exit_code"] == 1
    reports = [word for name in ("x.xml", "x.sarif", "x.md", "x.html") for word in ("--report", name)]
    assert main(["batch", "-j1", "--baseline", "first.json", "--fail-fast", *reports]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert re.findall("^refused.*", captured.out, re.MULTILINE) == ["refused    b  0.0 s  1 known"]
    assert re.search(r"^3 books: 2 built, 1 refused; 1 known, 0 new in ", captured.out, re.MULTILINE)
    assert '<skipped type="known"' in (shelf / "x.xml").read_text(encoding="utf-8")
    (run,) = json.loads((shelf / "x.sarif").read_text(encoding="utf-8"))["runs"]
    assert [one["baselineState"] for one in run["results"]] == ["unchanged"]
    assert "1 known" in (shelf / "x.md").read_text(encoding="utf-8")
    assert "Since before" in (shelf / "x.html").read_text(encoding="utf-8")
    # What the second report counts as known is known to the third.
    second = _write_report(shelf, capsys, "second.json", "--baseline", "first.json")
    assert (second["exit_code"], second["findings"], second["result"]["known"]) == (0, [], 1)
    (shelf / "c/play").write_text("refuse", encoding="utf-8")
    third = _write_report(shelf, capsys, "third.json", "--baseline", "second.json")
    assert (third["exit_code"], third["result"]["known"]) == (1, 1)
    assert [one["span"]["source"] for one in third["findings"]] == ["c/manuscript/book.toml"]
    assert main(["batch", "--baseline", "second.json"]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("\nc: refused\n")
    assert "\nb" not in captured.err
    assert "; 1 known, 1 new in " in captured.out


def test_a_baseline_of_another_folder_is_told(
    shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(shelf, "novels/a", "refuse")
    _write_report(shelf, capsys, "first.json")
    monkeypatch.chdir(shelf / "novels")
    assert main(["batch", "--baseline", "../first.json"]) == 1
    assert "../first.json has none of these books, but novels/a" in capsys.readouterr().err
    monkeypatch.chdir(shelf)
    assert main(["batch", "--baseline", "first.json"]) == 0
    assert "has none of these" not in capsys.readouterr().err


def test_a_book_that_breaks_is_never_known(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _add(shelf, "a", "kill")
    _write_report(shelf, capsys, "first.json")
    assert main(["batch", "--baseline", "first.json"]) == 1


@pytest.mark.parametrize(
    ("variable", "begin", "end"),
    [
        ("GITHUB_ACTIONS", r"::group::b: refused\n", r"::endgroup::\n"),
        (
            "GITLAB_CI",
            r"\x1b\[0Ksection_start:\d+:makeready_b__refused_\d+\[collapsed=true\]\r\x1b\[0Kb: refused\n",
            r"\x1b\[0Ksection_end:\d+:makeready_b__refused_\d+\r\x1b\[0K\n",
        ),
    ],
)
def test_the_findings_of_a_book_are_a_group_of_a_log_that_has_such(
    shelf: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    begin: str,
    end: str,
) -> None:
    for name, play in (("a", ""), ("b", "refuse")):
        _add(shelf, name, play)
    monkeypatch.setenv(variable, "true")
    assert main(["batch"]) == 1
    found = re.fullmatch(f"{begin}(.*){end}", capsys.readouterr().err, re.DOTALL)
    assert found is not None
    assert "error[MD001]: something" in found[1]


@pytest.mark.skipif(shutil.which("git") is None, reason="asks git")
def test_only_what_changed_is_built(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.unit.press.test_batch_changes import commit, git

    git(shelf, "init", "-q")
    for name in "ab":
        _add(shelf, name)
        (shelf / name / "build").mkdir()
        (shelf / name / "build/a.epub").touch()
    commit(shelf)
    (shelf / "b/manuscript/one.md").write_text("# Other\n", encoding="utf-8")
    assert _list_built(capsys, "--changed-since", "HEAD") == ["b"]
    commit(shelf)
    assert main(["batch", "--changed-since", "HEAD"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("0 books in ") and shown.err == "no book differs from HEAD\n"
    assert main(["batch", "--changed-since", "nowhere"]) == 2


@pytest.mark.long
def test_a_killed_batch_of_true_books_is_resumed_with_the_same_bytes(tmp_path: Path) -> None:
    told = (
        'title = "A"\nlanguage = "en"\nidentifiers = ["uuid:c72c1913-6539-4c1b-9df7-c48b2247a0de"]\n[editions.epub]\n'
    )
    for number in range(4):
        make_book(tmp_path / f"b{number}", metadata=told, text=f"# One\n\nWord {number}.\n")
    command = [sys.executable, "-m", "makeready", "batch", "--jobs", "1"]

    def list_digests() -> dict[str, str]:
        return {
            str(path.relative_to(tmp_path)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(tmp_path.glob("b?/build/*.epub"))
        }

    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    undisturbed = list_digests()
    for folder in (tmp_path, *tmp_path.glob("b?")):
        shutil.rmtree(folder / "build")
    journal = tmp_path / "build/.cache/batch.journal"
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        until = time.monotonic() + 120
        while not (journal.exists() and journal.read_bytes().count(b"\n")) and time.monotonic() < until:
            assert process.poll() is None
            time.sleep(0.005)
        process.kill()
    noted = journal.read_bytes().count(b"\n")
    assert 1 <= noted < 4
    ended = subprocess.run([*command, "--resume"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert re.search(rf"^4 books: .*; {noted} from the journal in ", ended.stdout, re.MULTILINE)
    assert sorted(line.split()[1] for line in ended.stdout.splitlines()[:-1]) == [f"b{number}" for number in range(4)]
    assert list_digests() == undisturbed
    assert len(undisturbed) == 4


def test_a_terminal_shows_how_far_a_batch_is_and_nothing_else_does(
    shelf: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        _add(shelf, name)
    assert main(["batch", "-j1"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("makeready.cli.batch.is_terminal", lambda _stream: True)
    assert main(["batch", "-j1"]) == 0
    shown = "\r0 of 2 books\x1b[K\r\x1b[K\r1 of 2 books\x1b[K\r\x1b[K"
    assert capsys.readouterr().err == shown
    for arguments in (["--quiet"], ["--format", "json"]):
        assert main(["batch", *arguments]) == 0
        assert capsys.readouterr().err == ""
    monkeypatch.setenv("CI", "true")
    assert main(["batch", "-j1"]) == 0
    assert capsys.readouterr().err == ""
