"""Looks: a novel, a manual, a play and poems of our own are built in each theme, and nothing is found in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from makeready.themes import BUILT_IN
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import copy_look, make_book

# The theme that each is written for.
_THEMES = {"novel": "literary", "manual": "technical", "play": "poetry", "poems": "poetry"}


@pytest.mark.long_but("novel-literary", "manual-technical", "poems-poetry", "play-scholarly")
@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("name", _THEMES)
def test_a_book_of_each_kind_is_set_in_each_theme(name: str, theme: str, tmp_path: Path) -> None:
    made = make_book(copy_look(name, theme, tmp_path / "book"), tmp_path / "build")
    assert set(re.findall(r"^(\w+)\[\w+\]", made.said, re.MULTILINE)) <= {"advice"}
    # The sheets differ, the markup does not: one theme a book is enough for the slow judge.
    if theme == _THEMES[name]:
        assert judge(made.epub.read_bytes()) == ()
