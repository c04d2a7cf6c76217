"""`makeready batch`: folders go in; the books below them, a line for each, and what was found come out."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from makeready.cli.batch_reports import check_reports, render_annotations, write_reports
from makeready.cli.console import Console
from makeready.cli.options import choose_editions, console_options, place_cache, require_cache
from makeready.cli.scratch import use_scratch
from makeready.cli.sizes import SizeParameter
from makeready.cli.sources import open_sources
from makeready.findings import Finding, UsageError, sort_findings
from makeready.model.edition import Target
from makeready.press.batch import build_books, choose_exit_code, find_books
from makeready.press.request import BuildRequest
from makeready.report.books import BookFile, BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.json import Json, describe_finding, render_json
from makeready.report.places import count_book_pages, count_book_words, count_statuses, describe_counts, name_file
from makeready.report.text import count_severities, count_words, summarise_findings
from makeready.workers import Bounds, count_workers

_COLOURS = {
    BookStatus.BUILT: "good",
    BookStatus.UNCHANGED: "faint",
    BookStatus.REFUSED: "error",
    BookStatus.FAILED: "error",
    BookStatus.SKIPPED: "warning",
}
# What a build writes, by its ending; a page map belongs to a PDF.
_KINDS = {
    ".epub": (Target.EPUB, "application/epub+zip"),
    ".pdf": (Target.PDF, "application/pdf"),
    ".json": (Target.PDF, "application/json"),
}
_BAD = (BookStatus.REFUSED, BookStatus.FAILED)


@click.command(
    epilog="""\b
    Examples:
      makeready batch                        every book below this folder
      makeready batch novels reviews         those below two folders
      makeready batch --jobs 4 --to epub     four at a time, only their EPUBs
      makeready batch --fail-fast --strict   end with the first that is not built, warnings count
      makeready batch --report out/books.xml --report out/books.html

    \b
    Exit codes: 0 all built or unchanged, 1 one was refused, or failed (its process was lost or gave up),
    2 wrong usage, 3 a tool is missing, 4 files cannot be read or written, 70 a bug of makeready;
    130 interrupted."""
)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER]...")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Build N books at a time; by default as many as cores and memory suffice for.",
)
@click.option("--fail-fast", is_flag=True, help="Begin no other book after the first that is not built.")
@choose_editions
@click.option("--strict", is_flag=True, help="Let warnings stop a book, not errors only.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Put the files of each book into the folder of its name in here rather than into its build/.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    default=Bounds().seconds,
    metavar="SECONDS",
    help="Give up a part of a book that takes the processor longer, and a book that takes it ten times as long; by "
    "default 20 and more for long ones.",
)
@click.option(
    "--memory-limit",
    type=SizeParameter(),
    default=Bounds().memory,
    metavar="SIZE",
    help="Give up a part of a book that takes more memory, and a book that takes four times as much; by default "
    "768MiB and more for long ones.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what came of the books into this file as well; its ending names the form: .xml (JUnit), .sarif, .md, "
    ".html, .gitlab.json (Code Quality); may be repeated.",
)
@click.option("--annotate", is_flag=True, help="Print the findings as GitHub shows them beside the lines of a change.")
@place_cache
@click.option("--no-cache", is_flag=True, help="Remember nothing, and use nothing that is remembered.")
@console_options
def batch(
    console: Console,
    folders: tuple[Path, ...],
    jobs: int | None,
    fail_fast: bool,
    editions: tuple[str, ...],
    targets: tuple[str, ...],
    strict: bool,
    output: Path | None,
    time_limit: float,
    memory_limit: int,
    reports: tuple[Path, ...],
    annotate: bool,
    cache: Path | None,
    no_cache: bool,
) -> int:
    """Build all books at or below each FOLDER, by default this one: every folder that has a book.toml.

    A book that cannot be built, or breaks the process that builds it, is told by name; the others are built.
    """
    console.command = "batch"
    require_cache(cache, no_cache=no_cache)
    if annotate and console.as_json:
        raise UsageError("--annotate prints lines, and --format json one object", "leave one of them out")
    check_reports(reports)
    request = BuildRequest(
        editions=editions,
        targets=tuple(Target(target) for target in targets),
        strict=strict,
        output=output,
        time_limit=time_limit,
        memory_limit=memory_limit,
        cache=cache,
        use_cache=not no_cache,
    )
    roots = find_books(folders or (Path(),))
    if not roots:
        where = ", ".join(str(folder) for folder in folders) or "this folder"
        raise UsageError(f"there is no book in {where}", "a book is a folder with book.toml or manuscript/book.toml")
    began = time.perf_counter()

    def report(one: BookReport) -> None:
        if not console.as_json and not (console.quiet and one.status not in _BAD):
            console.print(_write_line(one, console))
            # Who reads a log sees each book as it ends.
            sys.stdout.flush()

    with use_scratch():
        books = build_books(roots, request, count_workers(jobs), report, fail_fast=fail_fast)
    seconds = time.perf_counter() - began
    code = choose_exit_code(books)
    write_reports(reports, books, strict=strict)
    if console.as_json:
        console.print(_render_json(books, code, seconds))
        return int(code)
    for root, one in zip(roots, books, strict=True):
        if one.status in _BAD or (console.verbose and one.findings):
            _print_findings(root, one, console, strict=strict)
    if annotate:
        console.print(render_annotations(books).rstrip())
    if not console.quiet:
        console.print(f"{describe_counts(books)} in {seconds:.1f} s")
    return int(code)


def _write_line(one: BookReport, console: Console) -> str:
    """Return the line of a book: what came of it, its folder, seconds, extent, how much was found."""
    status = console.results.paint(_COLOURS[one.status], one.status.value.ljust(9))
    words = [make_safe(one.folder)]
    if one.status is not BookStatus.SKIPPED:
        words.append(f"{one.seconds:.1f} s")
    words += [part for part in (_describe_extent(one), summarise_findings(one.findings)) if part]
    return "  ".join((status, *words))


def _describe_extent(one: BookReport) -> str:
    """Return the pages of the longest print edition and the words of the longest EPUB, as far as there are any."""
    pages, texts = count_book_pages(one), count_book_words(one)
    parts = [count_words(pages, "page", "pages")] if pages is not None else []
    parts += [count_words(texts, "word", "words")] if texts is not None else []
    return ", ".join(parts)


def _print_findings(root: Path, one: BookReport, console: Console, *, strict: bool) -> None:
    """Print what was found in a book under its name, and why it failed."""
    title = f" ({make_safe(one.title)})" if one.title else ""
    console.remark(f"\n{console.remarks.paint('strong', make_safe(one.folder))}{title}: {one.status.value}")
    if one.message:
        console.report_trouble(make_safe(one.message))
    console.report_findings(one.findings, open_sources(root), strict=strict)


def _render_json(books: Sequence[BookReport], code: int, seconds: float) -> str:
    """Return the batch as one object; its findings and artifacts are those of all books, told from this folder."""
    found = [_place_finding(one, finding) for one in books for finding in one.findings]
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
            "counts": {status.value: number for status, number in count_statuses(books).items()},
            "books": [_describe_book(one) for one in books],
        },
    )


def _place_finding(book: BookReport, finding: Finding) -> Finding:
    """Return the finding with its place told from the folder of the batch."""
    if finding.span is not None:
        return replace(finding, span=replace(finding.span, source=name_file(book, finding)))
    return replace(finding, location=f"{book.folder}: {finding.location}" if finding.location else book.folder)


def _describe_file(file: BookFile) -> Json:
    target, media_type = _KINDS[Path(file.path).suffix]
    return {
        "path": file.path,
        "edition": file.edition,
        "target": target.value,
        "media_type": media_type,
        "size": file.size,
        "sha256": file.sha256,
        "pages": file.pages,
        "words": file.words,
    }


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
        "artifacts": [file.path for file in one.files],
    }
