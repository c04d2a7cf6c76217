"""Guesses: a folder of another system goes in; the book.toml that says what was guessed of it comes out."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from makeready.dataclass import dataclass
from makeready.findings import Finding, sort_findings
from makeready.model.book import Book, Matter
from makeready.press import stages
from makeready.press.stage_log import StageLog
from makeready.workspace import Workspace

if TYPE_CHECKING:
    from makeready.manuscript.folders.found import BookFolder

_MEASURE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A book.toml: the path that it belongs at, told from the folder, and its text; None where nothing was guessed.

    `findings` say why there is nothing to write, or what else is to know.
    """

    path: str | None = None
    text: str = ""
    findings: tuple[Finding, ...] = ()


def guess_project(root: Path) -> Guess:
    """Read the folder `root` as a build would, and return its book.toml. Raises UsageError where there is no folder.

    It lies at the top, or in manuscript/ where another system has a book.toml at the top.
    """
    workspace = Workspace(root)
    log = StageLog()
    manuscript = log.take("reading the folder", lambda: stages.read_book(workspace))
    findings = sort_findings(log.findings)
    if manuscript is None or manuscript.origin is None:
        return Guess(findings=findings)
    path = "manuscript/book.toml" if workspace.has_file("book.toml") else "book.toml"
    text = "\n".join(_write_lines(manuscript.book, manuscript.origin, posixpath.dirname(path)))
    return Guess(path=path, text=f"{text}\n", findings=findings)


def _write_lines(book: Book, origin: BookFolder, folder: str) -> Iterator[str]:
    yield f"# What makeready guessed of this folder, which is laid out for {origin.system.value}. Change what is wrong."
    yield "# Known by:"
    yield from (f"#   {span}: {words}" for span, words in origin.evidence)
    yield ""
    yield "# The folder is read as that system reads it: its order, its notations, its pictures."
    yield f"system = {_quote(origin.system.value)}"
    yield ""
    places = {str(path[0]): span for path, span in origin.positions.keys.items() if len(path) == 1}

    def say(key: str, value: str) -> Iterator[str]:
        where = places.get(key)
        yield f"{key} = {value}{f'  # from {where}' if where else ''}"

    yield from say("title", _quote(book.title))
    if book.subtitle:
        yield from say("subtitle", _quote(book.subtitle))
    authors = [one.name for one in book.contributors if one.is_creator]
    if authors:
        yield from say("author", _list(authors))
    else:
        yield '# author = "Who wrote it"'
    yield from say("language", _quote(book.language))
    yield from say("identifiers", _list([f"{one.scheme}:{one.value}" for one in book.identifiers]))
    if book.date:
        yield from say("date", _quote(book.date))
    else:
        yield "# date = 2026-01-31"
    for key, value in (("description", book.description), ("publisher", book.publisher)):
        if value:
            yield from say(key, _quote(value))
    if book.subjects:
        yield from say("subjects", _list([one.term for one in book.subjects]))
    if book.cover:
        yield from say("cover", _quote(f"/{book.cover}"))
    if book.rights.licence:
        yield ""
        yield "[rights]"
        yield f"licence = {_quote(book.rights.licence)}"
        if book.rights.licence_uri:
            yield f"licence_uri = {_quote(book.rights.licence_uri)}"
    yield ""
    yield from _write_contents(origin, folder)
    if origin.left_out:
        yield ""
        yield "# Left out:"
        yield from (f"#   {path}: {why}" for path, why in origin.left_out)


def _write_contents(origin: BookFolder, folder: str) -> Iterator[str]:
    """Write the reading order, where a list of files and parts can say it."""
    if any(one.depth for one in origin.entries) or any(not one.path for one in origin.entries):
        yield f"# The reading order, with sections within chapters, is that of {origin.evidence[-1][0].source}."
        return
    yield "# The reading order. Without this table it is the system's own."
    yield "[contents]"
    for matter in Matter:
        entries = [one for one in origin.entries if (one.matter or Matter.BODY) is matter]
        if not entries:
            continue
        yield f"{matter.value} = ["
        part: int | None = None
        for index, one in enumerate(entries):
            name = _quote(posixpath.relpath(one.path, folder or "."))
            if one.part is None:
                yield f"    {name},"
                continue
            if one.part != part:
                yield f"    {{ part = {_quote(origin.parts[one.part][0])}, files = ["
            yield f"        {name},"
            following = entries[index + 1].part if index + 1 < len(entries) else None
            if following != one.part:
                yield "    ] },"
            part = one.part
        yield "]"


def _quote(text: str) -> str:
    """Return `text` as a string of TOML: JSON's escapes are among TOML's. https://toml.io/en/v1.0.0#string"""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: list[str]) -> str:
    short = f"[{', '.join(map(_quote, texts))}]"
    return short if len(short) < _MEASURE else "[\n" + "".join(f"    {_quote(text)},\n" for text in texts) + "]"
