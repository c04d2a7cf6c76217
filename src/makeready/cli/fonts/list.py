"""`makeready fonts list`: a project's folder goes in; the typefaces of its books, and what they lack, come out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.cli.sources import open_sources
from makeready.findings import ExitCode
from makeready.press.font_survey import FontSurvey, UsedFamily, survey_typefaces
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import count_words

_SHOWN = 12


@click.command(
    "list",
    epilog="""\b
    Examples:
      makeready fonts list              of the project in this folder
      makeready fonts list my-book      of another one""",
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@console_options
def list(console: Console, path: Path) -> int:
    """Show the typefaces that the books of PATH are set in, where each comes from, and the characters that none has.

    Nothing is built or written.
    """
    console.command = "fonts list"
    survey = survey_typefaces(path)
    code = int(ExitCode.FINDINGS if survey.findings or survey.missing else ExitCode.CLEAN)
    if console.as_json:
        told = _describe(survey)
        console.print(render_json(command="fonts list", exit_code=code, findings=survey.findings, result=told))
        return code
    console.report_findings(survey.findings, open_sources(path))
    for line in _render(survey, console):
        console.print(line)
    return code


def _render(survey: FontSurvey, console: Console) -> Iterator[str]:
    paint = console.results.paint
    for one in survey.families:
        yield f"{paint('strong', make_safe(one.family))}  {_name_role(one)}"
        faces = count_words(one.faces, "face", "faces")
        yield f"  {faces} of {make_safe(one.origin)} {make_safe(one.release)}, {make_safe(one.licence)}"
    if survey.missing:
        yield f"\n{paint('strong', 'Characters that no typeface has')}"
        for character, place in survey.missing[:_SHOWN]:
            yield f"  {make_safe(character)}  U+{ord(character):04X}  {make_safe(place)}"
        if len(survey.missing) > _SHOWN:
            yield f"  and {len(survey.missing) - _SHOWN:,} more"
    if survey.others:
        yield f"\n{paint('strong', 'There, and not needed')}"
        yield f"  {make_safe(', '.join(survey.others))}"


def _name_role(one: UsedFamily) -> str:
    count = count_words(one.characters, "character", "characters")
    return f"for {count} that the others lack" if one.role == "fallback" else f"{one.role}, {count}"


def _describe(survey: FontSurvey) -> Json:
    return {
        "families": [
            {
                "family": one.family,
                "role": one.role,
                "origin": one.origin,
                "release": one.release,
                "licence": one.licence,
                "faces": one.faces,
                "characters": one.characters,
            }
            for one in survey.families
        ],
        "missing": [{"character": character, "place": place} for character, place in survey.missing],
        "others": [*survey.others],
    }
