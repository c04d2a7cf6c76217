"""The outside judge of PDFs: what qpdf says becomes findings, and its absence is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.checks import judges
from makeready.checks.judges import judge_pdf
from makeready.tools import ToolRun
from tests.unit.checks.bound_books import bind_sample


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
