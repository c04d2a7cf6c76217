"""Markdown as a source: a file goes in; its text, which stays as it is, and what its head and its lines say."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from makeready.acquire.attribution import FoundAttribution, PageEvidence, ProseLine, find_attribution, make_found_book
from makeready.acquire.found import Found, FoundBook, Text
from makeready.acquire.opened import BadSource, OpenedSource
from makeready.acquire.reading import Chapter, Reading
from makeready.findings import Outcome, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.frontmatter import read_front_matter
from makeready.model.people import Contributor, invert_name
from makeready.workspace import decode_text

_HEADING = late_pattern(r"(#{1,6})\s+(.*?)\s*#*$")
_MARKS = late_pattern(r"[*_`]|\{(?:[^}]*)\}$|!?\[|\]\([^()]*\)|\\(?=\W)")


def read_markdown(source: OpenedSource) -> Outcome[Reading]:
    """Return the text of a Markdown file, byte for byte below its front matter, with what it says of who wrote it."""
    try:
        text = decode_text(source.content)
    except UnicodeDecodeError as error:
        raise BadSource("it is not UTF-8", "save it as UTF-8") from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = read_front_matter(lines, source.name)
    body = lines[head.first_line - 1 :]
    prose = tuple(
        _read_line(line, source.name, at) for at, line in enumerate(lines, 1) if at >= head.first_line and line.strip()
    )
    if not prose:
        return Outcome(findings=(observe("AQ012", "there are no words in it", span=Span.at(source.name, 1)),))
    outcome = find_attribution(PageEvidence(source=source.name, lines=prose, address=source.address))
    found = _add_head(make_found_book(outcome.value or FoundAttribution()), head.values, source.name)
    if found.title is None and (heading := next((one for one in prose if one.heading), None)) is not None:
        title: Text = Found(value=heading.text, evidence="the first heading", span=heading.span)
        found = replace(found, title=title)
    name = found.title.value if found.title else posixpath.splitext(posixpath.basename(source.name))[0]
    reading = Reading(
        kind=source.kind.value,
        source=source.name,
        chapters=(Chapter(name=name, nodes=(), lines=tuple(body)),),
        found=found,
    )
    return Outcome(value=reading, findings=outcome.findings)


def _read_line(line: str, name: str, number: int) -> ProseLine:
    heading = _HEADING.match(line)
    words = _MARKS.sub("", heading[2] if heading else line).strip()
    return ProseLine(text=words, span=Span.at(name, number), heading=len(heading[1]) if heading else None)


def _add_head(found: FoundBook, values: dict[str, object], name: str) -> FoundBook:
    """Return what was found with what the front matter says, which comes first."""

    def say(words: object) -> Text:
        return Found(value=str(words), evidence="the front matter", span=Span.at(name, 1))

    for key, field in (("title", "title"), ("subtitle", "subtitle"), ("language", "language"), ("lang", "language")):
        if isinstance(values.get(key), str):
            found = replace(found, **{field: say(values[key])})  # type: ignore[arg-type]
    named = values.get("authors") or values.get("author")
    names = (
        [named]
        if isinstance(named, str)
        else [one for one in named if isinstance(one, str)]
        if isinstance(named, list)
        else []
    )
    if names and found.review is None:
        people = tuple(
            Found(
                value=Contributor(name=one, sort_name=invert_name(one), roles=("aut",)),
                evidence="the front matter",
                span=Span.at(name, 1),
            )
            for one in names
        )
        found = replace(found, contributors=people)
    return found
