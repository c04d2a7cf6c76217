"""What receivers get: no finding of ours, no objection of others, and the same bytes wherever an edition is made.

docs/receivers.md says the same; a line of it that is no longer true fails here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from makeready.profiles import BUILT_IN
from tests.conformance.receivers import (
    ASKED,
    BOOKS,
    TABLE,
    WITNESSES,
    Book,
    Edition,
    Verdict,
    build_editions,
    copy_book,
    judge_book,
    list_missing,
    open_edition,
    write_page,
    write_row,
    write_witnesses,
)

SMALL = BOOKS[0]


@pytest.fixture(scope="module")
def small() -> Iterator[tuple[Path, Mapping[str, Verdict]]]:
    """Build and judge the small book once: its folder, and what came out for each receiver."""
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        yield Path(folder), judge_book(SMALL, Path(folder))


def test_the_page_has_all_receivers_and_books() -> None:
    assert tuple(ASKED) == BUILT_IN
    page = TABLE.read_text(encoding="utf-8")
    # The lines of long books are held by their own test, where these lie beside the project.
    assert all(page.count(f"\n| {book.title} | ") == 1 for book in BOOKS if book.find() is not None)
    assert page.count("(not ") == 0


@pytest.mark.long
def test_the_small_book_is_taken_by_all_receivers_and_is_the_same_elsewhere(
    small: tuple[Path, Mapping[str, Verdict]], tmp_path: Path
) -> None:
    folder, verdicts = small
    assert _list_complaints(verdicts) == {}
    first = {name: next((folder / "made").glob(f"*-{name}.pdf")).read_bytes() for name in ASKED}
    project = copy_book(SMALL, tmp_path / "elsewhere" / "in")
    assert _list_differences(first, build_editions(project, tmp_path / "out", seed="4711")) == []


@pytest.mark.long
def test_the_page_says_what_the_witnesses_say(small: tuple[Path, Mapping[str, Verdict]]) -> None:
    _skip_where_witnesses_are_missing()
    _, verdicts = small
    page = TABLE.read_text(encoding="utf-8")
    assert write_row(SMALL, verdicts) in page.splitlines()
    assert write_witnesses(verdicts) in page
    assert page.startswith(write_page({}, verdicts).split("\n| ")[0])


@pytest.mark.long
def test_witnesses_object_to_what_is_for_another_receiver(small: tuple[Path, Mapping[str, Verdict]]) -> None:
    folder, _ = small
    kdp, press, screen = (_open(folder, name) for name in ("kdp", "press", "screen"))
    # Nothing but its pictures has colour there, and the letters are of black ink.
    assert _list_objectors(replace(kdp, receiver="ingram")) == {"output intent", "pages", "version"}
    assert _list_objectors(replace(screen, receiver="ingram")) >= {"colours", "black text", "most ink"}
    assert "black text" in _list_objectors(replace(screen, receiver="kdp"))
    assert _list_objectors(replace(press, receiver="ingram")) >= {"marks", "output intent", "version", "pages"}
    assert _list_objectors(replace(screen, receiver="press")) >= {"colours", "annotations", "marks"}
    assert _list_objectors(replace(screen, receiver="archive")) >= {"output intent", "PDF/A-3a", "attachments"}


@pytest.mark.long
def test_witnesses_object_to_files_that_are_spoiled(small: tuple[Path, Mapping[str, Verdict]]) -> None:
    folder, _ = small
    archive, ingram = _open(folder, "archive"), _open(folder, "ingram")
    spoiled = {name: content + b" " for name, content in archive.sources.items()}
    assert _list_objectors(replace(archive, sources=spoiled)) == {"attachments"}
    half = replace(ingram, content=ingram.content[: len(ingram.content) // 2])
    assert [name for name in ("qpdf", "MuPDF") if name not in list_missing() and not WITNESSES[name](half)] == []
    with pikepdf.open(next((folder / "made").glob("*-ingram.pdf"))) as pdf:
        page = pdf.pages[4]
        page.TrimBox = pikepdf.Array([-9, 0, 396, 612])
        page.contents_add(b"q 1 1 1 0.5 k 100 100 9 9 re f Q")
        pdf.save(folder / "spoiled.pdf")
    other = open_edition("ingram", (folder / "spoiled.pdf").read_bytes(), folder / "project")
    assert _list_objectors(other) >= {"boxes", "most ink", "black text"}


@pytest.mark.long
@pytest.mark.parametrize("book", BOOKS[1:], ids=[book.name for book in BOOKS[1:]])
def test_books_are_taken_by_all_receivers_and_are_the_same_elsewhere(book: Book, tmp_path: Path) -> None:
    if book.find() is None:
        pytest.skip(f"{book.name} is not there: it lies beside the project")
    verdicts = judge_book(book, tmp_path)
    assert _list_complaints(verdicts) == {}
    first = {name: next((tmp_path / "made").glob(f"*-{name}.pdf")).read_bytes() for name in ASKED}
    project = copy_book(book, tmp_path / "elsewhere" / "project")
    assert _list_differences(first, build_editions(project, tmp_path / "out", seed="4711")) == []
    _skip_where_witnesses_are_missing()
    assert write_row(book, verdicts) in TABLE.read_text(encoding="utf-8").splitlines()


def _skip_where_witnesses_are_missing() -> None:
    if missing := list_missing():
        pytest.skip(f"not installed: {', '.join(missing.values())}")


def _list_complaints(verdicts: Mapping[str, Verdict]) -> dict[str, list[str]]:
    return {name: verdict.complaints for name, verdict in verdicts.items() if verdict.complaints}


def _list_differences(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> list[str]:
    return [name for name in ASKED if first[name] != second[name]]


def _open(folder: Path, receiver: str) -> Edition:
    content = next((folder / "made").glob(f"*-{receiver}.pdf")).read_bytes()
    return open_edition(receiver, content, folder / "project")


def _list_objectors(edition: Edition) -> set[str]:
    """Return the witnesses that object, but for the one that takes seconds."""
    return {name for name, ask in WITNESSES.items() if name not in {"ingram-checker", *list_missing()} and ask(edition)}
