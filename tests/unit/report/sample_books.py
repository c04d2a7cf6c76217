"""Books of a batch for the tests of reports: one of each status, with hostile words, and many."""

from __future__ import annotations

from dataclasses import replace

from makeready.findings import Finding, Severity, Span, observe
from makeready.report.books import BookFile, BookReport, BookStatus

# What some format takes for its own, and what XML, terminals and JSON must not be given.
HOSTILE = (
    "<b>&amp; \"q\" 'a' ]]> | `c` *i* [l](u) {0} \\ @who #1 $x$ ::error:: %0A ,a:b"
    "\n## two\r\0\x1b[31m\ufffe\u202e\ud800"
)

ERROR = observe("MD012", "the reviewed work has no author", span=Span.at("manuscript/book.toml", 14, 1, 13))
WARNING = observe("MS001", "a warning", span=Span.at("manuscript/01.md", 3), severity=Severity.WARNING)
ADVICE = observe("MS001", "a piece of advice", location="text/ch01.xhtml:12:4", severity=Severity.ADVICE)


def make_file(name: str = "build/a.pdf", pages: int | None = 96, words: int | None = 1_234) -> BookFile:
    return BookFile(path=name, edition="print", size=2_048, sha256="0" * 64, pages=pages, words=words)


def make_book(
    folder: str = "a", status: BookStatus = BookStatus.BUILT, *findings: Finding, **more: object
) -> BookReport:
    fields: dict[str, object] = {"title": folder.title(), "seconds": 1.5, "cpu": 1.25, **more}
    return BookReport(folder=folder, status=status, findings=findings, **fields)  # type: ignore[arg-type]


def make_each() -> list[BookReport]:
    """Return a book of each status, the last with hostile words in all places."""
    hostile = replace(ERROR, message=HOSTILE, hint=HOSTILE, notes=(HOSTILE,), span=Span.at(f"{HOSTILE}.md", 1, 2, 3))
    return [
        make_book("built", BookStatus.BUILT, WARNING, ADVICE, files=(make_file(),)),
        make_book("unchanged", BookStatus.UNCHANGED),
        make_book("refused", BookStatus.REFUSED, ERROR, WARNING),
        make_book("strict", BookStatus.REFUSED, WARNING),
        make_book("failed", BookStatus.FAILED, message="its worker was lost twice"),
        make_book("skipped", BookStatus.SKIPPED),
        make_book(HOSTILE, BookStatus.REFUSED, hostile, title=HOSTILE, files=(make_file(HOSTILE),)),
        make_book("hostile-failed", BookStatus.FAILED, message=HOSTILE, title=HOSTILE),
    ]


def make_many(number: int = 1_000) -> list[BookReport]:
    """Return books as a large batch has them: each third with warnings, three refused, one failed."""
    books = []
    for index in range(number):
        folder = f"reviews/{index:04}-a-review-of-some-length"
        findings = (WARNING, replace(WARNING, message=f"another of {index}")) if index % 3 == 0 else ()
        files = (make_file(f"{folder}/build/a.epub", None), make_file(f"{folder}/build/a.pdf", 10 + index % 90))
        books.append(make_book(folder, BookStatus.BUILT, *findings, title=f"A Review of Book {index}", files=files))
    for index in (5, 500, 990):
        if index < number:
            books[index] = replace(books[index], status=BookStatus.REFUSED, findings=(ERROR,), files=())
    if number > 700:
        books[700] = replace(books[700], status=BookStatus.FAILED, message="took more than 60 s", files=())
    return books
