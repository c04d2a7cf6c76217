"""Books as JSON: books of a batch go in, objects that hold all of them come out, and the other way round."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, TypeVar

from makeready.findings import Finding
from makeready.remote import is_address
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.report.json import VERSION, Json, describe_finding, read_finding

T = TypeVar("T")
# A thousand years in seconds.
_LONGEST = 3.2e10


def pack_book(book: BookReport) -> dict[str, Json]:
    """Return all that is known of a book as JSON holds it; `unpack_book` gives the same book again."""
    return {
        "folder": book.folder,
        "status": book.status.value,
        "title": book.title,
        "message": book.message,
        "seconds": book.seconds,
        "cpu": book.cpu,
        "bug": book.bug,
        "findings": [describe_finding(finding) for finding in book.findings],
        "known": [describe_finding(finding) for finding in book.known_findings],
        "files": [pack_file(file) for file in book.files],
    }


def pack_file(file: BookFile) -> dict[str, Json]:
    """Return a file as JSON holds it."""
    return {
        "path": file.path,
        "edition": file.edition,
        "size": file.size,
        "sha256": file.sha256,
        "pages": file.pages,
        "words": file.words,
    }


def unpack_book(packed: Mapping[str, Any]) -> BookReport:
    """Return the book that `pack_book` told. Raises ValueError, LookupError or TypeError for what is none."""
    known = _read_findings(packed.get("known", []))
    return BookReport(
        folder=_want(str, packed["folder"]),
        status=BookStatus(packed["status"]),
        title=_want(str, packed["title"]),
        message=_want(str, packed["message"]),
        seconds=_read_seconds(packed["seconds"]),
        cpu=_read_seconds(packed["cpu"]),
        bug=packed.get("bug", False) is True,
        findings=_read_findings(packed["findings"]),
        known=len(known),
        known_findings=known,
        files=tuple(_unpack_file(file) for file in packed["files"]),
    )


def read_report(text: str) -> tuple[BookReport, ...]:
    """Return the books of the JSON that `makeready batch --format json` printed.

    Raises ValueError where it is anything else.
    """
    try:
        told = json.loads(text)
        if told["version"] != VERSION or told["command"] != "batch":
            raise ValueError("it is no report of a batch, or of another version")
        files = {file["path"]: file for file in told["artifacts"]}
        return tuple(
            unpack_book({**book, "files": [files[path] for path in book["artifacts"]]})
            for book in told["result"]["books"]
        )
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"it lacks what a report of a batch has: {error}") from error


def _unpack_file(packed: Mapping[str, Any]) -> BookFile:
    path = _want(str, packed["path"])
    return BookFile(
        path=path if is_address(path) else str(PurePosixPath(path)),
        edition=_want(str, packed["edition"]),
        size=_want(int, packed["size"]),
        sha256=_want(str, packed["sha256"]),
        pages=None if packed["pages"] is None else _want(int, packed["pages"]),
        words=None if packed["words"] is None else _want(int, packed["words"]),
    )


def _read_findings(packed: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(read_finding(finding) for finding in packed)


def _read_seconds(value: object) -> float:
    # JSON as Python reads it has NaN, Infinity, and numbers that no float can hold.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LONGEST:
        raise ValueError(f"{value!r} is no time")
    return float(value)


def _want(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
