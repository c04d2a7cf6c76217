"""Messages: what the page engine said, and what was seen on its pages, go in; findings with places come out."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Container, Iterable, Iterator, Sequence

from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.model.book import Matter
from makeready.model.composition import Composition, StyleSheet
from makeready.pdf.parts import FitStep
from makeready.pdf.refusals import EngineRefusedError
from makeready.style.sheet import AtRule, Declaration, Rule, read_style
from makeready.style.tokens import walk

# The address that the files of an edition have for the engine.
BASE = "file:///book/"
MOST_PAGES = 5000
_EXTREME = 100_000  # in whatever unit: 26 m in pixels, the smallest of them
_TABLE = late_pattern(rb"<table\b")
_STEPS = {
    FitStep.TIGHT: "was set with narrower gaps",
    FitStep.SMALL: "was set in smaller type",
    FitStep.LEAST: "was set in the smallest type",
    FitStep.BROKEN: "was set in smaller type, with words broken in its widest columns",
    FitStep.TURNED: "was turned and has a page of its own",
    FitStep.EVERYWHERE: "was set in the smallest type, with words broken in all its cells",
}
_IN_SHEET = late_pattern(r" at (\d+):(\d+).* \[([^\]]+)\]$")
_UNDRAWN = "Failed to render SVG image "
_IGNORED_RULE = late_pattern(r"^(Ignored|Invalid|Expected|Unsupported|Parse error)", re.IGNORECASE)


def report_given_up(error: EngineRefusedError, styles: tuple[StyleSheet, ...], of_cover: bool = False) -> Finding:
    """Return the finding for pages, or a cover, that the engine gave up on; at the rule that asks for too much, if any.

    What the engine itself said is a note.
    """
    refusal = error.refusal
    span = find_extreme(styles) if refusal.of_style else None
    message = f"{'of the cover, ' if of_cover else ''}the page engine gave up: {refusal.sentence}"
    notes = (f"the engine said {error.told}",) if error.told else ()
    return observe("PD006", message, span=span, notes=notes, hint=refusal.remedy)


def find_extreme(styles: tuple[StyleSheet, ...]) -> Span | None:
    """Return the place of the first number, large or small, of the project's own sheets that no page has a use for."""
    for sheet in read_style(style for style in styles if not style.name.startswith("theme/")).sheets:
        found = [one for statement in sheet.statements for one in _list_declarations(statement) if _is_extreme(one)]
        if found:
            first = min(found, key=lambda one: one.start)
            return Span.at(sheet.name, first.line, first.column)
    return None


def _list_declarations(statement: Rule | AtRule) -> Iterator[Declaration]:
    yield from statement.declarations
    if isinstance(statement, AtRule):
        inner: tuple[Rule | AtRule, ...] = (*statement.boxes, *statement.rules)
        for one in inner:
            yield from _list_declarations(one)


def _is_extreme(declaration: Declaration) -> bool:
    numbers = (t.value for t in walk(declaration.tokens) if t.type in ("number", "percentage", "dimension"))
    return any(abs(number) >= _EXTREME or 0 < abs(number) <= 1 / _EXTREME for number in numbers)


def find_body(composition: Composition, anchors: Sequence[Container[str]]) -> int | None:
    """Return the index of the first page of the body, None without a body; `anchors` are the ids on each page."""
    wanted = next((d.anchors[0] for d in composition.documents if d.matter is Matter.BODY and d.anchors), None)
    return next((index for index, known in enumerate(anchors) if wanted in known), None) if wanted else None


def read_messages(messages: Iterable[str], refused: Sequence[str], styles: tuple[StyleSheet, ...]) -> list[Finding]:
    """Return a finding for each thing that the engine said; what it was `refused` is an error, the rest a warning."""
    findings = [_report_refusal(url, styles) for url in dict.fromkeys(refused)]
    for message in dict.fromkeys(messages):
        if "cannot be loaded" in message or message.startswith("Failed to load"):
            if not refused:
                findings.append(observe("PD002", f"the page engine could not use a file: {message[:200]}"))
        elif _IGNORED_RULE.match(message):
            findings.append(_report_ignored(message))
        else:
            findings.append(observe("PD001", f"the page engine says: {message[:200]}"))
    return findings


