"""`makeready themes`: nothing or a name goes in; the themes that there are, or what one of them offers, comes out."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.findings import ExitCode
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.style.themes import Theme, choose_families, describe_themes, find_installed_themes, list_tokens
from makeready.themes import list_themes


def _complete_name(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in list_themes() if name.startswith(incomplete)]


@click.command(
    epilog="""\b
    Examples:
      makeready themes                   what there is
      makeready themes technical         what one offers: page sizes, cover, typefaces, tokens
      makeready themes --format json     the same for a program

    One word in book.toml chooses one: theme = "technical"."""
)
@click.argument("name", required=False, shell_complete=_complete_name)
@console_options
def themes(console: Console, name: str | None) -> int:
    """Show the themes that a book may be set in, what each is for, and the package that brings it.

    With NAME, show what one theme offers: the page sizes that it is meant for, its cover, its typefaces, and the
    tokens that a style sheet of yours may set, with the theme that each value comes from.
    """
    console.command = "themes"
    return _list_all(console) if name is None else _show_one(console, name)


def _list_all(console: Console) -> int:
    found, findings = describe_themes()
    code = int(ExitCode.FINDINGS if findings else ExitCode.CLEAN)
    if console.as_json:
        told: Json = {"themes": [_describe(one) for one in found]}
        console.print(render_json(command="themes", exit_code=code, findings=findings, result=told))
        return code
    console.report_findings(findings)
    for one in found:
        _print_head(console, one)
    return code


def _show_one(console: Console, name: str) -> int:
    outcome = find_installed_themes(name)
    code = int(ExitCode.FINDINGS if outcome.findings else ExitCode.CLEAN)
    if console.as_json:
        told = None if outcome.value is None else _describe_whole(outcome.value)
        console.print(render_json(command="themes", exit_code=code, findings=outcome.findings, result=told))
        return code
    console.report_findings(outcome.findings)
    if outcome.value is None:
        return code
    chain = outcome.value
    _print_head(console, chain[-1])
    trims, cover = _find_trims(chain), _find_cover(chain)
    rows = [("page sizes", ", ".join(trims)), ("cover", cover)]
    rows += [(f"typeface for {role}", family) for role, family in choose_families(chain).items()]
    for label, value in rows:
        if value:
            console.print(f"  {label:<19} {make_safe(value)}")
    tokens = list_tokens(chain)
    width = max(map(len, tokens), default=0)
    for token, (value, owner) in sorted(tokens.items()):
        console.print(f"  {make_safe(token):<{width}}  {make_safe(value)}  ({make_safe(owner)})")
    return code


def _print_head(console: Console, one: Theme) -> None:
    paint = console.results.paint
    over = f", over {one.over}" if one.over else ""
    console.print(f"{paint('strong', make_safe(one.name))}  {make_safe(one.title)}, of {make_safe(one.origin)}{over}")
    console.print(f"  {make_safe(one.purpose)}")


def _find_trims(chain: tuple[Theme, ...]) -> tuple[str, ...]:
    """Return the page sizes of the last theme that names some."""
    return next((one.trims for one in reversed(chain) if one.trims), ())


def _find_cover(chain: tuple[Theme, ...]) -> str:
    """Return what the last theme with a sheet for covers says of it: the words of a theme below are of another one."""
    return next((one.cover for one in reversed(chain) if one.cover or "cover" in dict(one.sheets)), "")


def _describe(one: Theme) -> dict[str, Json]:
    return {
        "name": one.name,
        "title": one.title,
        "purpose": one.purpose,
        "origin": one.origin,
        "over": one.over or None,
        "families": dict(one.families),
    }


def _describe_whole(chain: tuple[Theme, ...]) -> Json:
    return {
        **_describe(chain[-1]),
        "families": dict(choose_families(chain)),
        "trims": list(_find_trims(chain)),
        "cover": _find_cover(chain) or None,
        "sheets": [f"{one.name}/{layer}.css" for one in chain for layer, _ in one.sheets],
        "tokens": {token: {"value": value, "theme": owner} for token, (value, owner) in list_tokens(chain).items()},
    }
