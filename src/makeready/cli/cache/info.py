"""`makeready cache info`: a project's folder goes in; how much its builds remember, and where, comes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options, place_cache
from makeready.cli.sizes import write_size
from makeready.cli.sources import shorten_path
from makeready.press.shared import find_cache
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.store import StoreSummary, describe_store


@click.command(
    epilog="""\b
    Examples:
      makeready cache info                    of the project in this folder
      makeready cache info my-book            of another one
      makeready cache info --cache /tmp/c     of builds that were told --cache /tmp/c"""
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@place_cache
@console_options
def info(console: Console, path: Path, cache: Path | None) -> None:
    """Show how much the builds of the project PATH remember: folder, entries, size, limit.

    A build removes what was not used for the longest time once the limit is passed; the limit shown is the one
    without --cache-limit.
    """
    console.command = "cache info"
    folder = find_cache(path, cache)
    summary = describe_store(folder)
    if console.as_json:
        told: Json = {
            "folder": shorten_path(folder),
            "entries": summary.entries,
            "size": summary.size,
            "limit": summary.limit,
            "oldest": summary.oldest.isoformat() if summary.oldest else None,
        }
        console.print(render_json(command="cache info", exit_code=0, result=told))
        return
    for line in _render(folder, summary, console):
        console.print(line)


def _render(folder: Path, summary: StoreSummary, console: Console) -> Iterator[str]:
    yield console.results.paint("strong", make_safe(shorten_path(folder)))
    yield f"  entries  {summary.entries or 'none, it is empty'}"
    yield f"  size     {write_size(summary.size)}"
    yield f"  limit    {write_size(summary.limit)}"
    if summary.oldest:
        yield f"  oldest   used {summary.oldest:%Y-%m-%d %H:%M} UTC"
