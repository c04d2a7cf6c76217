"""`makeready fonts`: the name of a command goes in; the command about the typefaces of a book comes out."""

import click

from makeready.cli.root import LazyGroup

COMMANDS = {
    "list": "Show what a book is set in, and what no typeface has.",
    "add": "Copy a typeface of this machine into the project.",
}


@click.command(
    cls=LazyGroup,
    listed=COMMANDS,
    package="makeready.cli.fonts",
    no_args_is_help=True,
    epilog="`makeready fonts COMMAND --help` says more about one command.",
)
def fonts() -> None:
    """Show the typefaces of a book, or bring one into its project.

    A book is set in the typefaces of its theme, in those that lie in the project's fonts/, and where these lack a
    character, in pinned ones for symbols and other scripts.
    """
