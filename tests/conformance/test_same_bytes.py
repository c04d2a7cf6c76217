"""The same bytes: however many workers lay a book out, however they start, and whatever is remembered of it."""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from makeready.model.composition import Composition
from makeready.pdf import job_runner, layout_pool
from makeready.pdf.bind import bind_pdf
from makeready.store import Store
from makeready.workers import StartMethod, WorkerPool
from makeready.workshop import Workshop
from tests.unit.compose.books import link, paragraph, section
from tests.unit.pdf.compositions import composition

WORDS = "the keeper of the weir walked slowly along a wet stone wall in the evening and counted what stood there "


@cache
def _book() -> Composition:
    chapters = [
        section(f"c{number}", *[paragraph(WORDS * 12) for _ in range(4)], paragraph(link("#c0", "the first")))
        for number in range(3)
    ]
    return composition(*chapters)


def _digest(workshop: Workshop) -> str:
    outcome = bind_pdf(_book(), workshop)
    assert outcome.value is not None, outcome.findings
    return hashlib.sha256(outcome.value.content).hexdigest()


@cache
def _reference() -> str:
    return _digest(Workshop())


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Let small books be worth a pool; count the workers of each."""
    monkeypatch.setattr(job_runner, "_WORTHWHILE", 0)
    seen: list[int] = []
    pool = WorkerPool

    def watch(workers: int, *rest: Any, **more: Any) -> Any:
        seen.append(workers)
        return pool(workers, *rest, **more)

    monkeypatch.setattr(layout_pool, "WorkerPool", watch)
    yield seen


# Fewer than there are chapters, and more; those that are started afresh are processes that inherit nothing, and forks,
# which makeready's own are on Linux, inherit the page engine.
@pytest.mark.long_but("four")
@pytest.mark.threat(70)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(
    ("workers", "method"), [(2, "spawn"), (4, "fork" if sys.platform == "linux" else None)], ids=["two afresh", "four"]
)
def test_any_number_of_workers(
    pools: list[int], monkeypatch: pytest.MonkeyPatch, workers: int, method: StartMethod | None
) -> None:
    reference = _reference()  # which has processes of its own where no test before has asked for it
    pools.clear()
    watched = partial(vars(layout_pool)["WorkerPool"], start_method=method)
    monkeypatch.setattr(layout_pool, "WorkerPool", watched)
    assert _digest(Workshop(workers=workers)) == reference
    assert pools == [workers]


def test_what_is_remembered(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    cold, warm = Workshop(memory=store), Workshop(memory=store)
    assert _digest(cold) == _digest(warm) == _reference()
    assert cold.reused == {} and warm.made == {}
    assert warm.reused == cold.made


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store that remembers the book; what is damaged is a copy."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    _digest(Workshop(memory=Store(folder)))
    return folder


@pytest.mark.long_but("truncated")
@pytest.mark.threat(65)
@pytest.mark.parametrize("damage", ["truncated", "flipped", "emptied", "removed", "another's"])
def test_what_is_remembered_and_damaged(filled: Path, tmp_path: Path, damage: str) -> None:
    shutil.copytree(filled, tmp_path / "store")
    store = Store(tmp_path / "store")
    files = sorted(path for path in (tmp_path / "store").rglob("*") if path.is_file() and path.name != "CACHEDIR.TAG")
    chance = random.Random(7)  # noqa: S311 - a seed for a test
    for path in files:
        content = bytearray(path.read_bytes())
        if damage == "truncated":
            content = content[: len(content) * 2 // 3]
        elif damage == "flipped":
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif damage == "another's":
            content = bytearray(files[0].read_bytes() if path != files[0] else b"x")
        path.write_bytes(b"" if damage == "emptied" else content)
        if damage == "removed":
            path.unlink()
    again = Workshop(memory=store)
    assert _digest(again) == _reference()
    assert again.reused == {}
    assert _digest(Workshop(memory=store)) == _reference()
