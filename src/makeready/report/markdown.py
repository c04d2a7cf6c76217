"""Markdown reports: books of a batch go in; a summary for the page of a CI job comes out, short for large batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from makeready.findings import CATALOGUE
from makeready.late_pattern import late_pattern
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.places import (
    FindingGroup,
    count_book_pages,
    count_book_words,
    describe_counts,
    group_findings,
    name_book,
    name_place,
)
from makeready.report.text import count_words, summarise_findings

# Up to this many books all of them are listed; beyond it the ones that were refused or failed.
_LISTED = 50
# Places told of the findings of one kind.
_TOLD = 5
# GitHub drops a summary of more than 1 MiB as a whole.
_ROOM = 900_000
# A path or a message is cut behind so many characters.
_LONGEST = 300

# What GitHub's Markdown may take for a sign of its own, in mentions, references, emoji, mathematics and addresses too.
# Nothing is put at the beginning of a line, where a hyphen would be one; GH-12 is a reference.
_SIGNS = late_pattern(r"[&<>\\`*_{}\[\]()#+!|~@$:^=]|(?<=[wW])\.|(?<=[gG][hH])-")


def render_markdown(books: Sequence[BookReport], *, heading: str = "Books") -> str:
    """Return a heading, the counts, a table of books, and the findings by kind with the places of the first ones."""
    lines = [f"## {_escape(heading)}", "", _count_books(books), ""]
    listed = list(books) if len(books) <= _LISTED else [book for book in books if _is_trouble(book)]
    lines += _render_table(listed)
    if len(listed) < len(books):
        lines += ["", f"{count_words(len(books) - len(listed), 'other book is', 'other books are')} not listed."]
    groups = group_findings(books)
    if groups:
        lines += ["", "### Findings", ""]
        for group in groups:
            lines += _render_group(group)
    return _fit(lines)


def _is_trouble(book: BookReport) -> bool:
    return book.status in (BookStatus.REFUSED, BookStatus.FAILED)


def _count_books(books: Sequence[BookReport]) -> str:
    parts = [describe_counts(books)]
    found = summarise_findings(finding for book in books for finding in book.findings)
    known = sum(book.known for book in books)
    parts.append((found or "no findings") + (f" ({known:,} known ones left out)" if known else ""))
    parts.append(f"{sum(book.seconds for book in books):,.1f} s added up")
    return "; ".join(parts) + "."


def _render_table(books: Iterable[BookReport]) -> list[str]:
    rows = [
        f"| {_escape(name_book(book))} | {_escape(book.folder)} | {_mark(book)} | {_number(count_book_pages(book))} "
        f"| {_number(count_book_words(book))} | {book.seconds:,.1f} | {_sum_up(book)} |"
        for book in books
    ]
    if not rows:
        return []
    return ["| Book | Folder | Status | Pages | Words | Seconds | Findings |", "|---|---|---|--:|--:|--:|---|", *rows]


def _mark(book: BookReport) -> str:
    return f"**{book.status.value}**" if _is_trouble(book) else book.status.value


def _sum_up(book: BookReport) -> str:
    """Return why a book failed, and what was found about it."""
    known = f"{book.known:,} known" if book.known else ""
    found = ", ".join(part for part in (summarise_findings(book.findings), known) if part)
    return "; ".join(part for part in (_escape(book.message), found) if part)


def _number(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _render_group(group: FindingGroup) -> list[str]:
    """Return a kind of finding as an item, its first places below it, the others as a number."""
    entry = CATALOGUE.get(group.code)
    title = f": {_escape(entry.title)}" if entry else ""
    lines = [f"- **{group.severity.value} {_escape(group.code)}**{title} ({len(group.found):,})"]
    for book, finding in group.found[:_TOLD]:
        place = name_place(finding)
        where = book.folder if not place else place if book.folder == "." else f"{book.folder}: {place}"
        lines.append(f"  - {_escape(where)}: {_escape(finding.message)}")
    left = len(group.found) - _TOLD
    if left > 0:
        lines.append(f"  - and {count_words(left, 'other', 'others')}")
    return lines


def _fit(lines: list[str]) -> str:
    """Return the lines, the last ones left out where there is no room for all."""
    room, kept = _ROOM, 0
    for line in lines:
        room -= len(line.encode("utf-8", "replace")) + 1
        if room < 0:
            break
        kept += 1
    if kept < len(lines):
        # A blank line ends the table or the list.
        lines = [*lines[:kept], "", "There is more than a summary can hold: see the other reports."]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    """Return `text` on one line, as words and nothing else, cut where it is very long."""
    line = make_safe(" ".join(text.split()))
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]}…"
    return _SIGNS.sub(lambda match: f"&#{ord(match[0])};", line)
