"""One file that is named at the command line is a book of its own, whatever lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.unit.manuscript.folders.trees import outline, words, write_tree


@pytest.mark.parametrize(
    ("name", "text", "title", "found"),
    [
        ("a tale.md", "# The Tale\n\nWords.\n\n## Below\n\nMore.\n", "The Tale", ["(The Tale)", "Below"]),
        ("plain.md", "Only words.\n", "Plain", ["(Plain)"]),
        ("head.md", "---\ntitle: Its title\n---\n\n# One\n\nA.\n\n# Two\n\nB.\n", "Its title", ["One", "Two"]),
        (
            "page.html",
            "<html lang='de'><head><title>Die Seite</title></head>"
            "<body><h1>Eins</h1><p>Wort.</p><h1>Zwei</h1></body></html>",
            "Die Seite",
            ["Eins", "Zwei"],
        ),
        ("book.org", "#+TITLE: Org\n* One\nA.\n* Two\nB.\n", "Org", ["One", "Two"]),
        ("n.ipynb", '{"cells": [{"cell_type": "markdown", "source": ["# A\\n", "b"]}], "metadata": {}}', "N", ["A"]),
        ("q.qmd", "# One\n\nA.\n\n# Two\n\n```{r}\nplot(1)\n```\n", "Q", ["One", "Two"]),
    ],
)
def test_the_file_alone_is_read(tmp_path: Path, name: str, text: str, title: str, found: list[str]) -> None:
    write_tree(tmp_path, {name: text, "README.md": "# Not this\n", "other.md": "# Nor this\n"})
    outcome = read_book(Workspace(tmp_path / name, {}))
    assert outcome.value is not None
    assert outcome.value.book.title == title
    assert [line for line in outline(outcome) if "afterword" not in line] == found
    assert "Nor this" not in words(outcome)
