"""`makeready proof`: a project's folder goes in; one HTML page that shows its pages comes out."""

from __future__ import annotations

from pathlib import Path

import click

from makeready.cli.build import follow
from makeready.cli.console import Console
from makeready.cli.failures import describe_failures, report_failures
from makeready.cli.options import choose_fit, console_options, place_cache, require_cache, share_settings
from makeready.cli.scratch import use_scratch
from makeready.cli.sizes import write_size
from makeready.cli.sources import open_sources, shorten_path
from makeready.findings import UsageError
from makeready.press.request import BuildRequest
from makeready.report.display import make_safe
from makeready.report.json import render_json
from makeready.report.text import count_words


@click.command(
    epilog="""\b
    Examples:
      makeready proof                        the first print edition of the project in this folder
      makeready proof my-book --profile kdp  as it would be made for this receiver"""
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("-e", "--edition", metavar="NAME", help="This print edition rather than the first one.")
@click.option("--profile", metavar="NAME", help="The print edition as it is made for this receiver, such as kdp.")
@choose_fit
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write this file rather than build/proof-NAME.html.",
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Work in up to N processes.")
@place_cache
@share_settings
@console_options
def proof(
    console: Console,
    path: Path,
    edition: str | None,
    profile: str | None,
    fit: bool,
    output: Path | None,
    workers: int | None,
    cache: Path | None,
    cache_read_only: bool | None,
    workspace: bool,
) -> int:
    """Write one HTML page, without network, that shows the pages of a book as spreads.

    What was found stands at its place; where pages are cut, bleed, text and safe area are shown on request. Pages that
    will be blank are marked, and so are those that have changed since the proof that the file held before.
    """
    from makeready.press.proof import make_proof

    console.command = "proof"
    require_cache(cache, no_cache=False)
    if edition and profile:
        raise UsageError("--profile makes an edition of its own, and --edition chooses another", "leave one out")
    request = BuildRequest(
        editions=(edition,) if edition else (),
        profiles=(profile,) if profile else (),
        fit=fit,
        output=output,
        workers=workers,
        cache=cache,
        cache_read_only=cache_read_only,
        use_workspace=workspace,
    )
    with use_scratch(), follow(console) as progress:
        report = make_proof(path, request=request, progress=progress)
    if console.as_json:
        console.print(
            render_json(
                command="proof",
                exit_code=report.exit_code,
                findings=report.findings,
                failures=describe_failures(report.failures),
                result={
                    "path": shorten_path(report.path) if report.path else None,
                    "pages": report.pages,
                    "blank": list(report.blank),
                    "changed": None if report.changed is None else list(report.changed),
                    "size": report.size,
                },
            )
        )
        return int(report.exit_code)
    console.report_findings(report.findings, open_sources(path))
    report_failures(console, report.failures)
    if console.quiet:
        return int(report.exit_code)
    if report.path is None:
        console.remark("nothing was written")
        return int(report.exit_code)
    told = [count_words(report.pages, "page", "pages"), f"{len(report.blank):,} blank"]
    if report.changed is not None:
        told.append(f"{len(report.changed):,} changed since the last proof")
    console.print(f"{make_safe(shorten_path(report.path))}  {', '.join(told)}  {write_size(report.size)}")
    return int(report.exit_code)
