"""Choices: lists name books, and all shares together are all the books, each once, on every machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import StorageError, UsageError
from makeready.press import batch_choice
from makeready.press.batch_choice import (
    Shard,
    choose_shard,
    gather_books,
    parse_shard,
    read_costs,
    read_list,
)
from makeready.press.batch_journal import Journal
from makeready.press.request import BuildRequest
from makeready.report.books import BookReport, BookStatus
from tests.unit.press.test_batch import make_book


def read_nothing() -> bytes:
    raise AssertionError("the standard input is not asked")


def test_a_list_names_books_as_seen_from_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("shelf/a", "shelf/b c", "shelf/ü", "other/d", "other/e"):
        make_book(tmp_path / name)
    (tmp_path / "lists").mkdir()
    # A mark at the beginning and ends of lines as Windows has them, and no end of the last line.
    content = "\ufeff# The spring list\r\n\r\n../shelf/b c\r\n  ../shelf/ü \n#../shelf/a\n../shelf/b c/\n../other/d"
    (tmp_path / "lists/spring.txt").write_bytes(content.encode())
    assert [one.resolve() for one in gather_books([Path("lists/spring.txt")], read_nothing)] == [
        tmp_path / "other/d",
        tmp_path / "shelf/b c",
        tmp_path / "shelf/ü",
    ]
    assert gather_books([Path("-")], lambda: b"shelf/a\n# other/d\n") == [Path("shelf/a")]
    both = gather_books([Path("lists/spring.txt"), Path("other"), Path("-")], lambda: b"shelf/a\nother/d\n")
    assert sorted(one.resolve().name for one in both) == ["a", "b c", "d", "e", "ü"]
    assert gather_books([Path("-")], lambda: b"# none\n\n") == []


def test_a_list_may_name_a_book_by_its_manuscript_folder_as_well(tmp_path: Path) -> None:
    book = make_book(tmp_path / "a")
    (tmp_path / "list").write_text("a/manuscript\na\n", encoding="utf-8")
    assert gather_books([tmp_path / "list"], read_nothing) == [book]
    assert gather_books([tmp_path / "a/manuscript", tmp_path / "list", tmp_path], read_nothing) == [book]


@pytest.mark.parametrize("line", ["nowhere", "shelf", "a\0b", "x" * 5000, "../a/manuscript/one.md"])
def test_a_line_that_is_no_book_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    make_book(tmp_path / "shelf" / "a")
    (tmp_path / "list").write_text(f"# one\nshelf/a\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        gather_books([tmp_path / "list"], read_nothing)
    assert caught.value.message == f"{tmp_path / 'list'}:3: {line} is no book"


def test_of_many_wrong_lines_the_first_are_told() -> None:
    with pytest.raises(UsageError, match=r"standard input:1: x0 is no book; .*:5: x4 is no book; and 7 other lines$"):
        read_list(b"".join(b"x%d\n" % index for index in range(12)), "standard input", Path("/nowhere"))


def test_what_is_neither_a_folder_nor_a_list_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nowhere", "list/below"):
        (tmp_path / "list").touch()
        with pytest.raises(UsageError, match="neither a folder nor a list"):
            gather_books([tmp_path / name], read_nothing)

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        gather_books([tmp_path / "list"], read_nothing)


@pytest.mark.parametrize("text", ["1/4", "4/4", "1/1"])
def test_a_share_is_read(text: str) -> None:
    assert str(parse_shard(text)) == text


@pytest.mark.parametrize("text", ["", "1", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1/", "/2", "١/٢", "1.0/2"])
def test_what_is_no_share_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="write 1/4"):
        parse_shard(text)


@given(
    sizes=st.lists(st.integers(0, 10**7), max_size=30),
    count=st.integers(1, 6),
    costs=st.dictionaries(st.integers(0, 30), st.floats(0.001, 1e5), max_size=30),
    seed=st.randoms(use_true_random=False),
)
def test_all_shares_are_all_books_each_once_wherever_they_are_counted(
    sizes: list[int], count: int, costs: dict[int, float], seed: object
) -> None:
    told = {f"b{index}": cost for index, cost in costs.items()}

    def share(base: Path, roots: list[Path]) -> list[list[str]]:
        measure: Callable[[Path], int] = lambda root: sizes[int(root.name[1:])]  # noqa: E731 - one line of a test
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(batch_choice, "measure_text", measure)
            shares = [choose_shard(roots, Shard(number=number + 1, count=count), base, told) for number in range(count)]
        return [[root.name for root in one] for one in shares]

    here = Path("/one")
    roots = [here / f"b{index}" for index in range(len(sizes))]
    shares = share(here, roots)
    assert sorted(name for one in shares for name in one) == sorted(root.name for root in roots)
    there = Path("/another/machine")
    shuffled = [there / root.name for root in roots]
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [set(one) for one in share(there, shuffled)] == [set(one) for one in shares]


def test_shares_weigh_the_same_by_what_is_known(tmp_path: Path) -> None:
    sizes = {"a": 9000, "b": 3000, "c": 3000, "d": 3000}
    roots = [make_book(tmp_path / name, text="x" * size) for name, size in sizes.items()]

    def share(costs: dict[str, float] | None = None) -> list[list[str]]:
        return [
            [root.name for root in choose_shard(roots, Shard(number=number, count=2), tmp_path, costs)]
            for number in (1, 2)
        ]

    assert share() == [["a"], ["b", "c", "d"]]
    # The long one was quick.
    assert share({"a": 1.0, "b": 1.0, "c": 5.0, "d": 3.0}) == [["c"], ["a", "b", "d"]]
    # Where one has no cost, its bytes cost what those of the others do: 3,000 of them 2.5 s.
    assert share({"a": 5.0, "b": 5.0, "c": 2.5}) == [["a", "c"], ["b", "d"]]


def test_costs_are_read_from_a_journal_and_from_a_report(tmp_path: Path) -> None:
    books = [
        BookReport(folder="a", status=BookStatus.BUILT, cpu=1.5),
        BookReport(folder="b", status=BookStatus.UNCHANGED, cpu=0.01),
        BookReport(folder="c", status=BookStatus.REFUSED, cpu=0.5),
        BookReport(folder="d", status=BookStatus.FAILED),
    ]
    with Journal(tmp_path / "journal", resume=False) as journal:
        for book in books:
            journal.note(tmp_path / book.folder, BuildRequest(), book, ())
    assert read_costs(tmp_path / "journal") == {"a": 1.5, "c": 0.5}
    told = [{"folder": one.folder, "status": one.status, "title": "", "message": ""} for one in books]
    more = {"seconds": 1, "findings": [], "artifacts": []}
    report = {
        "version": 1,
        "command": "batch",
        "artifacts": [],
        "result": {"books": [{**one, **more, "cpu": book.cpu} for one, book in zip(told, books, strict=True)]},
    }
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    assert read_costs(tmp_path / "report.json") == {"a": 1.5, "c": 0.5}
    (tmp_path / "notes").write_bytes(b"\xff")
    for name in ("notes", "nowhere"):
        with pytest.raises(UsageError, match=r"tells no costs|no file"):
            read_costs(tmp_path / name)
