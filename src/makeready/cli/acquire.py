"""`makeready acquire`: saved pages, Word files and EPUBs go in; a manuscript with its provenance comes out."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.cli.sources import shorten_path
from makeready.findings import ExitCode, UsageError
from makeready.report.display import make_safe
from makeready.report.json import render_json


@click.command(
    epilog="""\b
    Examples:
      makeready acquire review.html --into my-review && makeready build my-review
      makeready acquire page.txt --into my-review --keep 31 --accept all
      makeready acquire novel.docx --into novel --changes accept
      makeready acquire one.html two.html --into collection --title "Two Reviews\""""
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--into", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder to write.")
@click.option("--title", help="The title of the book, where the sources have several or none.")
@click.option(
    "--keep", multiple=True, metavar="LINE", help="Take back what was left out at this line of the source (FILE:LINE)."
)
@click.option("--drop", multiple=True, metavar="LINE", help="Leave out what stands at this line of the source.")
@click.option("--accept", metavar="N,N|all", help="Correct these suspected slips; the book says which.")
@click.option(
    "--changes",
    type=click.Choice(["accept", "reject", "keep"]),
    help="Tracked changes of a Word file; without it they are accepted, and told.",
)
@click.option("--network", is_flag=True, help="Allow SOURCE to be an address of the web; the page alone is fetched.")
@click.option("--force", is_flag=True, help="Overwrite files in DIR that were changed by hand.")
@console_options
def acquire(
    console: Console,
    sources: tuple[str, ...],
    into: Path,
    title: str | None,
    keep: tuple[str, ...],
    drop: tuple[str, ...],
    accept: str | None,
    changes: str | None,
    network: bool,
    force: bool,
) -> int:
    """Write a manuscript from saved pages (.html, .mhtml, .webarchive, .txt), .docx, .odt, .rtf, .epub or Markdown.

    What a source says of who wrote what, where and when becomes data in book.toml, with its evidence. What is no part
    of the text is in acquired/left-out.md, and every word is accounted for. Several sources become chapters in their
    order.
    """
    from makeready.acquire.run import Wishes, acquire_sources

    console.command = "acquire"
    if title is not None and (not title.strip() or not title.isprintable()):
        raise UsageError("--title is empty or has a character that cannot be printed")
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into} is a file, not a folder")
    wishes = Wishes(
        keep=keep, drop=drop, accept=_read_numbers(accept), changes=changes, title=title and title.strip(), force=force
    )
    outcome = acquire_sources(_name_sources(sources, network=network), into, wishes)
    result = outcome.value
    code = ExitCode.CLEAN if result is not None else ExitCode.FINDINGS
    if console.as_json:
        told: dict[str, Any] = {"files": [shorten_path(path) for path in result.files] if result else []}
        if result is not None:
            account = result.account
            told["words"] = {"source": account.source, "kept": account.kept, "left_out": account.left_out}
            told["left_out"] = [
                {"place": str(one.place), "name": one.name, "reason": one.reason} for one in result.left_out
            ]
        console.print(render_json(command="acquire", exit_code=code, findings=outcome.findings, result=told))
        return int(code)
    console.report_findings(outcome.findings, _open_texts(result.sources if result else {}))
    if result is not None and not console.quiet:
        for path in result.files:
            console.print(make_safe(shorten_path(path)))
        account = result.account
        kinds = Counter(one.name.rpartition("-")[0] for one in result.left_out)
        shown = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(8))
        left = f", {account.left_out:,} left out ({shown})" if account.left_out else ""
        said = f", {account.told:,} told by book.toml" if account.told else ""
        console.remark(f"\n{account.source:,} words: {account.kept:,} in the manuscript{said}{left}; none lost")
        console.remark(
            f"Now look at it, change what is wrong, and build it with\n  makeready build {shlex.quote(str(into))}"
        )
    return int(code)


def _read_numbers(accept: str | None) -> tuple[int, ...] | None:
    if accept is None:
        return ()
    if accept.strip() == "all":
        return None
    if not re.fullmatch(r"\s*\d{1,6}(?:\s*,\s*\d{1,6})*\s*", accept, re.ASCII):
        raise UsageError(f"--accept {accept!r} is no list of numbers", "give numbers of acquired/slips.md, or all")
    return tuple(int(number) for number in accept.split(","))


def _name_sources(sources: tuple[str, ...], *, network: bool) -> list[tuple[Path | str, str]]:
    """Return the sources with the names that places tell them by: those of the files, where they are different."""
    from makeready.network import is_address

    if not network and any(is_address(one) for one in sources):
        raise UsageError("a source is an address of the web", "add --network to have it fetched, or name a saved page")
    paths: list[Path | str] = [one if is_address(one) else Path(one) for one in sources]
    counts = Counter(path.name for path in paths if isinstance(path, Path))
    return [
        (path, path) if isinstance(path, str) else (path, path.name if counts[path.name] == 1 else path.as_posix())
        for path in paths
    ]


def _open_texts(texts: Mapping[str, tuple[str, ...]]) -> Any:
    return lambda path: "\n".join(texts[path]) if path in texts else None
