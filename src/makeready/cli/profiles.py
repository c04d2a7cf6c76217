"""`makeready profiles`: nothing or a name goes in; the receivers of PDFs, or what one of them asks for, come out."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.findings import ExitCode, UsageError
from makeready.model.profile import Profile, Spine
from makeready.profiles import BUILT_IN, KEYS, SHOPS, read_receiver
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json

_LENGTHS = (
    *("bleed", "outer", "outer_with_bleed", "spine_safe", "cover_bleed", "cover_safe"),
    *("hard_spine", "case_turn_in", "case_hinge", "case_safe", "jacket_flap", "jacket_fold"),
)
_SIZES = ("barcode", "case_overhang", "jacket_overhang")


def _complete_name(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in (*BUILT_IN, *SHOPS) if name.startswith(incomplete)]


@click.command(
    epilog="""\b
    Examples:
      makeready profiles             whom a PDF can be made for
      makeready profiles kdp         what one asks for, with the source of each clause
      makeready build --profile kdp  the book for him"""
)
@click.argument("name", required=False, shell_complete=_complete_name)
@console_options
def profiles(console: Console, name: str | None) -> int:
    """Show the receivers of PDFs and the shops of e-books, or with NAME what one asks for and where that is said."""
    console.command = "profiles"
    found = [one for one in map(read_receiver, (*BUILT_IN, *SHOPS) if name is None else (name,)) if one is not None]
    if not found:
        raise UsageError(f"there is no profile {name!r}", f"there are: {', '.join((*BUILT_IN, *SHOPS))}")
    code = int(ExitCode.CLEAN)
    if console.as_json:
        told: Json = {"profiles": [_describe(one) for one in found]}
        console.print(render_json(command="profiles", exit_code=code, findings=(), result=told))
        return code
    for one in found:
        console.print(f"{console.results.paint('strong', make_safe(one.name)):<12} {make_safe(one.title)}")
        for clause in one.clauses if name is not None else ():
            value = make_safe(say_clause(one, clause.key))
            console.print(f"  {clause.key:<20} {value}")
            console.print(f"  {'':<20} {make_safe(clause.source)} ({clause.status}, read {clause.read})")
    return code


def say_clause(profile: Profile, key: str) -> str:
    """Return the value of a clause in words: "0.125 in", "5 × 8, 6 × 9 in", "24: 0.375 in; 151: 0.5 in"."""
    value = getattr(profile, key)
    if key in _LENGTHS:
        return _inches(value)
    if key == "least_line":
        return f"{value:g} pt"
    if key in ("trims", "trim_range", "case_trims", "jacket_trims"):
        sizes = [f"{wide / 72:.4g} × {high / 72:.4g}" for wide, high in value]
        return f"{' to '.join(sizes) if key == 'trim_range' else ', '.join(sizes)} in"
    if key in _SIZES:
        return f"{value[0] / 72:.4g} × {value[1] / 72:.4g} in"
    if key in ("ebook_cover", "ebook_cover_least", "ebook_cover_most"):
        return f"{value[0]} × {value[1]} pixels"
    if key in ("ebook_pictures", "ebook_cover_pictures"):
        return ", ".join(value)
    if key.endswith("_bytes"):
        return f"{value:,} bytes"
    if key in ("case_pages", "jacket_pages"):
        return f"{value[0]} to {value[1]}"
    if key in ("inner", "hard_spine_steps"):
        return "; ".join(f"from {pages} pages {_inches(white)}" for pages, white in value)
    if key == "spines":
        return "; ".join(map(_say_spine, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,g}" if isinstance(value, int | float) else str(value)


def _say_spine(spine: Spine) -> str:
    cover = f" + {_inches(spine.cover)}" if spine.cover else ""
    return f"{spine.paper} {spine.per_page / 72:.6f} in a page{cover}"


def _inches(points: float) -> str:
    return f"{points / 72:.4g} in"


def _describe(one: Profile) -> Json:
    clauses = {clause.key: clause for clause in one.clauses}
    return {
        "name": one.name,
        "title": one.title,
        "clauses": [
            {
                "key": key,
                "value": say_clause(one, key),
                "source": clauses[key].source,
                "status": clauses[key].status,
                "read": clauses[key].read,
            }
            for key in KEYS
            if key in clauses
        ],
    }
