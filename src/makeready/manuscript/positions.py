"""TOML with places: the text of a TOML file goes in; its values and the line and column of each come out.

tomllib parses and judges; the scanner here only tells where things stand, so it may trust that the text is TOML.
https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import field
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern

Path = tuple[str | int, ...]

_PLACE = late_pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TABLE = late_pattern(r"\((?:'[^']*',? ?)+\)")
_NAME = late_pattern(r"'([^']*)'")
_DATE = late_pattern(r"(?<![\w\"'-])\d{4}-\d{1,2}(?:-\d{1,2}[\w:.+-]*)?(?![\w\"'-])")
_BARE = late_pattern(r"[^,\]}#\n]*")
_BLANK = late_pattern(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = late_pattern(r"[ \t]*")
_BARE_KEY = late_pattern(r"[A-Za-z0-9_-]+")
_QUOTED = late_pattern(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_LONG = late_pattern(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')', re.DOTALL)


@dataclass(slots=True)
class Positions:
    """Where the keys and values of one TOML file stand; a path is the keys and indices that lead to a value."""

    source: str
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)

    def put(self, key: str, span: Span) -> None:
        """Note that a key of the file, and its value, stand at `span`: of what another file says of a book."""
        self.keys[(key,)] = self.values[(key,)] = span

    def key(self, path: Path) -> Span:
        """Return the place of the key (or table header) at `path`, or of the nearest thing that holds it."""
        return self._nearest(path, self.keys, self.values)

    def value(self, path: Path) -> Span:
        """Return the place of the value at `path`, or of the nearest thing that holds it."""
        return self._nearest(path, self.values, self.keys)

    def _nearest(self, path: Path, first: dict[Path, Span], second: dict[Path, Span]) -> Span:
        while path:
            found = first.get(path) or second.get(path)
            if found:
                return found
            path = path[:-1]
        return Span.at(self.source, 1, 1)


@dataclass(slots=True)
class TomlFile:
    """A TOML file as read: its values (empty where it is no TOML), their places, and what is wrong."""

    values: dict[str, Any]
    positions: Positions
    findings: tuple[Finding, ...] = ()


# The parser of the standard library takes quadratic time for dotted keys, so endless ones are not given to it.
_MOST_PARTS, _MOST_DATES, _LONGEST = 64, 100, 1_000_000
_LONG_KEY = late_pattern(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}")


def read_toml(text: str, source: str, first_line: int = 1) -> TomlFile:
    """Return the values of TOML `text` with their places; a syntax error is a finding with line and column.

    `first_line` is the line of `source` that the text starts on. A date that is none is read as text, so that
    the schema refuses it together with everything else that is wrong.
    """
    dotted = _LONG_KEY.search(text)
    if dotted or len(text) > _LONGEST:
        line = text.count("\n", 0, dotted.start()) if dotted else 0
        what = f"a key of more than {_MOST_PARTS} parts" if dotted else f"more than {_LONGEST:,} characters"
        finding = observe("MD001", f"{what} cannot be meant", span=Span.at(source, first_line + line, 1))
        return TomlFile({}, Positions(source), (finding,))
    attempt = text
    for _ in range(_MOST_DATES):
        try:
            values = tomllib.loads(attempt)
        except tomllib.TOMLDecodeError as error:
            mended = _quote_date(attempt, str(error))
            if mended is None:
                return TomlFile({}, Positions(source), (_syntax_finding(text, source, first_line, str(error)),))
            attempt = mended
        except RecursionError:
            span = Span.at(source, first_line, 1)
            finding = observe("MD001", "the tables and arrays are nested too deeply to be read", span=span)
            return TomlFile({}, Positions(source), (finding,))
        else:
            return TomlFile(values, _Scanner(text, source, first_line).scan())
    finding = observe("MD001", f"more than {_MOST_DATES} dates are none", span=Span.at(source, first_line, 1))
    return TomlFile({}, Positions(source), (finding,))


def _quote_date(text: str, error: str) -> str | None:
    """Return `text` with the date that is none put in quotation marks, or None where no date is to blame."""
    place = _PLACE.search(error)
    if not place or not place[1]:
        return None
    lines = text.split("\n")
    line, column = int(place[1]) - 1, int(place[2]) - 1
    for date in _DATE.finditer(lines[line]):
        if date.start() <= column <= date.end():
            lines[line] = f'{lines[line][: date.start()]}"{date[0]}"{lines[line][date.end() :]}'
            return "\n".join(lines)
    return None


def _syntax_finding(text: str, source: str, first_line: int, error: str) -> Finding:
    place = _PLACE.search(error)
    lines = text.split("\n")
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line, column = max(1, len(text.rstrip().split("\n"))), len(text.rstrip().split("\n")[-1]) + 1
    # tomllib may blame the end of a line's key for what stands there; a column behind the line is still its end.
    column = min(column, len(lines[min(line, len(lines)) - 1]) + 1)
    # The parser tells a table such as [a.b] as a tuple of Python.
    message = _TABLE.sub(lambda found: f"[{'.'.join(_NAME.findall(found[0]))}]", _PLACE.sub("", error))
    return observe(
        "MD001",
        f"this is not TOML: {message[:1].lower()}{message[1:]}",
        span=Span.at(source, line + first_line - 1, column, 1),
    )


class _Scanner:
    """One walk over TOML that tomllib accepted."""

    def __init__(self, text: str, source: str, first_line: int) -> None:
        self.text = text
        self.at = 0
        self.first_line = first_line
        self.places = Positions(source)
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.lengths: dict[Path, int] = {}

    def scan(self) -> Positions:
        table: Path = ()
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return self.places
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()

    def span(self, start: int) -> Span:
        line, end_line = bisect_right(self.starts, start), bisect_right(self.starts, self.at)
        return Span(
            source=self.places.source,
            start_line=line + self.first_line - 1,
            start_column=start - self.starts[line - 1] + 1,
            end_line=end_line + self.first_line - 1,
            end_column=self.at - self.starts[end_line - 1] + 1,
        )

    def header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        parts = [part for part, _ in self.key_parts()]
        self.at += 2 if many else 1
        span = self.span(start)
        path: Path = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            last = index == len(parts) - 1
            if last and many:
                self.lengths[path] = self.lengths.get(path, 0) + 1
            self.places.keys.setdefault(path, span)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
            if last:
                self.places.keys[path] = span
        return path

    def key_parts(self) -> list[tuple[str, Span]]:
        parts: list[tuple[str, Span]] = []
        while True:
            self.skip(_SPACE)
            start = self.at
            found = _QUOTED.match(self.text, start) or _BARE_KEY.match(self.text, start)
            if not found:
                raise AssertionError(f"no key at offset {start} of {self.places.source}")
            self.at = found.end()
            word = found[0]
            if word[0] in "\"'":
                word = next(iter(tomllib.loads(f"{word} = 0")))
            parts.append((word, self.span(start)))
            self.skip(_SPACE)
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1

    def pair(self, table: Path) -> None:
        path = table
        for part, span in self.key_parts():
            path = (*path, part)
            self.places.keys.setdefault(path, span)
        self.at += 1
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        start = self.at
        opening = self.text[start : start + 1]
        if opening in "\"'" and opening:
            found = _LONG.match(self.text, start) if self.text.startswith(opening * 3, start) else None
            found = found or _QUOTED.match(self.text, start)
            self.at = found.end() if found else len(self.text)
        elif opening == "[":
            self.items(path)
        elif opening == "{":
            self.inline_table(path)
        else:
            bare = _BARE.match(self.text, start)
            self.at = start + len(bare[0].rstrip()) if bare else start
        self.places.values[path] = self.span(start)

    def items(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(_BLANK)
            if self.text[self.at] == "]":
                self.at += 1
                return
            self.value((*path, index))
            index += 1
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.text[self.at] == "}":
                self.at += 1
                return
            self.pair(path)
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
