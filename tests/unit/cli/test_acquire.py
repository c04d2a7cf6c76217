"""`makeready acquire`: what a person sees, what a program reads, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from makeready.cli import main
from tests.unit.acquire.sources import TEXT_PAGE


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.txt"
    path.write_text(TEXT_PAGE, "utf-8")
    return path


def test_files_are_named_and_the_words_counted(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["acquire", "page.txt", "--into", "book"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "book/manuscript/01-the-lighthouse-keepers-ledger.md",
        "book/manuscript/book.toml",
        "book/acquired/left-out.md",
        "book/acquired/slips.md",
        "book/acquired/record.json",
    ]
    assert "166 words: 110 in the manuscript, 26 told by book.toml, 30 left out" in shown.err
    assert "none lost" in shown.err
    assert "makeready build book" in shown.err


def test_manuscript_builds_at_once(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["acquire", "page.txt", "--into", "book", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["build", "book", "--to", "epub"]) == 0
    assert any((page.parent / "book/build").glob("*.epub"))


def test_program_reads_what_was_kept_and_left_out(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["acquire", "page.txt", "--into", "book", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == "acquire"
    assert told["result"]["words"] == {"source": 166, "kept": 110, "left_out": 30}
    assert told["result"]["left_out"][0] == {
        "place": "page.txt:1",
        "name": "skip-link-1",
        "reason": "a link that skips to the text",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none.txt", "--into", "book"], 1, "none.txt"),
        (["page.txt"], 2, "--into"),
        (["--into", "book"], 2, "SOURCE"),
        (["page.txt", "--into", "page.txt"], 2, "is a file"),
        (["page.txt", "--into", "book", "--accept", "two"], 2, "no list of numbers"),
        (["page.txt", "--into", "book", "--accept", "99"], 2, "no suspected slip 99"),
        (["page.txt", "--into", "book", "--keep", "there"], 2, "no line of a source"),
        (["page.txt", "--into", "book", "--title", " "], 2, "--title is empty"),
        (["https://example.org/", "--into", "book"], 2, "--network"),
    ],
)
def test_wrong_usage_says_what_is_right(
    page: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert main(["acquire", *arguments]) == code
    assert said in capsys.readouterr().err
    assert not (page.parent / "book").exists()