def report_drawing(messages: Iterable[str], composition: Composition) -> list[Finding]:
    """Return a finding for each thing that the engine said while pages were drawn.

    A drawing that it could not draw to its end is an error with the first place where it stands.
    """
    findings = []
    for message in dict.fromkeys(messages):
        if message.startswith(_UNDRAWN):
            name = urllib.parse.unquote(message.removeprefix(_UNDRAWN).removeprefix(BASE))
            span, location = find_place(composition, [f'{name}"'])
            told = f"the page engine could not draw {name[:200]}"
            findings.append(observe("PD002", told, span=span, location=location))
        else:
            findings.append(observe("PD001", f"the page engine says: {message[:200]}"))
    return findings


def find_place(composition: Composition, sought: list[str]) -> tuple[Span | None, str | None]:
    """Return the first place that one of these strings has in the manuscript, or in what was composed."""
    location = None
    for words in sought:
        for document in composition.documents:
            at = document.content.find(words.encode())
            if at >= 0:
                line = document.content.count(b"\n", 0, at) + 1
                span = document.locate(line)
                if span is not None:
                    return span, None
                location = location or f"{document.href}:{line}"
    return None, location


def _report_ignored(message: str) -> Finding:
    """Return the finding for a rule that the engine left out, at its line where the engine tells it."""
    found = _IN_SHEET.search(message)
    if found is None:
        return observe("ST004", f"the page engine says: {message[:200]}")
    line, column, name = int(found[1]), int(found[2]), found[3]
    told = f"{message[: found.start()]}{message[found.end(2) : found.start(3) - 2]}"
    return observe("ST004", f"the page engine says: {told[:200]}", span=Span.at(name, line, column))


def _report_refusal(url: str, styles: tuple[StyleSheet, ...]) -> Finding:
    """Return the finding for an address that was refused, at the rule of the project's style sheet that names it."""
    for address in read_style(styles).addresses:
        if _join(address.written).casefold() == url.casefold():
            message = f"the style sheet asks for {address.written[:120]}, which is no file of the book"
            return observe("ST005", message, span=Span.at(address.sheet, address.line))
    return observe("ST005", f"a style sheet or picture asks for {url[:120]}, which is no file of the book")


def _join(written: str) -> str:
    """Return an address as the engine asks for it; as it is written where it cannot be one."""
    try:
        return urllib.parse.urljoin(BASE, written)
    except ValueError:
        return written


def count_tables(content: bytes) -> int:
    """Return how many tables begin in the bytes of a tree."""
    return len(_TABLE.findall(content))


def report_fitted(composition: Composition, fitted: Iterable[tuple[int, str, bool]]) -> list[Finding]:
    """Return a finding for each table that was too wide: its number in the book, its last step, whether it fits now."""
    found = list(fitted)
    places = [] if not found else list(_list_table_places(composition))
    findings = []
    for number, step, fits in found:
        span, location = places[number] if number < len(places) else (None, "")
        told = f"this table is too wide for the page: it {_STEPS[FitStep(step)]}"
        code = "PD010" if fits else "PD011"
        told = told if fits else f"{told}, and stands out into the margin still"
        findings.append(observe(code, told, span=span, location=location if span is None else None))
    return findings


def _list_table_places(composition: Composition) -> Iterator[tuple[Span | None, str]]:
    """Yield the place of each table of the book, in the order of the tree that is laid out."""
    matters = list(dict.fromkeys(document.matter for document in composition.documents))
    for document in sorted(composition.documents, key=lambda one: matters.index(one.matter)):
        for match in _TABLE.finditer(document.content):
            line = document.content.count(b"\n", 0, match.start()) + 1
            yield document.locate(line), f"{document.href}:{line}"


def report_far_calls(far: Iterable[tuple[str, int, int | None]], names: Sequence[str]) -> list[Finding]:
    """Return the findings for further calls of notes: (printed number, index of its page, that of the note's page)."""
    return [
        observe(
            "PD007",
            f"note {number} of page {(note_page or 0) + 1} is called again on page {call_page + 1}",
            location=names[call_page],
        )
        for number, call_page, note_page in far
    ]


def report_strays(strays: Iterable[tuple[str, int, int | None]], names: Sequence[str]) -> list[Finding]:
    """Return a finding for each note apart from its call: its number, the indices of the call's page and its own.

    `names` are those of the pages.
    """
    findings = []
    for number, call_page, note_page in strays:
        place = names[call_page]
        if note_page is None:
            findings.append(observe("PD004", f"the words of note {number} are on no page", location=place))
        else:
            message = f"note {number} is called on page {call_page + 1}, and its words stand on page {note_page + 1}"
            findings.append(observe("PD005", message, location=place))
    return findings
