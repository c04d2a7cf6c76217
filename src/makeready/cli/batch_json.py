"""A batch as JSON: books, the exit code and the time go in; the object that programs read comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from makeready.findings import Finding, sort_findings
from makeready.membership import SHARED_FILE
from makeready.model.edition import Target
from makeready.press.batch import name_book_folder
from makeready.press.shared import Members
from makeready.report.book_json import pack_file
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.report.json import Json, describe_finding, render_json
from makeready.report.places import count_statuses, name_file
from makeready.report.text import count_severities

# What a build writes, by its ending; a page map belongs to a PDF.
_KINDS = {
    ".epub": (Target.EPUB, "application/epub+zip"),
    ".pdf": (Target.PDF, "application/pdf"),
    ".json": (Target.PDF, "application/json"),
}


def place_findings(members: Members) -> tuple[Finding, ...]:
    """Return what was found in a makeready.toml, with places told from this folder."""
    name = name_book_folder(members.top / SHARED_FILE, Path.cwd())
    return tuple(replace(one, span=replace(one.span, source=name)) for one in members.findings if one.span is not None)


def render_batch(
    books: Sequence[BookReport],
    code: int,
    seconds: float,
    *,
    resumed: int = 0,
    shared: Sequence[Finding] = (),
    in_place_of_books: Sequence[BookReport] = (),
) -> str:
    """Return the batch as one object; its findings and artifacts are those of all books, told from this folder.

    `resumed` of the books were taken from a journal; `shared` was found in what they share, and where that ended the
    batch, it is told `in_place_of_books` too.
    """
    told = [*in_place_of_books, *books]
    found = [*shared]
    found += [_place_finding(one, finding) for one in books for finding in one.findings]
    return render_json(
        command="batch",
        exit_code=code,
        findings=sort_findings(found),
        artifacts=[_describe_file(file) for one in books for file in one.files],
        failures=[
            {"edition": None, "stage": f"building {one.folder}", "message": one.message}
            for one in books
            if one.status is BookStatus.FAILED
        ],
        result={
            "seconds": round(seconds, 3),
            "counts": {status.value: number for status, number in count_statuses(told).items()},
            "known": sum(one.known for one in books),
            "resumed": resumed,
            "books": [_describe_book(one) for one in told],
        },
    )


def _place_finding(book: BookReport, finding: Finding) -> Finding:
    """Return the finding with its place told from the folder of the batch."""
    if finding.span is not None:
        return replace(finding, span=replace(finding.span, source=name_file(book, finding)))
    return replace(finding, location=f"{book.folder}: {finding.location}" if finding.location else book.folder)


def _describe_file(file: BookFile) -> Json:
    target, media_type = _KINDS[Path(file.path).suffix]
    return {**pack_file(file), "target": target.value, "media_type": media_type}


def _describe_book(one: BookReport) -> Json:
    """Return a book as JSON holds it; the places of its findings are told from its own folder."""
    return {
        "folder": one.folder,
        "status": one.status.value,
        "title": one.title,
        "message": one.message,
        "seconds": round(one.seconds, 3),
        "cpu": round(one.cpu, 3),
        "summary": {severity.value: number for severity, number in count_severities(one.findings).items()},
        "findings": [describe_finding(finding) for finding in one.findings],
        "known": [describe_finding(finding) for finding in one.known_findings],
        "artifacts": [file.path for file in one.files],
    }
