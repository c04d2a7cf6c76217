"""Many chapters, notes and rows: four times as many take no more than six times the time, and little memory more.

A build has a part that is the same for all, so that less than four times is to be expected. The processor's time is
measured, which another process may spoil now and then: what is quadratic is too slow each time.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from makeready.press.request import BuildRequest
from makeready.press.run import build_project

TOML = 'title = "T"\nauthor = "A"\nlanguage = "en"\nidentifiers = ["https://example.org/t"]\ndate = 2026\n'
TRIES = 3
MOST_MEGABYTES = 60


def write_chapters(root: Path, count: int) -> None:
    """Write so many files of two lines."""
    for number in range(count):
        (root / f"c{number:04}.md").write_text(f"# Chapter {number}\n\nTwo lines\nof words.\n")


def write_notes(root: Path, count: int) -> None:
    """Write a chapter of so many notes."""
    (root / "a.md").write_text("# A\n\n" + "".join(f"Words[^{i}].\n\n[^{i}]: A note.\n\n" for i in range(count)))


def write_rows(root: Path, count: int) -> None:
    """Write a chapter with a table of so many rows."""
    (root / "a.md").write_text("# A\n\n| a | b |\n|---|---|\n" + "| c | d |\n" * count)


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build a book of a line: the first build loads what all need."""
    root = tmp_path_factory.mktemp("first")
    (root / "book.toml").write_text(TOML)
    write_rows(root, 1)
    assert build_project(root, request=BuildRequest(use_cache=False, workers=1)).exit_code == 0


@pytest.mark.long
@pytest.mark.threat(27, 28, 75, 76)
@pytest.mark.parametrize(
    ("write", "count"), [(write_chapters, 12), (write_notes, 20), (write_rows, 80)], ids=["chapters", "notes", "rows"]
)
def test_four_times_as_many_take_no_more_than_six_times_the_time(
    tmp_path: Path, write: Callable[[Path, int], None], count: int
) -> None:
    def measure(times: int) -> tuple[float, float]:
        root = tmp_path / str(times)
        root.mkdir(exist_ok=True)
        (root / "book.toml").write_text(TOML)
        write(root, count * times)
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        report = build_project(root, request=BuildRequest(use_cache=False, workers=1))
        assert report.exit_code == 0, report
        spent = time.process_time() - start
        return spent, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    ratios = []
    for _ in range(TRIES):
        (small, _), (large, more) = measure(1), measure(4)
        assert more < MOST_MEGABYTES
        if large <= 6 * small:
            return
        ratios.append(large / small)
    pytest.fail(f"four times as many take {min(ratios):.1f} times as long")
