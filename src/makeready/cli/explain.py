"""`makeready explain`: a code goes in; what it means, why it matters and how to mend it come out."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.findings import CATALOGUE, Entry, UsageError
from makeready.findings.catalogue import RETIRED
from makeready.report.json import Json, render_json

_WIDTH = 88


def _complete_code(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [
        CompletionItem(code, help=entry.title)
        for code, entry in sorted(CATALOGUE.items())
        if code.startswith(incomplete.upper())
    ]


@click.command(
    epilog="""\b
    Examples:
      makeready explain MD012     one code
      makeready explain           all codes, a line each"""
)
@click.argument("code", required=False, shell_complete=_complete_code)
@console_options
def explain(console: Console, code: str | None) -> None:
    """Say what the code of a finding means, why it matters and how to mend it.

    Codes stand in brackets at the head of a finding: error[MD012]. Without CODE all of them are listed.
    """
    console.command = "explain"
    entries = [find_entry(code)] if code else [entry for _, entry in sorted(CATALOGUE.items())]
    if console.as_json:
        told = [_describe(entry) for entry in entries]
        console.print(render_json(command="explain", exit_code=0, result=told[0] if code else told))
    elif code:
        console.print(_render_entry(entries[0], console))
    else:
        for entry in entries:
            paint = console.results.paint
            console.print(f"{entry.code}  {paint(entry.severity.value, f'{entry.severity.value:<7}')}  {entry.title}")


def find_entry(code: str) -> Entry:
    """Return the catalogue's entry for `code`, in capitals or not; UsageError with near codes where there is none."""
    wanted = code.strip().upper()
    if wanted in CATALOGUE:
        return CATALOGUE[wanted]
    if wanted in RETIRED:
        raise UsageError(f"{wanted} is retired: this version of makeready finds nothing under it")
    near = difflib.get_close_matches(wanted, CATALOGUE, n=4, cutoff=0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else "makeready explain, without a code, lists all"
    raise UsageError(f"there is no code {code!r}", hint)


def _describe(entry: Entry) -> Json:
    return {
        "code": entry.code,
        "severity": entry.severity.value,
        "title": entry.title,
        "explanation": entry.explanation,
        "remedy": entry.remedy,
    }


def _render_entry(entry: Entry, console: Console) -> str:
    paint = console.results.paint
    head = paint(entry.severity.value, f"{entry.severity.value}[{entry.code}]") + paint("strong", f": {entry.title}")
    parts: Sequence[str] = (
        head,
        "",
        textwrap.fill(entry.explanation, _WIDTH),
        "",
        f"{paint('help', 'To mend it:')} {textwrap.fill(entry.remedy, _WIDTH, initial_indent=' ' * 12).strip()}",
    )
    return "\n".join(parts)
