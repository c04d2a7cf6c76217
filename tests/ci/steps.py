"""Steps of CI files go in; they are run as their service runs them: the same lines, its variables, nothing fetched."""

from __future__ import annotations

import os
import re
import shutil
import site
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github/actions/makeready/action.yml"
GITLAB = ROOT / "docs/ci/gitlab.yml"
_EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")
# What would lend modules of another copy of makeready, or say that some other CI service runs us.
_OUT_OF = ("PYTHON", "GITHUB_", "GITLAB_", "CI", "RUNNER_", "PYTEST_", "GIT_")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an action: its outputs, the last exit code, the actions it used with their inputs, what it said."""

    code: int
    outputs: dict[str, str]
    used: dict[str, dict[str, str]]
    said: str
    summary: str
    steps: dict[str, dict[str, str]] = field(default_factory=dict)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return a file of YAML."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def make_environment(**more: str) -> dict[str, str]:
    """Return the environment of this process without what belongs to the tests, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OUT_OF)}
    who = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **who, **more}


def copy_source(place: Path) -> Path:
    """Return `place` with a clean copy of what a checkout of makeready has, as far as CI uses it."""
    ignore = shutil.ignore_patterns("*.egg-info")  # compiled modules go along: they save each process half a second
    for name in (".ci", ".github", "requirements", "src"):
        shutil.copytree(ROOT / name, place / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, place)
    return place


