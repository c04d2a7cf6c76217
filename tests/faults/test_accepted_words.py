"""Words that an author hides: an error that can be accepted with a reason, or the class `hidden`; end to end."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from makeready.cli import main
from tests.unit.pdf.compositions import read_pages

TOML = 'title = "T"\nauthor = "A"\nlanguage = "en"\nidentifiers = ["https://example.org/t"]\ndate = 2026\n'
HIDING = ".faint { color: white }\n"
REASON = "a riddle, to be read under a lamp"


def _accept(code: str, path: str) -> str:
    return f'\n[[suppress]]\ncode = "{code}"\npath = "{path}"\nreason = "{REASON}"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "print.css").write_text(HIDING)
    (tmp_path / "book.toml").write_text(TOML)
    (tmp_path / "a.md").write_text("# A\n\nWords.\n\n" + "[Faint words.]{.faint}\n\n" * 8 + "The last words.\n")
    return tmp_path


def _build(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["build", str(root), "--no-colour", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("path", ["styles/print.css", "a.md"])
def test_hidden_words_are_accepted_with_a_reason_and_told(
    root: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    code, _, said = _build(root, capsys)
    assert code == 1 and "error[PY008]" in said and not list((root / "build").glob("*.pdf"))
    (root / "book.toml").write_text(TOML + _accept("PY008", path))
    told = f"accepted: 8 PY008 in {path}: {REASON}"
    # The second build takes all from the cache, and says so all the same.
    for _ in range(2):
        code, _, said = _build(root, capsys)
        assert code == 0 and told in said and "[PY008]" not in said and "[WS05" not in said, said
    assert "nothing has changed" in said
    code, out, _ = _build(root, capsys, "--strict", "--format", "json")
    assert code == 0
    assert json.loads(out)["accepted"] == [{"code": "PY008", "path": path, "reason": REASON, "count": 8}]


def test_more_than_are_shown_are_not_accepted_with_those_that_are(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of many differences the first six are shown; what stands behind them in another file still stops the build."""
    (root / "b.md").write_text("# B\n\nWords.\n\n[Other words.]{.faint}\n")
    (root / "book.toml").write_text(TOML + _accept("PY008", "a.md"))
    code, _, said = _build(root, capsys)
    assert code == 1 and said.count("error[PY008]") == 1 and "--> b.md:5" in said
    assert f"accepted: 8 PY008 in a.md: {REASON}" in said


def test_an_acceptance_of_another_place_or_code_leaves_the_error(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code, path in (("PY008", "styles/epub.css"), ("PY001", "a.md")):
        (root / "book.toml").write_text(TOML + _accept(code, path))
        ended, _, said = _build(root, capsys)
        assert ended == 1 and "error[PY008]" in said and "accepted:" not in said


def test_an_acceptance_that_meets_nothing_is_a_finding(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "styles" / "print.css").write_text("")
    (root / "book.toml").write_text(TOML + _accept("PY008", "a.md"))
    code, _, said = _build(root, capsys)
    assert code == 0 and "warning[WS050]: there is no PY008 in a.md" in said


def test_words_of_the_class_hidden_are_told_once_and_are_on_no_page(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "a.md").write_text(
        "# A\n\nShown [for nobody]{.hidden}.\n\n::: hidden\nNobody *reads*\n\nthis.\n:::\n\nLast.\n"
    )
    code, out, _ = _build(root, capsys, "--format", "json")
    assert code == 0
    findings = json.loads(out)["findings"]
    assert [(one["code"], one["message"]) for one in findings] == [
        ("PY010", "5 words are hidden by the class `hidden`")
    ]
    assert (findings[0]["span"]["source"], findings[0]["span"]["start_line"]) == ("a.md", 3)
    words = " ".join(read_pages((root / "build" / "t.pdf").read_bytes()))
    assert "Shown" in words and "obody" not in words and "this." not in words
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        assert re.search(r"\.hidden\s*\{\s*display:\s*none", archive.read("EPUB/styles/book.css").decode())
        assert b'<span class="hidden">for nobody</span>' in archive.read("EPUB/text/a.xhtml")
