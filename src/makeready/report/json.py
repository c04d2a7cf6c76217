"""JSON reports: findings and artifacts go in; one stable, documented JSON object for programs comes out.

The object has these members, always all of them, in this order. `version` rises when one changes its
meaning or goes; members may be added without that.

    version      1
    makeready    the version of makeready
    command      "build", "check", …
    exit_code    what the command exits with
    summary      {"error": 0, "warning": 0, "advice": 0}
    findings     [{"code", "severity", "message", "span", "location", "notes", "hint", "origin"}], sorted by
                 place; span is null or {"source", "start_line", "start_column", "end_line", "end_column"}:
                 lines and columns from 1, columns in code points and null where unknown, the end column
                 behind the last
    accepted     [{"code", "path", "reason", "count"}]: findings about words (PY) that are not among the findings,
                 because book.toml accepts them
    artifacts    [{"path", "edition", "target", "media_type", "size", "sha256", "pages", "words"}]:
                 what was written
    not_current  paths of files of an earlier build that are still there although this build failed,
                 or EPUBs that list the pages of a print edition as they were before this build
    failures     [{"edition", "stage", "message"}]: bugs of makeready; for a batch the books that failed
    error        null or {"message", "hint"}: why the command could not do its work
    times      null, or with --times {"wall", "cpu", "stages": [{"stage", "edition", "wall", "cpu", "laps":
                 [{"name", "wall"}]}]}: where the time went, in seconds; edition is null for work for all of them
    reuse        null, or for a build {"whole", "reused", "made"}: whether nothing had changed, else how many parts
                 of each kind were taken from the cache and how many made anew
    result       what commands such as `info`, `explain` and `batch` tell, else null

Everything is ASCII with escapes, so no locale can break it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from makeready import __version__
from makeready.findings import Finding, Severity, Span
from makeready.report.text import count_severities

VERSION = 1

# What JSON can hold.
Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def render_json(
    *,
    command: str,
    exit_code: int,
    findings: Iterable[Finding] = (),
    accepted: Iterable[Json] = (),
    artifacts: Iterable[Json] = (),
    not_current: Iterable[str] = (),
    failures: Iterable[Json] = (),
    error: Json = None,
    times: Json = None,
    reuse: Json = None,
    result: Json = None,
) -> str:
    """Return the report as indented JSON that ends without a newline."""
    found = tuple(findings)
    report: Json = {
        "version": VERSION,
        "makeready": __version__,
        "command": command,
        "exit_code": int(exit_code),
        "summary": {severity.value: n for severity, n in count_severities(found).items()},
        "findings": [describe_finding(f) for f in found],
        "accepted": list(accepted),
        "artifacts": list(artifacts),
        "not_current": list(not_current),
        "failures": list(failures),
        "error": error,
        "times": times,
        "reuse": reuse,
        "result": result,
    }
    return json.dumps(report, indent=2, ensure_ascii=True)


def describe_finding(finding: Finding) -> Json:
    """Return a finding as JSON holds it."""
    span = finding.span
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "span": None
        if span is None
        else {
            "source": span.source,
            "start_line": span.start_line,
            "start_column": span.start_column,
            "end_line": span.end_line,
            "end_column": span.end_column,
        },
        "location": finding.location,
        "notes": list(finding.notes),
        "hint": finding.hint,
        "origin": finding.origin,
    }


def read_finding(told: Mapping[str, Any]) -> Finding:
    """Return the finding that `describe_finding` told. Raises KeyError, TypeError or ValueError for what is none."""
    span, notes = told["span"], tuple(told["notes"])
    words = (
        told["code"],
        told["message"],
        *notes,
        *(told[name] for name in ("location", "hint", "origin") if told[name]),
    )
    if not all(isinstance(word, str) for word in words) or (span and not _is_span(span)):
        raise TypeError("a finding has words, and a place in numbers")
    place = Span(**span) if span else None
    return Finding(**{**told, "severity": Severity(told["severity"]), "span": place, "notes": notes})


def _is_span(told: Mapping[str, Any]) -> bool:
    numbers = [value for name, value in told.items() if name != "source" and value is not None]
    return isinstance(told["source"], str) and all(isinstance(number, int) for number in numbers)
