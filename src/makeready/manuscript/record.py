"""Record: what is read of one file is kept here: findings, words that are markup, and where each line stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.notation_table import BY_KEY
from makeready.manuscript.systems import System

# How many findings of one code a file gives; behind them stands how many there are more.
_SHOWN = 50


@dataclass(slots=True)
class Record:
    """One file while it is read. Lines count from 0 here, from `first_line` in the file; `ids` is the whole book's.

    `system` is the one that the file is written for.
    """

    lines: list[str]
    source: str
    first_line: int
    ids: dict[str, Span]
    system: System = System.MAKEREADY
    markup: list[str] = field(default_factory=list)
    _findings: list[Finding] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _spans: dict[int, Span] = field(default_factory=dict)
    _dropped: dict[str, list[Span]] = field(default_factory=dict)

    def span(self, line: int, end: int | None = None) -> Span:
        """Return the place of lines `line` to `end`, the last one excluded."""
        start = line + self.first_line
        if end is None or end <= line + 1:
            found = self._spans.get(start)
            if found is None:
                found = self._spans[start] = Span(source=self.source, start_line=start, end_line=start)
            return found
        return Span(source=self.source, start_line=start, end_line=end + self.first_line - 1)

    def point(self, line: int, raw: str) -> Span:
        """Return the place of `raw` in `line`, with its column where it is found there."""
        text = self.lines[line] if line < len(self.lines) else ""
        first = raw.split("\n", 1)[0]
        column = text.find(first, 0, 10_000) if first else -1
        if column < 0:
            return self.span(line)
        return Span.at(self.source, line + self.first_line, column + 1, len(first))

    def report(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        """Add a finding, unless there are many of its kind already."""
        self._counts[code] += 1
        if self._counts[code] <= _SHOWN:
            self._findings.append(observe(code, message, span=span, hint=hint))

    def drop(self, notation: str, span: Span) -> None:
        """Count a piece of a notation that is left out of the book."""
        self._dropped.setdefault(notation, []).append(span)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was reported; the last of many findings of a kind says how many more there are."""
        more = [
            observe(
                code, f"there are {count - _SHOWN:,} more of these in this file", span=self.span(len(self.lines) - 1)
            )
            for code, count in self._counts.items()
            if count > _SHOWN
        ]
        dropped = [
            observe("MS048", f"{BY_KEY[key].name} were left out{_count(len(spans))}", span=spans[0])
            for key, spans in self._dropped.items()
        ]
        return (*self._findings, *more, *dropped)


def _count(places: int) -> str:
    return "" if places == 1 else f", in {places:,} places"
