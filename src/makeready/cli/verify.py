"""`makeready verify`: a project's folder goes in; what is no longer as its manifest says comes out."""

from __future__ import annotations

import re
from pathlib import Path

import click

from makeready.cli.build import follow
from makeready.cli.console import Console
from makeready.cli.failures import describe_failures, report_failures
from makeready.cli.options import console_options
from makeready.cli.scratch import use_scratch
from makeready.cli.sources import open_sources, shorten_path
from makeready.findings import ExitCode, Finding, Severity, UsageError
from makeready.press.manifest import MANIFEST, read_schema
from makeready.press.provenance import write_provenance
from makeready.press.verify import Verification, verify_project
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import count_words
from makeready.workspace import OutputFolder

BUILDER = "MAKEREADY_BUILDER"
_SHORT_DIGEST = 12


@click.command(
    epilog="""\b
    Examples:
      makeready verify                       build/ of the project in this folder
      makeready verify my-book --rebuild     build it again and compare the bytes
      makeready verify --strict              an older text or a stray book fails too
      makeready verify --provenance book.intoto.json --builder https://ci.example.org/books

    \b
    Exit codes: 0 as the manifest says, 1 findings, 2 wrong usage, 3 a tool is missing,
    4 files cannot be read or written, 70 a bug of makeready, 130 interrupted."""
)
@click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PROJECT]")
@click.option("--strict", is_flag=True, help="Let warnings fail too: an older text, a book that nobody named.")
@click.option("--rebuild", is_flag=True, help="Build again elsewhere, without the cache, and compare byte by byte.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the files and their manifest, rather than the project's build/.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Lay out pages of --rebuild in up to N processes."
)
@click.option(
    "--provenance",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where all is sound, write an in-toto statement (SLSA provenance, not signed).",
)
@click.option(
    "--builder", envvar=BUILDER, metavar="URI", help=f"Who builds, for --provenance; by default the variable {BUILDER}."
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of manifests, and do nothing else.")
@console_options
def verify(
    console: Console,
    path: Path,
    strict: bool,
    rebuild: bool,
    output: Path | None,
    workers: int | None,
    provenance: Path | None,
    builder: str | None,
    schema: bool,
) -> int:
    """Compare the files that were built for PROJECT, by default in this folder, with their manifest.

    Each build writes manifest.json beside its files: their SHA-256, what they were made from, and by which versions.
    """
    console.command = "verify"
    if schema:
        console.print(read_schema().rstrip("\n"))
        return int(ExitCode.CLEAN)
    if provenance is not None and not builder:
        raise UsageError("--provenance has to name who builds", f"add --builder URI, or set {BUILDER}")
    if provenance is not None and re.search(r"[\\\x00-\x1f]", provenance.name):
        raise UsageError(f"{provenance.name!r} is no name for a file", "name another file with --provenance")
    with use_scratch(), follow(console) as progress:
        result = verify_project(path, output=output, rebuild=rebuild, workers=workers, progress=progress)
    code = _choose_exit_code(result, strict=strict)
    if provenance is not None and builder and result.manifest is not None and code is ExitCode.CLEAN:
        OutputFolder(provenance.absolute().parent).write(provenance.name, write_provenance(result.manifest, builder))
    stated = provenance if code is ExitCode.CLEAN else None
    if console.as_json:
        console.print(_render_json(result, code, rebuilt=rebuild, stated=stated))
    else:
        _print_result(result, console, path, code, strict=strict, rebuilt=rebuild)
        if provenance is not None and not console.quiet:
            said = f"wrote {shorten_path(provenance)}" if stated else f"{shorten_path(provenance)} was not written"
            console.remark(make_safe(said))
    return int(code)


def _choose_exit_code(result: Verification, *, strict: bool) -> ExitCode:
    if result.failures:
        return ExitCode.BUG
    grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return ExitCode.FINDINGS if any(one.severity in grave for one in result.findings) else ExitCode.CLEAN


def _print_result(
    result: Verification, console: Console, root: Path, code: ExitCode, *, strict: bool, rebuilt: bool
) -> None:
    console.report_findings(result.findings, open_sources(root), strict=strict)
    report_failures(console, result.failures)
    if console.quiet:
        return
    paint, manifest = console.results.paint, result.manifest
    verdict = paint("error", "failed") if code else paint("good", "verified")
    told = ""
    if manifest is not None:
        again = ", a second build gave the same bytes" if rebuilt and not code and not _has(result, "VF007") else ""
        files = count_words(len(manifest.artifacts), "file", "files")
        told = f" ({len(result.sound)} of {files} as built{again})"
    console.print(f"{make_safe(shorten_path(result.output / MANIFEST))}: {verdict}{told}")
    if console.verbose and manifest is not None:
        for one in manifest.artifacts:
            state = "as built" if one.name in result.sound else "NOT as built"
            place = make_safe(shorten_path(result.output / one.name))
            console.remark(f"{place}  {state}  sha256 {one.sha256[:_SHORT_DIGEST]}")


def _has(result: Verification, code: str) -> bool:
    return any(one.code == code for one in result.findings)


def _render_json(result: Verification, code: ExitCode, *, rebuilt: bool, stated: Path | None) -> str:
    findings: tuple[Finding, ...] = result.findings
    listed: list[Json] = []
    for one in result.manifest.artifacts if result.manifest is not None else ():
        listed.append({"name": one.name, "size": one.size, "sha256": one.sha256, "sound": one.name in result.sound})
    return render_json(
        command="verify",
        exit_code=code,
        findings=findings,
        failures=describe_failures(result.failures),
        result={
            "manifest": shorten_path(result.output / MANIFEST),
            "artifacts": listed,
            "rebuilt": rebuilt,
            "provenance": None if stated is None else shorten_path(stated),
        },
    )
