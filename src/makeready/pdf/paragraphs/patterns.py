"""Hyphenation patterns: a language goes in; they lie where Pyphen looks for them, each read when a word needs it.

Reading all of a language takes Pyphen 0.15 to 0.8 s, and a chapter needs few. Pinned to Pyphen 0.18: `hdcache`,
`HyphDict.patterns` and the format of its dictionaries, which is Hunspell's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyphen

from makeready.late_pattern import late_pattern

__all__ = ["open_patterns"]

_NO_DIGITS = {ord(digit): None for digit in "0123456789"}
_HAS_VALUE = late_pattern("[1-9]").search


def open_patterns(language: str) -> None:
    """Let Pyphen know the patterns of a language, one of `pyphen.LANGUAGES`, without reading each of them."""
    path = pyphen.LANGUAGES[language]
    if path not in pyphen.hdcache:
        pyphen.hdcache[path] = _read(path) or pyphen.HyphDict(path)


class _Patterns(dict[str, Any]):
    """The line of each pattern by its letters; in its place what Pyphen makes of it, as soon as it was asked for."""

    def get(self, letters: str, default: Any = None) -> Any:
        """Return where the values of a pattern begin and what they are; `default` where there is no such pattern."""
        found = dict.get(self, letters, default)
        if type(found) is str:
            found = self[letters] = _read_values(found)
        return found


def _read_values(line: str) -> tuple[int, tuple[int, ...]]:
    values = [int(digit or 0) for digit, _ in pyphen.parse(line)]
    set_places = [place for place, value in enumerate(values) if value]
    return set_places[0], tuple(values[set_places[0] : set_places[-1] + 1])


def _read(path: Path) -> pyphen.HyphDict | None:
    """Return the patterns of a file, None where some change letters or are written in hexadecimals."""
    head, _, rest = path.read_bytes().partition(b"\n")
    encoding = head.decode().strip()
    text = rest.decode("cp1251" if encoding.lower() == "microsoft-cp1251" else encoding)
    lines = [
        line for line in map(str.strip, text.split("\n")) if _HAS_VALUE(line) and not line.startswith(pyphen.ignored)
    ]
    if any("^^" in line or ("/" in line and "=" in line) for line in lines):
        return None
    read: pyphen.HyphDict = object.__new__(pyphen.HyphDict)
    read.patterns = _Patterns(zip("\n".join(lines).translate(_NO_DIGITS).split("\n"), lines, strict=True))
    read.cache = {}
    read.maxlen = max(map(len, read.patterns), default=0)
    return read
