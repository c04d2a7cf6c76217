"""Text reports: findings go in; lines for a person, with the source line and carets, come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from makeready.findings import Finding, Severity, Span
from makeready.report.display import excerpt_line, make_safe
from makeready.report.palette import Palette

# Gives the text of a source file, its lines ended by LF, or None where it cannot be read.
ReadSource = Callable[[str], str | None]

WIDTH = 100
# Findings of one kind whose places are told behind the first.
_TOLD = 3
# A first note no longer than this stands beside the carets.
_LABEL_LENGTH = 60
_NAMES = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}


def render_findings(
    findings: Iterable[Finding],
    read_source: ReadSource | None = None,
    *,
    palette: Palette | None = None,
    width: int = WIDTH,
    grouped: bool = False,
) -> str:
    """Return the findings as text, a blank line between two; empty where there are none.

    `read_source` gives the text of a finding's source, so that its line is shown; `width` is in cells. Where they are
    `grouped`, those of one code and severity are shown as the first of them, with the places of the next ones and the
    number of all the others.
    """
    palette = palette or Palette()
    sources: dict[str, list[str] | None] = {}

    def find_line(span: Span) -> str | None:
        if span.source not in sources:
            text = read_source(span.source) if read_source else None
            sources[span.source] = text.split("\n") if text is not None else None
        lines = sources[span.source]
        return lines[span.start_line - 1] if lines and 0 < span.start_line <= len(lines) else None

    shown = _group_findings(findings) if grouped else findings
    return "\n\n".join(
        render_finding(f, find_line(f.span) if f.span else None, palette=palette, width=width) for f in shown
    )


def _group_findings(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first finding of each code and severity, in the order given, the others as a note to it."""
    groups: dict[tuple[str, Severity], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.code, one.severity), []).append(one)
    for first, *others in groups.values():
        if not others:
            yield first
            continue
        told = [_write_briefly(one, first) for one in others[:_TOLD]]
        left = len(others) - len(told)
        if left:
            told.append(f"and {count_words(left, 'other', 'others')}, which --verbose shows")
        yield replace(first, notes=(*first.notes, "\n".join([f"{len(others):,} more of this kind", *told])))


def _write_briefly(finding: Finding, first: Finding) -> str:
    """Return the place of a finding, and what it says where that is not what the first one says."""
    place = str(finding.span) if finding.span is not None else finding.location or ""
    words = finding.message if finding.message != first.message else ""
    return ": ".join(part for part in (place, words) if part)


def render_finding(
    finding: Finding, line: str | None = None, *, palette: Palette | None = None, width: int = WIDTH
) -> str:
    """Return one finding as lines: severity, code and message; place; the source `line`, marked; notes; help.

    A short first note stands beside the carets where there are carets.
    """
    palette = palette or Palette()
    span = finding.span
    digits = len(str(span.start_line)) if span is not None and line is not None else 2
    head = palette.paint(finding.severity.value, f"{finding.severity.value}[{finding.code}]")
    lines = [head + palette.paint("strong", f": {make_safe(finding.message)}")]
    lines += _render_place(finding, digits, palette)
    notes = [note for note in finding.notes if note.strip()]
    if span is not None and line is not None:
        marked = span.start_column is not None
        labelled = marked and bool(notes) and len(notes[0]) <= _LABEL_LENGTH and "\n" not in notes[0]
        label = notes.pop(0) if labelled else ""
        lines += _render_source(span, line, label, finding.severity, palette, width)
    for note in notes:
        lines += _render_remark("note", note, digits, palette)
    if finding.origin:
        lines += _render_remark("note", _describe_origin(finding.origin), digits, palette)
    if finding.hint:
        lines += _render_remark("help", finding.hint, digits, palette)
    return "\n".join(lines)


def _render_place(finding: Finding, digits: int, palette: Palette) -> list[str]:
    lines = []
    margin = " " * digits
    if finding.span is not None:
        lines.append(f"{margin}{palette.paint('gutter', '-->')} {make_safe(str(finding.span))}")
    if finding.location is not None:
        arrow = ":::" if finding.span is not None else "-->"
        lines.append(f"{margin}{palette.paint('gutter', arrow)} {make_safe(finding.location)}")
    return lines


def _render_source(span: Span, line: str, label: str, severity: Severity, palette: Palette, width: int) -> list[str]:
    number = str(span.start_line)
    end = span.end_column if span.end_line == span.start_line else len(line) + 1
    excerpt = excerpt_line(line, span.start_column, end, width - len(number) - 3)
    empty = palette.paint("gutter", f"{' ' * len(number)} |")
    lines = [empty, f"{palette.paint('gutter', f'{number} |')} {excerpt.text}".rstrip()]
    if excerpt.cells:
        carets = "^" * excerpt.cells + (f" {make_safe(label)}" if label else "")
        lines.append(f"{empty} {' ' * excerpt.start}{palette.paint(severity.value, carets)}")
    return lines


def _render_remark(kind: str, words: str, digits: int, palette: Palette) -> list[str]:
    """Return a note or help; further lines of it stand under its first."""
    first, *rest = words.split("\n")
    sign = palette.paint("gutter", "=")
    margin = " " * (digits + 1)
    lines = [f"{margin}{sign} {palette.paint(kind, f'{kind}:')} {make_safe(first)}"]
    return lines + [f"{margin}  {' ' * (len(kind) + 1)} {make_safe(more)}".rstrip() for more in rest]


def _describe_origin(origin: str) -> str:
    judge, _, code = origin.partition(":")
    return f"{judge} calls this {code}" if code else f"found by {judge}"


def count_severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, the gravest first, none left out."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def summarise_findings(findings: Iterable[Finding]) -> str:
    """Return "2 errors, 1 warning"; empty where there are no findings."""
    counts = count_severities(findings)
    return ", ".join(count_words(n, *_NAMES[severity]) for severity, n in counts.items() if n)


def count_words(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 page", "1,024 pages"."""
    return f"{number:,} {one if number == 1 else many}"
