"""`makeready package`: a project's folder and a receiver go in; a folder with all that is uploaded to it comes out."""

from __future__ import annotations

from pathlib import Path

import click

from makeready.cli.build import follow
from makeready.cli.console import Console
from makeready.cli.failures import describe_failures, report_failures
from makeready.cli.options import console_options, place_cache, require_cache, share_settings
from makeready.cli.scratch import use_scratch
from makeready.cli.sizes import write_size
from makeready.cli.sources import open_sources, shorten_path
from makeready.press.request import BuildRequest
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json


@click.command(
    epilog="""\b
    Examples:
      makeready package --for kdp               the project in this folder
      makeready package my-book --for ingram --strict

    \b
    Exit codes: 0 packed, 1 findings stopped it, 2 wrong usage, 3 a tool is missing,
    4 files cannot be read or written, 70 a bug of makeready, 130 interrupted."""
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--for", "receiver", required=True, metavar="NAME", help="Whom it is for: a profile, such as kdp.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Make this folder the package rather than build/package-NAME.",
)
@click.option("--strict", is_flag=True, help="Let warnings stop it, not errors only.")
@click.option("--own", is_flag=True, help="Only makeready's own rules, not EPUBCheck and qpdf.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Work in up to N processes.")
@place_cache
@share_settings
@console_options
def package(
    console: Console,
    path: Path,
    receiver: str,
    output: Path | None,
    strict: bool,
    own: bool,
    workers: int | None,
    cache: Path | None,
    cache_read_only: bool | None,
    workspace: bool,
) -> int:
    """Build the book in PATH for one receiver, look at the files as it does, and pack what is uploaded.

    The folder has the files under the names that the receiver likes, the metadata to paste as text and JSON, a check
    list with what was verified and what a person decides, and a manifest with SHA-256. It replaces a former package
    whole; where anything stops it, the former one stays as it was.
    """
    from makeready.press.package import package_project

    console.command = "package"
    require_cache(cache, no_cache=False)
    request = BuildRequest(
        strict=strict,
        check=not own,
        output=output,
        workers=workers,
        cache=cache,
        cache_read_only=cache_read_only,
        use_workspace=workspace,
    )
    with use_scratch(), follow(console) as progress:
        report = package_project(path, receiver, request=request, progress=progress)
    if console.as_json:
        files: list[Json] = [
            {"path": shorten_path(one.path), "role": one.role, "size": one.size, "sha256": one.sha256}
            for one in report.files
        ]
        console.print(
            render_json(
                command="package",
                exit_code=report.exit_code,
                findings=report.findings,
                failures=describe_failures(report.failures),
                result={
                    "receiver": receiver,
                    "folder": shorten_path(report.folder) if report.folder else None,
                    "files": files,
                },
            )
        )
        return int(report.exit_code)
    console.report_findings(report.findings, open_sources(path), strict=strict)
    report_failures(console, report.failures)
    if console.quiet:
        return int(report.exit_code)
    if report.exit_code or report.folder is None:
        console.remark("nothing was packed")
        return int(report.exit_code)
    for one in report.files:
        console.print(f"{make_safe(shorten_path(one.path))}  {one.role}  {write_size(one.size)}")
    return int(report.exit_code)
