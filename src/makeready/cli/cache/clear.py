"""`makeready cache clear`: a project's folder goes in; what its builds remember is removed, and how much comes out."""

from __future__ import annotations

from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options, place_cache
from makeready.cli.sizes import write_size
from makeready.cli.sources import shorten_path
from makeready.press.shared import find_cache
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import count_words
from makeready.store import clear_store


@click.command(
    epilog="""\b
    Examples:
      makeready cache clear                    of the project in this folder
      makeready cache clear my-book            of another one
      makeready cache clear --cache /tmp/c     of builds that were told --cache /tmp/c"""
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@place_cache
@console_options
def clear(console: Console, path: Path, cache: Path | None) -> None:
    """Remove what the builds of the project PATH remember. The books stay.

    Only what makeready put there is removed, and a folder that it did not make is refused.
    """
    console.command = "cache clear"
    folder = find_cache(path, cache)
    removed = clear_store(folder)
    shown = shorten_path(folder)
    if console.as_json:
        told: Json = {"folder": shown, "entries": removed.entries, "size": removed.size}
        console.print(render_json(command="cache clear", exit_code=0, result=told))
    elif not console.quiet:
        entries = count_words(removed.entries, "entry", "entries")
        what = f"removed {entries}, {write_size(removed.size)}" if removed.entries else "empty, nothing to remove"
        console.print(f"{make_safe(shown)}: {what}")
