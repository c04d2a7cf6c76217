"""SARIF reports: books of a batch go in; a SARIF 2.1.0 log comes out, each finding with its place in the manuscript."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from urllib.parse import quote

from makeready import __version__
from makeready.findings import CATALOGUE, Finding, Severity, Span
from makeready.report.baseline import list_absent
from makeready.report.books import BookReport, BookStatus
from makeready.report.display import make_safe
from makeready.report.json import Json
from makeready.report.places import fingerprint_findings, name_book, name_file, name_folder

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# § 3.27.10.
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def render_sarif(
    books: Sequence[BookReport],
    *,
    root: str = "",
    baseline: Sequence[BookReport] | None = None,
    files: Collection[str] = (),
) -> str:
    """Return the findings of the books as a log of one run, in ASCII.

    Files are named from the top of the source tree, `%SRCROOT%`, where the folder of the batch is `root`. Books that
    failed without a finding, or that were not tried, are notifications of the tool. Rules are those that are met.
    Where the books were compared with a `baseline`, the findings that it has are told too, also those that went away,
    and each says which it is. `files` are folders of books that are in truth one file each, as preflight has them.
    """
    compared = baseline is not None
    found = list(fingerprint_findings(books, known=compared))
    # In the same order.
    states = [
        state if compared else None
        for book in books
        for state in (*["unchanged"] * (len(book.known_findings) * compared), *["new"] * len(book.findings))
    ]
    for one in list_absent(baseline or (), books):
        found.append(one)
        states.append("absent")
    codes = sorted({finding.code for _book, finding, _digest in found})
    numbers = {code: number for number, code in enumerate(codes)}
    notifications = [_describe_failure(book, root) for book in books if book.status in _NOTIFIED]
    run: Json = {
        "tool": {
            "driver": {
                "name": "makeready",
                "semanticVersion": __version__,
                "rules": [_describe_rule(code) for code in codes],
            }
        },
        "invocations": [
            {
                # False where not all was tried or a book failed; findings are a success of the tool (§ 3.20.14).
                "executionSuccessful": not notifications,
                "toolExecutionNotifications": notifications,
            }
        ],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the source tree."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _describe_result(book, finding, digest, numbers, root, state, is_file=book.folder in files)
            for (book, finding, digest), state in zip(found, states, strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=True) + "\n"


_NOTIFIED = {BookStatus.FAILED: "error", BookStatus.SKIPPED: "warning"}


def _describe_rule(code: str) -> Json:
    entry = CATALOGUE.get(code)
    if entry is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": _escape(entry.title)},
        "fullDescription": {"text": _escape(entry.explanation)},
        "help": {"text": _escape(entry.remedy)},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _describe_result(
    book: BookReport,
    finding: Finding,
    digest: str,
    numbers: dict[str, int],
    root: str,
    state: str | None,
    *,
    is_file: bool,
) -> Json:
    words = [finding.message, *finding.notes, *([f"help: {finding.hint}"] if finding.hint else [])]
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": numbers[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _escape("\n".join(words))},
        "locations": [_describe_place(book, finding, root, is_file=is_file)],
        "partialFingerprints": {"makereadyFinding/v1": digest},
    }
    if state is not None:
        # All results have it or none has (§ 3.27.24).
        result["baselineState"] = state
    properties: dict[str, Json] = {"book": make_safe(name_book(book))}
    if finding.origin:
        properties["origin"] = make_safe(finding.origin)
    result["properties"] = properties
    return result


def _describe_place(book: BookReport, finding: Finding, root: str, *, is_file: bool) -> Json:
    """Return the place in the manuscript; that in an artifact as a logical one, since its file is no source."""
    file = name_file(book, finding, root)
    # A folder ends with a slash (§ 3.4.3): it is what stands for a book where no file of it is known.
    physical: dict[str, Json] = {"artifactLocation": _describe_file(file if finding.span or is_file else f"{file}/")}
    if finding.span is not None:
        physical["region"] = _describe_region(finding.span)
    place: dict[str, Json] = {"physicalLocation": physical}
    if finding.location:
        place["logicalLocations"] = [{"fullyQualifiedName": make_safe(finding.location)}]
    return place


def _describe_region(span: Span) -> Json:
    # Lines and columns count from 1, the end column is behind the last, as ours (§ 3.30.5 to 3.30.8).
    region = {"startLine": max(span.start_line, 1), "endLine": max(span.end_line, span.start_line, 1)}
    if span.start_column is not None:
        region["startColumn"] = max(span.start_column, 1)
        # Without it a reader takes the rest of the line; without its start it has no meaning.
        if span.end_column is not None:
            region["endColumn"] = max(span.end_column, 1)
    return region


def _describe_file(path: str) -> Json:
    # Colons too are escaped: at the beginning they would make a scheme of a name. Lone surrogates have no UTF-8.
    uri = quote(path.encode("utf-8", "backslashreplace"), safe="/")
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _describe_failure(book: BookReport, root: str) -> Json:
    words = book.message or ("not tried" if book.status is BookStatus.SKIPPED else "failed")
    return {
        "level": _NOTIFIED[book.status],
        "message": {"text": _escape(f"{name_book(book)}: {words}")},
        "locations": [{"physicalLocation": {"artifactLocation": _describe_file(f"{name_folder(book, root)}/")}}],
    }


def _escape(text: str) -> str:
    """Return plain text as a message holds it: no placeholders (§ 3.11.5), no embedded links (§ 3.11.6)."""
    safe = "\n".join(make_safe(line) for line in text.split("\n"))
    for character in ("\\", "[", "]"):
        safe = safe.replace(character, f"\\{character}")
    return safe.replace("{", "{{").replace("}", "}}")
