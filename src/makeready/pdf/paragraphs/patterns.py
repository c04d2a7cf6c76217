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

_HAS_VALUE = late_pattern("[1-9]")
# Of lines that are no patterns.
_BEGINNINGS = frozenset(word[0] for word in pyphen.ignored)


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
    encoding = "cp1251" if encoding.lower() == "microsoft-cp1251" else encoding
    lines = [line.strip() for line in rest.decode(encoding).split("\n")]
    # No encoding of a dictionary has digits within other characters, and bytes lose them ten times as fast.
    letters = [line.strip() for line in rest.translate(None, b"0123456789").decode(encoding).split("\n")]
    pairs = [
        (one, line)
        for one, line in zip(letters, lines, strict=True)
        if len(one) < len(line) and not (line[0] in _BEGINNINGS and line.startswith(pyphen.ignored))
    ]
    if b"0" in rest:
        pairs = [(one, line) for one, line in pairs if _HAS_VALUE.search(line)]
    if any("^^" in line or ("/" in line and "=" in line) for _, line in pairs):
        return None
    read: pyphen.HyphDict = object.__new__(pyphen.HyphDict)
    read.patterns = _Patterns(pairs)
    read.cache = {}
    read.maxlen = max(map(len, read.patterns), default=0)
    return read
