"""Choices: folders, lists, makeready.toml and a share go in; the folders of the books that a batch builds come out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from makeready.dataclass import dataclass
from makeready.findings import StorageError, UsageError
from makeready.membership import SHARED_FILE
from makeready.press.batch import find_books, has_book, keep_each_once, measure_text, name_book_folder, walk_below
from makeready.press.batch_journal import read_entries
from makeready.press.shared import Members, list_members
from makeready.report.book_json import read_report
from makeready.report.books import BookReport, BookStatus

# The name of the list that is read from the standard input.
STANDARD_INPUT = "-"
# So many wrong lines of a list are told.
_TOLD = 5
# A book that took no time weighs something too, so that no share gets all of those.
_LEAST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The `number`-th of `count` shares of the books, from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def parse_shard(text: str) -> Shard:
    """Return the share that `text` such as "2/5" names. Raises ValueError where it names none."""
    number, slash, count = text.partition("/")
    # isdecimal alone would take the digits of other scripts.
    if slash and all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (number, count)):
        shard = Shard(number=int(number), count=int(count))
        if 1 <= shard.number <= shard.count:
            return shard
    raise ValueError(f"{text} is no share; write 1/4 for the first of four")


def gather_members(named: Iterable[Path]) -> tuple[Members, ...]:
    """Return what each makeready.toml lists that is `named`, or lies in a folder that is. Raises StorageError."""
    tops = [one.parent if one.name == SHARED_FILE else one for one in named if str(one) != STANDARD_INPUT]
    return tuple(list_members(top, walk_below) for top in dict.fromkeys(tops) if (top / SHARED_FILE).is_file())


def gather_books(named: Iterable[Path], read_input: Callable[[], bytes], members: Iterable[Members] = ()) -> list[Path]:
    """Return the books below the folders, and in the lists, that are `named`; sorted, each once.

    Where the `members` of a makeready.toml are known they are the books of its folder.

    `read_input` gives what comes from the standard input, for the list `-`. Raises UsageError where there is neither
    a folder nor a list, or a line of a list is no book; StorageError where something cannot be read.
    """
    found: list[Path] = []
    listed = {one.top: one.roots for one in members}
    for one in named:
        top = one.parent if one.name == SHARED_FILE else one
        found += listed[top] if top in listed else _expand(one, read_input)
    return keep_each_once(found)


def _expand(named: Path, read_input: Callable[[], bytes]) -> list[Path]:
    if str(named) == STANDARD_INPUT:
        return read_list(read_input(), "standard input", Path())
    if named.is_dir():
        return find_books([named])
    try:
        # Also a pipe that the shell made of a command.
        content = named.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = "name folders that hold books, at any depth, or a file that lists books"
        raise UsageError(f"{named} is neither a folder nor a list of books", hint) from error
    except OSError as error:
        raise StorageError(f"{named} cannot be read: {error.strerror}") from error
    return read_list(content, str(named), named.parent)


def read_list(content: bytes, name: str, base: Path) -> list[Path]:
    """Return the books in a list: a folder a line, told from `base`; blank lines and lines that begin with # are none.

    Raises UsageError that names the lines that are no book.
    """
    roots, wrong = [], []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        text = os.fsdecode(line.strip(b" \t\r"))
        if not text or text.startswith("#"):
            continue
        if _is_book(base, text):
            roots.append(base / text)
        else:
            wrong.append(f"{name}:{number}: {text} is no book")
    if wrong:
        more = [f"and {len(wrong) - _TOLD} other lines"] if len(wrong) > _TOLD else []
        hint = "a line names a folder with book.toml or manuscript/book.toml, as seen from the list"
        raise UsageError("; ".join((*wrong[:_TOLD], *more)), hint)
    return roots


def _is_book(base: Path, text: str) -> bool:
    try:
        return has_book(base / text)
    except (OSError, ValueError):  # Too long a name, or a NUL in it.
        return False


def read_costs(path: Path) -> dict[str, float]:
    """Return the seconds of the processor that books took, by folder, as a JSON report or a journal of a batch tells.

    Raises UsageError where it is neither, StorageError where it cannot be read.
    """
    content = read_named(path)
    books: Iterable[BookReport]
    try:
        books = read_report(content.decode("utf-8"))
    except ValueError as error:
        books = [entry.book for entry in read_entries(content)]
        if not books:
            hint = "name the JSON of `makeready batch --format json`, or the journal of a batch"
            raise UsageError(f"{path} tells no costs of books: {error}", hint) from error
    # A book that was unchanged took next to nothing, but it will take more when it is built.
    return {book.folder: book.cpu for book in books if book.cpu > 0 and book.status is not BookStatus.UNCHANGED}


def read_named(path: Path) -> bytes:
    """Return the bytes of a file that a person named. Raises UsageError where there is none, StorageError."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {path}") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from error


def choose_shard(
    roots: Sequence[Path], shard: Shard, base: Path, costs: Mapping[str, float] | None = None
) -> list[Path]:
    """Return the share of the books in `roots` that is `shard`, in their order.

    All shares together are all the books, each once, and weigh about the same: by `costs` in seconds, by their folders
    as told from `base`, else by the bytes of their Markdown. A book without a cost among others that have one costs as
    much a byte as they do together. Nothing but folders, bytes and `costs` decides, so that each machine finds the
    same.
    """
    names = {root: name_book_folder(root, base) for root in roots}
    weights = dict(_weigh(names, costs or {}))
    loads = [0] * shard.count
    mine = set()
    # The heaviest first, each to whoever has least: no share is heavier than 4/3 of the best there is (Graham 1969).
    for root in sorted(roots, key=lambda root: (-weights[root], names[root])):
        lightest = loads.index(min(loads))
        loads[lightest] += weights[root]
        if lightest == shard.number - 1:
            mine.add(root)
    return [root for root in roots if root in mine]


def _weigh(names: Mapping[Path, str], costs: Mapping[str, float]) -> Iterator[tuple[Path, int]]:
    """Yield the weight of each book: whole numbers, whose sums are the same in any order and on any machine."""
    sizes = {root: measure_text(root) for root in names}
    known = {root: round(costs[name] * 1_000_000) for root, name in names.items() if name in costs}
    measured = sum(sizes[root] for root in known)
    for root in names:
        if root in known:
            weight = known[root]
        elif measured:
            weight = sizes[root] * sum(known.values()) // measured
        else:
            weight = sizes[root]
        yield root, max(weight, _LEAST)
