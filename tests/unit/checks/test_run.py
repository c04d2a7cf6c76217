"""Checks of whole files: ours, somebody else's, broken and hostile ones; the answer is always findings."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pikepdf
import pytest

from makeready.checks import run
from makeready.checks.run import check_artifact, check_file, judge_file, recognise
from makeready.findings import Finding, Severity
from tests.unit.checks.bound_books import bind_sample


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_sound_artifact_passes(target: str) -> None:
    bound = bind_sample(target)
    findings = check_artifact(bound.artifact, bound.composition, bound.book)
    assert [f.code for f in findings if f.severity is Severity.ERROR] == []
    assert not {f.code for f in findings} & {"PY001", "PY002", "PY003", "PY004", "PY005", "PY006", "PY007"}


def test_without_the_manuscript_that_is_said() -> None:
    bound = bind_sample("pdf")
    assert [f.code for f in check_artifact(bound.artifact, bound.composition)] == ["PY007"]


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_file_is_checked_by_what_it_is_and_not_by_its_name(tmp_path: Path, target: str) -> None:
    path = tmp_path / "book.bin"
    path.write_bytes(bind_sample(target).artifact.content)
    outcome = check_file(path, outside=False)
    assert outcome.value == (run.PDF if target == "pdf" else run.EPUB)
    assert [f.code for f in outcome.findings if f.severity is Severity.ERROR] == []


def _zip(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _circle() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pages = pdf.Root.Pages
    pages.Kids.append(pages)
    out = io.BytesIO()
    try:
        pdf.save(out)
    except (pikepdf.PdfError, RuntimeError):
        return b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 1>>endobj trailer<</Root 1 0 R>>"
    return out.getvalue()


HOSTILE = {
    "empty": b"",
    "text": b"Once upon a time",
    "zip without anything": _zip(),
    "zip of something else": _zip(a=b"b"),
    "cut zip": _zip(mimetype=b"application/epub+zip" * 100)[:60],
    "cut pdf": b"%PDF-1.7\n1 0 obj\n<<",
    "pdf of noise": b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "pages in a circle": _circle(),
    "pdf whose root is a number": b"%PDF-1.4\n1 0 obj 5 endobj\ntrailer <</Root 1 0 R>>\n%%EOF",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_a_finding_and_no_traceback(tmp_path: Path, name: str) -> None:
    path = tmp_path / "book"
    path.write_bytes(HOSTILE[name])
    outcome = check_file(path, outside=False)
    assert any(f.severity is Severity.ERROR for f in outcome.findings)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_file_is_no_traceback(tmp_path: Path, seed: int) -> None:
    import random

    choice = random.Random(seed)  # noqa: S311 - the same damage every time
    content = bytearray(bind_sample(("pdf", "epub")[seed % 2]).artifact.content)
    for _ in range(200):
        content[choice.randrange(16, len(content))] = choice.randrange(256)
    path = tmp_path / "book"
    path.write_bytes(bytes(content))
    check_file(path, outside=False)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_fifo_and_folder_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", tmp_path, tmp_path / "absent"):
        outcome = check_file(path)
        assert outcome.value is None
        assert [f.code for f in outcome.findings] == ["PD038"]


def test_what_a_file_breaks_in_a_check_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    path = tmp_path / "book.pdf"
    path.write_bytes(bind_sample("pdf").artifact.content)
    monkeypatch.setattr(run, "check_pdf", fail)
    findings = check_file(path, outside=False).findings
    assert [f.code for f in findings] == ["PD020"]
    assert "too deep" in findings[0].message


def test_judge_is_chosen_by_what_the_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(name: str) -> tuple[Finding, ...]:
        asked.append(name)
        return ()

    monkeypatch.setattr(run, "judge_pdf", lambda path: ask("qpdf"))
    monkeypatch.setattr(run, "judge_epub", lambda path, composition: ask("epubcheck"))
    path = tmp_path / "file"
    codes = []
    for content in (b"%PDF-1.7", b"PK\x03\x04", b"else"):
        path.write_bytes(content)
        codes.append([f.code for f in judge_file(path)])
    assert asked == ["qpdf", "epubcheck"]
    assert codes == [[], [], ["PD038"]]


def test_first_bytes_tell_the_kind() -> None:
    assert recognise(b"PK\x03\x04...") == run.EPUB
    assert recognise(b"\r\n%PDF-1.4") == run.PDF
    assert recognise(b"") is None
