"""`makeready preflight`: finished files and a profile go in; what their receiver would refuse comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.cli.sources import shorten_path
from makeready.findings import ExitCode, Finding, Severity, StorageError
from makeready.profiles import BUILT_IN, read_profile
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import summarise_findings


@click.command(
    epilog="""\b
    Examples:
      makeready preflight book.pdf --profile kdp
      makeready preflight build/*.pdf --profile ingram --strict
      makeready preflight book.pdf          what any printer would refuse"""
)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("-p", "--profile", "name", type=click.Choice(BUILT_IN), help="Whom the file is for.")
@click.option("--strict", is_flag=True, help="Let warnings fail the check, not errors only.")
@console_options
def preflight(console: Console, files: tuple[Path, ...], name: str | None, strict: bool) -> int:
    """Look at PDFs, whoever made them, as the printer or shop that is to take them does.

    Each finding has its page, its place in points from the lower left corner of the page as cut, and who asks for it.
    EPUBs are checked by the rules of `makeready check --own`.
    """
    from makeready.press.preflight import ANY, preflight_file

    console.command = "preflight"
    profile = (read_profile(name) if name else None) or ANY
    grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    everything: list[Finding] = []
    listed: list[Json] = []
    for file in files:
        _require_readable(file)
        findings = tuple(
            replace(one, location=_name_place(file, one.location)) for one in preflight_file(file, profile).findings
        )
        everything += findings
        failed = any(one.severity in grave for one in findings)
        listed.append({"file": shorten_path(file), "profile": profile.name, "passed": not failed})
        if console.as_json:
            continue
        console.report_findings(findings, strict=strict)
        if not console.quiet:
            verdict = console.results.paint("error", "failed") if failed else console.results.paint("good", "passed")
            told = summarise_findings(findings)
            told = f" ({told})" if told else ""
            console.print(f"{make_safe(shorten_path(file))}: {verdict} for {profile.title}{told}")
    code = ExitCode.FINDINGS if any(one.severity in grave for one in everything) else ExitCode.CLEAN
    if console.as_json:
        console.print(render_json(command="preflight", exit_code=code, findings=everything, result=listed))
    return int(code)


def _require_readable(file: Path) -> None:
    try:
        with file.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise StorageError(f"{file} cannot be read: {error.strerror}") from error


def _name_place(file: Path, location: str | None) -> str:
    """Return where in `file` something was found: its path as it was given, then the place inside."""
    name = shorten_path(file)
    inside = (location or "").removeprefix(file.name).lstrip(": ")
    return f"{name}: {inside}" if inside else name
