"""Annotations: books of a batch go in; what GitHub and GitLab show beside the lines of a change comes out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from makeready.findings import Finding, Severity
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.json import Json
from makeready.report.places import fingerprint_findings, name_book, name_file, name_folder, name_place
from makeready.report.text import count_words

# GitHub shows no more of a level for a step, and drops the others in silence.
_MOST = 10
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_GITLAB = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.ADVICE: "info"}


def render_github(books: Sequence[BookReport], *, root: str = "") -> str:
    """Return workflow commands, one a line: books that failed first, then findings in the order of the books.

    Files are named from the top of the repository, where the folder of the batch is `root`. Of each level ten are
    written; a notice counts the others.
    """
    commands: dict[str, list[str]] = {level: [] for level in _GITHUB.values()}
    for book in books:
        if book.status is BookStatus.FAILED:
            words = f"{name_book(book)}: {book.message or 'failed'}"
            commands["error"].append(_write_command("error", {"title": f"{book.folder} failed"}, words))
    for book in books:
        for finding in book.findings:
            level = _GITHUB[finding.severity]
            commands[level].append(_write_command(level, _list_properties(book, finding, root), _say(finding)))
    room = dict.fromkeys(commands, _MOST)
    if any(len(lines) > _MOST for lines in commands.values()):
        room["notice"] -= 1  # the one that counts
    lines = [line for level, all_of_it in commands.items() for line in all_of_it[: room[level]]]
    left = {level: len(all_of_it) - room[level] for level, all_of_it in commands.items()}
    told = [count_words(n, level, f"{level}s") for level, n in left.items() if n > 0]
    if told:
        lines.append(_write_command("notice", {"title": "makeready"}, f"not shown here: {', '.join(told)}"))
    return "".join(f"{line}\n" for line in lines)


def _list_properties(book: BookReport, finding: Finding, root: str) -> dict[str, str]:
    properties = {}
    span = finding.span
    if span is not None:
        properties["file"] = name_file(book, finding, root)
        properties["line"] = str(span.start_line)
        if span.end_line > span.start_line:
            properties["endLine"] = str(span.end_line)
        if span.start_column is not None:
            properties["col"] = str(span.start_column)
            # Theirs is the last column, ours is behind it; they take columns on one line only.
            if span.end_column is not None and span.end_line == span.start_line:
                properties["endColumn"] = str(max(span.end_column - 1, span.start_column))
    properties["title"] = f"{finding.code} in {name_book(book)}"
    return properties


def _say(finding: Finding) -> str:
    words = [finding.message, *finding.notes]
    if finding.span is None and finding.location:
        words.insert(0, f"{name_place(finding)}:")
    if finding.hint:
        words.append(f"help: {finding.hint}")
    return "\n".join(words)


def _write_command(level: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    return f"::{level} {listed}::{_escape_data(message)}"


def _escape_data(text: str) -> str:
    """Return `text` as a message: a percent sign and ends of lines escaped, other controls made visible."""
    # The order matters: the escapes bring percent signs themselves.
    lines = [make_safe(line).replace("%", "%25") for line in text.replace("\r\n", "\n").split("\n")]
    return "%0A".join(lines)


def _escape_property(text: str) -> str:
    return make_safe(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def render_gitlab(books: Sequence[BookReport], *, root: str = "") -> str:
    """Return GitLab's Code Quality report: a JSON list of all findings, and of the books that failed.

    Files are named from the top of the repository, where the folder of the batch is `root`. A fingerprint stays when
    lines move.
    """
    issues: list[Json] = [
        _describe_issue("failed", "blocker", f"{name_book(book)}: {book.message or 'failed'}", name_folder(book, root))
        | {"fingerprint": f"failed:{make_safe(book.folder)}"}
        for book in books
        if book.status is BookStatus.FAILED
    ]
    for book, finding, digest in fingerprint_findings(books):
        line = finding.span.start_line if finding.span is not None else 1
        words = finding.message if finding.span or not finding.location else f"{finding.location}: {finding.message}"
        issue = _describe_issue(
            finding.code, _GITLAB[finding.severity], words, name_file(book, finding, root), max(line, 1)
        )
        issues.append(issue | {"fingerprint": digest})
    return json.dumps(issues, indent=1, ensure_ascii=True) + "\n"


def _describe_issue(check: str, severity: str, words: str, path: str, line: int = 1) -> dict[str, Json]:
    # The words are shown on one line. A path must not begin with "./"; name_file gives none that does.
    return {
        "description": make_safe(words),
        "check_name": check,
        "severity": severity,
        "location": {"path": make_safe(path), "lines": {"begin": line}},
    }
