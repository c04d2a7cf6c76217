"""Typography at the command line: the figures that `info` shows, and limits of book.toml that a build holds to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from makeready.cli import main
from tests.unit.manuscript.folders.trees import write_tree
from tests.unit.pdf.typography.test_read import WORDS

BOOK = """\
title = "A Book"
language = "en-GB"
identifiers = ["https://example.org/a-book"]
date = 2026-11-23
author = "Ann Author"

[editions.print]
target = "pdf"
"""
CHAPTER = f"# One\n\n{WORDS * 3}\n\n{WORDS * 4}\n"
GREEDY = ":root { --line-breaks: line }\np { width: 200pt }\n"


def _write(folder: Path, limits: str = "", css: str = GREEDY) -> Path:
    files = {"manuscript/book.toml": BOOK + limits, "manuscript/one.md": CHAPTER, "styles/print.css": css}
    return write_tree(folder / "book", files)


def _list_files(root: Path) -> set[str]:
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith("build/.cache/")}


def _tell(root: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["info", "--typography", str(root), "--format", "json"]) == 0
    (edition,) = json.loads(capsys.readouterr().out)["result"]["typography"]
    return dict(edition)


def test_info_counts_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = _write(tmp_path)
    before = _list_files(root)
    assert main(["info", "--typography", str(root), "--no-colour"]) == 0
    table = capsys.readouterr().out
    told = _tell(root, capsys)
    assert _list_files(root) == before
    loose = told["faults"]["loose"]
    assert told["edition"] == "print" and loose["count"] == len(loose["places"]) > 0
    rows = dict(line.strip().rsplit("  ", 1) for line in table.splitlines() if "  " in line.strip())
    shown = {name.strip(): value.strip() for name, value in rows.items()}
    share = loose["count"] / loose["of"]
    assert shown["word spaces above 1.6 × the usual one"] == f"{loose['count']} of {loose['of']} ({share:.2%})"
    assert shown["lines"] == str(told["lines"])
    assert "manuscript/one.md" not in table
    assert {place["source_line"] for place in loose["places"]} <= {3, 5}
    assert main(["info", "--typography", "-v", str(root), "--no-colour"]) == 0
    assert f"page {loose['places'][0]['page']}, line" in capsys.readouterr().out


def test_info_counts_the_editions_that_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = _write(tmp_path, '\n[editions.large]\ntarget = "pdf"\ntrim = "8in x 10in"\n')
    assert main(["info", "--typography", "--edition", "large", str(root), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]["typography"]
    assert [one["edition"] for one in told] == ["large"]
    assert main(["info", "--typography", "--edition", "huge", str(root)]) == 2
    assert "huge" in capsys.readouterr().err
    assert main(["info", "--edition", "large", str(root)]) == 2
    assert "--typography" in capsys.readouterr().err


def test_spaces_shrink_only_where_paragraphs_are_broken_as_wholes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    greedy = _tell(_write(tmp_path / "a"), capsys)
    whole = _tell(_write(tmp_path / "b", css="p { width: 200pt }\n"), capsys)
    assert greedy["tightest"] >= 1 > whole["tightest"]


def test_an_exceeded_limit_is_a_warning_that_stops_a_strict_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _write(tmp_path, '\n[editions.print.typography]\nloose = "1 %"\nladders = 90\n')
    assert main(["build", str(root), "--no-colour"]) == 0
    shown = capsys.readouterr().err
    assert "warning[TY002]" in shown and "book.toml allows 1 %" in shown
    assert "book.toml:11" in shown and "manuscript/one.md:" in shown
    assert "TY004" not in shown
    for path in (root / "build").glob("[!.]*.*"):
        path.unlink()
    assert main(["build", str(root), "--strict", "--no-cache", "-q"]) == 1
    assert not list((root / "build").glob("*.pdf"))


def test_a_book_that_asks_for_nothing_and_one_within_its_limits_are_told_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roots = (_write(tmp_path / "a"), _write(tmp_path / "b", "\n[editions.print.typography]\nloose = 1000\n"))
    for root in roots:
        assert main(["build", str(root), "--strict", "--no-colour"]) == 0
        assert "TY0" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('loose = "many"', "no share of all"),
        ('loose = "101 %"', "no share of all"),
        ("loose = -1", "there cannot be -1 of anything"),
        ("loose = 1.5", "has to be a share or a whole number"),
        ("loos = 1", "did you mean loose"),
    ],
)
def test_a_bad_limit_has_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str) -> None:
    root = _write(tmp_path, f"\n[editions.print.typography]\n{line}\n")
    assert main(["build", str(root), "--no-colour"]) == 1
    shown = capsys.readouterr().err
    assert words in shown and "book.toml:11" in shown


def test_an_epub_has_no_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = _write(tmp_path, "\n[editions.epub.typography]\nloose = 1\n")
    assert main(["build", str(root), "--no-colour"]) == 1
    assert "an EPUB has no lines of its own" in capsys.readouterr().err


def test_an_error_stands_in_the_way_of_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = _write(tmp_path)
    (root / "manuscript/one.md").write_text("# One\n\n![](lost.png)\n", "utf-8")
    assert main(["info", "--typography", str(root), "--no-colour"]) == 1
    assert "error[" in capsys.readouterr().err
