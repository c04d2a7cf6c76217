"""`makeready batch`: folders go in; the books below them, a line for each, and what was found come out."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import click

from makeready.cli.batch_json import place_findings, render_batch
from makeready.cli.batch_options import BookChoice, choose_books
from makeready.cli.batch_places import (
    choose_executor,
    open_executor,
    place_cache_anywhere,
    place_output_anywhere,
    split_places,
)
from makeready.cli.batch_reports import check_reports, describe_members, render_annotations, write_reports
from makeready.cli.batch_watch import BatchLine, group_lines, is_ci
from makeready.cli.console import Console, is_terminal
from makeready.cli.options import (
    choose_editions,
    choose_fit,
    choose_request,
    console_options,
    require_cache,
    share_settings,
)
from makeready.cli.scratch import use_scratch
from makeready.cli.sizes import SizeParameter
from makeready.cli.sources import open_sources
from makeready.findings import ExitCode, Finding, UsageError
from makeready.press.batch import build_books, choose_exit_code, name_book_folder
from makeready.press.batch_choice import gather_members
from makeready.press.batch_journal import Journal
from makeready.press.request import BuildRequest
from makeready.press.shared import Members, adopt_settings_of, list_refused_above
from makeready.report.baseline import is_sound
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.places import count_book_pages, count_book_words, describe_counts
from makeready.report.text import count_words, summarise_findings
from makeready.workers import Bounds, count_workers

_COLOURS = {
    BookStatus.BUILT: "good",
    BookStatus.UNCHANGED: "faint",
    BookStatus.REFUSED: "error",
    BookStatus.FAILED: "error",
    BookStatus.SKIPPED: "warning",
}


@click.command(
    epilog="""\b
    Examples:
      makeready batch                        every book below this folder
      makeready batch novels reviews         those below two folders
      makeready batch --jobs 4 --to epub     four at a time, only their EPUBs
      makeready batch --fail-fast --strict   end with the first that is not built, warnings count
      makeready batch --report out/books.xml --report out/books.html
      makeready batch --resume               go on with a batch that was ended
      makeready batch --shard 2/4            the second of four shares of the books
      makeready batch books.txt              the books that a file lists, one a line
      makeready batch makeready.toml         the books that its patterns find
      makeready batch --changed-since main   what differs from a branch
      makeready batch --strict --baseline last.json   fail for new findings only
      makeready batch --executor dask --scheduler tcp://host:8786 --output s3://bucket/books

    \b
    Exit codes: 0 all built or unchanged, 1 one was refused, or failed (its process was lost or gave up),
    2 wrong usage, 3 a tool is missing, 4 files cannot be read or written, 70 a bug of makeready;
    130 interrupted."""
)
@click.argument("named", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER|LIST|-]...")
@choose_books
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Build N books at a time; by default as many as cores and memory suffice for.",
)
@click.option("--fail-fast", is_flag=True, help="Begin no other book after the first that is not built.")
@choose_editions
@choose_fit
@click.option("--strict", is_flag=True, help="Let warnings stop a book, not errors only.")
@place_output_anywhere
@choose_executor
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
    ".html, .json (what --format json prints), .gitlab.json (Code Quality); may be repeated.",
)
@click.option("--annotate", is_flag=True, help="Print the findings as GitHub shows them beside the lines of a change.")
@place_cache_anywhere
@share_settings
@click.option("--no-cache", is_flag=True, help="Remember nothing, and use nothing that is remembered.")
@console_options
def batch(
    console: Console,
    named: tuple[Path, ...],
    choice: BookChoice,
    jobs: int | None,
    fail_fast: bool,
    editions: tuple[str, ...],
    targets: tuple[str, ...],
    profiles: tuple[str, ...],
    fit: bool,
    strict: bool,
    output: str | None,
    executor: str,
    scheduler: str | None,
    time_limit: float,
    memory_limit: int,
    reports: tuple[Path, ...],
    annotate: bool,
    cache: str | None,
    cache_read_only: bool | None,
    workspace: bool,
    no_cache: bool,
) -> int:
    """Build all books at or below each FOLDER, by default this one: every folder that has a book.toml.

    Where FOLDER has a makeready.toml, or that file is named, its patterns say which books there are.

    A LIST is a file that names the folder of a book on each line; - is a list from the standard input.

    A book that cannot be built, or breaks the process that builds it, is told by name; the others are built.
    """
    console.command = "batch"
    places = split_places(output, cache, executor)
    require_cache(places.cache, no_cache=no_cache)
    if places.cache_url is not None and no_cache:
        raise UsageError("--cache and --no-cache contradict each other", "leave one of them out")
    if annotate and console.as_json:
        raise UsageError("--annotate prints lines, and --format json one object", "leave one of them out")
    check_reports(reports)
    chosen = choose_request(editions, targets, profiles)
    request = BuildRequest(
        editions=chosen[0],
        targets=chosen[1],
        profiles=chosen[2],
        fit=fit,
        strict=strict,
        output=places.output,
        time_limit=time_limit,
        memory_limit=memory_limit,
        cache=places.cache,
        use_cache=not no_cache,
        cache_read_only=cache_read_only,
        use_workspace=workspace,
        output_url=places.output_url,
        cache_url=places.cache_url,
    )
    builders = open_executor(executor, scheduler, count_workers(jobs))
    baseline = choice.read_baseline()
    members = gather_members(named or (Path(),)) if workspace else ()
    roots: list[Path] = []
    sound = _tell_members(members, request, console)
    if sound:
        roots = choice.find_roots(named, request, members)
        # Told once, rather than by each of their books.
        above = list_refused_above(roots, request, members) if workspace else []
        members, sound = (*members, *above), _tell_members(above, request, console)
    shared = describe_members(members, request)
    if not sound:
        render_object = partial(
            render_batch, (), ExitCode.FINDINGS, 0.0, shared=_place_all(members), in_place_of_books=shared
        )
        write_reports(reports, (), strict=strict, render_object=render_object, shared=shared)
        if console.as_json:
            console.print(render_object())
        elif annotate:
            console.print(render_annotations(shared).rstrip())
        return int(ExitCode.FINDINGS)
    # The journal lies in the cache of all books, where there is one.
    kept = adopt_settings_of(members[0].top, request) if len(members) == 1 else request
    if baseline and roots and not console.quiet:
        _compare_folders(roots, baseline, choice, console)
    began = time.perf_counter()
    taken = ended = 0
    shown = is_terminal(sys.stderr) and not (is_ci() or console.quiet or console.as_json)
    line = BatchLine(sys.stderr, len(roots), shown=shown)

    def report(one: BookReport, journal: Journal | None) -> None:
        nonlocal taken, ended
        ended += 1
        former, taken = taken, journal.recalled if journal is not None else 0
        line.wipe()
        if not console.as_json and not (console.quiet and not _is_bad(one, strict=strict)):
            console.print(_write_line(one, console, recalled=taken > former))
            # Who reads a log sees each book as it ends.
            sys.stdout.flush()
        line.tell(taken=taken)

    with use_scratch(), choice.open_journal(kept) as journal:
        line.draw()
        try:
            books = build_books(
                roots,
                request,
                count_workers(jobs),
                partial(report, journal=journal),
                fail_fast=fail_fast,
                journal=journal,
                baseline=baseline or (),
                executor=builders,
            )
        except KeyboardInterrupt:
            line.wipe()
            if not console.quiet:
                more = "; --resume goes on with the others" if journal is not None else ""
                console.remark(f"{count_words(ended, 'book', 'books')} of {len(roots):,} ended{more}")
            raise
        finally:
            line.wipe()
    seconds = time.perf_counter() - began
    code = choose_exit_code(books, strict=strict)
    render_object = partial(render_batch, books, code, seconds, resumed=taken, shared=_place_all(members))
    write_reports(reports, books, strict=strict, render_object=render_object, baseline=baseline, shared=shared)
    if console.as_json:
        console.print(render_object())
        return int(code)
    told = [
        (root, one)
        for root, one in zip(roots, books, strict=True)
        if _is_bad(one, strict=strict) or (console.verbose and one.findings)
    ]
    # One mistake in what was asked for may be that of a thousand books; --verbose tells each.
    alike = Counter() if console.verbose else Counter(one.message for _, one in told if not one.findings)
    for root, one in told:
        number = alike[one.message] if not one.findings else 1
        if number >= 0:
            _print_findings(root, one, console, strict=strict, others=max(number - 1, 0))
        if not one.findings and not console.verbose:
            alike[one.message] = -1
    if annotate:
        console.print(render_annotations([*shared, *books]).rstrip())
    if not console.quiet:
        if not roots and choice.changed_since is not None:
            console.remark(make_safe(f"no book differs from {choice.changed_since}"))
        console.print(f"{_sum_up(books, baseline is not None, taken)} in {seconds:.1f} s")
    return int(code)


def _tell_members(members: Sequence[Members], request: BuildRequest, console: Console) -> bool:
    """Print what is wrong with each makeready.toml; return False where that stops the batch before it begins."""
    if not console.as_json:
        for one in members:
            console.report_findings(one.findings, open_sources(one.top), strict=request.strict)
    return not any(request.is_stopped_by(found) for one in members for found in one.findings)


def _place_all(members: Iterable[Members]) -> list[Finding]:
    return [one for each in members for one in place_findings(each)]


def _compare_folders(
    roots: Sequence[Path], baseline: Sequence[BookReport], choice: BookChoice, console: Console
) -> None:
    """Tell where the baseline has none of the books, so that all is new: it may be that of another folder."""
    here = {name_book_folder(root, Path.cwd()) for root in roots}
    if not here & {one.folder for one in baseline}:
        known = make_safe(baseline[0].folder)
        console.remark(
            f"{make_safe(str(choice.baseline))} has none of these books, but {known}, so that all findings are new; "
            "run the batch in the folder that it was made in"
        )


def _is_bad(one: BookReport, *, strict: bool) -> bool:
    """Return True where a book was tried and something new is wrong with it."""
    return one.status is not BookStatus.SKIPPED and not is_sound(one, strict=strict)


def _sum_up(books: Sequence[BookReport], compared: bool, resumed: int) -> str:
    """Return how many books came to what, were taken from the journal, and how many findings are known and new."""
    parts = [describe_counts(books)]
    if resumed:
        parts.append(f"{resumed:,} from the journal")
    if compared:
        new = sum(len(one.findings) for one in books)
        parts.append(f"{sum(one.known for one in books):,} known, {new:,} new")
    return "; ".join(parts)


def _write_line(one: BookReport, console: Console, *, recalled: bool) -> str:
    """Return the line of a book: what came of it, its folder, seconds, extent, how much was found.

    One that was `recalled` from the journal says so: its seconds are those of the batch before.
    """
    status = console.results.paint(_COLOURS[one.status], one.status.value.ljust(9))
    words = [make_safe(one.folder)]
    if one.status is not BookStatus.SKIPPED:
        words.append(f"{one.seconds:.1f} s")
    known = f"{one.known:,} known" if one.known else ""
    words += [part for part in (_describe_extent(one), summarise_findings(one.findings), known) if part]
    words += ["(from the journal)"] if recalled else []
    return "  ".join((status, *words))


def _describe_extent(one: BookReport) -> str:
    """Return the pages of the longest print edition and the words of the longest EPUB, as far as there are any."""
    pages, texts = count_book_pages(one), count_book_words(one)
    parts = [count_words(pages, "page", "pages")] if pages is not None else []
    parts += [count_words(texts, "word", "words")] if texts is not None else []
    return ", ".join(parts)


def _print_findings(root: Path, one: BookReport, console: Console, *, strict: bool, others: int) -> None:
    """Print what was found in a book under its name, and why it failed; so many `others` for the same reason."""
    title = f" ({make_safe(one.title)})" if one.title else ""
    with group_lines(f"{one.folder}{f' ({one.title})' if one.title else ''}: {one.status.value}") as grouped:
        if not grouped:
            console.remark(f"\n{console.remarks.paint('strong', make_safe(one.folder))}{title}: {one.status.value}")
        if one.message:
            console.report_trouble(make_safe(one.message))
        if others:
            console.remark(f"the same is told of {count_words(others, 'other book', 'other books')}")
        console.report_findings(one.findings, open_sources(root), strict=strict)
