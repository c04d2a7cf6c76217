"""`makeready info`: a project's folder goes in; what would be read and built, and with what, comes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.failures import describe_failures
from makeready.cli.options import console_options, ignore_workspace
from makeready.cli.sources import open_sources
from makeready.findings import ExitCode, Severity, UsageError
from makeready.press.survey import Survey, SurveyedSection, survey_project
from makeready.press.typography import survey_typography
from makeready.report.display import make_safe
from makeready.report.json import Json, render_json
from makeready.report.text import count_words
from makeready.report.typography import describe_figures, render_figures, render_places


@click.command(
    epilog="""\b
    Examples:
      makeready info              the project in this folder
      makeready info my-book      another one
      makeready info --typography how the lines and pages of its print editions came out
      makeready info --typography --verbose my-book
                                  and where each loose line, widow, … stands"""
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--typography",
    is_flag=True,
    help="Lay the print editions out, and count loose lines, hyphens, widows, …; with --verbose tell each place.",
)
@click.option(
    "--edition", "editions", multiple=True, metavar="NAME", help="With --typography: this edition only; repeatable."
)
@ignore_workspace
@console_options
def info(console: Console, path: Path, typography: bool, editions: tuple[str, ...], workspace: bool) -> int:
    """Show what a build of PATH would read and make: files in order, sections, editions, engines, tools.

    Nothing is built; with --typography parts of pages are remembered as in a build, else nothing is written.
    """
    console.command = "info"
    if typography:
        return _tell_typography(console, path, editions, workspace)
    if editions:
        raise UsageError("--edition says whose lines to count", "ask for --typography as well")
    survey = survey_project(path, alone=not workspace)
    code = _choose_code(survey)
    if console.as_json:
        failures = describe_failures(survey.failures)
        told = _describe(survey)
        console.print(
            render_json(command="info", exit_code=code, findings=survey.findings, failures=failures, result=told)
        )
        return code
    console.report_findings(survey.findings, open_sources(path))
    for failure in survey.failures:
        console.report_trouble(make_safe(str(failure)), "please report it with what --verbose shows")
    for line in _render(survey, console):
        console.print(line)
    return code


def _tell_typography(console: Console, path: Path, editions: tuple[str, ...], workspace: bool) -> int:
    """Show the figures of the print editions; return the exit code."""
    survey = survey_typography(path, editions=editions, alone=not workspace)
    code = int(ExitCode.BUG if survey.failures else ExitCode.FINDINGS if survey.is_failed else ExitCode.CLEAN)
    if console.as_json:
        failures = describe_failures(survey.failures)
        told: Json = {"typography": [describe_figures(name, figures) for name, figures in survey.figures]}
        console.print(
            render_json(command="info", exit_code=code, findings=survey.findings, failures=failures, result=told)
        )
        return code
    console.report_findings(survey.findings, open_sources(path))
    for failure in survey.failures:
        console.report_trouble(make_safe(str(failure)), "please report it with what --verbose shows")
    for number, (name, figures) in enumerate(survey.figures):
        if number:
            console.print()
        console.print(f"{console.results.paint('strong', make_safe(name))}")
        lines = [*render_figures(figures), *(render_places(figures) if console.verbose else ())]
        for line in lines:
            console.print(make_safe(line))
    return code


def _choose_code(survey: Survey) -> int:
    if survey.failures:
        return int(ExitCode.BUG)
    failed = any(f.severity is Severity.ERROR for f in survey.findings)
    return int(ExitCode.FINDINGS if failed else ExitCode.CLEAN)


def _render(survey: Survey, console: Console) -> Iterator[str]:
    paint = console.results.paint
    if survey.title is not None:
        total = sum(section.words for section in survey.sections)
        yield f"{paint('strong', make_safe(survey.title))} ({survey.language}, {count_words(total, 'word', 'words')})"
        if survey.system is not None:
            yield f"\n{paint('strong', 'Read as')} {survey.system}"
            yield from (f"  {make_safe(words)}: {make_safe(str(span))}" for words, span in survey.evidence)
        yield f"\n{paint('strong', 'Files, as they are read')}"
        yield from (f"  {make_safe(name)}" for name in survey.files)
        if survey.left_out:
            yield f"\n{paint('strong', 'Left out')}"
            yield from (f"  {make_safe(path)}  {make_safe(why)}" for path, why in survey.left_out)
        yield f"\n{paint('strong', 'Sections')}"
        for section in survey.sections:
            yield from _render_section(section, 1)
        yield f"\n{paint('strong', 'Editions')}"
        for one in survey.editions:
            yield f"  {make_safe(one.edition.name)}  {one.edition.target.value}  build/{one.file_name}"
        if survey.inherited:
            yield f"\n{paint('strong', 'Inherited')}"
            yield from (f"  {make_safe(name)}  {make_safe(str(span))}" for name, span in survey.inherited)
        yield ""
    yield paint("strong", "Versions")
    yield from (f"  {name} {release}" for name, release in survey.versions)
    yield f"\n{paint('strong', 'Outside judges')}"
    yield from (f"  {name}  {place or 'not found'}" for name, place in survey.tools)


def _render_section(section: SurveyedSection, depth: int) -> Iterator[str]:
    words = count_words(section.words, "word", "words")
    yield f"{'  ' * depth}{make_safe(section.title)}  ({section.role}, {words})"
    for child in section.children:
        yield from _render_section(child, depth + 1)


def _describe(survey: Survey) -> Json:
    return {
        "title": survey.title,
        "language": survey.language,
        "system": survey.system,
        "evidence": [
            {"words": words, "source": span.source, "line": span.start_line} for words, span in survey.evidence
        ],
        "left_out": [{"file": path, "why": why} for path, why in survey.left_out],
        "files": list(survey.files),
        "sections": [_describe_section(section) for section in survey.sections],
        "editions": [
            {"name": one.edition.name, "target": one.edition.target.value, "file": one.file_name}
            for one in survey.editions
        ],
        "inherited": [
            {"name": name, "source": span.source, "line": span.start_line} for name, span in survey.inherited
        ],
        "versions": dict(survey.versions),
        "tools": dict(survey.tools),
    }


def _describe_section(section: SurveyedSection) -> Json:
    return {
        "title": section.title,
        "role": section.role,
        "matter": section.matter,
        "words": section.words,
        "source": section.source,
        "children": [_describe_section(child) for child in section.children],
    }
