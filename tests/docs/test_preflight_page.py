"""docs/preflight.md lists each code of preflight as the catalogue has it, and the profiles there are."""

from __future__ import annotations

import re
from pathlib import Path

from makeready.findings import CATALOGUE
from makeready.profiles import BUILT_IN, SHOPS

PAGE = (Path(__file__).parents[2] / "docs" / "preflight.md").read_text(encoding="utf-8")


def test_page_lists_each_code_with_its_severity_and_title() -> None:
    listed = re.findall(r"^\| (PF\d{3}) \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    entries = [entry for code, entry in sorted(CATALOGUE.items()) if code.startswith("PF")]
    assert listed == [(entry.code, entry.severity.value, entry.title) for entry in entries]


def test_page_names_each_profile() -> None:
    assert [name for name in (*BUILT_IN, *SHOPS) if f"`{name}`" not in PAGE] == []
