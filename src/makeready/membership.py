"""Membership: the text of a makeready.toml and a folder below it go in; whether a book there belongs to it comes out.

Patterns are looked at here alone, so that a batch finds the same books that inherit when they are built alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase

from makeready.dataclass import dataclass

SHARED_FILE = "makeready.toml"
# Every folder that a build writes or a batch passes over.
_PASSED_OVER = "build"
_ANY_DEPTH = "**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The patterns of the folders that are books, and of those among them that are none; `**` is any number of folders.

    No pattern reaches into a folder `build` or one whose name begins with a dot, nor means the folder of the file.
    """

    include: tuple[str, ...] = (_ANY_DEPTH,)
    exclude: tuple[str, ...] = ()

    def includes(self, folder: str) -> bool:
        """Return True where `folder`, told from that of the file, is included and not excluded."""
        return any(matches(one, folder) for one in self.include) and not self.excludes(folder)

    def excludes(self, folder: str) -> bool:
        """Return True where `folder`, or a folder that it lies in, is excluded."""
        return any(excludes(one, folder) for one in self.exclude)

    def reaches_below(self, folder: str) -> bool:
        """Return True where a folder below `folder` may be included."""
        return any(_follow(one, folder) - {len(_split(one))} for one in self.include)


def read_patterns(content: bytes) -> Patterns:
    """Return the patterns in the text of a makeready.toml; all folders where none are given, or none can be read.

    What is wrong with the text is told where the book is read, and of a file that nobody can read all books hear.
    """
    try:
        books = tomllib.loads(content.decode("utf-8-sig")).get("books")
    except (ValueError, RecursionError):
        return Patterns()
    table = books if isinstance(books, dict) else {}
    include, exclude = (_list_texts(table.get(name)) for name in ("include", "exclude"))
    return Patterns(include=Patterns().include if include is None else include, exclude=exclude or ())


def matches(pattern: str, folder: str) -> bool:
    """Return True where `pattern` means `folder`; both are told from the folder of the file, with / between names."""
    return len(_split(pattern)) in _follow(pattern, folder)


def excludes(pattern: str, folder: str) -> bool:
    """Return True where `pattern` means `folder` or a folder that it lies in."""
    parts = _split(folder)
    return any(matches(pattern, "/".join(parts[:count])) for count in range(1, len(parts) + 1))


def _list_texts(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else None


def _split(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part not in ("", "."))


def _follow(pattern: str, folder: str) -> set[int]:
    """Return how many names of `pattern` may be used up once those of `folder` are: no way back, so in linear time."""
    names, parts = _split(pattern), _split(folder)
    if any(part.startswith(".") or part == _PASSED_OVER for part in parts):
        return set()
    states = _skip_any_depth(names, {0})
    for part in parts:
        stay = {at for at in states if at < len(names) and names[at] == _ANY_DEPTH}
        step = {at + 1 for at in states if at < len(names) and at not in stay and fnmatchcase(part, names[at])}
        states = _skip_any_depth(names, stay | step)
    return states


def _skip_any_depth(names: tuple[str, ...], states: Iterable[int]) -> set[int]:
    """Return `states` with those that are reached because `**` may mean no folder at all."""
    found = set()
    for start in states:
        at = start
        found.add(at)
        while at < len(names) and names[at] == _ANY_DEPTH:
            at += 1
            found.add(at)
    return found
