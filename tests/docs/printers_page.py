"""The page docs/printers.md: the profiles go in; its tables come out. To be run as a program to write them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from makeready.cli.profiles import say_clause
from makeready.profiles import BUILT_IN, SHOPS, read_receiver

PAGE = Path(__file__).parents[2] / "docs" / "printers.md"
MARK = "receiver's own before you rely on them.\n\n"


def write_tables() -> str:
    """Return a table for each receiver."""
    return "\n".join(_write_all())


def _write_all() -> Iterator[str]:
    for name in (*BUILT_IN, *SHOPS):
        profile = read_receiver(name)
        if profile is None:
            continue
        yield f"### {name}: {profile.title}\n"
        yield "| clause | value | source | rests on | read |"
        yield "|---|---|---|---|---|"
        for clause in profile.clauses:
            value = say_clause(profile, clause.key)
            yield f"| `{clause.key}` | {value} | {clause.source} | {clause.status} | {clause.read} |"
        yield ""


if __name__ == "__main__":
    before, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(before + mark + write_tables(), encoding="utf-8")
