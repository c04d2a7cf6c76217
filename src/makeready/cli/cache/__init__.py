"""`makeready cache`: the name of a command goes in; the command about what builds remember comes out."""

import click

from makeready.cli.root import LazyGroup

COMMANDS = {
    "info": "Show how much is remembered.",
    "clear": "Remove what is remembered.",
}


@click.command(
    cls=LazyGroup,
    listed=COMMANDS,
    package="makeready.cli.cache",
    no_args_is_help=True,
    epilog="`makeready cache COMMAND --help` says more about one command.",
)
def cache() -> None:
    """Show or clear what builds remember, so that a later one has less to do.

    It lies in the project's build/.cache, unless --cache names another folder. Losing it costs time and nothing
    else: a build without it makes the same files.
    """
