"""Baselines: the books of an earlier batch and of this one go in; this one's books with new findings alone come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from makeready.findings import Finding, Severity
from makeready.report.books import BookReport, BookStatus
from makeready.report.places import (
    FindingKey,
    count_book_pages,
    count_book_words,
    fingerprint_findings,
    key_finding,
)


def diff_reports(old: Sequence[BookReport], new: Sequence[BookReport]) -> tuple[BookReport, ...]:
    """Return the `new` books with the findings that `old` lacks; `known` of each counts those it has, which are its
    `known_findings`.

    Findings are the same by code, folder, file and message, whatever their lines. Where there are more of the same
    than before, the last ones count as new. A status stays what it is: whoever asks for a verdict looks at what is
    left.
    """
    budget: Counter[FindingKey] = Counter(
        key_finding(book, finding) for book in old for finding in (*book.known_findings, *book.findings)
    )
    books = []
    for book in new:
        fresh: list[Finding] = []
        known = list(book.known_findings)
        for finding in book.findings:
            key = key_finding(book, finding)
            if budget[key] > 0:
                budget[key] -= 1
                known.append(finding)
            else:
                fresh.append(finding)
        count = book.known + len(book.findings) - len(fresh)
        books.append(replace(book, findings=tuple(fresh), known=count, known_findings=tuple(known)))
    return tuple(books)


def list_absent(old: Sequence[BookReport], new: Sequence[BookReport]) -> Iterator[tuple[BookReport, Finding, str]]:
    """Yield the findings of `old` that `new` lacks, each with its book as it is now and the digest that it had.

    Told only of books that were looked at in full: those that are built or unchanged now, in all the editions that the
    earlier batch built. Of one that was refused, or that is in no share of this batch, nobody knows what went away.
    """
    here = {book.folder: book for book in new if book.status in (BookStatus.BUILT, BookStatus.UNCHANGED)}
    left: Counter[FindingKey] = Counter(
        key_finding(book, finding) for book in new for finding in (*book.known_findings, *book.findings)
    )
    for book, finding, digest in fingerprint_findings(old, known=True):
        now = here.get(book.folder)
        if now is None or not {file.edition for file in book.files} <= {file.edition for file in now.files}:
            continue
        key = key_finding(book, finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield now, finding, digest


def is_known_refusal(book: BookReport, *, strict: bool) -> bool:
    """Return True where a book was refused for nothing but findings that an earlier report has.

    `strict` is True where warnings refuse a book too. A book with a message was refused for that.
    """
    grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    new = any(finding.severity in grave for finding in book.findings)
    return book.status is BookStatus.REFUSED and book.known > 0 and not new and not book.message


def is_sound(book: BookReport, *, strict: bool) -> bool:
    """Return True where nothing about a book is to make a batch fail: it is built, unchanged, or a known refusal."""
    return book.status in (BookStatus.BUILT, BookStatus.UNCHANGED) or is_known_refusal(book, strict=strict)


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
