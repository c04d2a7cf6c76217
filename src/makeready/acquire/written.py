"""Written lines: lines of a manuscript, each with the place of its source, go in; the bytes of a file come out."""

from __future__ import annotations

from collections.abc import Iterable

from makeready.dataclass import dataclass
from makeready.findings import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLine:
    """A line of a file that we wrote, without its end, and the place of the source that it came from, if one."""

    text: str
    origin: Span | None = None


def join_lines(lines: Iterable[WrittenLine]) -> bytes:
    """Return a text file of these lines, UTF-8, each ended by a line feed."""
    return "".join(f"{line.text}\n" for line in lines).encode("utf-8")
