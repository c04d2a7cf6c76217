"""The action for GitHub: its steps are run, line for line, for repositories with sound and unsound books."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ci.steps import ACTION, Run, git, make_environment, make_shelf, read_yaml, run_action

GOOD, BAD = "Words of the book.", "Words of the book.[^lost]"
PYTHON, INSTALL = "actions/setup-python@v6", "Install makeready"
RESTORE, SAVE = "actions/cache/restore@v5", "actions/cache/save@v5"
UPLOAD, SARIF = "actions/upload-artifact@v6", "github/codeql-action/upload-sarif@v4"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_shelf(tmp_path_factory.mktemp("books") / "shelf", draw_covers=True, good=GOOD, bad=BAD)


@pytest.fixture(scope="module")
def mixed(source: Path, shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return what came of one sound and one unsound book."""
    return run_action(source, shelf, tmp_path_factory.mktemp("mixed"), reports="xml json gitlab.json", sarif="true")


@pytest.mark.long
def test_one_unsound_book_fails_the_job_and_the_other_one_is_kept(mixed: Run) -> None:
    assert mixed.code == 1, mixed.said
    told = {name: mixed.outputs[name] for name in ("exit-code", "built", "refused", "failed", "skipped", "unchanged")}
    assert told == {
        "exit-code": "1", "built": "1", "refused": "1", "failed": "0", "skipped": "0", "unchanged": "0",
    }  # fmt: skip
    assert mixed.outputs["files"] == "books/good/build/the-good.epub"
    folder = Path(mixed.outputs["folder"])
    assert {path.relative_to(folder).as_posix() for path in folder.glob("*/**/*") if path.is_file()} >= {
        "books/books/good/the-good.epub",
        "books/books/good/manifest.json",
        "reports/books.xml",
        "reports/books.json",
        "reports/books.gitlab.json",
    }
    assert not (folder / "books/books/bad").exists()
    assert json.loads(Path(mixed.outputs["report"]).read_text(encoding="utf-8"))["exit_code"] == 1


@pytest.mark.long
def test_findings_are_shown_in_the_change_and_on_the_page_of_the_run(mixed: Run) -> None:
    assert re.search(r"^::error file=books/bad/one\.md,line=3", mixed.said, re.MULTILINE), mixed.said
    assert mixed.summary.startswith("## Books")
    assert "books/bad" in mixed.summary


@pytest.mark.long
def test_books_and_reports_are_kept_and_findings_are_sent(mixed: Run) -> None:
    assert mixed.used[UPLOAD]["name"] == "books"
    for folder in mixed.used[UPLOAD]["path"].split():
        assert Path(folder).is_dir()
    assert json.loads(Path(mixed.used[SARIF]["sarif_file"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert mixed.used[RESTORE]["key"] == mixed.used[SAVE]["key"] == mixed.outputs["cache-key"]
    assert any(Path(mixed.used[SAVE]["path"]).iterdir())
    assert mixed.outputs["version"] == "0.1.0"
    assert all(mixed.outputs["cache-key"].startswith(key) for key in mixed.used[RESTORE]["restore-keys"].split())


@pytest.mark.long
def test_known_findings_do_not_fail_and_what_is_remembered_is_not_built(
    source: Path, shelf: Path, mixed: Run, tmp_path: Path
) -> None:
    report, memory = mixed.outputs["report"], Path(mixed.used[SAVE]["path"])
    known = Path(shutil.copy(report, tmp_path / "known.json"))
    runs = []
    for share in ("1/2", "2/2"):
        (tmp_path / share / "runner/makeready").mkdir(parents=True)
        shutil.copytree(memory, tmp_path / share / "runner/makeready/cache")
        run = run_action(
            source, shelf, tmp_path / share, baseline=str(known), costs=str(known), shard=share,
            artifact="", cache="false", annotate="false", jobs="1", without=INSTALL,
        )  # fmt: skip
        assert run.code == 0, run.said
        assert list(run.used) == [PYTHON]
        assert "::error" not in run.said
        runs.append(run)
    assert sorted((run.outputs["unchanged"], run.outputs["refused"]) for run in runs) == [("0", "1"), ("1", "0")]
    assert sorted(run.said.count("1 known, 0 new") for run in runs) == [0, 1]
    assert [re.sub(r"\w+$", "", run.outputs["cache-key"])[-8:] for run in runs] == ["-1-of-2-", "-2-of-2-"]


@pytest.mark.long
def test_books_are_built_a_second_time(source: Path, tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path / "shelf", one=GOOD)
    run = run_action(source, shelf, tmp_path / "run", editions="epub\n", verify="true", strict="true", without=INSTALL)
    assert (run.code, run.steps["verify"]) == (0, {"exit-code": "0"}), run.said
    assert "a second build gave the same bytes" in run.said, run.said


def test_every_book_is_asked_about_and_no_other_file(tmp_path: Path) -> None:
    # The step alone, with a makeready that tells how it was called: EPUBCheck itself takes seconds.
    program = tmp_path / "bin/makeready"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >said\n')
    program.chmod(0o755)
    step = next(one for one in read_yaml(ACTION)["runs"]["steps"] if one.get("id") == "check")
    files = "a b/build/x.epub\na b/build/x.pdf\na b/build/x.pages.json"
    more = {"BIN": str(program.parent), "FILES": files, "STRICT": "true"}
    assert _run_alone(step["run"], tmp_path, more) == (0, "exit-code=0\n")
    said = tmp_path / "said"
    assert said.read_text().splitlines() == ["check", "--strict", "--", "a b/build/x.epub", "a b/build/x.pdf"]
    said.unlink()
    assert _run_alone(step["run"], tmp_path, {**more, "FILES": ""}) == (0, "exit-code=0\n")
    assert not said.exists()


@pytest.mark.long
@pytest.mark.parametrize("name", ["verify", "check"])
def test_a_file_that_is_not_sound_fails_the_job(source: Path, shelf: Path, tmp_path: Path, name: str) -> None:
    # The step alone, told of a book that was spoilt since it was built.
    step = next(one for one in read_yaml(ACTION)["runs"]["steps"] if one.get("id") == name)
    build = tmp_path / "book/build"
    build.mkdir(parents=True)
    (build / "book.epub").write_bytes(b"spoilt")
    (build / "manifest.json").write_text("{}")
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"result": {"books": [{"status": "built", "folder": "book"}]}}))
    more = {
        "BIN": str(source / ".venv/bin"), "FILES": "book/build/book.epub", "REPORT": str(report), "STRICT": "false",
    }  # fmt: skip
    assert _run_alone(step["run"], tmp_path, more) == (0, "exit-code=1\n")


