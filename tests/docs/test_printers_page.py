"""docs/printers.md has what the profiles say (`python -m tests.docs.printers_page` writes it); its examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.docs.printers_page import MARK, PAGE, write_tables

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_profiles() -> None:
    assert TEXT.partition(MARK)[2] == write_tables()


@pytest.mark.parametrize("toml", re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL))
def test_the_examples_are_read_without_a_finding(toml: str, tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "one.md").write_text("# One\n\nWords.\n", encoding="utf-8")
    outcome = read_book(Workspace(tmp_path))
    assert [one for one in outcome.findings if one.severity != "advice"] == []
