"""Shared settings at work: a makeready.toml goes in; the books that it lists, and the cache of its books, come out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from makeready.dataclass import dataclass
from makeready.findings import Finding, MakereadyError, Span, StorageError, observe, sort_findings
from makeready.membership import SHARED_FILE, Patterns, excludes, matches, read_patterns
from makeready.press.cache import choose_cache
from makeready.press.request import BuildRequest
from makeready.workspace import RefusedPath, SharedFile, Workspace, find_shared_folder

if TYPE_CHECKING:
    from makeready.manuscript.shared import SharedSettings

# Gives the folders below one, as POSIX paths told from it, and whether each is a book.
Walk = Callable[[Path, Patterns], Iterator[tuple[str, bool]]]
# A pattern that ends so takes what is there, and no book is missed where it meets another folder.
_PASSING = ("*", "**")


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The folders of the books that a makeready.toml lists, sorted, and what is wrong with it; it lies in `top`."""

    top: Path
    roots: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()


def list_members(top: Path, walk: Walk) -> Members:
    """Return the books that the makeready.toml in `top` lists; `walk` gives the folders below it.

    Patterns that find no book are told. Raises StorageError where a folder or the file cannot be read.
    """
    from makeready.manuscript.shared import read_shared  # a batch of folders does without

    try:
        file = SharedFile(path=SHARED_FILE, content=Workspace(top).read_bytes(SHARED_FILE))
    except RefusedPath as refusal:
        file = SharedFile(path=SHARED_FILE, refusal=str(refusal))
    settings = read_shared(file)
    mistakes = (*settings.findings, *_check_sheets(top, settings))
    if mistakes:
        return Members(top=top, findings=sort_findings(mistakes))
    patterns = read_patterns(file.content)
    folders = sorted(walk(top, patterns))
    met = [name for name, is_book in folders if is_book and any(matches(one, name) for one in patterns.include)]
    books = [name for name in met if not patterns.excludes(name)]
    others = [name for name, is_book in folders if not is_book]
    found: list[Finding] = []
    for index, pattern in enumerate(patterns.include):
        span = settings.positions.value(("books", "include", index))
        found += _observe_pattern(pattern, books, others, span)
    for index, pattern in enumerate(patterns.exclude):
        if not any(excludes(pattern, name) for name in met):
            span = settings.positions.value(("books", "exclude", index))
            found.append(observe("WS005", f"{pattern!r} excludes no book", span=span))
    strangers = [name for name in books if find_shared_folder((top / name).resolve()) != top.resolve()]
    if strangers:
        others_too = f"so are {len(strangers) - 1:,} others" if len(strangers) > 2 else "so is 1 other"
        more = f"; {others_too}" if len(strangers) > 1 else ""
        message = f"{strangers[0]} is listed and inherits nothing from here{more}"
        found.append(observe("WS006", message, span=settings.positions.key(("books",))))
    return Members(top=top, roots=tuple(top / name for name in books), findings=tuple(found))


def _check_sheets(top: Path, settings: SharedSettings) -> tuple[Finding, ...]:
    """Return which of the shared style sheets cannot be used; each book would say so."""
    if not settings.styles:
        return ()
    from makeready.style.load import check_shared_sheets

    return check_shared_sheets(Workspace(top), settings.styles)


def list_refused_above(roots: Iterable[Path], request: BuildRequest, members: Iterable[Members] = ()) -> list[Members]:
    """Return each makeready.toml above the books in `roots` with a mistake that stops all of its books, once.

    Those of the `members` are known. What cannot be read is left to the builds, which tell it by book.
    """
    from makeready.manuscript.shared import read_shared

    known = {one.top.resolve() for one in members}
    found: dict[Path, Members] = {}
    for root in roots:
        with contextlib.suppress(MakereadyError):
            workspace = Workspace(root)
            file = workspace.find_shared()
            top = None if file is None else Path(os.path.normpath(workspace.root / file.path)).parent
            if file is None or top is None or top in known:
                continue
            known.add(top)
            settings = read_shared(replace(file, path=SHARED_FILE))
            mistakes = (*settings.findings, *_check_sheets(top, settings))
            if any(request.is_stopped_by(one) for one in mistakes):
                found[top] = Members(top=top, findings=sort_findings(mistakes))
    return list(found.values())


def _observe_pattern(pattern: str, books: list[str], others: list[str], span: Span) -> Iterator[Finding]:
    if pattern.rstrip("/").rpartition("/")[2] not in _PASSING:
        for folder in [one for one in others if matches(pattern, one)]:
            yield observe("WS005", f"{folder}, which {pattern!r} means, is no book", span=span)
            return
    if not any(matches(pattern, book) for book in books):
        yield observe("WS005", f"{pattern!r} finds no book", span=span)


def adopt_settings(workspace: Workspace, request: BuildRequest) -> BuildRequest:
    """Return the request with the cache that the makeready.toml above the project names, unless it names one itself.

    Raises StorageError where that cache is a link out of the folder of the makeready.toml.
    """
    if not request.use_cache:
        return request
    file = workspace.find_shared()
    if file is None:
        return request
    return _adopt(file, Path(os.path.normpath(workspace.root / file.path)).parent, request)


def find_cache(root: Path, named: Path | None) -> Path:
    """Return the folder of what builds of the project `root` remember, where `named` is given or not; see there."""
    return choose_cache(root, adopt_settings(Workspace(root), BuildRequest(cache=named)).cache)


def adopt_settings_of(top: Path, request: BuildRequest) -> BuildRequest:
    """Return the request with the cache that the makeready.toml in the folder `top` names; see `adopt_settings`."""
    try:
        file = SharedFile(path=SHARED_FILE, content=Workspace(top).read_bytes(SHARED_FILE))
    except RefusedPath:
        return request
    return _adopt(file, top.resolve(), request) if request.use_cache else request


def _adopt(file: SharedFile, top: Path, request: BuildRequest) -> BuildRequest:
    from makeready.manuscript.shared import read_shared

    values = read_shared(file).values
    cache, read_only = request.cache, request.cache_read_only
    if cache is None and request.cache_url is None:
        if read_only is None:
            # What is said there is said of the cache that is named there, or of none other than the project's own.
            read_only = values.get("cache_read_only")
        if "cache" in values:
            try:
                cache = Workspace(top).locate(values["cache"])
            except RefusedPath as refusal:
                raise StorageError(
                    f"the cache of {top / SHARED_FILE}: {refusal}", "name another one there"
                ) from refusal
    return replace(request, cache=cache, cache_read_only=read_only)
