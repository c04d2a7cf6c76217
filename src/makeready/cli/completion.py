"""`makeready completion`: the name of a shell goes in; the script that completes our words in it comes out."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from makeready.cli.console import Console
from makeready.cli.entry import COMPLETE_VARIABLE
from makeready.cli.options import console_options
from makeready.cli.root import root
from makeready.report.json import render_json

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog="""\b
    Once and for all, in
      ~/.bashrc                    eval "$(makeready completion bash)"
      ~/.zshrc                     eval "$(makeready completion zsh)"
      ~/.config/fish/config.fish   makeready completion fish | source"""
)
@click.argument("shell", type=click.Choice(_SHELLS))
@console_options
def completion(console: Console, shell: str) -> None:
    """Print the script that completes commands, options and codes in SHELL."""
    console.command = "completion"
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"click completes nothing in {shell}")
    words = found(root, {}, "makeready", COMPLETE_VARIABLE)
    # Not words.source(): for bash it starts one to learn its version, and there need be none here.
    script = words.source_template % words.source_vars()
    console.print(render_json(command="completion", exit_code=0, result=script) if console.as_json else script.strip())
