"""The Dockerfile: a parser reads it; its steps are held to the set-up, and run as far as that needs no network."""

from __future__ import annotations

import fnmatch
import re
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser

from tests.ci.steps import ROOT, make_environment

FILE = ROOT / "docs/ci/Dockerfile"
PARSED = DockerfileParser(path=str(FILE), cache_content=True)
STEPS: list[tuple[str, str]] = [(one["instruction"], one["value"]) for one in PARSED.structure]
RUNS = [value for instruction, value in STEPS if instruction == "RUN"]


def _list_packages() -> set[str]:
    installs = [run for run in RUNS if "apt-get install" in run]
    return {word for run in installs for word in run.split("no-install-recommends")[1].split("&&")[0].split()}


def test_there_are_two_stages_and_nothing_runs_as_root_at_the_end() -> None:
    names = [instruction for instruction, _ in STEPS]
    assert names.count("FROM") == 2
    last = STEPS[len(names) - 1 - names[::-1].index("FROM") :]
    users = [value for instruction, value in last if instruction == "USER"]
    assert users == ["makeready"]
    after = last[[instruction for instruction, _ in last].index("USER") :]
    assert not [value for instruction, value in after if instruction == "RUN" and "apt-get" in value]
    assert ("ENTRYPOINT", '["makeready"]') in last
    assert [value for instruction, value in STEPS if instruction == "ARG"] == ["BASE=debian:bookworm-slim"]


@pytest.mark.parametrize("run", RUNS)
def test_each_step_is_sound_shell(run: str) -> None:
    ended = subprocess.run(["sh", "-n", "-c", run], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    # A failure in the middle ends the step.
    assert ";" not in run and "||" not in run


def test_the_packages_are_those_of_the_set_up_and_debian_has_them() -> None:
    names = _list_packages()
    pango = re.search(r'pango\) echo "(.+?)"', (ROOT / ".ci/packages").read_text(encoding="utf-8"))
    assert pango is not None
    assert names == {"python3", "python3-venv", "qpdf", "git", *pango[1].split()}
    if shutil.which("apt-cache") is None:
        return
    ended = subprocess.run(["apt-cache", "policy", *sorted(names)], capture_output=True, text=True, check=False)
    known = re.findall(r"^(\S+):\n  Installed: .*\n  Candidate: (?!\(none\))", ended.stdout, re.MULTILINE)
    # Where the lists of packages were never fetched, or were removed, there is nothing to ask.
    if "qpdf" in known:
        assert set(known) == names


def test_what_is_copied_is_there_and_is_sent() -> None:
    sent = (FILE.parent / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    kept = [line[1:] for line in sent if line.startswith("!")]
    copied = [name for step, value in STEPS if step == "COPY" and "--from" not in value for name in value.split()[:-1]]
    assert sorted(copied) == sorted(kept)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "*" in sent and any(fnmatch.fnmatch("src/makeready/__pycache__", line) for line in sent)


@pytest.mark.long
def test_the_lines_of_pip_install_what_is_locked_and_makeready_on_top(tmp_path: Path) -> None:
    # The environment of the tests has all that the lock names, so pip finds it in place and fetches nothing.
    scratch = tmp_path / "makeready"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", scratch], check=True)
    borrowed = next(scratch.glob("lib/python*/site-packages")) / "borrowed.pth"
    borrowed.write_text("".join(f"{path}\n" for path in site.getsitepackages()))
    work = tmp_path / "source"
    (work / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "requirements/book.txt", work / "requirements")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, work)
    shutil.copytree(ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    lock, own = (run for run in RUNS if "pip install" in run)
    lines = (lock.split("&&")[1].replace("--no-cache-dir", "--no-cache-dir --no-index"), own)
    said = ""
    for line in lines:
        here = line.replace("/opt/makeready", str(scratch))
        ended = subprocess.run(
            ["sh", "-ec", here],
            cwd=work,
            env=make_environment(PIP_NO_COMPILE="1"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        said = ended.stdout
    assert "Successfully installed makeready" in said
    program = scratch / "bin/makeready"
    explained = subprocess.run(
        [program, "explain", "MS006"], env=make_environment(), capture_output=True, text=True, check=True
    )
    assert explained.stdout.startswith("error[MS006]")
    assert list(scratch.glob("lib/python*/site-packages/makeready/themes/literary/shared.css"))
    # What the last step does with it is what the tests of `new` and `build` do.
    assert [run for run in RUNS if "makeready build --check" in run] == RUNS[-1:]