def set_up(place: Path) -> Path:
    """Return `place` with the .venv that `.ci/setup book` would make, which then finds all in place."""
    environment = make_environment()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / ".venv"], check=True, env=environment)
    libraries = next((place / ".venv").glob("lib/python*/site-packages"))
    paths = (str(place / "src"), *site.getsitepackages())
    (libraries / "borrowed.pth").write_text("".join(f"{path}\n" for path in paths))
    program = place / ".venv/bin/makeready"
    program.write_text(f"#!{place}/.venv/bin/python\nimport sys\nfrom makeready.cli import main\nsys.exit(main())\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    stamps = place / ".venv/stamps"
    stamps.mkdir()
    (stamps / "place").write_text(f"{place}\n")
    environment["PYTHON"] = shutil.which("python3") or sys.executable
    found = subprocess.run(["bash", place / ".ci/python"], env=environment, capture_output=True, check=True)
    (stamps / "python").write_bytes(found.stdout)
    shutil.copy(place / "requirements/book.txt", stamps)
    shutil.copy(place / "pyproject.toml", stamps)
    return place


def make_book(place: Path, title: str, text: str = "Words of the book.", *, draws_cover: bool = False) -> Path:
    """Write a small book of one chapter, which has no other edition than an EPUB, into the folder `place`.

    It brings its cover along: to draw one, each process would load the page engine, which takes a second.
    """
    place.mkdir(parents=True)
    cover = ""
    if not draws_cover:
        Image.new("L", (625, 1000)).save(place / "cover.png")
        cover = 'cover = "cover.png"\n'
    (place / "book.toml").write_text(
        f'{cover}title = "{title}"\nlanguage = "en-GB"\nidentifiers = ["https://example.org/{place.name}"]\n'
        'date = 2026-11-23\nauthor = "Ann Author"\n[editions.epub]\ntarget = "epub"\n',
        encoding="utf-8",
    )
    (place / "one.md").write_text(f"# One\n\n{text}\n", encoding="utf-8")
    return place


def git(place: Path, *words: str) -> str:
    """Run git in a folder as somebody, and return what it says."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main")
    ended = subprocess.run(
        ["git", *who, *words], cwd=place, env=make_environment(), capture_output=True, text=True, check=True
    )
    return ended.stdout


def make_shelf(place: Path, *, draw_covers: bool = False, **texts: str) -> Path:
    """Return a repository with a book for each text, committed; their covers are there, or to be drawn."""
    place.mkdir()
    git(place, "init", "--quiet")
    for name, text in texts.items():
        make_book(place / "books" / name, f"The {name}", text, draws_cover=draw_covers)
    (place / ".gitignore").write_text("build/\n.makeready/\n")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "--message", "Books")
    return place


def run_action(source: Path, shelf: Path, temporary: Path, *, without: str = "", **inputs: str) -> Run:
    """Run the steps of the action, as it lies in `source`, for the repository `shelf` as GitHub would.

    Inputs are given with _ for -. Actions that it uses are noted, not run; the step `without` is left out.
    """
    action = read_yaml(source / ACTION.relative_to(ROOT))
    given = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    known = {f"inputs.{name}": value for name, value in given.items()}
    known |= {"runner.os": "Linux", "runner.arch": "X64", "runner.temp": str(temporary / "runner")}
    folder = temporary / f"run-{len(list(temporary.iterdir())) if temporary.is_dir() else 0}"
    folder.mkdir(parents=True)
    (temporary / "runner").mkdir(exist_ok=True)
    summary = folder / "summary"
    summary.touch()
    base = {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(shelf),
        "GITHUB_ACTION_PATH": str(source / ACTION.parent.relative_to(ROOT)),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    code, said, used = 0, "", dict[str, dict[str, str]]()
    steps = {step["id"]: dict[str, str]() for step in action["runs"]["steps"] if "id" in step}
    for number, step in enumerate(action["runs"]["steps"]):
        if not _holds(str(step.get("if", "'' == ''")), known, steps) or step["name"] == without:
            continue
        if "uses" in step:
            used[step["uses"]] = {name: _fill(text, known, steps) for name, text in step.get("with", {}).items()}
            continue
        output, script = folder / f"output-{number}", folder / f"step-{number}.sh"
        output.touch()
        script.write_text(step["run"], encoding="utf-8")
        more = {name: _fill(text, known, steps) for name, text in step.get("env", {}).items()}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=shelf / _fill(step.get("working-directory", "."), known, steps),
            env=make_environment(**base, GITHUB_OUTPUT=str(output), **more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        said += f"== {step['name']}\n{ended.stdout}{ended.stderr}"
        if "id" in step:
            steps[step["id"]] = read_outputs(output.read_text(encoding="utf-8"))
        code = ended.returncode
        if code:
            break
    outputs = {name: _fill(one["value"], known, steps) for name, one in action["outputs"].items()}
    return Run(code, outputs, used, said, summary.read_text(encoding="utf-8"), steps)


def read_outputs(text: str) -> dict[str, str]:
    """Return the names and values in a file as GITHUB_OUTPUT is: `name=value`, or `name<<END`, lines, `END`."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if re.match(r"[\w-]+<<", line):
            name, end = line.split("<<", 1)
            values = []
            for value in lines:
                if value == end:
                    break
                values.append(value)
            else:
                raise ValueError(f"{name} is not ended by {end}")
            found[name] = "\n".join(values)
        else:
            name, sign, value = line.partition("=")
            if not sign:
                raise ValueError(f"neither a value nor a list: {line}")
            found[name] = value
    return found


def _look_up(name: str, known: Mapping[str, str], steps: Mapping[str, Mapping[str, str]]) -> str:
    """Return what a name stands for; KeyError where there is no such thing. An output that is not there is empty."""
    parts = name.split(".")
    if parts[0] == "steps" and parts[2] == "outputs" and len(parts) == 4:
        return steps[parts[1]].get(parts[3], "")
    return known[name]


def _fill(text: str, known: Mapping[str, str], steps: Mapping[str, Mapping[str, str]]) -> str:
    return _EXPRESSION.sub(lambda found: _look_up(found[1], known, steps), text)


def _holds(condition: str, known: Mapping[str, str], steps: Mapping[str, Mapping[str, str]]) -> bool:
    """Return whether `a == 'b' && c != 'd'` holds: all that the action uses of the language of conditions."""
    answers = []
    for part in condition.split(" && "):
        left, sign, right = part.split(" ")
        if sign not in ("==", "!=") or right[0] + right[-1] != "''":
            raise ValueError(f"more than these tests understand: {part}")
        value = left.strip("'") if left[0] == "'" else _look_up(left, known, steps)
        answers.append((value == right[1:-1]) == (sign == "=="))
    return all(answers)
