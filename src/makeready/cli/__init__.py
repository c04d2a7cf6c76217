"""The command line: words go in; results on stdout, findings on stderr and an exit code come out."""

from makeready.cli.entry import main

__all__ = ["main"]