@pytest.mark.parametrize(
    ("codes", "last"), [("0  ", 0), ("0 0 0", 0), ("1 0 0", 1), ("0 1 0", 1), ("0 0 1", 1), ("70 1 ", 70), ("2  ", 2)]
)
def test_the_job_ends_as_the_first_step_that_failed(tmp_path: Path, codes: str, last: int) -> None:
    step = read_yaml(ACTION)["runs"]["steps"][-1]
    assert _run_alone(step["run"], tmp_path, {"CODES": codes}) == (last, f"exit-code={last}\n")


@pytest.mark.long
def test_wrong_usage_is_said_and_nothing_is_kept(source: Path, shelf: Path, tmp_path: Path) -> None:
    hostile = "$(touch pwned); touch pwned #"
    run = run_action(
        source, shelf, tmp_path / "run", paths=f"books\n{hostile}", artifact="books", verify="true", without=INSTALL
    )
    assert (run.code, run.outputs["exit-code"]) == (2, "2"), run.said
    assert "neither a folder nor a list" in run.said
    assert list(run.used) == [PYTHON, RESTORE]
    assert not list(tmp_path.rglob("pwned")) and not list(shelf.rglob("pwned"))


@pytest.mark.long
def test_a_branch_chooses_the_books_and_a_folder_is_where_they_are_seen_from(source: Path, tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path / "shelf", one=GOOD, two=GOOD)
    # Two books that were built before, as far as that can be seen without a record.
    for name in ("one", "two"):
        (shelf / "books" / name / "build").mkdir()
        (shelf / "books" / name / "build/old.epub").touch()
    git(shelf, "branch", "before")
    (shelf / "books/two/one.md").write_text("# One\n\nOther words.\n", encoding="utf-8")
    git(shelf, "commit", "--all", "--quiet", "--message", "Other words")
    run = run_action(
        source, shelf, tmp_path / "run", to="epub", changed_since="before", working_directory="books", without=INSTALL
    )
    assert (run.code, run.outputs["files"]) == (0, "two/build/the-two.epub"), run.said


@pytest.mark.long
def test_the_key_of_the_cache_follows_the_text(source: Path, tmp_path: Path) -> None:
    shelf = make_shelf(tmp_path / "shelf", one=GOOD)
    step = next(one for one in read_yaml(ACTION)["runs"]["steps"] if one.get("id") == "prepare")
    more = {
        "GITHUB_ACTION_PATH": str(source / ".github/actions/makeready"), "SHARD": "", "RUNNER": "Linux-X64",
        "TEMPORARY": str(tmp_path),
    }  # fmt: skip
    first = _run_alone(step["run"], shelf, more)
    assert first == _run_alone(step["run"], shelf, more)
    assert re.search(r"^key=makeready-Linux-X64-[0-9a-f]{16}-all-[0-9a-f]{16}$", first[1], re.MULTILINE)
    (shelf / "books/one/one.md").write_text("# One\n\nOther words.\n", encoding="utf-8")
    git(shelf, "add", ".")
    other = _run_alone(step["run"], shelf, more)
    differ = [a for a, b in zip(first[1].splitlines(), other[1].splitlines(), strict=True) if a != b]
    assert [line.split("=")[0] for line in differ] == ["key"]


def test_inputs_reach_the_shell_as_variables_only_and_all_are_used() -> None:
    action = read_yaml(ACTION)
    steps = action["runs"]["steps"]
    assert not [step["name"] for step in steps if "${{" in step.get("run", "")]
    text = ACTION.read_text(encoding="utf-8")
    named = set(re.findall(r"\binputs\.([\w-]+)", text))
    assert named == set(action["inputs"])
    # What an output names is written by the step of that name.
    written = {step["id"]: step.get("run", "") for step in steps if "id" in step}
    for step, output in re.findall(r"steps\.([\w-]+)\.outputs\.([\w-]+)", text):
        statuses = "built unchanged refused failed skipped".split()
        assert f"{output}=" in written[step] or f"{output}<<" in written[step] or output in ("cache-hit", *statuses)


def _run_alone(lines: str, place: Path, more: dict[str, str]) -> tuple[int, str]:
    """Return the exit code of a step that is run by itself in a folder, and its outputs."""
    output, script = place.parent / f"{place.name}.output", place.parent / f"{place.name}.sh"
    output.write_text("")
    script.write_text(lines, encoding="utf-8")
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    environment = make_environment(GITHUB_OUTPUT=str(output), **more)
    ended = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, output.read_text(encoding="utf-8")
