"""Options: what every command understands, and what several do, as decorators."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from makeready.cli.console import Console
from makeready.findings import UsageError
from makeready.model.edition import Target

F = TypeVar("F", bound=Callable[..., Any])


def find_console(context: click.Context) -> Console:
    """Return the console of this call."""
    return context.ensure_object(Console)


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def note(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        console = find_console(context)
        # A command that is asked twice keeps what was said.
        if value is not None and value is not False:
            setattr(console, name, value)

    return note


def _set_colour(context: click.Context, _parameter: click.Parameter, value: bool | None) -> None:
    if value is not None:
        find_console(context).colour = value


def _set_format(context: click.Context, _parameter: click.Parameter, value: str) -> None:
    console = find_console(context)
    console.form, console.as_json = value, value == "json"


def console_options(command: F) -> F:
    """Give `command` the options of its output, and the console as its argument `console`."""
    return give_console(command)


def give_console(command: F, forms: tuple[str, ...] = ()) -> F:
    """Give `command` the options of its output with further forms, which it writes itself, and the console."""
    more = f", or {' or '.join(forms)}" if forms else ""
    options = (
        click.option(
            "--format",
            type=click.Choice(["text", "json", *forms]),
            default="text",
            show_default=True,
            expose_value=False,
            is_eager=True,
            callback=_set_format,
            help=f"Text for people, or one JSON object on stdout for programs{more}.",
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_set("quiet"),
            help="Say only what stops the work.",
        ),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_set("verbose"),
            help="Say each step and each finding, and show the traceback of a bug.",
        ),
        click.option(
            "--colour/--no-colour",
            "--color/--no-color",
            default=None,
            expose_value=False,
            is_eager=True,
            callback=_set_colour,
            help="Colours: by default only on a terminal, and not where NO_COLOR is set.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return click.pass_obj(command)  # type: ignore[return-value]


def place_cache(command: F) -> F:
    """Give `command` the option --cache, as its argument `cache`."""
    return click.option(
        "--cache",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The folder of what builds remember, rather than the project's build/.cache.",
    )(command)


def share_settings(command: F) -> F:
    """Give `command` the options --no-workspace and --cache-read-only, as `workspace` and `cache_read_only`."""
    alone = ignore_workspace(command)
    return click.option(
        "--cache-read-only/--cache-writable",
        default=None,
        help="Take what is remembered, and remember nothing more; by default as the makeready.toml above says.",
    )(alone)


def ignore_workspace(command: F) -> F:
    """Give `command` the option --no-workspace, as its argument `workspace`, False where it is given."""
    return click.option(
        "--no-workspace",
        "workspace",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Inherit nothing from a makeready.toml in a folder above.",
    )(command)


def choose_fit(command: F) -> F:
    """Give `command` the option --no-fit, as its argument `fit`, False where it is given."""
    return click.option(
        "--no-fit",
        "fit",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Fill lines one after the other in PDFs, and leave pages as they fall, rather than choose both as wholes.",
    )(command)


def choose_editions(command: F) -> F:
    """Give `command` --edition, --to and --profile, as its arguments `editions`, `targets` and `profiles`."""
    named = click.option(
        "-e", "--edition", "editions", multiple=True, metavar="NAME", help="Only this edition; may be repeated."
    )
    of_kind = click.option(
        "--to",
        "targets",
        multiple=True,
        type=click.Choice([target.value for target in Target]),
        help="Only editions of this kind; may be repeated.",
    )
    for_receivers = click.option(
        "--profile",
        "profiles",
        multiple=True,
        metavar="NAME",
        help="Make the print edition for this receiver instead, such as kdp or ingram; may be repeated.",
    )
    return named(of_kind(for_receivers(command)))


def choose_request(
    editions: tuple[str, ...], targets: tuple[str, ...], profiles: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Target, ...], tuple[str, ...]]:
    """Return what the three options ask for; raises UsageError where --profile stands beside another one."""
    if profiles and (editions or targets):
        raise UsageError("--profile makes editions of its own, and --edition and --to choose others", "leave one out")
    return editions, tuple(Target(target) for target in targets), profiles


def require_cache(cache: Path | None, *, no_cache: bool) -> None:
    """Raise UsageError for a folder of --cache beside --no-cache, StorageError for one that cannot be used."""
    if cache is None:
        return
    if no_cache:
        raise UsageError("--cache and --no-cache contradict each other", "leave one of them out")
    from makeready.store import require_store  # other commands do without

    require_store(cache)
