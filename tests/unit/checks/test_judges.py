"""The outside judges: what EPUBCheck and qpdf say becomes findings, and whatever keeps them from judging is one too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from makeready import tools
from makeready.checks import judges
from makeready.checks.judges import judge_epub, judge_pdf, read_report
from makeready.findings import Severity, Span
from makeready.tools import ToolRun, find_epubcheck
from tests.unit.checks.bound_books import bind_sample
from tests.unit.epub.compositions import composition


def message(**changes: Any) -> dict[str, Any]:
    """Return one message as EPUBCheck 5.3 writes it."""
    return {
        "ID": "RSC-005",
        "severity": "ERROR",
        "message": "Error while parsing file: element \"x\" not allowed here",
        "additionalLocations": 0,
        "locations": [{"path": "EPUB/text/chapter-1.xhtml", "line": 12, "column": 4, "context": None}],
        "suggestion": None,
        **changes,
    }  # fmt: skip


def stand_in(folder: Path, script: str) -> Path:
    """Return a program that stands in for EPUBCheck: `$report` is where the report belongs."""
    program = folder / "epubcheck"
    program.write_text(f"#!/bin/sh\nreport=$3\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the path of a file to be judged."""
    path = tmp_path / "book.epub"
    path.write_bytes(b"x")
    return path


def test_message_keeps_its_code_and_finds_its_place() -> None:
    (finding,) = read_report({"messages": [message()]}, composition())
    assert finding.code == "EP040"
    assert finding.origin == "epubcheck:RSC-005"
    assert finding.severity is Severity.ERROR
    assert finding.location == "EPUB/text/chapter-1.xhtml:12:4"
    assert finding.span == Span.at("manuscript/chapter-1.md", 12)
    assert "not allowed" in finding.message


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("FATAL", Severity.ERROR),
        ("ERROR", Severity.ERROR),
        ("WARNING", Severity.WARNING),
        ("INFO", Severity.ADVICE),
        ("USAGE", Severity.ADVICE),
    ],
)
def test_severities(theirs: str, ours: Severity) -> None:
    (finding,) = read_report({"messages": [message(severity=theirs)]})
    assert finding.severity is ours


def test_suppressed_messages_are_none() -> None:
    assert read_report({"messages": [message(severity="SUPPRESSED")]}) == ()


def test_message_at_several_places_and_at_none() -> None:
    here = {"path": "EPUB/content.opf", "line": -1, "column": -1}
    findings = read_report(
        {"messages": [message(locations=[here, here], additionalLocations=3), message(locations=[])]}
    )
    assert [f.location for f in findings] == ["EPUB/content.opf", "EPUB/content.opf", None]
    assert findings[0].notes == ("and at 3 further places",)
    assert findings[2].span is None


def test_suggestion_is_the_remedy() -> None:
    (finding,) = read_report({"messages": [message(suggestion="Take it out.")]})
    assert finding.hint == "Take it out."


def test_missing_checker_is_no_pass(monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(tools, "find_tool", lambda name: None)
    (finding,) = judge_epub(book)
    assert finding.code == "EP041"
    assert finding.severity is Severity.ERROR
    assert "not installed" in finding.message
    assert "makeready[check]" in (finding.hint or "")


def test_missing_java_is_no_pass(monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    monkeypatch.setattr(tools, "_find_java", lambda: None)
    assert [f.code for f in judge_epub(book)] == ["EP041"]


def test_executable_on_the_path_will_do(monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    report = json.dumps({"messages": [message(severity="WARNING")]})
    program = stand_in(book.parent, f"printf '%s' '{report}' > \"$report\"")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(tools, "find_tool", lambda name: program if name == "epubcheck" else None)
    assert find_epubcheck() == (program,)
    assert [f.origin for f in judge_epub(book)] == ["epubcheck:RSC-005"]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'Error: out of memory' >&2; exit 3", "status 3 and no report"),
        ("echo '{' > $report", "status 0 and no report"),
        ("echo '{\"messages\": []}' > $report; exit 1", "names no error"),
        ("sleep 5", "status 124 and no report"),
    ],
)
def test_no_verdict_is_no_pass(monkeypatch: pytest.MonkeyPatch, book: Path, script: str, words: str) -> None:
    monkeypatch.setattr(judges, "find_epubcheck", lambda: (stand_in(book.parent, script),))
    monkeypatch.setattr(judges, "SECONDS", 0.5)
    (finding,) = judge_epub(book)
    assert finding.code == "EP042"
    assert finding.severity is Severity.ERROR
    assert words in finding.message


def test_what_the_checker_said_last_is_kept(monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    program = stand_in(book.parent, "echo 'one' >&2; echo 'Error: no memory' >&2; exit 1")
    monkeypatch.setattr(judges, "find_epubcheck", lambda: (program,))
    assert judge_epub(book)[0].notes == ("one", "Error: no memory")


def test_sound_pdf_passes(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(bind_sample("pdf").artifact.content)
    assert judge_pdf(path) == ()


def test_damaged_pdf_is_told_without_its_folder(tmp_path: Path) -> None:
    content = bind_sample("pdf").artifact.content
    path = tmp_path / "book.pdf"
    path.write_bytes(content.replace(b"startxref", b"startxxxx"))
    findings = judge_pdf(path)
    assert {f.code for f in findings} <= {"PD041", "PD042"} and findings
    assert all(f.origin is not None and f.origin.startswith("qpdf:") for f in findings)
    assert not any(str(tmp_path) in f.message for f in findings)


def test_file_that_is_no_pdf_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(b"nothing of the kind")
    assert "PD041" in {f.code for f in judge_pdf(path)}


def test_name_like_an_option_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("--help").write_bytes(bind_sample("pdf").artifact.content)
    assert judge_pdf(Path("--help")) == ()


def test_absent_judge_is_a_finding_and_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "find_tool", lambda name: None)
    assert [f.code for f in judge_pdf(Path("book.pdf"))] == ["PD040"]


@pytest.mark.parametrize(("status", "code"), [(2, "PD041"), (3, "PD042"), (124, "PD042"), (77, "PD041")])
def test_each_ending_is_told(monkeypatch: pytest.MonkeyPatch, status: int, code: str) -> None:
    monkeypatch.setattr(judges, "find_tool", lambda name: Path("/bin/qpdf"))
    monkeypatch.setattr(judges, "run_tool", lambda command: ToolRun(status=status, output="", errors=""))
    assert [f.code for f in judge_pdf(Path("book.pdf"))] == [code]


def test_many_messages_are_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = "\n".join(f"WARNING: object {number} is odd" for number in range(30))
    monkeypatch.setattr(judges, "find_tool", lambda name: Path("/bin/qpdf"))
    monkeypatch.setattr(judges, "run_tool", lambda command: ToolRun(status=3, output="", errors=errors))
    findings = judge_pdf(Path("book.pdf"))
    assert len(findings) == 11
    assert "20 more" in findings[-1].message
