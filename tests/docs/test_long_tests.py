"""Tests that are marked as long: which cases are, that `make test` leaves them out, and that others run them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = """
import pytest

@pytest.mark.long_but("two")
@pytest.mark.parametrize("case", ["one", "two", "three"])
def test_of_many(case): ...

@pytest.mark.long
def test_of_seconds(): ...

def test_of_none(): ...
"""


def collect(folder: Path, cases: str, *words: str) -> tuple[int, set[str], str]:
    """Return how the collection of these tests ended, the tests that would be run, and what was said."""
    shutil.copy2(ROOT / "tests/conftest.py", folder)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    (folder / "tests/test_it.py").write_text(cases, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "--collect-only", "-q", *words]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = ended.stdout.splitlines()
    return ended.returncode, {line.split("::")[1] for line in lines if "::test" in line}, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), {"test_of_many[two]", "test_of_none"}),
        (("-m", "long"), {"test_of_many[one]", "test_of_many[three]", "test_of_seconds"}),
    ],
    ids=["make test", "make test-long"],
)
def test_each_test_is_in_one_of_the_two_runs(tmp_path: Path, words: tuple[str, ...], expected: set[str]) -> None:
    code, found, said = collect(tmp_path, CASES, *words)
    assert (code, found) == (0, expected), said


def test_a_short_case_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    code, _, said = collect(tmp_path, CASES.replace('"two")', '"four")'))
    assert code != 0 and "{'four'}" in said, said


def test_the_integration_machine_runs_both() -> None:
    run = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert {line.split(" ||")[0] for line in run if line.startswith("make ")} == {"make test", "make test-long"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ntest-long:" in makefile and "bash .ci/check-long\n" in makefile
    assert (ROOT / ".ci/check-long").read_text(encoding="utf-8").endswith("pytest -m long\n")
