"""HTML reports: books of a batch go in; one page comes out that needs no network, sorts, filters and searches."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files

from makeready import __version__
from makeready.findings import CATALOGUE, Finding
from makeready.report.baseline import describe_change
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.places import (
    FindingGroup,
    count_book_pages,
    count_book_words,
    count_bytes,
    count_statuses,
    group_findings,
    name_book,
    name_place,
)
from makeready.report.policy import write_policy
from makeready.report.text import count_words, summarise_findings

# So much of the page may be findings; those beyond it, the least grave of them, are counted. With a thousand books the
# page stays below 2 MB, which a browser opens in a moment.
_ROOM = 1_200_000
# So much of it may be pictures of covers, encoded; books beyond it have none.
_COVER_ROOM = 4_000_000
# A message, a note or a name is cut behind so many characters.
_LONGEST = 400
# The gravest first, where the column is sorted.
_ORDER = {
    BookStatus.FAILED: 0,
    BookStatus.REFUSED: 1,
    BookStatus.SKIPPED: 2,
    BookStatus.BUILT: 3,
    BookStatus.UNCHANGED: 4,
}
# Heading and whether it holds numbers.
_COLUMNS = (
    ("Book", False),
    ("Folder", False),
    ("Status", True),
    ("Pages", True),
    ("Words", True),
    ("Size", True),
    ("Seconds", True),
    ("CPU", True),
    ("Findings", True),
)


def render_html(
    books: Sequence[BookReport],
    *,
    heading: str = "Batch report",
    previous: Sequence[BookReport] | None = None,
    covers: Mapping[str, bytes] | None = None,
) -> str:
    """Return a page with a table of the books and a list of what was found, by kind.

    Where the books of a `previous` batch are given, a column tells what changed since. `covers` are small JPEGs by the
    folders of the books. The page carries its style, its script and its pictures, and allows itself nothing else;
    without scripts everything can still be read.
    """
    style = _read_piece("html.css")
    script = _read_piece("html.js")
    policy = write_policy(style, script)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta name="generator" content="makeready {escape(__version__)}">',
        f"<title>{_write(heading)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#findings">Skip to the findings</a>',
        f"<header><h1>{_write(heading)}</h1>",
        _render_counts(books),
        "</header>",
        "<main>",
        *_render_books(books, previous, covers or {}),
        *_render_findings(books),
        "</main>",
        f"<footer><p>Written by makeready {escape(__version__)}.</p></footer>",
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _read_piece(name: str) -> str:
    return files("makeready.report").joinpath(name).read_text("utf-8")


def _render_counts(books: Sequence[BookReport]) -> str:
    counts = [
        (count_words(len(books), "book", "books"), ""),
        *((f"{n:,} {status.value}", status.value) for status, n in count_statuses(books).items() if n),
        (summarise_findings(finding for book in books for finding in book.findings) or "no findings", ""),
    ]
    known = sum(book.known for book in books)
    if known:
        counts.append((f"{count_words(known, 'known finding', 'known findings')} left out", ""))
    counts.append((f"{_size(count_bytes(books))} written", ""))
    counts.append((f"{sum(book.seconds for book in books):,.1f} s added up", ""))
    items = "".join(f"<li{f' class={kind}' if kind else ''}>{words}</li>" for words, kind in counts)
    return f'<ul class="counts">{items}</ul>'


def _render_books(
    books: Sequence[BookReport], previous: Sequence[BookReport] | None, covers: Mapping[str, bytes]
) -> list[str]:
    before = {book.folder: book for book in previous} if previous is not None else None
    columns = (*_COLUMNS, ("Since before", False)) if before is not None else _COLUMNS
    heads = "".join(f'<th scope="col"{" class=n" if number else ""}>{name}</th>' for name, number in columns)
    options = "".join(f"<option>{status.value}</option>" for status in BookStatus)
    return [
        '<section id="books" aria-labelledby="books-heading">',
        '<h2 id="books-heading">Books</h2>',
        # Shown by the script, without which they would do nothing.
        '<div class="controls" hidden>',
        '<label>Filter books <input type="search" id="book-filter" autocomplete="off"></label>',
        f'<label>Status <select id="book-status"><option value="">all</option>{options}</select></label>',
        '<p role="status" id="book-count"></p>',
        "</div>",
        # A part that scrolls has to be reachable by keyboard.
        '<div class="scroll" role="region" aria-label="Table of books" tabindex="0">',
        f'<table id="book-table"><thead><tr>{heads}</tr></thead>',
        "<tbody>",
        *(_render_row(book, before, picture) for book, picture in zip(books, _encode(books, covers), strict=True)),
        "</tbody></table>",
        "</div>",
        "</section>",
    ]


def _encode(books: Sequence[BookReport], covers: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the picture of each book as an element; where others have one, an empty box, so that titles are in line.

    Its size is told beforehand, so that nothing moves when it is drawn, and it says nothing that the title does not.
    """
    room = _COVER_ROOM
    for book in books:
        data = base64.b64encode(covers.get(book.folder, b"")).decode("ascii")
        room -= len(data)
        if data and room >= 0:
            address = f"data:image/jpeg;base64,{data}"
            yield f'<img src="{address}" alt="" width="48" height="77" loading="lazy" decoding="async">'
        else:
            yield '<span class="bare"></span>' if covers else ""


