"""Spans: a place in a source file goes in; a value that can be shown and compared comes out."""

from __future__ import annotations

from makeready.dataclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a source file.

    `source` is a POSIX path relative to the project's root. Lines and columns count from 1; a column is a
    Unicode code point of the line. `end_column` points behind the last character. Columns are absent where
    only the line is known.
    """

    source: str
    start_line: int
    start_column: int | None = None
    end_line: int
    end_column: int | None = None

    @classmethod
    def at(cls, source: str, line: int, column: int | None = None, length: int | None = None) -> Span:
        """Return the span of `length` characters on one line of `source`."""
        end = column + length if column is not None and length is not None else None
        return cls(source=source, start_line=line, start_column=column, end_line=line, end_column=end)

    def __str__(self) -> str:
        place = f"{self.source}:{self.start_line}"
        return place if self.start_column is None else f"{place}:{self.start_column}"
