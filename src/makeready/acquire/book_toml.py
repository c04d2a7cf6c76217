"""The writer of book.toml: what was found about a book goes in; the lines of a book.toml, each told why, come out.

The same values give the same lines. What `makeready.manuscript` reads from them is what went in, with characters that
XML forbids replaced by U+FFFD, as they would be on reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from makeready.acquire.found import (
    Found,
    FoundBook,
    FoundContents,
    FoundEdition,
    FoundPart,
    FoundProvenance,
    FoundReview,
    FoundRights,
    Text,
)
from makeready.acquire.written import WrittenLine
from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.values import CONTROL, TURNING, clean_text, is_unseen, replace_controls
from makeready.model.people import Contributor, invert_name
from makeready.model.provenance import Emendation

_MEASURE = 116
# Longer evidence would hide the value that it stands for.
_LONGEST_COMMENT = 240
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# What an editor would not show as what it is: controls, marks that turn the direction, separators of lines.
_UNSEEN = late_pattern(f'[\\\\"\n\t\r\x85\u2028\u2029\u200e\u200f\u061c\ufeff]|{CONTROL.pattern}|{TURNING.pattern}')
_BOOK_FIELDS = ("title", "language", "identifiers", "contributors", "publisher", "date")
_REVIEW_FIELDS = ("venue", "published", "source_uri")


def write_book_toml(found: FoundBook, header: Sequence[str] = ()) -> tuple[WrittenLine, ...]:
    """Return the lines of book.toml for `found`; `header` are comments for its head, without the number sign.

    A line's origin is the place of its evidence. Tables and keys come in the order of docs/manuscript.md.
    """
    lines = [
        *(_comment(text) for text in header),
        *_list_unknown(found),
        *_write_book(found),
        *_write_rights(found.rights),
        *_write_people("contributors", found.contributors),
    ]
    if found.review:
        lines += _write_review(found.review)
    if found.provenance:
        lines += _write_provenance(found.provenance)
    if found.contents:
        lines += _write_contents(found.contents)
    for edition in found.editions:
        lines += _write_edition(edition)
    while lines and not lines[0].text:
        lines.pop(0)
    return tuple(lines)


def name_unknown(found: FoundBook) -> tuple[str, ...]:
    """Return the names of the fields that a book of this kind usually has and this source does not give."""
    names = [
        name for name in _BOOK_FIELDS if not getattr(found, name) and not (name == "contributors" and found.review)
    ]
    if found.review:
        work = found.review.work
        names += [] if found.review.reviewers else ["reviewers"]
        names += [
            f"review.work.{name}" for name in ("contributors", "publisher", "year", "isbn") if not getattr(work, name)
        ]
        names += [f"provenance.{name}" for name in _REVIEW_FIELDS if not getattr(found.provenance, name, None)]
    if not any((found.rights.statement, found.rights.licence, found.rights.licence_uri, found.rights.source_statement)):
        names.append("rights")
    return tuple(dict.fromkeys((*names, *found.unknown)))


def quote_text(text: str) -> str:
    """Return `text` as a TOML basic string on one line, with what cannot be seen written as escapes."""
    return f'"{_UNSEEN.sub(_escape, clean_text(text))}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _list_unknown(found: FoundBook) -> Iterator[WrittenLine]:
    names = name_unknown(found)
    if not names:
        return
    line = "not found in the source:"
    for at, name in enumerate(names):
        word = f"{name}," if at < len(names) - 1 else name
        if len(line) + len(word) > _MEASURE:
            yield _comment(line)
            line = " "
        line += f" {word}"
    yield _comment(line)


def _write_book(found: FoundBook) -> Iterator[WrittenLine]:
    yield WrittenLine(text="")
    yield from _write_text("title", found.title)
    yield from _write_text("subtitle", found.subtitle)
    yield from _write_text("language", found.language)
    yield from _write_list("identifiers", found.identifiers)
    yield from _write_text("publisher", found.publisher)
    yield from _write_text("imprint", found.imprint)
    yield from _write_text("date", found.date)
    yield from _write_text("modified", found.modified)
    yield from _write_text("description", found.description)
    yield from _write_list("subjects", found.subjects)
    yield from _write_text("series", found.series)
    yield from _write_text("series_position", found.series_position)
    yield from _write_text("cover", found.cover)
    yield from _write_text("numbering", found.numbering)


def _write_rights(rights: FoundRights) -> Iterator[WrittenLine]:
    names = ("statement", "licence", "licence_uri", "holder", "source_statement")
    yield from _write_table("[rights]", [(name, getattr(rights, name)) for name in names])


def _write_review(review: FoundReview) -> Iterator[WrittenLine]:
    yield from _write_people("review.reviewers", review.reviewers)
    work = review.work
    names = ("title", "subtitle", "publisher", "year", "isbn")
    yield from _write_table("[review.work]", [(name, getattr(work, name)) for name in names])
    if work.contributors:
        yield from _write_people("review.work.contributors", work.contributors)
    else:
        yield _comment("who made it was not found")
        yield WrittenLine(text='contributors = "unknown"')


def _write_provenance(source: FoundProvenance) -> Iterator[WrittenLine]:
    names = [name for name in FoundProvenance.__slots__ if name != "emendations"]
    yield from _write_table("[provenance]", [(name, getattr(source, name)) for name in names])
    for emendation in source.emendations:
        yield from _write_emendation(emendation)


def _write_emendation(emendation: Emendation) -> Iterator[WrittenLine]:
    yield WrittenLine(text="")
    yield WrittenLine(text="[[provenance.emendations]]")
    for name in ("original", "corrected", "place", "reason"):
        value = getattr(emendation, name)
        if value:
            yield WrittenLine(text=f"{name} = {quote_text(value)}")


def _write_people(table: str, people: Iterable[Found[Contributor]]) -> Iterator[WrittenLine]:
    for found in people:
        person = found.value
        yield WrittenLine(text="")
        yield _comment(found.told)
        yield WrittenLine(text=f"[[{table}]]", origin=found.span)
        yield WrittenLine(text=f"name = {quote_text(person.name)}", origin=found.span)
        sort_name = person.sort_name or ""
        if _is_seen(sort_name) and clean_text(sort_name) != invert_name(clean_text(person.name)):
            yield WrittenLine(text=f"sort_name = {quote_text(sort_name)}", origin=found.span)
        if person.roles:
            yield WrittenLine(text=f"roles = [{', '.join(map(quote_text, person.roles))}]", origin=found.span)
        if person.identifiers:
            pairs = ", ".join(f"{scheme} = {quote_text(value)}" for scheme, value in sorted(person.identifiers))
            yield WrittenLine(text=f"identifiers = {{ {pairs} }}", origin=found.span)
        about = person.about or ""
        if _is_seen(about):
            yield WrittenLine(text=f"about = {quote_text(about)}", origin=found.span)


def _write_contents(contents: FoundContents) -> Iterator[WrittenLine]:
    yield WrittenLine(text="")
    if contents.evidence:
        yield _comment(contents.evidence)
    yield WrittenLine(text="[contents]")
    for name, entries in (("front", contents.front), ("body", contents.body), ("back", contents.back)):
        if entries:
            yield WrittenLine(text=f"{name} = [")
            yield from (WrittenLine(text=f"  {_write_entry(entry)},") for entry in entries)
            yield WrittenLine(text="]")


def _write_entry(entry: str | FoundPart) -> str:
    if isinstance(entry, str):
        return quote_text(entry)
    return f"{{ part = {quote_text(entry.name)}, files = [{', '.join(map(quote_text, entry.files))}] }}"


def _write_edition(edition: FoundEdition) -> Iterator[WrittenLine]:
    yield WrittenLine(text="")
    yield WrittenLine(text=f"[editions.{edition.name}]")
    for name, value in edition.settings:
        shown = str(value).lower() if isinstance(value, bool) else quote_text(value)
        yield WrittenLine(text=f"{name} = {shown}")


def _write_table(head: str, rows: Sequence[tuple[str, Text | None]]) -> Iterator[WrittenLine]:
    if any(_has_words(found) for _, found in rows):
        yield WrittenLine(text="")
        yield WrittenLine(text=head)
        for name, found in rows:
            yield from _write_text(name, found)


def _has_words(found: Text | None) -> bool:
    return found is not None and _is_seen(found.value)


def _is_seen(text: str | None) -> bool:
    """Return True where something of a text can be seen: what cannot is refused when it is read."""
    plain = clean_text(text or "")
    return bool(plain) and not is_unseen(plain)


def _write_text(name: str, found: Text | None) -> Iterator[WrittenLine]:
    """Yield a key with its evidence above it; nothing where there is no value, or an empty one."""
    if found is None or not _has_words(found):
        return
    yield _comment(found.told)
    yield from _write_value(name, clean_text(found.value), found.span)


def _write_value(name: str, value: str, span: Span | None) -> Iterator[WrittenLine]:
    if name in ("date", "published", "reprinted") and _is_day(value):
        yield WrittenLine(text=f"{name} = {value}", origin=span)
    elif len(name) + len(quote_text(value)) + 3 <= _MEASURE:
        yield WrittenLine(text=f"{name} = {quote_text(value)}", origin=span)
    else:
        # A backslash at a line's end takes away the white space behind it, so each piece keeps its own last space.
        yield WrittenLine(text=f'{name} = """\\', origin=span)
        pieces = _break_text(value)
        for at, piece in enumerate(pieces):
            end = '"""' if at == len(pieces) - 1 else "\\"
            yield WrittenLine(text=f"{quote_text_inside(piece)}{end}", origin=span)


