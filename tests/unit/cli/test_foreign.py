"""Folders of other systems at the command line: what `info` shows, what `new --from` writes, and that it builds."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from makeready.cli import main
from tests.unit.manuscript.folders.test_mdbook import FILES
from tests.unit.manuscript.folders.trees import write_tree

PANDOC = {
    "metadata.yaml": '---\ntitle: "A \\"Book\\""\nauthor: [Ann Ode, Bo Dee]\nlang: en-GB\n...\n',
    "text/1.md": "# One\n\nOne.\n",
    "text/2.md": "# Two\n\nTwo.\n",
    "LICENSE": "MIT License\n",
}


def test_info_says_as_what_it_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, {**FILES, "README.md": "# Not this"})
    assert main(["info", str(tmp_path), "--no-colour"]) == 0
    shown = capsys.readouterr().out
    assert "Read as mdBook" in shown
    assert "the contents of the book: src/SUMMARY.md:1" in shown
    assert main(["info", str(tmp_path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert told["system"] == "mdBook"
    assert {"words": "the contents of the book", "source": "src/SUMMARY.md", "line": 1} in told["evidence"]


def test_info_of_a_plain_folder_names_what_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, {"a.md": "# A\n\na\n", "b.md": "# B\n\nb\n", "README.md": "# The Book\n", "LICENSE.md": "MIT"})
    assert main(["info", str(tmp_path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert (told["title"], told["system"]) == ("The Book", "a folder of Markdown files")
    assert sorted(one["file"] for one in told["left_out"]) == ["LICENSE.md", "README.md"]


def test_new_from_writes_what_was_guessed_and_the_book_stays_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_tree(tmp_path / "theirs", PANDOC)
    assert main(["build", str(root), "--to", "epub", "-q", "--no-cache"]) == 0
    (before,) = (root / "build").glob("*.epub")
    assert main(["new", "--from", str(root)]) == 0
    values = tomllib.loads((root / "book.toml").read_text("utf-8"))
    assert values["system"] == "Pandoc"
    assert (values["title"], values["author"], values["language"]) == ('A "Book"', ["Ann Ode", "Bo Dee"], "en-GB")
    assert values["contents"] == {"body": ["text/1.md", "text/2.md"]}
    assert values["rights"]["licence"] == "MIT"
    capsys.readouterr()
    assert main(["build", str(root), "--to", "epub", "-q", "--no-cache"]) == 0, capsys.readouterr().err
    assert [path.name for path in (root / "build").glob("*.epub")] == [before.name]


def test_new_from_goes_beside_a_book_toml_of_another_system(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_tree(tmp_path, FILES)
    assert main(["new", "--from", str(root)]) == 0
    assert (root / "book.toml").read_text("utf-8") == FILES["book.toml"]
    values = tomllib.loads((root / "manuscript/book.toml").read_text("utf-8"))
    assert values["system"] == "mdBook"
    capsys.readouterr()
    assert main(["info", str(root), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert told["system"] == "mdBook"
    assert [one["title"] for one in told["sections"]] == ["Foreword", "First steps", "Reference", "Who helped"]


def test_what_a_book_toml_says_goes_before_what_the_system_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_tree(tmp_path, PANDOC)
    (root / "book.toml").write_text('system = "pandoc"\ntitle = "Ours"\n[contents]\nbody = ["text/2.md"]\n')
    assert main(["info", str(root), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert told["title"] == "Ours"
    assert [one["title"] for one in told["sections"]] == ["Two"]
    (root / "book.toml").write_text('system = "no such"\ntitle = "Ours"\n')
    assert main(["info", str(root), "--no-colour"]) == 1
    assert "is no system whose folders are read" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--from", "x", "y"], ["--from", "x", "--title", "T"], []])
def test_new_says_which_words_do_not_go_together(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", *words]) == 2
    assert "help" in capsys.readouterr().err


def test_new_from_nothing_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.txt").write_text("no book")
    assert main(["new", "--from", str(tmp_path)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]
    assert "nothing was written" in capsys.readouterr().err
