"""`makeready check`: finished files go in; what our rules and the outside judges find in them comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.cli.sources import shorten_path
from makeready.findings import ExitCode, Finding, Severity, StorageError
from makeready.report.display import make_safe
from makeready.report.json import render_json
from makeready.report.text import summarise_findings


@click.command(
    epilog="""\b
    Examples:
      makeready check build/my-book.epub
      makeready check build/*.epub build/*.pdf --strict
      makeready check book.pdf --own        without EPUBCheck and qpdf"""
)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--strict", is_flag=True, help="Let warnings fail the check, not errors only.")
@click.option("--own", is_flag=True, help="Only makeready's own rules, not EPUBCheck and qpdf.")
@console_options
def check(console: Console, files: tuple[Path, ...], strict: bool, own: bool) -> int:
    """Check finished EPUB and PDF files, whoever made them: our own rules, EPUBCheck, qpdf.

    A judge that is not installed is a finding: what was not checked has not passed.
    """
    console.command = "check"
    grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    everything: list[Finding] = []
    for file in files:
        findings = _check_file(file, outside=not own)
        everything += findings
        if console.as_json:
            continue
        console.report_findings(findings, strict=strict)
        failed = any(f.severity in grave for f in findings)
        if not console.quiet:
            verdict = console.results.paint("error", "failed") if failed else console.results.paint("good", "passed")
            told = summarise_findings(findings)
            console.print(f"{make_safe(shorten_path(file))}: {verdict}{f' ({told})' if told else ''}")
    code = ExitCode.FINDINGS if any(f.severity in grave for f in everything) else ExitCode.CLEAN
    if console.as_json:
        console.print(render_json(command="check", exit_code=code, findings=everything))
    return int(code)


def _check_file(file: Path, *, outside: bool) -> tuple[Finding, ...]:
    """Return what is found in `file`, its name before every place. Raises StorageError where it cannot be read."""
    from makeready.checks.run import check_file

    try:
        with file.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise StorageError(f"{file} cannot be read: {error.strerror}") from error
    outcome = check_file(file, outside=outside)
    return tuple(replace(f, location=_name_place(file, f.location)) for f in outcome.findings)


def _name_place(file: Path, location: str | None) -> str:
    """Return where in `file` something was found: its path as it was given, then the place inside."""
    name = shorten_path(file)
    inside = (location or "").removeprefix(file.name).lstrip(": ")
    return f"{name}: {inside}" if inside else name
