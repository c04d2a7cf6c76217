"""`makeready themes`: nothing goes in; the themes that there are, what each is for and whose it is, come out."""

from __future__ import annotations

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.findings import ExitCode
from makeready.report.display import make_safe
from makeready.report.json import render_json
from makeready.style.themes import describe_themes


@click.command(
    epilog="""\b
    Examples:
      makeready themes                   what there is
      makeready themes --format json     the same for a program

    One word in book.toml chooses one: theme = "technical"."""
)
@console_options
def themes(console: Console) -> int:
    """Show the themes that a book may be set in, what each is for, and the package that brings it."""
    console.command = "themes"
    found, findings = describe_themes()
    code = int(ExitCode.FINDINGS if findings else ExitCode.CLEAN)
    if console.as_json:
        told = [
            {
                "name": one.name,
                "title": one.title,
                "purpose": one.purpose,
                "origin": one.origin,
                "over": one.over or None,
                "families": dict(one.families),
            }
            for one in found
        ]
        console.print(render_json(command="themes", exit_code=code, findings=findings, result={"themes": told}))
        return code
    console.report_findings(findings)
    paint = console.results.paint
    for one in found:
        over = f", over {one.over}" if one.over else ""
        console.print(
            f"{paint('strong', make_safe(one.name))}  {make_safe(one.title)}, of {make_safe(one.origin)}{over}"
        )
        console.print(f"  {make_safe(one.purpose)}")
    return code
