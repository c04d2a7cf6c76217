"""The template for GitLab: the lines of its job are run as they are, with the variables that GitLab sets."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tests.ci.steps import GITLAB, git, make_environment, make_shelf, read_yaml

JOB = read_yaml(GITLAB)[".makeready"]
# Stands in for the set-up, which fetches: it lends the environment that is there, and says what it was asked for.
SET_UP = """\
mkdir -p "$(dirname "$0")/../.venv"
ln -s "$LENT" "$(dirname "$0")/../.venv/bin"
echo "set-up of $1" >&2
"""


def run_job(place: Path, shell: str = "bash", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the job in a folder as a runner does: the lines of both scripts one after the other, in one shell."""
    lines = "\n".join((*JOB["before_script"], *JOB["script"]))
    started = "set -eo pipefail" if shell == "bash" else "set -e"
    return subprocess.run(
        [shell, "-c", f"{started}\n{lines}"],
        cwd=place,
        env=make_environment(
            **{"CI": "true", "GITLAB_CI": "true", "CI_NODE_TOTAL": "1", **JOB["variables"], **variables}
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def path(source: Path) -> str:
    """Return a PATH on which makeready is, as it is in an image."""
    return f"{source / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.long
def test_makeready_is_fetched_and_two_jobs_build_each_book_once(source: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / ".ci").mkdir(parents=True)
    (project / ".ci/setup").write_text(SET_UP)
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "A project")
    git(project, "branch", "release")
    shelf = make_shelf(tmp_path / "shelf", good="Words.", bad="Words.[^lost]")
    made: list[str] = []
    # A runner without makeready, also where these tests run in an environment that has it.
    bare = os.pathsep.join(one for one in os.environ["PATH"].split(os.pathsep) if not Path(one, "makeready").exists())
    for number, code in ((1, 0), (2, 1)) if _is_first(shelf, "good") else ((1, 1), (2, 0)):
        ended = run_job(
            shelf, LENT=str(source / ".venv/bin"), MAKEREADY_REPOSITORY=project.as_uri(), MAKEREADY_REF="release",
            CI_NODE_INDEX=str(number), CI_NODE_TOTAL="2", PATH=bare,
        )  # fmt: skip
        assert ended.returncode == code, ended.stderr
        assert "set-up of book" in ended.stderr
        folder = shelf / ".makeready"
        told = etree.fromstring((folder / "reports/books.xml").read_bytes())
        made += [str(case.get("name")) for case in told.iter("testcase")]
        quality = json.loads((folder / "reports/books.gitlab.json").read_text(encoding="utf-8"))
        assert [one["location"]["path"] for one in quality] == ["books/bad/one.md"] * code
        assert [one.name for one in folder.glob("books/books/*/*.epub")] == ["the-good.epub"] * (1 - code)
        assert any((folder / "cache").iterdir())
        assert not (shelf / "books/good/build").exists()
    assert sorted(made) == ["books/bad", "books/good"]


def _is_first(shelf: Path, name: str) -> bool:
    """Return whether the heavier book, which the first share gets, is this one."""
    sizes = {one.name: (one / "one.md").stat().st_size for one in (shelf / "books").iterdir()}
    return max(sizes, key=sizes.__getitem__) == name


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_files_are_asked_about_and_built_again_in_any_shell(tmp_path: Path, shell: str) -> None:
    # What is asked about files is played, by a makeready that builds and then says no where it is told to.
    program = tmp_path / "bin/makeready"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\necho "$@" >>said\ncase $1 in batch) mkdir -p .makeready/reports .makeready/books/a/b\n'
        'touch .makeready/books/a/b/x.epub .makeready/books/a/b/manifest.json;; "$NO") exit 1;; esac\n'
    )
    program.chmod(0o755)
    more = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "MAKEREADY_CACHE": "false"}
    more |= {"MAKEREADY_OPTIONS": "--strict --to epub", "MAKEREADY_PATHS": "a c"}
    for refused, code in (("batch", 0), ("check", 1), ("verify", 1)):
        ended = run_job(tmp_path, shell, **more, NO=refused, MAKEREADY_CHECK="true", MAKEREADY_VERIFY="true")
        assert ended.returncode == code, ended.stderr
    batch, *asked = (tmp_path / "said").read_text().splitlines()[-3:]
    assert batch.startswith("batch --strict --to epub --output .makeready/books --no-cache --report ")
    assert batch.endswith(" -- a c")
    assert asked == ["check -- .makeready/books/a/b/x.epub", "verify --rebuild --output .makeready/books/a/b -- ./a/b"]
    assert not (tmp_path / ".makeready/source").exists()
    quiet = run_job(tmp_path, shell, **more, NO="nothing")
    assert quiet.returncode == 0
    assert (tmp_path / "said").read_text().splitlines()[-1].startswith("batch ")


def test_words_of_a_variable_are_options_and_no_commands(tmp_path: Path, path: str) -> None:
    ended = run_job(tmp_path, PATH=path, MAKEREADY_PATHS="$(touch pwned) *")
    assert ended.returncode == 2
    assert list(tmp_path.glob("pwned")) == []


def test_what_is_kept_is_what_the_lines_write() -> None:
    folder = JOB["variables"]["MAKEREADY_FOLDER"]
    assert JOB["cache"]["paths"] == [f"{folder}/cache"]
    assert JOB["artifacts"]["paths"] == [f"{folder}/books", f"{folder}/reports"]
    assert JOB["artifacts"]["reports"] == {
        "junit": f"{folder}/reports/books.xml",
        "codequality": f"{folder}/reports/books.gitlab.json",
    }
    assert JOB["artifacts"]["when"] == "always"
