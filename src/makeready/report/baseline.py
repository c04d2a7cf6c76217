"""Baselines: the books of an earlier batch and of this one go in; this one's books with new findings alone come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from makeready.findings import Finding
from makeready.report.books import BookReport, BookStatus
from makeready.report.places import FindingKey, count_book_pages, count_book_words, key_finding


def diff_reports(old: Sequence[BookReport], new: Sequence[BookReport]) -> tuple[BookReport, ...]:
    """Return the `new` books with the findings that `old` lacks; `known` of each counts those it has.

    Findings are the same by code, folder, file and message, whatever their lines. Where there are more of the same
    than before, the last ones count as new. A status stays what it is: whoever asks for a verdict looks at what is
    left.
    """
    budget: Counter[FindingKey] = Counter(key_finding(book, finding) for book in old for finding in book.findings)
    books = []
    for book in new:
        fresh: list[Finding] = []
        for finding in book.findings:
            key = key_finding(book, finding)
            if budget[key] > 0:
                budget[key] -= 1
            else:
                fresh.append(finding)
        known = book.known + len(book.findings) - len(fresh)
        books.append(replace(book, findings=tuple(fresh), known=known))
    return tuple(books)


def describe_change(old: BookReport | None, new: BookReport) -> str:
    """Return what differs of a book from the batch before, in a few words; empty where nothing does."""
    if old is None:
        return "new"
    changes = []
    if old.status is not new.status and {old.status, new.status} != {BookStatus.BUILT, BookStatus.UNCHANGED}:
        changes.append(f"{old.status.value} before")
    for noun, before, after in (
        ("page", count_book_pages(old), count_book_pages(new)),
        ("word", count_book_words(old), count_book_words(new)),
        ("finding", len(old.findings) + old.known, len(new.findings) + new.known),
    ):
        if before is not None and after is not None and before != after:
            changes.append(f"{after - before:+,} {noun}{'' if abs(after - before) == 1 else 's'}")
    return ", ".join(changes)
