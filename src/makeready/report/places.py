"""Places in a batch: books and their findings go in; paths, keys that survive moved lines, and groups come out."""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity
from makeready.late_pattern import late_pattern
from makeready.report.books import BookReport, BookStatus
from makeready.report.text import count_words

# What stands behind the file in the place of an artifact: ":12:4" or ":12". Pages move as lines do.
_LINES = late_pattern(r":\d+(:\d+)?$")
_PAGES = late_pattern(r"\d+")

# Code, folder, file, message.
FindingKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The findings of one code and severity, each with its book, in the order of the books."""

    code: str
    severity: Severity
    found: tuple[tuple[BookReport, Finding], ...]


def name_folder(book: BookReport, root: str = "") -> str:
    """Return the folder of `book`, where the folder of the batch is `root`; "." for where we count from."""
    return posixpath.normpath(posixpath.join(root, book.folder))


def name_file(book: BookReport, finding: Finding, root: str = "") -> str:
    """Return the file of a finding in the manuscript or, where it has no place there, the folder of its book."""
    if finding.span is None:
        return name_folder(book, root)
    return posixpath.normpath(posixpath.join(root, book.folder, finding.span.source))


def name_place(finding: Finding) -> str:
    """Return the place of a finding from the folder of its book, in the manuscript or else in an artifact."""
    return str(finding.span) if finding.span is not None else finding.location or ""


def key_finding(book: BookReport, finding: Finding) -> FindingKey:
    """Return what stays the same of a finding while the lines and pages around it move."""
    if finding.span is not None:
        place = finding.span.source
    else:
        place = _LINES.sub("", finding.location or "")
        place = _PAGES.sub("#", place) if place.startswith("page") else place
    return finding.code, book.folder, place, finding.message


def fingerprint_findings(
    books: Iterable[BookReport], *, known: bool = False
) -> Iterator[tuple[BookReport, Finding, str]]:
    """Yield each finding with its book and a digest that moved lines do not change and that no other finding has.

    Those that are `known` from an earlier batch come before the new ones of their book, if they are asked for; they are
    counted in any case, so that a digest is the same whatever the batch is compared with.
    """
    seen: Counter[FindingKey] = Counter()
    for book in books:
        for number, finding in enumerate((*book.known_findings, *book.findings)):
            key = key_finding(book, finding)
            seen[key] += 1
            if known or number >= len(book.known_findings):
                # The second of two equal findings is told apart by that alone.
                text = "\0".join((*key, str(seen[key])))
                yield book, finding, hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def group_findings(books: Iterable[BookReport]) -> tuple[FindingGroup, ...]:
    """Return the findings by severity and code: the gravest first, then the most frequent."""
    groups: dict[tuple[Severity, str], list[tuple[BookReport, Finding]]] = {}
    for book in books:
        for finding in book.findings:
            groups.setdefault((finding.severity, finding.code), []).append((book, finding))
    order = sorted(groups, key=lambda key: (key[0].rank, -len(groups[key]), key[1]))
    return tuple(FindingGroup(severity=key[0], code=key[1], found=tuple(groups[key])) for key in order)


def count_statuses(books: Iterable[BookReport]) -> dict[BookStatus, int]:
    """Return how many books there are of each status, none left out."""
    counts = dict.fromkeys(BookStatus, 0)
    for book in books:
        counts[book.status] += 1
    return counts


def describe_counts(books: Sequence[BookReport]) -> str:
    """Return how many books there are, and of which status: "3 books: 2 built, 1 refused"."""
    counts = [f"{number:,} {status.value}" for status, number in count_statuses(books).items() if number]
    return count_words(len(books), "book", "books") + (f": {', '.join(counts)}" if counts else "")


def name_book(book: BookReport) -> str:
    """Return the title of a book or, where it has none or its manuscript could not be read, its folder."""
    return book.title.strip() or book.folder


def count_book_pages(book: BookReport) -> int | None:
    """Return the pages of the longest file of a book; None where no file has pages."""
    return max((file.pages for file in book.files if file.pages is not None), default=None)


def count_book_words(book: BookReport) -> int | None:
    """Return the words of the longest file of a book; None where none were counted."""
    return max((file.words for file in book.files if file.words is not None), default=None)


def count_bytes(books: Sequence[BookReport]) -> int:
    """Return the bytes of all files of the books."""
    return sum(file.size for book in books for file in book.files)
