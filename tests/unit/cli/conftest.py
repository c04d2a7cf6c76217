"""Fixtures of the commands that run batches: a folder to be in, processes that are forks, books that are played."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from makeready.press.batch import build_books
from makeready.workers import WorkerPool
from tests.unit.press import batch_tasks


@pytest.fixture
def forks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder, in no CI, where the processes of a batch are forks."""
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("makeready.workers.executor.WorkerPool", partial(WorkerPool, start_method="fork"))
    return tmp_path


@pytest.fixture
def play_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the books of a batch played, not built."""
    monkeypatch.setattr("makeready.cli.batch.build_books", partial(build_books, build=batch_tasks.play))