def _render_row(book: BookReport, before: dict[str, BookReport] | None, picture: str) -> str:
    size = count_bytes([book])
    why = f' <span class="why">{_write(book.message)}</span>' if book.message else ""
    cells = [
        f'<th scope="row"><div>{picture}<bdi>{_write(name_book(book))}</bdi></div></th>',
        f"<td><bdi>{_write(book.folder)}</bdi></td>",
        f"<td data-v={_ORDER[book.status]}><b class={book.status.value}>{book.status.value}</b>{why}</td>",
        _number_cell(count_book_pages(book)),
        _number_cell(count_book_words(book)),
        f"<td class=n data-v={size}>{_size(size)}</td>" if size else "<td class=n></td>",
        f"<td class=n data-v={book.seconds:.3f}>{book.seconds:,.1f}</td>",
        f"<td class=n data-v={book.cpu:.3f}>{book.cpu:,.1f}</td>",
        _findings_cell(book),
    ]
    if before is not None:
        cells.append(f"<td>{_write(describe_change(before.get(book.folder), book))}</td>")
    return f"<tr data-s={book.status.value}>{''.join(cells)}</tr>"


def _number_cell(number: int | None) -> str:
    return "<td class=n></td>" if number is None else f"<td class=n data-v={number}>{number:,}</td>"


def _findings_cell(book: BookReport) -> str:
    if not book.findings:
        return f"<td class=n>{f'{book.known:,} known' if book.known else ''}</td>"
    # Errors count most: one of them stands before any number of warnings.
    weight = sum((1_000_000, 1_000, 1)[finding.severity.rank] for finding in book.findings)
    words = summarise_findings(book.findings) + (f", {book.known:,} known" if book.known else "")
    return f'<td class=n data-v={weight}><a href="#findings" data-f="{_write(book.folder)}">{words}</a></td>'


def _render_findings(books: Sequence[BookReport]) -> list[str]:
    parts = [
        '<section id="findings" aria-labelledby="findings-heading" tabindex="-1">',
        '<h2 id="findings-heading">Findings</h2>',
    ]
    groups = group_findings(books)
    if not groups:
        return [*parts, "<p>Nothing was found.</p>", "</section>"]
    parts += [
        '<div class="controls" hidden>',
        '<label>Search findings <input type="search" id="finding-filter" autocomplete="off"></label>',
        '<p role="status" id="finding-count"></p>',
        "</div>",
    ]
    room = _ROOM
    for group in groups:
        piece, room = _render_group(group, room)
        parts.append(piece)
    return [*parts, "</section>"]


def _render_group(group: FindingGroup, room: int) -> tuple[str, int]:
    """Return a kind of finding as an element that opens and closes, and what room it leaves."""
    entry = CATALOGUE.get(group.code)
    title = f": {_write(entry.title)}" if entry else ""
    items = []
    for book, finding in group.found:
        item = _render_item(book, finding, entry.remedy if entry else None)
        if len(item) > room:
            room = 0
            break
        room -= len(item)
        items.append(item)
    left = len(group.found) - len(items)
    head = (
        f"<summary><b class={group.severity.value}>{group.severity.value}</b> "
        f"{_write(group.code)}{title} ({len(group.found):,})</summary>"
    )
    about = f"<p>{_write(entry.explanation)} <em>{_write(entry.remedy)}</em></p>" if entry else ""
    more = f"<p>{count_words(left, 'other', 'others')} not listed here.</p>" if left else ""
    opened = " open" if group.severity.rank == 0 else ""
    body = "\n".join(items)
    return f"<details{opened}>{head}{about}\n<ul>\n{body}\n</ul>{more}</details>", room


def _render_item(book: BookReport, finding: Finding, remedy: str | None) -> str:
    place = name_place(finding)
    if finding.span is not None and finding.location:
        place = f"{place} ({finding.location})"
    where = f"<code><bdi>{_write(book.folder)}</bdi></code>" + (f" <code>{_write(place)}</code>" if place else "")
    notes = "".join(f"<br><small>{_write(note)}</small>" for note in finding.notes if note.strip())
    # What the kind says already is not said for each.
    hint = f"<br><em>{_write(finding.hint)}</em>" if finding.hint and finding.hint != remedy else ""
    return f"<li>{where} {_write(finding.message)}{notes}{hint}</li>"


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 1_000_000 else f"{-(-size // 1_000):,} kB"


def _write(text: str) -> str:
    """Return words from a manuscript as they may stand in text and in a quoted attribute, cut where very long."""
    lines = [make_safe(line) for line in text.split("\n")]
    safe = "\n".join(lines)
    return escape(f"{safe[:_LONGEST]}…" if len(safe) > _LONGEST else safe)
