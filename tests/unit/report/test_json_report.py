"""JSON reports: the members are stable, and nothing in them needs a locale."""

from __future__ import annotations

import json

from makeready import __version__
from makeready.findings import Finding, Severity, Span
from makeready.report.json import render_json


def test_every_member_is_there_in_order_even_when_empty() -> None:
    assert json.loads(render_json(command="build", exit_code=0)) == {
        "version": 1,
        "makeready": __version__,
        "command": "build",
        "exit_code": 0,
        "summary": {"error": 0, "warning": 0, "advice": 0},
        "findings": [],
        "accepted": [],
        "artifacts": [],
        "not_current": [],
        "failures": [],
        "error": None,
        "times": None,
        "reuse": None,
        "result": None,
    }
    assert list(json.loads(render_json(command="x", exit_code=0)))[:4] == [
        "version",
        "makeready",
        "command",
        "exit_code",
    ]


def test_a_finding_keeps_all_it_has() -> None:
    finding = Finding(
        code="EP001",
        severity=Severity.WARNING,
        message="a “word” \ud800",
        span=Span(source="a.md", start_line=1, start_column=2, end_line=3, end_column=None),
        location="text/a.xhtml:1",
        notes=("one", "two"),
        hint="mend",
        origin="epubcheck:RSC-005",
    )
    text = render_json(command="check", exit_code=1, findings=[finding])
    assert text.isascii()
    told = json.loads(text)
    assert told["summary"] == {"error": 0, "warning": 1, "advice": 0}
    assert told["findings"] == [
        {
            "code": "EP001",
            "severity": "warning",
            "message": "a “word” \ud800",
            "span": {"source": "a.md", "start_line": 1, "start_column": 2, "end_line": 3, "end_column": None},
            "location": "text/a.xhtml:1",
            "notes": ["one", "two"],
            "hint": "mend",
            "origin": "epubcheck:RSC-005",
        }
    ]
