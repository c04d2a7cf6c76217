"""`makeready build`: a project's folder goes in; its books, and what was found, come out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from makeready.cli.bar import ProgressBar
from makeready.cli.console import Console, is_terminal
from makeready.cli.failures import describe_failures, report_failures
from makeready.cli.options import (
    choose_editions,
    choose_fit,
    choose_request,
    console_options,
    place_cache,
    require_cache,
    share_settings,
)
from makeready.cli.scratch import use_scratch
from makeready.cli.sizes import SizeParameter, write_size
from makeready.cli.sources import open_sources, shorten_path
from makeready.press.request import BuildReport, BuildRequest, Progress, Reuse, Written
from makeready.press.run import build_project
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import count_words
from makeready.report.times import describe_times, render_times
from makeready.store import DEFAULT_LIMIT
from makeready.workers import Bounds

_SHORT_DIGEST = 12


@click.command(
    epilog="""\b
    Examples:
      makeready build                        the project in this folder
      makeready build my-book --to epub      only its EPUBs
      makeready build --edition print        only the edition called print
      makeready build --strict --check       the last build before it goes out
      makeready build --no-cache             everything anew; the same files come out

    \b
    Exit codes: 0 built, 1 findings stopped it, 2 wrong usage, 3 a tool is missing,
    4 files cannot be read or written, 70 a bug of makeready, 130 interrupted."""
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@choose_editions
@choose_fit
@click.option("--strict", is_flag=True, help="Let warnings stop the build, not errors only.")
@click.option("--check", is_flag=True, help="Ask EPUBCheck and qpdf too, before the files are put in place.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Put the files here rather than into the project's build/.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Lay out pages in up to N processes; by default as many as cores and memory suffice for.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    default=Bounds().seconds,
    metavar="SECONDS",
    help="Give up a part of a book that takes the processor longer, by default 20 and more for long ones.",
)
@click.option(
    "--memory-limit",
    type=SizeParameter(),
    default=Bounds().memory,
    metavar="SIZE",
    help="Give up a part of a book that takes more memory, by default 768MiB and more for long ones.",
)
@place_cache
@share_settings
@click.option("--no-cache", is_flag=True, help="Remember nothing, and use nothing that is remembered.")
@click.option(
    "--cache-limit",
    type=SizeParameter(),
    default=DEFAULT_LIMIT,
    metavar="SIZE",
    help="Let the cache hold no more: 500M, 2G …, by default 1GiB; what was not used for the longest time goes.",
)
@click.option("--times", is_flag=True, help="Say where the time went, stage by stage.")
@console_options
def build(
    console: Console,
    path: Path,
    editions: tuple[str, ...],
    targets: tuple[str, ...],
    profiles: tuple[str, ...],
    fit: bool,
    strict: bool,
    check: bool,
    output: Path | None,
    workers: int | None,
    time_limit: float,
    memory_limit: int,
    cache: Path | None,
    cache_read_only: bool | None,
    workspace: bool,
    no_cache: bool,
    cache_limit: int,
    times: bool,
) -> int:
    """Build the book in PATH, by default this folder, as EPUB and PDF.

    PATH is a project, a folder of another system (mdBook, GitBook, Quarto …), or one file of text.

    The files come into build/ once all of them passed every check. Where a finding stops the build, or anything
    fails, build/ stays as it was.
    """
    console.command = "build"
    require_cache(cache, no_cache=no_cache)
    chosen = choose_request(editions, targets, profiles)
    request = BuildRequest(
        editions=chosen[0],
        targets=chosen[1],
        profiles=chosen[2],
        fit=fit,
        strict=strict,
        check=check,
        output=output,
        workers=workers,
        time_limit=time_limit,
        memory_limit=memory_limit,
        cache=cache,
        use_cache=not no_cache,
        cache_limit=cache_limit,
        cache_read_only=cache_read_only,
        use_workspace=workspace,
    )
    with use_scratch(), follow(console) as progress:
        report = build_project(path, request=request, progress=progress)
    if console.as_json:
        console.print(_render_json(report, times=times))
    else:
        _print_report(report, console, path)
        if times:
            console.remark(render_times(report.times, console.remarks))
    return int(report.exit_code)


@contextlib.contextmanager
def follow(console: Console) -> Iterator[Progress | None]:
    """Give what hears of the steps: a bar on a terminal, a line a step where --verbose asks for it."""

    def show_step(what: str, done: int, total: int) -> None:
        console.remark(f"[{done + 1}/{total}] {make_safe(what)}")

    if console.as_json or console.quiet:
        yield None
    elif console.verbose:
        yield show_step
    elif is_terminal(sys.stderr):
        with ProgressBar(sys.stderr) as bar:
            yield bar
    else:
        yield None


def _print_report(report: BuildReport, console: Console, root: Path) -> None:
    console.report_findings(report.findings, open_sources(root), strict=report.request.strict)
    if not console.quiet:
        for one in report.accepted:
            console.remark(make_safe(str(one)))
    report_failures(console, report.failures)
    why = "it was left as an earlier build made it" if report.exit_code else "it is about the pages of an earlier build"
    for left in report.not_current:
        words = f"{make_safe(shorten_path(left))} is NOT current: {why}"
        console.remark(console.remarks.paint("warning", words))
    if report.exit_code:
        if not report.not_current and not console.quiet:
            console.remark("nothing was written")
    elif not console.quiet:
        console.print(_render_written(report.written, console))
        for line in _describe_reuse(report.reuse, verbose=console.verbose):
            console.remark(console.remarks.paint("faint", make_safe(line)))


def _describe_reuse(reuse: Reuse, *, verbose: bool) -> Iterator[str]:
    """Give the lines that say what was taken from earlier builds, and what stood in the way of that."""
    if reuse.whole:
        yield "nothing has changed: taken from the cache as it was made before"
    made = dict(reuse.made)
    counts = [f"{count} of {count + made.get(kind, 0)} {kind}" for kind, count in reuse.reused]
    if counts:
        yield f"reused from the cache: {', '.join(counts)}"
    if reuse.trouble:
        yield f"nothing more is kept in the cache: {reuse.trouble}"
    if verbose:
        for edition, reason in reuse.in_one_piece:
            yield f"{edition}: laid out in one piece, not in parts: {reason}"


def _render_written(written: tuple[Written, ...], console: Console) -> str:
    """Return a line for each file: path, edition, pages or words, size, the beginning of its SHA-256."""
    rows = [
        (
            make_safe(shorten_path(one.path)),
            make_safe(one.artifact.edition.name),
            _describe_extent(one),
            write_size(len(one.artifact.content)),
            f"sha256 {one.artifact.digest[:_SHORT_DIGEST]}",
        )
        for one in written
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(5)] if rows else []
    paint = console.results.paint
    return "\n".join(
        "  ".join(
            (
                paint("good", row[0].ljust(widths[0])),
                row[1].ljust(widths[1]),
                row[2].rjust(widths[2]),
                row[3].rjust(widths[3]),
                paint("faint", row[4]),
            )
        )
        for row in rows
    )


def _describe_extent(one: Written) -> str:
    if one.artifact.page_count is not None:
        return count_words(one.artifact.page_count, "page", "pages")
    return count_words(one.artifact.word_count, "word", "words") if one.artifact.word_count is not None else ""


def _render_json(report: BuildReport, *, times: bool) -> str:
    artifacts: list[Json] = [
        {
            "path": shorten_path(one.path),
            "edition": one.artifact.edition.name,
            "target": one.artifact.edition.target.value,
            "media_type": one.artifact.media_type,
            "size": len(one.artifact.content),
            "sha256": one.artifact.digest,
            "pages": one.artifact.page_count,
            "words": one.artifact.word_count,
        }
        for one in report.written
    ]
    return render_json(
        command="build",
        exit_code=report.exit_code,
        findings=report.findings,
        accepted=[asdict(one) for one in report.accepted],
        artifacts=artifacts,
        not_current=[shorten_path(path) for path in report.not_current],
        failures=describe_failures(report.failures),
        times=describe_times(report.times) if times else None,
        reuse={
            "whole": report.reuse.whole,
            "reused": dict(report.reuse.reused),
            "made": dict(report.reuse.made),
        },
    )
