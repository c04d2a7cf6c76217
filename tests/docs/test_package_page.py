"""docs/package.md lists each code of packages as the catalogue has it, and each clause that is about them."""

from __future__ import annotations

import re
from pathlib import Path

from makeready.findings import CATALOGUE
from makeready.press.package import MARK
from makeready.profiles import KEYS

PAGE = (Path(__file__).parents[2] / "docs" / "package.md").read_text(encoding="utf-8")


def test_page_lists_each_code_with_its_severity_and_title() -> None:
    listed = re.findall(r"^\| (PK\d{3}) \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    entries = [entry for code, entry in sorted(CATALOGUE.items()) if code.startswith("PK")]
    assert listed == [(entry.code, entry.severity.value, entry.title) for entry in entries]


def test_page_names_files_and_clauses_that_there_are() -> None:
    clauses = ("takes_ebooks", "ebook_cover", "names_by_isbn", "wants_isbn", "description_limit", "keyword_limit")
    assert [one for one in clauses if f"`{one}`" not in PAGE or one not in KEYS] == []
    assert f"`{MARK}`" in PAGE
