"""Looks: a play and a collection of poems of our own are built in each theme, and nothing is found in them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from makeready.themes import BUILT_IN
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import make_book
from tests.conftest import TESTS

_FOLDER = TESTS / "conformance" / "looks"


@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("name", ["play", "poems"])
def test_a_play_and_poems_are_set_in_each_theme(name: str, theme: str, tmp_path: Path) -> None:
    shutil.copytree(_FOLDER / name, tmp_path / "book")
    settings = tmp_path / "book" / "book.toml"
    settings.write_text(f'theme = "{theme}"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    made = make_book(tmp_path / "book", tmp_path / "build")
    assert set(re.findall(r"^(\w+)\[\w+\]", made.said, re.MULTILINE)) <= {"advice"}
    # The sheets differ, the markup does not: one theme a book is enough for the slow judge.
    if theme == "poetry":
        assert judge(made.epub.read_bytes()) == ()
