"""Books of a batch: what came of each one's build, as plain values; whatever renders a batch takes these."""

from __future__ import annotations

from enum import StrEnum

from makeready.dataclass import dataclass
from makeready.findings import Finding


class BookStatus(StrEnum):
    """What came of a book."""

    BUILT = "built"
    UNCHANGED = "unchanged"  # nothing it is made of has changed since it was built
    REFUSED = "refused"  # findings stopped it: the author's to mend
    FAILED = "failed"  # a bug of ours, or its worker was lost or gave up at a bound
    SKIPPED = "skipped"  # not tried: the batch was ended before


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFile:
    """A file that a build wrote: its path from the folder of the batch, what it is, and what is known of it."""

    path: str
    edition: str
    size: int
    sha256: str
    pages: int | None = None
    words: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookReport:
    """What came of one book: `folder` from the folder of the batch, "." for itself; wall and CPU time in seconds.

    `message` says why a book failed or was not tried, where no finding does. `known` counts the findings that are
    left out because an earlier report has them, and `known_findings` are those; `bug` is True where makeready itself
    broke.
    """

    folder: str
    status: BookStatus
    title: str = ""
    files: tuple[BookFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    cpu: float = 0.0
    message: str = ""
    known: int = 0
    known_findings: tuple[Finding, ...] = ()
    bug: bool = False
