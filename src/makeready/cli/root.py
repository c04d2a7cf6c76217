"""The root command: the name of a command goes in; the command, imported only now, comes out."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from makeready import __version__

# Name, what it does in the list of commands. Each is the function of its name in the module of its name.
COMMANDS = {
    "new": "Write a new book project that builds at once.",
    "acquire": "Write a manuscript from a saved page, a Word file or an EPUB.",
    "build": "Build the EPUB and the PDF of a project.",
    "batch": "Build all books below some folders.",
    "verify": "Compare what was built with its manifest, or with a second build.",
    "check": "Check finished EPUB and PDF files.",
    "preflight": "Look at finished files as the printer that is to take them does.",
    "proof": "Write one HTML page that shows the pages of a book, and what was found on them.",
    "package": "Pack everything that is uploaded to a shop or a printer.",
    "explain": "Say what the code of a finding means.",
    "info": "Show what would be read and built, and with what.",
    "fonts": "Show or add the typefaces of a book.",
    "profiles": "Show whom a PDF can be made for, and what they ask for.",
    "themes": "Show the themes that a book may be set in.",
    "cache": "Show or clear what builds remember.",
    "completion": "Print the script that completes words in your shell.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called: --help needs no engine.

    `listed` has the names and what each does, in the order in which a newcomer meets them; `package` is where the
    modules of those names are.
    """

    def __init__(self, *arguments: Any, listed: Mapping[str, str], package: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._listed = listed
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(self._listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in self._listed:
            return None
        command = getattr(import_module(f"{self._package}.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first word names; an unknown one is refused with near ones."""
        if args and args[0] not in self._listed and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self._listed, n=2, cutoff=0.5)
            meant = f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(self._listed)}."
            ctx.fail(f"there is no command {args[0]!r}{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._listed.items()))


@click.command(
    cls=LazyGroup,
    listed=COMMANDS,
    package="makeready.cli",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
    epilog="`makeready COMMAND --help` says more about one command.",
)
@click.version_option(__version__, prog_name="makeready", message="%(prog)s %(version)s")
def root() -> None:
    """Turn a manuscript into books: an EPUB 3 and a print-ready PDF, both checked.

    \b
    A first book in two commands:
      makeready new my-book
      makeready build my-book
    """
