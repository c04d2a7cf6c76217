"""`makeready fonts add`: the name of a family and a project's folder go in; its files are copied into the project."""

from __future__ import annotations

from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.press.font_survey import add_family
from makeready.report.display import make_safe
from makeready.report.json import render_json


@click.command(
    epilog="""\b
    Examples:
      makeready fonts add "Libertinus Serif"              into the project in this folder
      makeready fonts add "Source Serif 4" my-book        into another one"""
)
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@console_options
def add(console: Console, name: str, path: Path) -> None:
    """Copy the font files of the family NAME into the project PATH: into fonts/, or the folder that book.toml names.

    It is looked for among the typefaces of this machine, then among those of installed packages. Whether its licence
    allows to pass the files on is yours to know.
    """
    console.command = "fonts add"
    paths = add_family(path, name)
    if console.as_json:
        console.print(render_json(command="fonts add", exit_code=0, result={"files": [*paths]}))
    elif not console.quiet:
        for one in paths:
            console.print(make_safe(one))
        console.print(f'now give it a role in book.toml: [typefaces] text = "{make_safe(name)}"')
