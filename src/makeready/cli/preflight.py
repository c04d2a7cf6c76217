"""`makeready preflight`: finished files and a profile go in; what their receiver would refuse comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import give_console
from makeready.cli.sources import shorten_path
from makeready.findings import ExitCode, Finding, Severity, StorageError, UsageError
from makeready.profiles import BUILT_IN, SHOPS, read_receiver
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import summarise_findings


@click.command(
    epilog="""\b
    Examples:
      makeready preflight book.pdf --profile kdp
      makeready preflight build/*.pdf --profile ingram --strict
      makeready preflight book.epub --profile apple
      makeready preflight book.pdf          what any printer would refuse
      makeready preflight book.pdf --profile kdp --format html > seen.html
      makeready preflight book.pdf --profile ingram --fix mended.pdf"""
)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("-p", "--profile", "name", type=click.Choice((*BUILT_IN, *SHOPS)), help="Whom the file is for.")
@click.option("--strict", is_flag=True, help="Let warnings fail the check, not errors only.")
@click.option(
    "--fix",
    "mended",
    type=click.Path(path_type=Path),
    metavar="OUT.pdf",
    help="Mend what can be mended without loss, and write the PDF here; the original stays as it is.",
)
@partial(give_console, forms=("sarif", "html"))
def preflight(console: Console, files: tuple[Path, ...], name: str | None, strict: bool, mended: Path | None) -> int:
    """Look at PDFs, whoever made them, as the printer or shop that is to take them does.

    Each finding has its page, its place in points from the lower left corner of the page as cut, and who asks for it.
    EPUBs are checked by the rules of `makeready check --own`, and by those of the shop. As HTML, one file is shown with
    pictures of its pages and the places marked.
    """
    from makeready.press.preflight import ANY, preflight_file

    console.command = "preflight"
    profile = (read_receiver(name) if name else None) or ANY
    grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    if len(files) > 1 and (mended is not None or console.form == "html"):
        raise UsageError("--fix and --format html take one file", "name them one after the other")
    for file in files:
        _require_readable(file)
    told: tuple[str, ...] = ()
    beside: tuple[Finding, ...] = ()
    refusal = None
    former: Counter[str] = Counter()
    if mended is not None:
        from makeready.press.mending import mend_file

        copy = mend_file(files[0], mended, profile)
        told, beside, refusal = copy.done, copy.findings, copy.refusal
        former = Counter(one.code for one in preflight_file(files[0], profile).findings)
        # What remains is told of the copy; where there is none, of the original.
        files = (mended,) if refusal is None else files
    everything: list[Finding] = []
    listed: list[Json] = []
    found: list[tuple[Path, tuple[Finding, ...]]] = []
    for file in files:
        findings = tuple(
            replace(one, location=_name_place(file, one.location))
            for one in (*beside, *preflight_file(file, profile).findings)
        )
        everything += findings
        if mended is not None and refusal is None:
            left = Counter(one.code for one in findings)
            gone = {code: count - left[code] for code, count in sorted(former.items()) if count > left[code]}
            told = (*told, *(f"{code} is no longer found ({count:,})" for code, count in gone.items()))
        found.append((file, findings))
        failed = any(one.severity in grave for one in findings)
        row: dict[str, Json] = {"file": shorten_path(file), "profile": profile.name, "passed": not failed}
        listed.append({**row, "mended": list(told)} if mended is not None else row)
        if console.form != "text":
            continue
        console.report_findings(findings, strict=strict)
        if not console.quiet:
            if refusal is not None:
                console.remark(make_safe(f"nothing was mended: {refusal}"))
            for one in told:
                console.print(f"mended: {make_safe(one)}")
            verdict = console.results.paint("error", "failed") if failed else console.results.paint("good", "passed")
            summed = summarise_findings(findings)
            summed = f" ({summed})" if summed else ""
            console.print(f"{make_safe(shorten_path(file))}: {verdict} for {profile.title}{summed}")
    code = ExitCode.FINDINGS if any(one.severity in grave for one in everything) else ExitCode.CLEAN
    if console.form == "json":
        console.print(render_json(command="preflight", exit_code=code, findings=everything, result=listed))
    elif console.form == "sarif":
        console.print(_render_sarif(found).removesuffix("\n"))
    elif console.form == "html":
        from makeready.press.proof import show_file

        text = show_file(files[0], everything, profile, shorten_path(files[0])).decode("utf-8")
        console.print(text.removesuffix("\n"))
    return int(code)


def _render_sarif(found: Sequence[tuple[Path, tuple[Finding, ...]]]) -> str:
    """Return what was found in files as SARIF: at the place in the manuscript where that is there, else in the file."""
    from makeready.report.books import BookReport, BookStatus
    from makeready.report.sarif import render_sarif

    books: list[BookReport] = []
    names = []
    for file, findings in found:
        # A PDF of ours lies in build/ of its project, or was put beside it.
        roots = (file.parent.parent, file.parent, Path())
        inside: dict[str, list[Finding]] = {}
        outside: list[Finding] = []
        for one in findings:
            source = one.span.source if one.span is not None else None
            root = next((root for root in roots if source and (root / source).is_file()), None)
            if root is None:
                place = (f"the manuscript at {one.span}",) if one.span is not None else ()
                outside.append(replace(one, span=None, notes=(*one.notes, *place)))
            else:
                inside.setdefault(shorten_path(root), []).append(one)
        names.append(shorten_path(file))
        books += [
            BookReport(folder=folder, status=BookStatus.BUILT, title=names[-1], findings=tuple(ones))
            for folder, ones in inside.items()
        ]
        books.append(BookReport(folder=names[-1], status=BookStatus.BUILT, title=names[-1], findings=tuple(outside)))
    return render_sarif(books, files=frozenset(names))


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