def quote_text_inside(piece: str) -> str:
    """Return a piece of a text, escaped as within quotation marks."""
    return _UNSEEN.sub(_escape, piece)


def _break_text(value: str) -> list[str]:
    """Return `value` in pieces of about a line's length, each but the first beginning with a visible character."""
    pieces, start = [], 0
    for match in re.finditer(r"\s(?=[^\s\\])", value):
        if match.end() - start > _MEASURE - 16:
            pieces.append(value[start : match.end()])
            start = match.end()
    return [*pieces, value[start:]]


def _is_day(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _write_list(name: str, values: Sequence[Text]) -> Iterator[WrittenLine]:
    known = [found for found in values if _has_words(found)]
    if not known:
        return
    yield WrittenLine(text=f"{name} = [")
    for found in known:
        yield _comment(found.told, "  ")
        yield WrittenLine(text=f"  {quote_text(found.value)},", origin=found.span)
    yield WrittenLine(text="]")


def _comment(text: str, indent: str = "") -> WrittenLine:
    """Return a comment of one line; what TOML forbids in one, and what turns the direction of writing, is taken out."""
    plain = " ".join(TURNING.sub("", replace_controls(text)).split())
    if len(plain) > _LONGEST_COMMENT:
        plain = f"{plain[: _LONGEST_COMMENT - 1]}…"
    return WrittenLine(text=f"{indent}# {plain}")
