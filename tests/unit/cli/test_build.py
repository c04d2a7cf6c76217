"""`makeready build`: what is said where, in which form, and what a bar looks like."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import time
from pathlib import Path
from typing import NoReturn

import pytest

from makeready.cli import main
from makeready.cli.bar import ProgressBar
from makeready.findings import Outcome
from makeready.press.request import BuildReport, BuildRequest, Progress
from makeready.press.run import build_project
from tests.unit.press.fakes import FakePress, fake_press, finding, make_project


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> FakePress:
    return fake_press(monkeypatch)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path / "project")


def test_results_on_stdout_with_path_extent_size_and_digest(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "project"]) == 0
    captured = capsys.readouterr()
    digest = hashlib.sha256(b"epub of epub").hexdigest()[:12]
    assert captured.out.split("\n")[0] == f"project/build/the-book.epub  epub   3 pages  12 B  sha256 {digest}"
    assert captured.out.count("\n") == 2
    assert captured.err == ""


def test_findings_on_stderr_with_the_source_line_and_a_summary(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "build").mkdir()
    (project / "build" / "the-book.pdf").write_bytes(b"older")
    press.give("read_book", finding("MD001"), finding("MD002", "advice"))
    assert main(["build", "project"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert '1 | title = "The Book"\n  | ^' in captured.err
    assert "\n1 error, 1 piece of advice\n" in captured.err
    assert "project/build/the-book.pdf is NOT current" in captured.err


def test_a_failure_with_nothing_older_says_that_nothing_was_written(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    press.give("read_book", finding())
    main(["build", "project"])
    assert capsys.readouterr().err.endswith("nothing was written\n")


def test_json_is_one_object_on_stdout(press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    press.change("check_artifact", lambda *_: (finding("EP029", "warning"),))
    assert main(["build", "project", "--format", "json", "-v"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    told = json.loads(captured.out)
    assert [a["path"] for a in told["artifacts"]] == ["project/build/the-book.epub", "project/build/the-book.pdf"]
    assert told["artifacts"][1] == {
        "path": "project/build/the-book.pdf",
        "edition": "print",
        "target": "pdf",
        "media_type": "application/pdf",
        "size": 12,
        "sha256": hashlib.sha256(b"pdf of print").hexdigest(),
        "pages": 3,
        "words": None,
    }
    assert told["summary"] == {"error": 0, "warning": 1, "advice": 0}
    assert told["exit_code"] == 0


def test_quiet_says_only_what_stops_the_build(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    press.change("check_artifact", lambda *_: (finding("EP029", "warning"),))
    assert main(["build", "project", "-q"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert main(["build", "project", "-q", "--strict"]) == 1
    assert capsys.readouterr().err.startswith("warning[EP029]")


def test_colour_only_when_asked_for_or_on_a_terminal(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    press.give("read_book", finding())
    main(["build", "project"])
    assert "\x1b" not in capsys.readouterr().err
    main(["build", "project", "--colour"])
    assert "\x1b[1;31merror[MD001]" in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    main(["build", "project"])
    assert "\x1b[1;31m" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    main(["build", "project"])
    assert "\x1b[1;31m" not in capsys.readouterr().err
    main(["build", "project", "--color"])
    assert "\x1b[1;31m" in capsys.readouterr().err


def test_our_bug_names_edition_and_stage_and_shows_its_trace_only_when_asked(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> NoReturn:
        raise RecursionError("too \x1b[31m deep")

    press.change("bind_pdf", fail)
    assert main(["build", "project"]) == 70
    captured = capsys.readouterr()
    assert "failed on the edition print while laying out the pages: RecursionError: too ␛[31m deep" in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert main(["build", "project", "--verbose"]) == 70
    assert "Traceback" in capsys.readouterr().err
    assert main(["build", "project", "--format", "json"]) == 70
    assert json.loads(capsys.readouterr().out)["failures"] == [
        {"edition": "print", "stage": "laying out the pages", "message": "RecursionError: too \x1b[31m deep"}
    ]


def test_verbose_names_each_step(press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "project", "-v"])
    assert "print: laying out the pages" in capsys.readouterr().err


def test_the_times_are_told_beside_the_result_when_asked_for(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "project"]) == 0
    plain = capsys.readouterr()
    assert plain.err == ""
    assert main(["build", "project", "--times", "--no-cache"]) == 0
    asked = capsys.readouterr()
    assert asked.out == plain.out
    stages = [line[25:] for line in asked.err.splitlines()]
    assert "reading the manuscript" in stages
    assert "print: laying out the pages" in stages
    assert stages[-1] == "in all"


def test_the_times_are_in_the_json_report_when_asked_for(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "project", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["times"] is None
    assert main(["build", "project", "--format", "json", "--times", "--no-cache"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    times = json.loads(captured.out)["times"]
    assert [s["stage"] for s in times["stages"] if s["edition"] == "print"] == [
        "composing",
        "reading the styles",
        "marking up",
        "laying out the pages",
        "checking",
        "mapping the pages",
    ]
    assert sum(stage["wall"] for stage in times["stages"]) <= times["wall"] + 0.01


def test_a_failed_build_has_times_too(press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    press.give("read_book", finding())
    assert main(["build", "project", "--times"]) == 1
    assert "reading the manuscript" in capsys.readouterr().err


def test_options_reach_the_press(
    press: FakePress, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "project", "-e", "print", "--to", "pdf", "--check", "-o", "out"]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["manifest.json", "the-book.pdf"]
    assert "judge_artifact" in press.calls
    assert main(["build", "project", "-e", "pirnt"]) == 2
    assert "did you mean print?" in capsys.readouterr().err
    assert main(["build", "absent"]) == 2


def test_the_number_of_workers_reaches_the_press_and_is_at_least_one(
    press: FakePress, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = importlib.import_module("makeready.cli.build")
    asked: list[int | None] = []

    def note(path: Path, *, request: BuildRequest, progress: Progress | None) -> BuildReport:
        asked.append(request.workers)
        return build_project(path, request=request, progress=progress)

    monkeypatch.setattr(module, "build_project", note)
    assert main(["build", "project", "--workers", "3"]) == 0
    assert main(["build", "project"]) == 0
    capsys.readouterr()
    for wrong in ("0", "-1", "two", "1.5"):
        assert main(["build", "project", "--workers", wrong]) == 2
        assert "'--workers'" in capsys.readouterr().err
    assert asked == [3, None]
    assert main(["build", "--help"]) == 0
    assert "--workers N" in capsys.readouterr().out


def _note_requests(monkeypatch: pytest.MonkeyPatch) -> list[BuildRequest]:
    """Return the list that takes up what builds are asked for, in whose place nothing is built."""
    asked: list[BuildRequest] = []

    def note(_root: Path, *, request: BuildRequest, progress: object) -> BuildReport:
        asked.append(request)
        return BuildReport(request=request, output=Path("build"))

    monkeypatch.setattr("makeready.cli.build.build_project", note)
    return asked


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], (None, True, 1024**3)),
        (["--cache", "kept"], (Path("kept"), True, 1024**3)),
        (["--no-cache"], (None, False, 1024**3)),
        (["--cache-limit", "500M"], (None, True, 500_000_000)),
        (["--cache-limit", "2GiB", "--cache", "kept"], (Path("kept"), True, 2 * 1024**3)),
        (["--no-cache", "--cache-limit", "1k"], (None, False, 1000)),
    ],
)
def test_the_cache_is_in_the_request(
    press: FakePress,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: tuple[Path | None, bool, int],
) -> None:
    asked = _note_requests(monkeypatch)
    assert main(["build", "project", *arguments]) == 0
    assert [(one.cache, one.use_cache, one.cache_limit) for one in asked] == [expected]


def test_limits_of_time_and_memory_are_in_the_request(
    press: FakePress, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _note_requests(monkeypatch)
    assert main(["build", "project"]) == 0
    assert main(["build", "project", "--time-limit", "90.5", "--memory-limit", "2GiB"]) == 0
    assert [(one.time_limit, one.memory_limit) for one in asked] == [(20, 768 * 1024**2), (90.5, 2 * 1024**3)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cache", "kept", "--no-cache"], "contradict"),
        (["--cache", "project"], "project holds other things"),
        (["--cache", "project/manuscript/book.toml"], "is not a folder"),
        (["--cache-limit", "lots"], "'lots' is not a size"),
        (["--cache-limit", "0"], "leaves no room"),
        (["--memory-limit", "0"], "leaves no room"),
        (["--time-limit", "0"], "not in the range"),
        (["--cache-limit", "-1"], "'-1' is not a size"),
    ],
)
def test_a_cache_that_cannot_be_meant_is_wrong_usage_before_anything_is_read(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["build", "project", *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert press.calls == []


def test_an_interrupt_is_130_and_leaves_nothing(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    press.change("bind_pdf", interrupt)
    assert main(["build", "project"]) == 130
    assert not (project / "build").exists()
    assert "interrupted" in capsys.readouterr().err


def test_the_bar_waits_shows_steps_in_the_width_and_wipes_itself() -> None:
    stream = io.StringIO()
    with ProgressBar(stream, delay=0.0) as bar:
        bar("print: laying out \x1b[31m the pages", 3, 6)
        assert bar.compose_line(100).startswith(f"[{'█' * 12}{'░' * 12}] 3/6 print: laying out ␛[31m the pages (0 s)")
        assert len(bar.compose_line(20)) == 19
        deadline = time.monotonic() + 5
        while "3/6 print" not in stream.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert "3/6 print" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")
    quick = io.StringIO()
    with ProgressBar(quick) as bar:
        bar("quick", 0, 1)
    assert quick.getvalue() == ""


def test_a_bar_on_a_terminal_leaves_findings_legible(
    press: FakePress, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("makeready.cli.bar._DELAY", 0.0)

    def read_slowly(*_: object) -> Outcome[None]:
        time.sleep(0.05)
        return Outcome(value=None, findings=(finding(),))

    press.change("read_book", read_slowly)
    assert main(["build", "project", "--no-colour"]) == 1
    assert "error[MD001]: something" in capsys.readouterr().err


def test_a_build_says_what_it_reused(press: FakePress, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "project"]) == 0
    assert "cache" not in capsys.readouterr().err
    assert main(["build", "project"]) == 0
    assert "nothing has changed" in capsys.readouterr().err
    assert main(["build", "project", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["reuse"] == {"whole": True, "reused": {}, "made": {}}
    assert main(["build", "project", "--no-cache", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["reuse"]["whole"] is False
