"""Every code has a folder with a project, or a cause.py, that brings it about, and the text that is shown then."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.findings import CATALOGUE, Finding
from makeready.findings.catalogue import RETIRED
from makeready.report.text import render_findings, summarise_findings
from tests.conftest import Golden

FOLDER = Path(__file__).parent
FOLDERS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__")


def test_no_code_lacks_a_folder_and_no_folder_lacks_a_code() -> None:
    assert sorted(set(CATALOGUE) - RETIRED - set(FOLDERS)) == [], "codes without tests/findings/CODE/"
    assert sorted(set(FOLDERS) - set(CATALOGUE)) == [], "folders without a code"


@pytest.mark.parametrize("code", FOLDERS)
def test_finding_is_shown_as_expected(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    place = FOLDER / code
    if (place / "in").is_dir():
        shown = _build(place, tmp_path, capsys, monkeypatch)
    else:
        findings = _cause(place / "cause.py")
        assert code in {finding.code for finding in findings}
        shown = f"{render_findings(findings)}\n\n{summarise_findings(findings)}\n"
    shown = shown.replace(str(tmp_path), "<project>")
    assert f"[{code}]" in shown, f"{code} does not occur; what was found:\n{shown}"
    golden(f"findings/{code}/expected.txt", shown)


def _build(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Build a copy of in/, with the further words of arguments.txt where there is one; return what stderr shows."""
    shutil.copytree(place / "in", tmp_path / "in", symlinks=True)
    monkeypatch.chdir(tmp_path)
    extra = place / "arguments.txt"
    code = main(["build", "in", "--no-colour", *(extra.read_text().split() if extra.exists() else ())])
    captured = capsys.readouterr()
    assert code in (0, 1), f"makeready build ended with {code}:\n{captured.err}"
    assert (code == 0) == any((tmp_path / "in" / "build").glob("[!.]*.*")), "built exactly where the exit code says so"
    return captured.err


def _cause(path: Path) -> tuple[Finding, ...]:
    assert path.is_file(), f"{path.parent.name} needs a folder in/ or a cause.py"
    spec = importlib.util.spec_from_file_location(f"cause_{path.parent.name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    findings = module.cause()
    assert isinstance(findings, tuple)
    return findings
