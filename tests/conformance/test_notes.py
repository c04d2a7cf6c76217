"""Notes on pages: none lost, none astray, each with the number of its call, counted by poppler in finished PDFs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from makeready.cli import main
from tests.conformance.counted_notes import Counts, count_notes, write_book


def make(folder: Path, *edition: str, long_every: int = 0) -> Counts:
    """Build a book of some 45 notes and return what stands in its PDF; the build itself has no complaint."""
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is not installed, so no note was counted; make test installs it")
    write_book(folder, 3, 15, words=30, long_every=long_every, edition=['openings = "any"', *edition])
    assert main(["build", str(folder), "--no-colour", "--workers", "1"]) == 0
    return count_notes(folder / "build" / "counted-notes.pdf")


def test_notes_of_all_kinds_stand_on_the_page_of_their_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = make(tmp_path)
    assert (counts.notes, counts.faults, counts.broken) == (47, [], [])
    assert "warning" not in capsys.readouterr().err
    first = [min(numbers) for numbers in counts.numbers.values()]
    assert first.count(1) == 3, "numbers begin anew in each chapter"


@pytest.mark.long
def test_notes_longer_than_a_page_go_on_overleaf_and_are_numbered_by_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = make(tmp_path, 'note_numbering = "page"', long_every=20)
    assert (counts.notes, counts.faults) == (47, [])
    assert counts.broken == ["0020", "0040"]
    assert "warning" not in capsys.readouterr().err
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in counts.numbers.values())


@pytest.mark.long
def test_numbers_of_three_digits_run_through_the_book(tmp_path: Path) -> None:
    write_book(tmp_path, 0, 0, edition=['note_numbering = "book"'])
    for chapter in range(3):
        serials = [f"{serial:04}" for serial in range(35 * chapter, 35 * chapter + 35)]
        blocks = [f"kq{serial}[^{serial}]\n\n[^{serial}]: nq{serial} zq{serial}" for serial in serials]
        (tmp_path / f"{chapter}.md").write_text("\n\n".join([f"# Chapter {chapter}", *blocks]) + "\n")
    assert main(["build", str(tmp_path), "--no-colour", "--workers", "1"]) == 0
    counts = count_notes(tmp_path / "build" / "counted-notes.pdf")
    assert (counts.notes, counts.faults) == (105, [])
    assert sorted(number for numbers in counts.numbers.values() for number in numbers) == list(range(1, 106))
