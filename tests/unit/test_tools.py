"""Outside tools: how a run ends, what it printed, and that nothing of ours reaches a shell."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from makeready.tools import find_tool, run_tool


def test_a_tool_is_found_on_the_path_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "a-tool"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_tool("a-tool") == tool
    assert find_tool("another-tool") is None


def test_a_run_gives_status_output_and_errors(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd()); print('é\\x00', file=sys.stderr); sys.exit(3)"
    run = run_tool([sys.executable, "-c", code], folder=tmp_path)
    assert (run.status, run.output.strip(), run.errors.strip("\n")) == (3, str(tmp_path), "é\x00")


def test_arguments_are_no_shell_words() -> None:
    run = run_tool([sys.executable, "-c", "import sys; print(sys.argv[1])", "$(id); `id` && id"])
    assert run.output.strip() == "$(id); `id` && id"


def test_a_run_that_takes_too_long_ends_with_124() -> None:
    began = time.monotonic()
    run = run_tool([sys.executable, "-c", "import time; time.sleep(30)"], seconds=0.3)
    assert run.status == 124
    assert "took more than 0.3 s" in run.errors
    assert time.monotonic() - began < 10


def test_the_tool_reads_nothing_of_our_input_and_speaks_the_c_locale() -> None:
    code = "import os, sys; print(repr(sys.stdin.read()), os.environ['LC_ALL'], os.environ['TZ'])"
    assert run_tool([sys.executable, "-c", code]).output.strip() == "'' C.UTF-8 UTC"
